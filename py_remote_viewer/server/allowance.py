"""How often something may be asked for."""

import time
from collections.abc import Callable

from py_remote_viewer.errors import CommandError

__all__ = ["Allowance"]


class Allowance:
    """A token bucket: `burst` at once, and so many a second in the long run."""

    def __init__(
        self,
        what: str,
        per_sec: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what = what
        self._per_sec = per_sec
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._counted_sec = clock()

    def take(self) -> None:
        """Count one; raises CommandError where it is one too many."""
        now = self._clock()
        self._left = min(self._left + (now - self._counted_sec) * self._per_sec, self._burst)
        self._counted_sec = now
        if self._left < 1.0:
            raise CommandError(
                f"Too many '{self._what}' messages: {self._burst} at once and {self._per_sec:g} a "
                "second are the limit; wait a moment."
            )
        self._left -= 1.0
