"""Tells the values of watched panels as they change."""

from collections.abc import Callable, Iterable

from py_remote_viewer.protocol.fields import FieldValue, FieldValues
from py_remote_viewer.simulation.fields.binding import FieldSet

__all__ = ["FieldSampler"]

_EVERY_SEC = 0.25
#: Where more than these change, all are told less often: nobody reads a thousand numbers.
_MOST_VALUES_PER_SEC = 2000
#: Enough digits to show; a number that stands still is not told again for its noise.
_DIGITS = 7


class FieldSampler:
    """Reads on the thread that owns the values; `watch` may be called on any."""

    def __init__(self, fields: FieldSet, tell: Callable[[FieldValues], None]) -> None:
        self._fields = fields
        self._tell = tell
        self._watched: tuple[str, ...] = ()
        self._anew = False
        self._told: dict[str, dict[str, FieldValue]] = {}
        self._due_sec = 0.0

    def watch(self, panels: tuple[str, ...]) -> None:
        """From the next sample on these, all of them in full at first."""
        self._watched = panels
        self._anew = True

    def edited(self, paths: Iterable[str], now_sec: float) -> None:
        """Tell at once what changed, and what became of an edit even where it was told before.

        Who edited shows what was asked for until the answer comes; call it before the answer.
        """
        for path in paths:
            for known in self._told.values():
                known.pop(path, None)
        self.sample(now_sec, at_once=True)

    def sample(self, now_sec: float, *, at_once: bool = False) -> None:
        """Tell what changed, some times a second; `at_once` tells it now."""
        if self._anew:
            self._anew = False
            self._told = {name: {} for name in self._watched}
        elif now_sec < self._due_sec and not at_once:
            return
        told = 0
        for name, known in self._told.items():
            changed = {
                path: value
                for path, exact in self._fields.values(name).items()
                if known.get(path) != (value := _rounded(exact))
            }
            if changed:
                known |= changed
                told += len(changed)
                self._tell(FieldValues(name, changed))
        self._due_sec = now_sec + max(_EVERY_SEC, told / _MOST_VALUES_PER_SEC)


def _rounded(value: FieldValue) -> FieldValue:
    if isinstance(value, tuple):
        return tuple(_round(number) for number in value)
    return _round(value)


def _round(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
