"""Answers that the worker makes: each goes through a file, which is gone when it was sent."""

import contextlib
from pathlib import Path

from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from py_remote_viewer.protocol.tasks import Task
from py_remote_viewer.protocol.view import SHARED_VIEW
from py_remote_viewer.sessions import Session
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["produced_response", "produced_text"]


async def produced_response(
    session: Session,
    task: Task,
    media_type: str,
    *,
    download_as: str | None = None,
    view: int = SHARED_VIEW,
) -> Response:
    """What the worker makes of a task, in a view; raises CommandError or WorkerError where it
    cannot."""
    path = await _make(session, task, view)
    return FileResponse(
        path,
        media_type=media_type,
        filename=download_as,
        headers={"cache-control": "no-store"},
        background=BackgroundTask(_remove, path),
    )


async def produced_text(session: Session, task: Task) -> str:
    """The text that the worker makes of a task; raises as `produced_response` does."""
    path = await _make(session, task)
    try:
        return await in_thread(lambda: path.read_text(encoding="utf-8", errors="replace"))
    finally:
        await in_thread(lambda: _remove(path))


async def _make(session: Session, task: Task, view: int = SHARED_VIEW) -> Path:
    path = await in_thread(session.temporary.new_file)
    try:
        await session.make(task, path, view)
    except BaseException:
        await in_thread(lambda: _remove(path))
        raise
    return path


def _remove(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
