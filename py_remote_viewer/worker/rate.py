"""Counting per second."""

import time
from collections import deque
from collections.abc import Callable

__all__ = ["RateMeter"]


class RateMeter:
    """An amount per second over the last two seconds; one thread adds, any reads."""

    WINDOW_SEC = 2.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._samples: deque[tuple[float, float]] = deque()

    def add(self, amount: float) -> None:
        """Count an amount now."""
        now = self._clock()
        self._samples.append((now, amount))
        while self._samples and now - self._samples[0][0] > self.WINDOW_SEC:
            self._samples.popleft()

    def per_sec(self) -> float:
        """The amount per second."""
        now = self._clock()
        samples = list(self._samples)
        fresh = [amount for at, amount in samples if now - at <= self.WINDOW_SEC]
        return sum(fresh) / self.WINDOW_SEC
