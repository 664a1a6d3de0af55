"""A worker that begins before there is anybody to listen to it."""

import asyncio
import contextlib
from collections.abc import Callable

from py_remote_viewer.errors import WorkerError
from py_remote_viewer.hosting.host import Host, WorkerListener, WorkerProcess
from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress
from py_remote_viewer.protocol.worker import FromWorker

__all__ = ["EarlyHost"]


class EarlyHost:
    """A host whose first worker is started ahead, while the gateway is still being imported.

    Importing takes the gateway more than a second and the worker as long, so that side by side the
    first picture is there sooner. Whoever asks for a worker first gets that one, and hears what it
    said meanwhile.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._early: tuple[WorkerProcess, _Relay] | None = None

    async def begin(self) -> None:
        """Start the worker; one that cannot be started is told to whoever asks for it."""
        relay = _Relay()
        with contextlib.suppress(WorkerError):
            self._early = (await self._host.start(relay), relay)

    async def close(self) -> None:
        """End the worker where nobody asked for it; twice is fine."""
        early, self._early = self._early, None
        if early is not None:
            worker, _ = early
            # It has shown nothing, so there is nothing to bring to an end in order.
            worker.kill()
            await worker.stop()

    async def start(self, listener: WorkerListener) -> WorkerProcess:
        """Hand out the worker that was started ahead, later start others as the host does."""
        early, self._early = self._early, None
        if early is None:
            return await self._host.start(listener)
        worker, relay = early
        relay.hand_to(listener)
        return worker

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        """Make a film as the host does."""
        return await self._host.make_film(order, heard)


class _Relay:
    """Keeps what a worker says until there is a listener, then passes it on, in order."""

    def __init__(self) -> None:
        self._listener: WorkerListener | None = None
        self._kept: list[Callable[[WorkerListener], None]] = []

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        """A message."""
        self._pass_on(lambda listener: listener.worker_said(worker, message))

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """The end."""
        self._pass_on(lambda listener: listener.worker_ended(worker, reason))

    def hand_to(self, listener: WorkerListener) -> None:
        """From the next turn of the event loop: a listener expects to know its worker by then."""
        asyncio.get_running_loop().call_soon(self._begin, listener)

    def _begin(self, listener: WorkerListener) -> None:
        self._listener = listener
        kept, self._kept = self._kept, []
        for tell in kept:
            tell(listener)

    def _pass_on(self, tell: Callable[[WorkerListener], None]) -> None:
        if self._listener is None:
            self._kept.append(tell)
        else:
            tell(self._listener)
