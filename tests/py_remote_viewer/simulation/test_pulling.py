"""Pulls end when they should, whatever people do to time meanwhile."""

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import Pause, Reset, Run, Seek, SetControls
from py_remote_viewer.protocol.worker import Checkpoint, SimulationNotice
from py_remote_viewer.simulation.driver import Driver
from py_remote_viewer.simulation.history import History
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.simulation.source import SourceEvents
from py_remote_viewer.simulation.steering import do_command
from py_remote_viewer.simulation.stepper import FieldEdit, Stepper
from py_remote_viewer.simulation.timeline import Timeline

_ADA, _BOB = 1, 2
_XML = """<mujoco><option timestep="0.002"/><worldbody>
<body name="ball" pos="0 0 1"><freejoint/><geom size=".1"/></body>
<body name="arm" pos="1 0 1"><joint name="hinge" axis="0 1 0"/><geom size=".1" pos=".2 0 0"/></body>
</worldbody>
<actuator><motor name="m" joint="hinge" ctrlrange="-9 9" ctrllimited="true"/></actuator></mujoco>"""


class _Live:
    """A driver whose clock only the test moves."""

    def __init__(self, xml: str = _XML) -> None:
        self.now = 100.0
        self.notices: list[SimulationNotice] = []
        self.checkpoints: list[Checkpoint] = []
        self.failures: list[BaseException] = []
        self.driver = Driver(
            mujoco.MjModel.from_xml_string(xml),
            generation=1,
            events=SourceEvents(
                notice=self.notices.append,
                fields=lambda values: None,
                checkpoint=self.checkpoints.append,
                changed=lambda: None,
                failed=self.failures.append,
                series=lambda message: None,
            ),
            running=True,
            speed=1.0,
            clock=lambda: self.now,
        )
        self.driver.anchor()

    def do(self, command: object) -> None:
        do_command(self.driver, command, lambda error: None)  # type: ignore[arg-type]

    def live(self, seconds: float, holding: dict[int, Pull] | None = None) -> None:
        """Let time pass, in which hands are said again as the page does."""
        for _ in range(round(seconds / 0.02)):
            self.now += 0.02
            for puller, pull in (holding or {}).items():
                self.driver.pulls.want(puller, pull)
            self.driver.pulls.take(self.driver)
            for _ in range(20):
                self.driver.turn()

    @property
    def in_force(self) -> set[int]:
        return set(self.driver.stepper.pulls.by_puller)

    @property
    def head(self) -> int:
        return self.driver.timeline.history.head


@pytest.fixture
def live() -> _Live:
    return _Live()


def _pull(z: float = 2.0) -> Pull:
    at = (0.0, 0.0, z)
    return Pull(1, 1, at, (1.0, 0.0, 0.0, 0.0), at, (0.0, 0.0, 0.0), 4.0, 1.0)


def test_going_on_from_the_middle_of_a_pull_that_is_over_pulls_nothing(live: _Live) -> None:
    live.live(0.2)
    live.live(0.4, {_ADA: _pull()})
    live.driver.pulls.want(_ADA, None)
    live.live(0.4)
    assert not live.in_force
    live.do(Seek(round(0.4 / 0.002)))
    assert live.in_force == {_ADA}
    live.do(Run())
    live.live(0.1)
    assert not live.in_force
    assert not live.driver.data.xfrc_applied.any()
    # And that it ended there is part of the new past.
    live.do(Seek(live.head))
    assert not live.in_force


def test_a_hand_that_rests_leaves_the_past_alone_that_somebody_looks_at(live: _Live) -> None:
    live.live(1.0, {_ADA: _pull()})
    live.do(Pause())
    head = live.head
    live.do(Seek(100))
    live.live(0.3, {_ADA: _pull()})
    live.live(0.3, {_ADA: _pull(z=3.0)})
    assert live.head == head
    live.driver.pulls.want(_ADA, None)
    live.live(0.1)
    assert live.head == head
    live.live(0.1, {_ADA: _pull(z=3.0)})
    assert live.in_force == {_ADA}
    assert live.head == 101


