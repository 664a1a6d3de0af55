"""A lock that the busy side cannot keep from the other."""

import threading
from types import TracebackType

__all__ = ["FairLock"]


class FairLock:
    """A mutex whose next owner is whoever waits, not whoever released it.

    Python's lock lets a thread that releases and takes it again at once starve the others, which
    is just what a physics thread behind its schedule does. Here a waiter holds the turnstile, so
    the releasing thread queues up behind it.
    """

    def __init__(self) -> None:
        self._turnstile = threading.Lock()
        self._owned = threading.Lock()

    def __enter__(self) -> None:
        with self._turnstile:
            self._owned.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._owned.release()
