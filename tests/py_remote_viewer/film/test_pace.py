"""Which moments the frames of a film show."""

import mujoco
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.film.pace import shots
from py_remote_viewer.simulation.past import Past, past_of
from py_remote_viewer.simulation.stepper import Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><option timestep="0.01"/><worldbody><body><joint/><geom size=".1"/></body>
</worldbody></mujoco>"""


def _past(steps: int) -> Past:
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    for _ in range(steps):
        timeline.advance(1)
        timeline.maybe_mark()
    return past_of(timeline.stepper, timeline.view())


def _shown(past: Past, first: int, last: int, step: float) -> list[tuple[int, int]]:
    """For each shot the moment, by the clock, and for how many frames it stands."""
    return [(round(past.data.time * 100), shot.frames) for shot in shots(past, first, last, step)]


def test_at_the_speed_of_the_steps_each_moment_is_a_frame() -> None:
    assert _shown(_past(20), 5, 10, 0.01) == [(n, 1) for n in range(5, 11)]


def test_a_faster_film_leaves_moments_out_and_stays_on_time() -> None:
    assert _shown(_past(40), 0, 40, 0.04) == [(n, 1) for n in range(0, 41, 4)]
    # 60 frames of film a second of 100 moments a second.
    assert sum(frames for _, frames in _shown(_past(100), 0, 100, 1 / 60)) == 61


def test_in_slow_motion_a_moment_stands_until_the_next() -> None:
    assert _shown(_past(10), 0, 3, 0.0025) == [(0, 1), (1, 4), (2, 4), (3, 4)]


def test_one_moment_makes_one_frame_and_how_far_it_is_goes_from_none_to_all() -> None:
    past = _past(10)
    assert _shown(past, 4, 4, 0.01) == [(4, 1)]
    assert [shot.share for shot in shots(past, 0, 4, 0.01)] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_reset_takes_no_time() -> None:
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)))
    for _ in range(10):
        timeline.advance(1)
    timeline.jump(lambda: mujoco.mj_resetData(timeline.stepper.model, timeline.stepper.data))
    for _ in range(10):
        timeline.advance(1)
    past = past_of(timeline.stepper, timeline.view())
    times = [n for n, _ in _shown(past, 0, past.view.head, 0.01)]
    assert times == [*range(11), *range(1, 11)]


def test_moments_that_are_not_known_are_refused() -> None:
    with pytest.raises(CommandError, match="The moment 11 is not known"):
        _shown(_past(10), 0, 11, 0.01)