@pytest.mark.parametrize("command", [Reset(), Seek(10)])
def test_what_jumps_takes_bodies_out_of_all_hands(live: _Live, command: object) -> None:
    live.live(0.3, {_ADA: _pull(), _BOB: _pull(1.5)})
    assert live.in_force == {_ADA, _BOB}
    live.do(command)
    live.do(Run())
    live.live(0.3, {_ADA: _pull(), _BOB: _pull(1.5)})
    assert not live.in_force


def test_a_pull_that_is_not_heard_of_runs_out(live: _Live) -> None:
    live.live(0.1, {_ADA: _pull()})
    live.live(0.2)
    assert live.in_force == {_ADA}
    live.live(0.2)
    assert not live.in_force
    assert not live.driver.pulls.busy


def test_what_cannot_be_simulated_is_undone_and_does_not_end_the_simulation() -> None:
    boxes = "".join(
        f"<body pos='{x * 0.21} {y * 0.21} .1'><freejoint/>"
        "<geom type='box' size='.1 .1 .1'/></body>"
        for x in range(6) for y in range(6)
    )  # fmt: skip
    plate = "<body pos='.5 .5 3'><freejoint/><geom type='box' size='1 1 .05' mass='1'/></body>"
    live = _Live(f"<mujoco><size memory='30K'/><worldbody>{plate}{boxes}</worldbody></mujoco>")
    live.do(Pause())
    at = (0.5, 0.5, 0.2)
    down = Pull(1, 1, at, (1.0, 0.0, 0.0, 0.0), at, (0.0, 0.0, 0.0), 1.0, 1.0)
    live.live(0.2, {_ADA: down})
    assert [notice.code for notice in live.notices] == ["step_failed"]
    assert live.driver.data.xpos[1][2] == pytest.approx(3.0)
    assert not live.failures


def test_after_a_recovery_the_past_is_what_was_and_knows_no_edit_that_was_undone() -> None:
    timeline = Timeline(Stepper(mujoco.MjModel.from_xml_string(_XML)), clock=lambda: 1.0)
    for _ in range(100):
        timeline.advance(1)
        timeline.maybe_mark()
    assert timeline.history.newest.index == 100
    timeline.edit(FieldEdit({"ctrl/0": 5.0}), running=True)
    timeline.advance(10)
    timeline.recover(2.0, broken=False)
    assert timeline.index == 100
    timeline.advance(40)
    angle = float(timeline.stepper.data.qpos[7])
    timeline.seek(50)
    timeline.seek(140)
    assert timeline.stepper.data.qpos[7] == angle
    assert timeline.stepper.data.ctrl[0] == 0.0


def test_a_state_to_go_on_from_later_is_without_hands_and_noise(live: _Live) -> None:
    live.do(SetControls({0: 2.0}))
    live.driver.edit(FieldEdit({"noise/scale": 0.5}))
    live.live(0.3, {_ADA: _pull()})
    assert live.driver.data.xfrc_applied[1].any()
    assert live.driver.data.ctrl[0] != 2.0
    live.driver.tell_checkpoint()
    other = _Live()
    other.driver.begin_from(
        np.frombuffer(live.checkpoints[-1].state), dict(live.checkpoints[-1].fields)
    )
    assert not other.driver.data.xfrc_applied.any()
    assert other.driver.data.ctrl[0] == 2.0
    copied = mujoco.MjData(live.driver.model)
    live.driver.exchange.copy_whole(
        lambda: live.driver.data, copied, live.driver.stepper.without_hands
    )
    assert not copied.xfrc_applied.any()
    assert copied.ctrl[0] == 2.0
    assert live.driver.data.xfrc_applied[1].any()


def test_edits_without_a_step_between_stay_within_the_budget_too() -> None:
    stepper = Stepper(mujoco.MjModel.from_xml_string(_XML))
    timeline = Timeline(stepper)
    timeline.history = History(stepper.mark(jump=True), budget_bytes=4_000_000)
    for count in range(20_000):
        timeline.edit(FieldEdit({"ctrl/0": count / 1e5}), running=True)
        if count % 50 == 0:
            timeline.advance(1)
            timeline.maybe_mark()
    view = timeline.view()
    assert sum(entry.cost for entry in view.entries) <= 4_000_000
    with pytest.raises(CommandError, match="history reaches from"):
        timeline.seek(0)
