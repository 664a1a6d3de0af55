"""The quality governor, with a machine whose speed the test sets."""

from collections.abc import Callable

import pytest

from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.rendering.quality import LEVELS, QualityGovernor, level_index

_FPS = 30
#: What the levels cost on a machine of usual speed, in milliseconds: a Panda at 1280x720.
_COSTS_MS = (220.0, 130.0, 50.0, 31.0, 19.0, 10.0)


class _Machine:
    """Draws frames for a governor; `speed` 2 draws twice as fast."""

    def __init__(self, *, software: bool = True, pinned: str = "auto") -> None:
        self.governor = QualityGovernor(1 / _FPS, software=software, pinned=pinned)
        self.now_sec = 0.0
        self.changes = 0

    def run(self, seconds: float, speed: float | Callable[[int], float] = 1.0) -> int:
        """Draw for so long; the level at the end."""
        until, frame = self.now_sec + seconds, 0
        while self.now_sec < until:
            factor = speed(frame) if callable(speed) else speed
            cost_sec = _COSTS_MS[self.governor.index] / 1e3 / factor
            self.now_sec += max(1 / _FPS, cost_sec)
            self.changes += self.governor.frame_took(cost_sec, self.now_sec)
            frame += 1
        return self.governor.index


def test_it_finds_the_level_that_holds_the_rate_and_stays_there() -> None:
    machine = _Machine()
    assert machine.run(5) == 4
    changes = machine.changes
    assert machine.run(120) == 4
    assert machine.changes - changes <= 6


def test_a_slow_machine_gets_to_a_level_that_holds_at_once() -> None:
    assert _Machine().run(2, speed=0.45) == 5


def test_full_quality_comes_soon_after_a_long_load_ends() -> None:
    machine = _Machine()
    machine.run(120, speed=0.5)
    assert machine.run(20, speed=20.0) == 0


def test_frames_that_are_late_now_and_then_count_by_their_mean() -> None:
    machine = _Machine(software=False)
    # Two of three frames take half as long again as they may, one is quick.
    assert machine.run(5, speed=lambda frame: 4.4 if frame % 3 else 11.0) > 0


def test_a_hitch_is_no_reason_to_go_down() -> None:
    machine = _Machine(software=False)
    machine.run(60, speed=lambda frame: 1.0 if frame % 300 == 150 else 20.0)
    assert machine.governor.index == 0


def test_a_level_that_does_not_hold_is_tried_more_and_more_seldom() -> None:
    machine = _Machine()
    # Just fast enough for the guess to say yes and the machine to say no.
    machine.run(30, speed=1.05)
    changes = machine.changes
    machine.run(300, speed=1.05)
    assert machine.changes - changes <= 20


def test_on_a_gpu_antialiasing_is_no_level_of_its_own() -> None:
    machine = _Machine(software=False)
    seen = {machine.run(1 / _FPS, speed=0.3) for _ in range(200)}
    assert level_index("no-antialiasing") not in seen
    assert seen - {0}


def test_a_pinned_level_stays() -> None:
    machine = _Machine(pinned="no-shadows")
    assert machine.run(60, speed=0.1) == level_index("no-shadows")
    assert machine.governor.level.name == "no-shadows"


def test_an_unknown_level_is_refused_with_the_names() -> None:
    with pytest.raises(ConfigurationError, match=LEVELS[0].name):
        level_index("splendid")
