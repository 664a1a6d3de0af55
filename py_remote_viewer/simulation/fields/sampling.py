"""Tells the values of watched panels as they change."""

from collections.abc import Callable

from py_remote_viewer.protocol.fields import FieldValue, FieldValues
from py_remote_viewer.simulation.fields.binding import FieldSet

__all__ = ["FieldSampler"]

_EVERY_SEC = 0.2
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

    def sample(self, now_sec: float, *, at_once: bool = False) -> None:
        """Tell what changed, some times a second; `at_once` after somebody changed something."""
        if self._anew:
            self._anew = False
            self._told = {name: {} for name in self._watched}
        elif now_sec < self._due_sec and not at_once:
            return
        self._due_sec = now_sec + _EVERY_SEC
        for name, known in self._told.items():
            changed = {
                path: value
                for path, exact in self._fields.values(name).items()
                if known.get(path) != (value := _rounded(exact))
            }
            if changed:
                known |= changed
                self._tell(FieldValues(name, changed))


def _rounded(value: FieldValue) -> FieldValue:
    if isinstance(value, tuple):
        return tuple(_round(number) for number in value)
    return _round(value)


def _round(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
