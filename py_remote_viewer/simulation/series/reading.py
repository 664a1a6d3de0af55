"""Reads many series at once: one gather for each field that they are in."""

from collections.abc import Callable, Sequence
from operator import attrgetter

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.simulation.series.binding import Bound
from py_remote_viewer.simulation.series.computed import Read

__all__ = ["PairedReading", "Reading"]

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class Reading:
    """Series in a fixed order; what does not exist, or not in this state, reads as not a number."""

    def __init__(self, bound: Sequence[Bound | None]) -> None:
        self._size = len(bound)
        self._numbers: list[tuple[Callable[[mujoco.MjData], float], int]] = []
        self._computed: list[tuple[Read, int]] = []
        self._gathers: list[tuple[str, Callable[[mujoco.MjData], Numbers], Places, Places]] = []
        of_fields: dict[str, list[tuple[int, int]]] = {}
        for at, series in enumerate(bound):
            if series is None:
                continue
            if series.reader is not None:
                self._computed.append((series.reader(), at))
            elif series.field is not None and series.field.is_number:
                self._numbers.append((attrgetter(series.field.name), at))
            elif series.field is not None:
                of_fields.setdefault(series.field.name, []).append((series.place, at))
        for name, places in of_fields.items():
            where, to = np.array(places, dtype=np.intp).T
            self._gathers.append((name, attrgetter(name), where, to))

    def __len__(self) -> int:
        return self._size

    def read(self, data: mujoco.MjData, sample: int) -> Numbers:
        """All values now; samples are counted, so that readers know one from the next."""
        row = np.full(self._size, np.nan)
        for get, at in self._numbers:
            row[at] = get(data)
        for name, array, where, to in self._gathers:
            values = array(data)
            if name.startswith("solver."):
                _solver_values(data, values, where, to, row)
            elif where.max() < values.size:
                row[to] = values.take(where)
            else:
                # Fewer contacts or constraints than somebody plots.
                there = where < values.size
                row[to[there]] = values.take(where[there])
        for read, at in self._computed:
            row[at] = read(data, sample)
        return row


class PairedReading:
    """Series of two states in one row: those that are `compared` are of the other state."""

    def __init__(self, bound: Sequence[Bound | None], other: mujoco.MjData | None) -> None:
        compared = [series is not None and series.compared for series in bound]
        self._other = other if any(compared) else None
        self._of_other = np.array(compared, dtype=bool)
        self._first = Reading([None if c else b for b, c in zip(bound, compared, strict=True)])
        self._second = Reading([b if c else None for b, c in zip(bound, compared, strict=True)])

    def __len__(self) -> int:
        return len(self._first)

    def read(self, data: mujoco.MjData, sample: int) -> Numbers:
        """All values now, as `Reading` has them."""
        row = self._first.read(data, sample)
        if self._other is not None:
            row[self._of_other] = self._second.read(self._other, sample)[self._of_other]
        return row


def _solver_values(
    data: mujoco.MjData, values: Numbers, where: Places, to: Places, row: Numbers
) -> None:
    """Figures of iterations; MuJoCo leaves those of earlier steps behind the last one."""
    iterations = values.size // data.solver_niter.size
    there = where % iterations < data.solver_niter.take(where // iterations)
    row[to[there]] = values.take(where[there])
