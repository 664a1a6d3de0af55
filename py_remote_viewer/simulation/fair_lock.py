"""A lock that the busy side cannot keep from the other."""

import threading
import time
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

    def acquire(self, timeout_sec: float) -> bool:
        """Take it within this time (0: now or not at all); False where that was not possible."""
        until = time.monotonic() + timeout_sec
        if not self._turnstile.acquire(timeout=timeout_sec):
            return False
        try:
            return self._owned.acquire(timeout=max(0.0, until - time.monotonic()))
        finally:
            self._turnstile.release()

    def release(self) -> None:
        """Give it to whoever waits."""
        self._owned.release()

    def __enter__(self) -> None:
        with self._turnstile:
            self._owned.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
