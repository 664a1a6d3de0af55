"""Whoever shows wrong tokens waits longer each time."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.errors import TooManyRequestsError

__all__ = ["BackOff"]

#: A person who mistypes is not slowed down.
_FREE = 5
_LONGEST_SEC = 30.0
_FORGOTTEN_SEC = 600.0
_MOST_ADDRESSES = 10_000


@dataclass
class _Failures:
    count: int
    last_sec: float


class BackOff:
    """Counts failures by address. Belongs to the event loop.

    All who come through one tunnel or proxy have one address, so the pause is short, and whoever
    has come in already never meets it: a cookie is not asked here.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises TooManyRequestsError while an address has to wait; what it shows is not looked
        at."""
        found = self._failures.get(address)
        if found is None:
            return
        passed = self._clock() - found.last_sec
        left = _pause_sec(found.count) - passed
        if passed > _FORGOTTEN_SEC:
            del self._failures[address]
        elif left > 0.0:
            raise TooManyRequestsError(
                f"{found.count} wrong tokens came from your address; try again in {left:.0f} s.",
                retry_after_sec=left,
            )

    def failed(self, address: str) -> None:
        """A token was wrong."""
        found = self._failures.pop(address, None)
        count = found.count + 1 if found else 1
        self._failures[address] = _Failures(count, self._clock())
        while len(self._failures) > _MOST_ADDRESSES:
            self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """A token was right."""
        self._failures.pop(address, None)


def _pause_sec(count: int) -> float:
    return 0.0 if count < _FREE else min(2.0 ** (count - _FREE), _LONGEST_SEC)
