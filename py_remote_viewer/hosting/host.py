"""What the rest of the gateway sees of a worker, wherever it runs."""

from collections.abc import Callable
from typing import Protocol

from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress
from py_remote_viewer.protocol.worker import FromWorker, ToWorker

__all__ = ["Host", "WorkerListener", "WorkerProcess"]


class WorkerProcess(Protocol):
    """A placed worker."""

    @property
    def alive(self) -> bool: ...

    def send(self, message: ToWorker) -> None:
        """Send a message; nothing happens once the worker has ended. Never blocks.

        Raises WorkerError where the worker has not read for long; inputs may be dropped before.
        """
        ...

    def resident_bytes(self) -> int:
        """The memory that it takes now; 0 where that is not known. May block, from any thread."""
        ...

    def kill(self) -> None:
        """End it at once, without asking."""
        ...

    async def stop(self) -> None:
        """Ask it to end, wait shortly, then insist; twice is fine."""
        ...


class WorkerListener(Protocol):
    """Who hears what a worker says; called on the event loop."""

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None: ...

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """Called once, also after `stop`; `reason` is a sentence."""
        ...


class Host(Protocol):
    """A place where workers run."""

    async def start(self, listener: WorkerListener) -> WorkerProcess:
        """Start a worker; raises WorkerError where that cannot be."""
        ...

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        """Make a film, beside the workers and after them; cancelled, nothing goes on.

        Raises CommandError where the order cannot be fulfilled, WorkerError where that fails.
        """
        ...
