"""The quality governor: what is drawn, so that the frame rate holds.

On a GPU the first level holds. On a CPU the levels are left in the order of what they cost for
what they show: antialiasing, shadows, reflections, resolution (docs/performance.md has the
measured cost of each). Pure: no GL, no clock of its own.
"""

from dataclasses import dataclass

from py_remote_viewer.errors import ConfigurationError

__all__ = ["LEVELS", "QualityGovernor", "QualityLevel", "level_index"]


@dataclass(frozen=True)
class QualityLevel:
    """One level: `scale` is the share of the asked width and height that is drawn."""

    name: str
    antialias: bool
    shadows: bool
    reflections: bool
    scale: float = 1.0


LEVELS: tuple[QualityLevel, ...] = (
    QualityLevel("full", True, shadows=True, reflections=True),
    QualityLevel("no-antialiasing", False, shadows=True, reflections=True),
    QualityLevel("no-shadows", False, shadows=False, reflections=True),
    QualityLevel("no-reflections", False, shadows=False, reflections=False),
    QualityLevel("three-quarter-size", False, shadows=False, reflections=False, scale=0.75),
    QualityLevel("half-size", False, shadows=False, reflections=False, scale=0.5),
)


def level_index(name: str) -> int:
    """The index of a level by its name; raises ConfigurationError with the valid names."""
    for index, level in enumerate(LEVELS):
        if level.name == name:
            return index
    names = ", ".join(level.name for level in LEVELS)
    raise ConfigurationError(f"The quality {name!r} is unknown; it is 'auto' or one of: {names}.")


class QualityGovernor:
    """Chooses a level from the time frames take.

    A frame may use `BUDGET` of the frame period; the rest is for physics, encoding and sending.
    Going down is quick (two thirds of a second of frames over budget), going up is a trial: after
    `HOLD_SEC` in which the next better level's last known cost would fit, with the hold doubled
    (to `HOLD_MAX_SEC`) each time a trial fails. Not thread-safe: the render thread owns it.
    """

    BUDGET = 0.85
    HOLD_SEC = 4.0
    HOLD_MAX_SEC = 60.0
    _SMOOTHING = 0.15
    #: A frame: half of a cost is forgotten in about eight seconds at 30 frames a second.
    _FORGETTING = 0.997

    def __init__(self, period_sec: float, *, software: bool, pinned: str = "auto") -> None:
        self._period_sec = period_sec
        self._pinned = None if pinned == "auto" else level_index(pinned)
        # A CPU starts where most scenes hold the rate, so that the first second is smooth too.
        start = level_index("no-reflections") if software else 0
        self._index = start if self._pinned is None else self._pinned
        self._cost_sec: dict[int, float] = {}
        self._over = 0
        self._hold_sec = self.HOLD_SEC
        self._changed_sec = float("-inf")
        self._trial_until_sec = float("-inf")

    @property
    def index(self) -> int:
        """The present level's index in LEVELS; 0 is full quality."""
        return self._index

    @property
    def level(self) -> QualityLevel:
        """The present level."""
        return LEVELS[self._index]

    def frame_took(self, cost_sec: float, now_sec: float) -> bool:
        """Learn what one moving frame cost at the present level; True if the level changed."""
        known = self._cost_sec.get(self._index)
        self._cost_sec[self._index] = (
            cost_sec if known is None else known + self._SMOOTHING * (cost_sec - known)
        )
        if self._pinned is not None:
            return False
        budget_sec = self.BUDGET * self._period_sec
        self._over = self._over + 1 if cost_sec > budget_sec else max(0, self._over - 2)
        if self._over >= max(4, round(0.67 / self._period_sec / 4)):
            return self._worse(now_sec)
        return self._maybe_better(budget_sec, now_sec)

    def _worse(self, now_sec: float) -> bool:
        self._over = 0
        if self._index == len(LEVELS) - 1:
            return False
        if now_sec < self._trial_until_sec:
            self._hold_sec = min(self._hold_sec * 2, self.HOLD_MAX_SEC)
        self._change(self._index + 1, now_sec)
        return True

    def _maybe_better(self, budget_sec: float, now_sec: float) -> bool:
        if self._index == 0 or now_sec - self._changed_sec < self._hold_sec:
            return False
        better = self._index - 1
        # A cost once learnt goes stale (the camera moves, the load changes), so it is forgotten
        # step by step and the level tried again.
        expected = self._cost_sec.get(better)
        if expected is None:
            expected = self._cost_sec[self._index] * 1.6
        else:
            self._cost_sec[better] = expected * self._FORGETTING
        if expected > budget_sec:
            return False
        self._change(better, now_sec)
        self._trial_until_sec = now_sec + self._hold_sec
        return True

    def _change(self, index: int, now_sec: float) -> None:
        self._index = index
        self._changed_sec = now_sec
        self._over = 0
