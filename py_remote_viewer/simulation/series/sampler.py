"""Samples what is plotted, on the thread that owns the state."""

import dataclasses
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.series import SeriesCatalogue, SeriesInfo
from py_remote_viewer.protocol.worker import SampleSeries, SeriesFound, SeriesSampled
from py_remote_viewer.simulation.series.binding import COMPARED, Binder, Bound
from py_remote_viewer.simulation.series.catalogue import series_catalogue
from py_remote_viewer.simulation.series.computed import computed_series
from py_remote_viewer.simulation.series.fields import DataFields
from py_remote_viewer.simulation.series.reading import PairedReading

__all__ = ["SeriesSampler"]

Numbers = npt.NDArray[np.float64]

_MOST_PER_SEC = 100.0
_BATCH_EVERY_SEC = 0.1
_NEWEST_EVERY_SEC = 0.2
#: As many samples go at the most into one batch; more only gather while a step takes long.
_MOST_ROWS = 200


@dataclass
class _Plan:
    """A request, ready to be read."""

    watch: int
    series: PairedReading
    newest: PairedReading
    every_sec: float
    times: list[float] = field(default_factory=list[float])
    rows: list[Numbers] = field(default_factory=list[Numbers])
    told: Numbers | None = None


class SeriesSampler:
    """`watch` and `catalogue` may be called on any thread, `sample` and `jumped` on the owner's.

    While nothing is watched a sample costs nothing. Samples carry the simulated time of the state
    that they are of; where time goes back, or `jumped` was called, another segment begins. Where a
    second state is `compared`, series that begin with "compare:" are of that one.
    """

    def __init__(
        self,
        model: mujoco.MjModel,
        data: mujoco.MjData,
        tell: Callable[[SeriesFound | SeriesSampled], None],
        real_time_factor: Callable[[], float],
        *,
        compared: mujoco.MjData | None = None,
    ) -> None:
        self._tell = tell
        self._compared = compared
        self._fields = DataFields(model, data)
        self._computed = computed_series(model, real_time_factor)
        self._binder = Binder(self._fields, self._computed)
        # Readers keep what they have computed of a state: each state needs its own.
        self._other_binder = Binder(self._fields, computed_series(model, real_time_factor))
        self._asked: deque[tuple[SampleSeries, list[Bound | None]]] = deque(maxlen=1)
        self._plan: _Plan | None = None
        self._segment = 0
        self._count = 0
        self._at_once = False
        self._last_sec = float("-inf")
        self._due_sec = 0.0
        self._batch_due_sec = 0.0
        self._newest_due_sec = 0.0

    # any thread

    def watch(self, asked: SampleSeries) -> None:
        """Sample this from now on; what is wrong with a name is told at once."""
        bound, infos = self._bind((*asked.series, *asked.newest))
        self._tell(SeriesFound(asked.watch, infos))
        # Taken over by the owner's thread, which alone reads.
        self._asked.append((asked, bound))

    def catalogue(self, generation: int) -> SeriesCatalogue:
        """All that can be watched."""
        return series_catalogue(self._fields, self._computed, generation)

    def _bind(self, names: tuple[str, ...]) -> tuple[list[Bound | None], tuple[SeriesInfo, ...]]:
        bound: list[Bound | None] = []
        infos: list[SeriesInfo] = []
        for name in names:
            try:
                found = self._bind_one(name)
            except CommandError as error:
                bound.append(None)
                infos.append(SeriesInfo(name, problem=str(error)))
            else:
                bound.append(found)
                infos.append(SeriesInfo(name, found.unit))
        return bound, tuple(infos)

    def _bind_one(self, name: str) -> Bound:
        if not name.startswith(COMPARED):
            return self._binder.bind(name)
        if self._compared is None:
            raise CommandError(
                f"'{name}' is of a second trajectory, and none is shown beside the first now."
            )
        found = self._other_binder.bind(name.removeprefix(COMPARED))
        return dataclasses.replace(found, compared=True)

    # the owner's thread

    def jumped(self) -> None:
        """The state is not what follows from the one before."""
        if self._plan is not None:
            self._flush(self._plan)
        self._segment += 1
        self._at_once = True

    def sample(self, data: mujoco.MjData, now_sec: float) -> None:
        """Take a sample where one is due; call it after steps and while nothing moves."""
        if self._asked:
            self._take_over(*self._asked.popleft())
        plan = self._plan
        if plan is None:
            return
        if now_sec >= self._due_sec or self._at_once:
            self._at_once = False
            self._due_sec += plan.every_sec
            if self._due_sec <= now_sec:
                # Never a burst for what was missed.
                self._due_sec = now_sec + plan.every_sec
            self._take(plan, data)
        if now_sec >= self._batch_due_sec or len(plan.rows) >= _MOST_ROWS:
            self._batch_due_sec = now_sec + _BATCH_EVERY_SEC
            newest = self._newest(plan, data, now_sec)
            if plan.rows or newest:
                self._flush(plan, newest)

    def _take_over(self, asked: SampleSeries, bound: list[Bound | None]) -> None:
        if self._plan is not None:
            self._flush(self._plan)
        if not bound:
            self._plan = None
            return
        split = len(asked.series)
        series = PairedReading(bound[:split], self._compared)
        newest = PairedReading(bound[split:], self._compared)
        per_sec = min(max(asked.per_sec, 1.0), _MOST_PER_SEC)
        self._plan = _Plan(asked.watch, series, newest, 1 / per_sec)
        self._at_once = True
        self._batch_due_sec = self._newest_due_sec = float("-inf")

    def _take(self, plan: _Plan, data: mujoco.MjData) -> None:
        time_sec = float(data.time)
        if time_sec < self._last_sec:
            self._flush(plan)
            self._segment += 1
        if len(plan.series) == 0:
            self._last_sec = time_sec
            return
        self._count += 1
        row = plan.series.read(data, self._count)
        if time_sec == self._last_sec and plan.rows:
            # Somebody changed the state while it stood still: this is what it is at that time.
            plan.rows[-1] = row
            return
        told = plan.told if time_sec == self._last_sec else None
        if told is not None and np.array_equal(told, row, equal_nan=True):
            return
        self._last_sec = time_sec
        plan.told = row
        plan.times.append(time_sec)
        plan.rows.append(row)

    def _newest(self, plan: _Plan, data: mujoco.MjData, now_sec: float) -> bytes:
        if len(plan.newest) == 0 or now_sec < self._newest_due_sec:
            return b""
        self._newest_due_sec = now_sec + _NEWEST_EVERY_SEC
        return plan.newest.read(data, -1).tobytes()

    def _flush(self, plan: _Plan, newest: bytes = b"") -> None:
        rows, times = plan.rows, plan.times
        if not rows and not newest:
            return
        values = b"".join(row.tobytes() for row in rows)
        data = np.array(times, dtype=np.float64).tobytes() + values
        self._tell(SeriesSampled(plan.watch, self._segment, len(rows), data, newest))
        plan.rows, plan.times = [], []
