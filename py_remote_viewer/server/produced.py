"""Answers that the worker makes: each goes through a file, which is gone when it was sent."""

import contextlib
import tempfile
from pathlib import Path

from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from py_remote_viewer.protocol.tasks import Task
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["produced_response"]


async def produced_response(
    session: Session, task: Task, media_type: str, *, download_as: str | None = None
) -> Response:
    """What the worker makes of a task; raises CommandError or WorkerError where it cannot."""
    path = await in_thread(_new_file)
    try:
        await session.make(task, path)
    except BaseException:
        await in_thread(lambda: _remove(path))
        raise
    return FileResponse(
        path,
        media_type=media_type,
        filename=download_as,
        headers={"cache-control": "no-store"},
        background=BackgroundTask(_remove, path),
    )


def _new_file() -> Path:
    # The worker of the same user writes it.
    with tempfile.NamedTemporaryFile(prefix="py-remote-viewer-", delete=False) as file:
        return Path(file.name)


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
