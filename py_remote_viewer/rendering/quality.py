"""The quality governor: what is drawn, so that the frame rate holds.

On a GPU the first level holds. On a CPU the levels are left in the order of what they cost for
what they show: antialiasing, shadows, reflections, resolution (docs/performance.md has the
measured cost of each). Pure: no GL, no clock of its own.
"""

import math
from dataclasses import dataclass

from py_remote_viewer.errors import ConfigurationError

__all__ = ["LEVELS", "QualityGovernor", "QualityLevel", "level_index"]


@dataclass(frozen=True)
class QualityLevel:
    """One level: `scale` is the share of the asked width and height that is drawn.

    The picture has the asked size at every level: a smaller one is enlarged, so that a change of
    level is not a change of the video's size, which would cost a key frame.
    """

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


#: Levels that differ from the one before only where the CPU draws.
_ON_CPU = ("no-antialiasing",)


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
    What the other levels would cost is guessed from the present one: by how much neighbours differ
    is learnt at each change, so the guess stays good when the machine's load or the view changes.
    Down it goes as soon as the mean is over budget, as far as needed; up after `HOLD_SEC`, to the
    best level that should fit, with that level's hold doubled (to `HOLD_MAX_SEC`) each time it did
    not hold. Not thread-safe: the render thread owns it.
    """

    BUDGET = 0.85
    HOLD_SEC = 4.0
    HOLD_MAX_SEC = 60.0
    #: A better level must fit with some room, or the next cloud in the picture brings it down.
    _ROOM = 0.9
    _SMOOTHING = 0.15
    _HITCH = 3.0
    #: The first frame of a level may have to compile shaders, and tells nothing.
    _IGNORED_FRAMES = 1
    _LEARNING_FRAMES = 8
    #: What a level costs more than the next worse one, while nothing is known.
    _USUAL_RATIO = 1.6
    _LARGEST_RATIO = 8.0
    #: A frame: half of what was learnt is forgotten in about 23 seconds at 30 frames a second.
    _FORGETTING = 0.999

    def __init__(self, period_sec: float, *, software: bool, pinned: str = "auto") -> None:
        self._period_sec = period_sec
        self._budget_sec = self.BUDGET * period_sec
        self._pinned = pinned != "auto"
        # On a GPU multisampling is part of the context, and leaving it out not a level.
        self._usable = [
            i for i, level in enumerate(LEVELS) if software or level.name not in _ON_CPU
        ]
        # A CPU starts where most scenes hold the rate, so that the first second is smooth too.
        start = level_index("no-reflections") if software else 0
        self._index = level_index(pinned) if self._pinned else start
        self._ratio = [self._USUAL_RATIO] * len(LEVELS)
        self._hold_sec = [self.HOLD_SEC] * len(LEVELS)
        self._changed_sec = float("-inf")
        self._came_from: tuple[int, float] | None = None
        self._frames = 0
        self._cost_sec = 0.0

    @property
    def index(self) -> int:
        """The present level's index in LEVELS; 0 is full quality."""
        return self._index

    @property
    def level(self) -> QualityLevel:
        """The present level."""
        return LEVELS[self._index]

    def share(self, views: int) -> None:
        """So many views are drawn one after the other, and have the time of one between them."""
        self._budget_sec = self.BUDGET * self._period_sec / max(1, views)

    def frame_took(self, cost_sec: float, now_sec: float) -> bool:
        """Learn what one moving frame cost at the present level; True if the level changed."""
        self._frames += 1
        seen = self._frames - self._IGNORED_FRAMES
        if self._pinned or seen <= 0:
            return False
        # One frame, however long it took, is a hitch and no reason to change.
        cost_sec = min(cost_sec, self._HITCH * self._budget_sec)
        self._cost_sec += max(self._SMOOTHING, 1 / seen) * (cost_sec - self._cost_sec)
        if seen < self._LEARNING_FRAMES:
            return False
        if seen == self._LEARNING_FRAMES:
            self._learn_ratio()
        self._forget()
        if self._cost_sec > self._budget_sec:
            return self._go_down(now_sec)
        return self._maybe_go_up(now_sec)

    def _go_down(self, now_sec: float) -> bool:
        worse = [index for index in self._usable if index > self._index]
        if not worse:
            return False
        came = self._came_from
        if came is not None and came[0] > self._index:
            # It was a trial, and it failed.
            hold = self._hold_sec[self._index]
            if now_sec - self._changed_sec < hold:
                self._hold_sec[self._index] = min(2 * hold, self.HOLD_MAX_SEC)
        fits = (index for index in worse if self._expected_sec(index) <= self._budget_sec)
        self._change(next(fits, worse[-1]), now_sec)
        return True

    def _maybe_go_up(self, now_sec: float) -> bool:
        since_sec = now_sec - self._changed_sec
        if since_sec >= self._hold_sec[self._index]:
            # It has held as long as it was waited for.
            self._hold_sec[self._index] = self.HOLD_SEC
        for index in self._usable:
            if index >= self._index:
                return False
            if (
                since_sec >= self._hold_sec[index]
                and self._expected_sec(index) <= self._ROOM * self._budget_sec
            ):
                self._change(index, now_sec)
                return True
        return False

    def _expected_sec(self, index: int) -> float:
        """What a level would cost now."""
        better, worse = sorted((index, self._index))
        factor = math.prod(self._ratio[better:worse])
        return self._cost_sec * factor if index < self._index else self._cost_sec / factor

    def _learn_ratio(self) -> None:
        """How the level just entered compares with the one before."""
        if self._came_from is None:
            return
        before, cost_sec = self._came_from
        better, worse = sorted((before, self._index))
        whole = cost_sec / self._cost_sec if before < self._index else self._cost_sec / cost_sec
        # Several levels at once: nobody knows which of them made the difference.
        each = max(1.05, min(whole, self._LARGEST_RATIO)) ** (1 / (worse - better))
        for level in range(better, worse):
            self._ratio[level] = each

    def _forget(self) -> None:
        for level, ratio in enumerate(self._ratio):
            self._ratio[level] += (1 - self._FORGETTING) * (self._USUAL_RATIO - ratio)

    def _change(self, index: int, now_sec: float) -> None:
        self._came_from = (self._index, self._cost_sec)
        self._index = index
        self._changed_sec = now_sec
        self._frames = 0
        self._cost_sec = 0.0
