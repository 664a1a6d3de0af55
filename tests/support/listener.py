"""Hears what a real worker says."""

import asyncio
from collections.abc import Callable
from typing import Any

from py_remote_viewer.hosting import WorkerProcess
from py_remote_viewer.protocol.worker import FromWorker

__all__ = ["Listener"]


class Listener:
    """Keeps all messages (a WorkerListener)."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[FromWorker] = asyncio.Queue()
        self.ended: asyncio.Queue[str] = asyncio.Queue()

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        """A message."""
        self.said.put_nowait(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """The end."""
        self.ended.put_nowait(reason)

    async def next(self, kind: type, which: Callable[[Any], Any] = lambda message: True) -> Any:
        """The next message of this type that will do; others are passed over."""
        async with asyncio.timeout(30):
            while True:
                message = await self.said.get()
                if isinstance(message, kind) and which(message):
                    return message
