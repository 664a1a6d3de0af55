"""A moment is found again by its time, whatever people did to time meanwhile."""

import mujoco
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.simulation.finding import find_moment
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.stepper import FieldEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_XML = """<mujoco><option timestep="0.002"/><worldbody><body><freejoint/><geom size=".1"/></body>
</worldbody></mujoco>"""


class _Past:
    """A timeline, and the time that each of its moments really has."""

    def __init__(self) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.timeline = Timeline(Stepper(self.model))
        self.times = {0: 0.0}

    def step(self, count: int) -> None:
        for _ in range(count):
            self.timeline.advance(1)
            self.timeline.maybe_mark()
            self.times[self.timeline.index] = float(self.timeline.stepper.data.time)

    def reset(self) -> None:
        stepper = self.timeline.stepper
        self.timeline.jump(lambda: initial_state(self.model, None, stepper.data))
        self.times[self.timeline.index] = 0.0

    def find(self, time_sec: float, index: int | None = None) -> int:
        return find_moment(self.timeline.view(), float(self.model.opt.timestep), time_sec, index)


@pytest.fixture
def past() -> _Past:
    return _Past()


def test_each_moment_is_found_by_its_time_written_with_few_digits(past: _Past) -> None:
    past.step(300)
    for index, time in past.times.items():
        assert past.find(float(f"{time:.4g}")) == index


def test_after_a_reset_the_newest_of_two_is_found_unless_its_number_is_told(past: _Past) -> None:
    past.step(200)
    past.reset()
    past.step(100)
    assert past.find(0.1) == 251
    assert past.find(0.1, 50) == 50
    # A number that belongs to another history has another time.
    assert past.find(0.1, 60) == 251
    assert past.find(0.1, 10**9) == 251
    assert past.find(0.3) == 150


def test_steps_of_another_size_are_counted_as_they_were_made(past: _Past) -> None:
    past.step(100)
    past.timeline.edit(FieldEdit({"opt/timestep": 0.004}), running=False)
    past.times[101] = past.times[100]
    past.step(200)
    for index in (40, 99, 150, 300):
        assert past.times[past.find(past.times[index])] == pytest.approx(past.times[index])


@pytest.mark.parametrize("time", [-1.0, 0.5, 1e12])
def test_what_is_not_in_it_is_told_with_how_far_it_reaches(past: _Past, time: float) -> None:
    past.step(100)
    with pytest.raises(CommandError, match=r"is not in the history, .* t = 0.000 s to t = 0.200 s"):
        past.find(time)
