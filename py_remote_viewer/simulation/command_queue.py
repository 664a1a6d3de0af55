"""Commands on their way to the thread that does them."""

import queue
import threading
from typing import Generic, TypeVar

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.source import CommandDone

__all__ = ["CommandQueue"]

_MOST = 256
T = TypeVar("T")


class CommandQueue(Generic[T]):
    """Bounded and in order; any thread puts, one takes. `wake` is set for the one that takes."""

    def __init__(self, wake: threading.Event) -> None:
        self._wake = wake
        self._waiting: queue.Queue[tuple[T, CommandDone]] = queue.Queue(_MOST)

    @property
    def empty(self) -> bool:
        """True while nothing waits."""
        return self._waiting.empty()

    def put(self, command: T, done: CommandDone) -> None:
        """Queue a command; raises CommandError when too many wait."""
        try:
            self._waiting.put_nowait((command, done))
        except queue.Full:
            raise CommandError(
                f"{_MOST} commands are waiting already; send fewer at a time."
            ) from None
        self._wake.set()

    def take(self) -> tuple[T, CommandDone] | None:
        """The next command, if one waits."""
        try:
            return self._waiting.get_nowait()
        except queue.Empty:
            return None

    def refuse_all(self, reason: str) -> None:
        """Answer all that wait; for the end."""
        while (waiting := self.take()) is not None:
            waiting[1](CommandError(reason))
