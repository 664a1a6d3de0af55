"""How much of the operator's keys people may use up in a day."""

import time
from collections.abc import Callable

from py_remote_viewer.errors import WritingError

__all__ = ["Budget", "Reservation"]

_DAY_SEC = 86_400


class Budget:
    """Counts tokens, for one process and without a memory of what was before it.

    What an answer may take at most is reserved before it is asked for, so that many at a time
    cannot exceed it either. Belongs to the event loop.
    """

    def __init__(self, tokens_per_day: int, clock: Callable[[], float] = time.time) -> None:
        """0 is without limit; the clock is in seconds since 1970, days are those of UTC."""
        self._limit = tokens_per_day
        self._clock = clock
        self._day = self._today()
        self._spent = 0
        self._reserved = 0

    @property
    def left(self) -> int | None:
        """What may still be reserved today; None where that is without limit."""
        if not self._limit:
            return None
        self._turn_over()
        return max(0, self._limit - self._spent - self._reserved)

    def reserve(self, tokens: int) -> "Reservation":
        """Raises WritingError where so much is not left."""
        left = self.left
        if left is not None and tokens > left:
            raise WritingError(
                f"The operator's key has {left} of {self._limit} tokens left for today, and an "
                f"answer may take {tokens}. Give a key of your own, or try again after midnight "
                "UTC."
            )
        self._reserved += tokens
        return Reservation(self, tokens)

    def settle(self, reserved: int, spent: int) -> None:
        """Count what was spent in the place of what was reserved."""
        self._turn_over()
        self._reserved -= reserved
        self._spent += spent

    def _turn_over(self) -> None:
        today = self._today()
        if today != self._day:
            self._day, self._spent = today, 0

    def _today(self) -> int:
        return int(self._clock() // _DAY_SEC)


class Reservation:
    """What was set aside for an answer; settling it twice is fine."""

    def __init__(self, budget: Budget, tokens: int) -> None:
        self.tokens = tokens
        self._budget: Budget | None = budget

    def settle(self, spent: int) -> None:
        """What it took in the end."""
        if self._budget is not None:
            self._budget.settle(self.tokens, spent)
            self._budget = None
