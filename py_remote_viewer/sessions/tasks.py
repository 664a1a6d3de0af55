"""Background work that somebody holds on to."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from py_remote_viewer.errors import RemoteViewerError

__all__ = ["Tasks"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Tasks:
    """Tasks of one owner; what fails is logged, and nothing outlives `close`."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, T], name: str) -> "asyncio.Task[T]":
        """Do something in the background."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self, patience_sec: float = 0.0) -> None:
        """Wait so long for what runs, then cancel it; twice is fine."""
        running = set(self._running)
        if running and patience_sec:
            _, running = await asyncio.wait(running, timeout=patience_sec)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, RemoteViewerError):
            _log.error("%s: %s", task.get_name(), error)
        else:
            _log.error("%s failed", task.get_name(), exc_info=error)
