"""Finds a moment of the past again by its simulated time."""

from collections.abc import Iterator
from dataclasses import dataclass

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.history import HistoryView

__all__ = ["find_moment"]

#: Of a time step; what was written with a few digits is still this moment and not the next.
_TOLERANCE = 0.4


@dataclass(frozen=True)
class _Stretch:
    """Moments that follow each other by steps, and the simulated time of the first."""

    first: int
    last: int
    begin_sec: float
    timestep_sec: float

    def time_of(self, index: int) -> float:
        return self.begin_sec + (index - self.first) * self.timestep_sec

    def find(self, time_sec: float) -> int | None:
        """The moment of this time, if it is one of them."""
        index = self.first + round((time_sec - self.begin_sec) / self.timestep_sec)
        index = min(max(index, self.first), self.last)
        return index if self.has(index, time_sec) else None

    def has(self, index: int, time_sec: float) -> bool:
        """True where this moment is one of them, and has this time."""
        close = abs(self.time_of(index) - time_sec) <= _TOLERANCE * self.timestep_sec
        return self.first <= index <= self.last and close


def find_moment(
    view: HistoryView, timestep_sec: float, time_sec: float, index: int | None = None
) -> int:
    """The moment of a simulated time: the one with this index if it has that time, else the newest
    that has it, for after a reset times come again. Raises CommandError where there is none.

    `timestep_sec` is that of the newest steps.
    """
    stretches = list(_stretches(view, timestep_sec))
    if index is not None and any(one.has(index, time_sec) for one in stretches):
        return index
    for stretch in reversed(stretches):
        found = stretch.find(time_sec)
        if found is not None:
            return found
    oldest, newest = stretches[0], stretches[-1]
    raise CommandError(
        f"The moment t = {time_sec:.3f} s is not in the history, which reaches from "
        f"t = {oldest.begin_sec:.3f} s to t = {newest.time_of(newest.last):.3f} s."
    )


def _stretches(view: HistoryView, timestep_sec: float) -> Iterator[_Stretch]:
    """From each mark to the next, the oldest first."""
    for mark, after in zip(view.marks, (*view.marks[1:], None), strict=True):
        last, step = view.head, timestep_sec
        if after is not None:
            last = after.index - 1
            # A jump is a moment too, to which no step led.
            steps = after.index - mark.index - int(after.jump)
            if steps > 0:
                step = (after.elapsed_sec - mark.elapsed_sec) / steps
        yield _Stretch(mark.index, last, mark.sim_time_sec, step)
