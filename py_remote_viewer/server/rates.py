"""How many requests anybody may make."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from py_remote_viewer.access import Credentials
from py_remote_viewer.errors import TooManyRequestsError

__all__ = ["RequestRates"]

#: So many seconds' worth may come at once: a page that opens asks for a dozen things.
_AT_ONCE_SEC = 10.0
_MOST_KEPT = 10_000


@dataclass
class _Bucket:
    left: float
    counted_sec: float


class RequestRates:
    """A token bucket for each browser or program that was let in, and for each address of the
    others. Belongs to the event loop."""

    def __init__(self, per_sec: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_sec = per_sec
        self._most = per_sec * _AT_ONCE_SEC
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, holder: str, shown: Credentials) -> None:
        """Count one; raises TooManyRequestsError where it is one too many."""
        key = holder or f"address:{shown.address}"
        now = self._clock()
        bucket = self._buckets.pop(key, None) or _Bucket(self._most, now)
        bucket.left = min(bucket.left + (now - bucket.counted_sec) * self._per_sec, self._most)
        bucket.counted_sec = now
        self._buckets[key] = bucket
        while len(self._buckets) > _MOST_KEPT:
            self._buckets.popitem(last=False)
        if bucket.left < 1.0:
            raise TooManyRequestsError(
                f"More than {self._per_sec:g} requests a second came from you; wait a moment, or "
                "let the operator raise limits.requests_per_sec.",
                retry_after_sec=1.0 / self._per_sec,
            )
        bucket.left -= 1.0
