"""What a gamepad moves ends with the hand, and comes back bit for bit."""

import dataclasses

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.commands import Pause, Reset, Run, Seek, SetFields
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.simulation.driver import Driver
from py_remote_viewer.simulation.jogging import Jog
from py_remote_viewer.simulation.source import SourceEvents
from py_remote_viewer.simulation.steering import do_command

_ADA, _BOB = 1, 2
_XML = """<mujoco><option timestep="0.002"/><worldbody>
<body name="arm" pos="1 0 1"><joint name="hinge" axis="0 1 0"/><geom size=".1" pos=".2 0 0"/></body>
<body name="hand" mocap="true" pos="0 0 1"><geom size=".1"/></body>
<body name="box" pos="0 0 1"><freejoint/><geom size=".1"/></body></worldbody>
<equality><weld body1="hand" body2="box"/></equality>
<actuator><motor name="m" joint="hinge" ctrlrange="-1 3" ctrllimited="true"/>
<motor name="free" joint="hinge" gear="0"/></actuator></mujoco>"""


class _Live:
    """A driver whose clock only the test moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.driver = Driver(
            mujoco.MjModel.from_xml_string(_XML),
            generation=1,
            events=SourceEvents(
                notice=lambda notice: None,
                fields=lambda values: None,
                checkpoint=lambda checkpoint: None,
                changed=lambda: None,
                failed=lambda error: None,
                series=lambda message: None,
            ),
            running=True,
            speed=1.0,
            clock=lambda: self.now,
        )
        self.driver.anchor()

    def do(self, command: object) -> None:
        do_command(self.driver, command, lambda error: None)  # type: ignore[arg-type]

    def live(self, seconds: float, *said: tuple[int, Jog]) -> None:
        """Let time pass, in which hands are said again as the page does."""
        for _ in range(round(seconds / 0.02)):
            for who, jog in said:
                self.driver.jogs.want(who, dataclasses.replace(jog, heard_sec=self.now))
            self.driver.jogs.take(self.driver.edit)
            self.now += 0.02
            self.driver.jogs.take(self.driver.edit)
            for _ in range(20):
                self.driver.turn()

    def let_go(self, who: int) -> None:
        self.driver.jogs.want(who, None)
        self.driver.jogs.take(self.driver.edit)

    @property
    def ctrl(self) -> list[float]:
        return [float(value) for value in self.driver.data.ctrl]


@pytest.fixture
def live() -> _Live:
    return _Live()


def _controls(gesture: int = 1, **rates: float) -> Jog:
    return Jog(gesture, 0.0, {int(name[1:]): rate for name, rate in rates.items()})


def _body(**motion: tuple[float, float, float]) -> Jog:
    return Jog(1, 0.0, body=2, **motion)  # type: ignore[arg-type]


@pytest.mark.parametrize("running", [True, False])
def test_a_control_goes_through_its_range_and_stays_within(live: _Live, running: bool) -> None:
    if not running:
        live.do(Pause())
    live.live(0.5, (_ADA, _controls(c0=0.5, c1=-0.5)))
    assert live.ctrl == pytest.approx([1.0, -0.5], abs=0.05)
    live.live(1.0, (_ADA, _controls(c0=1.0)))
    assert live.ctrl[0] == 3.0
    live.live(2.0, (_ADA, _controls(c0=-1.0)))
    assert live.ctrl[0] == -1.0


def test_it_ends_when_the_hand_lets_go_and_a_quarter_of_a_second_after_it_vanished(
    live: _Live,
) -> None:
    live.live(0.2, (_ADA, _controls(c0=0.5)))
    live.let_go(_ADA)
    then = live.ctrl
    live.live(0.5)
    assert live.ctrl == then
    live.live(0.02, (_ADA, _controls(c0=0.5)))
    live.live(2.0)
    assert live.ctrl[0] - then[0] == pytest.approx(0.25 * 0.5 * 4.0)
    assert live.driver.jogs.pause_sec() is None


def test_what_was_said_too_long_ago_moves_nothing(live: _Live) -> None:
    live.driver.jogs.want(_ADA, dataclasses.replace(_controls(c0=1.0), heard_sec=live.now - 0.3))
    live.live(0.2)
    assert live.ctrl == [0.0, 0.0]


def test_a_mocap_body_moves_and_turns_in_the_world_and_is_known_who_moves_it(live: _Live) -> None:
    jog = _body(velocity=(0.0, 0.5, 0.0), spin=(0.0, 0.0, np.pi))
    live.live(0.5, (_ADA, jog))
    assert live.driver.data.mocap_pos[0] == pytest.approx([0.0, 0.25, 1.0], abs=0.02)
    half = np.pi / 4
    assert live.driver.data.mocap_quat[0] == pytest.approx(
        [np.cos(half), 0, 0, np.sin(half)], abs=0.05
    )
    assert dict(live.driver.jogs.bodies) == {_ADA: 2}
    live.let_go(_ADA)
    assert not live.driver.jogs.bodies


def test_a_mocap_body_moves_while_paused_and_what_hangs_on_it_is_seen_to_follow(
    live: _Live,
) -> None:
    live.live(0.1)
    live.do(Pause())
    before = live.driver.timeline.history.head
    live.live(0.5, (_ADA, _body(velocity=(0.0, 0.0, 1.0))))
    assert live.driver.data.xpos[2][2] == pytest.approx(1.5, abs=0.03)
    # One moment, however many steps the hand made.
    assert live.driver.timeline.history.head == before + 1


def test_the_past_with_it_comes_back_bit_for_bit(live: _Live) -> None:
    seen: dict[int, bytes] = {}
    jogs = (_ADA, _controls(c0=0.8)), (_BOB, _body(velocity=(0.3, 0.0, 0.0), spin=(1.0, 0, 0)))
    for turn in range(30):
        live.live(0.02, *(jogs if turn < 20 else ()))
        seen[live.driver.timeline.index] = live.driver.data.qpos.tobytes()
    live.do(Pause())
    for index in sorted(seen, reverse=True)[::5]:
        live.do(Seek(index))
        assert live.driver.data.qpos.tobytes() == seen[index]


@pytest.mark.parametrize("command", [Reset(), Seek(10)])
def test_what_jumps_takes_it_out_of_the_hand_until_that_lets_go(
    live: _Live, command: object
) -> None:
    live.live(0.3, (_ADA, _controls(c0=0.5)))
    live.do(command)
    live.do(Run())
    then = live.ctrl
    live.live(0.2, (_ADA, _controls(c0=0.5)))
    assert live.ctrl == then
    live.live(0.2, (_ADA, _controls(gesture=2, c0=0.5)))
    assert live.ctrl[0] > then[0]


def test_noise_on_a_control_is_not_taken_for_what_the_hand_did(live: _Live) -> None:
    live.do(SetFields({"noise/scale": 0.5}))
    live.live(0.5, (_ADA, _controls(c0=0.25)))
    base = live.driver.stepper.noise.base
    assert base is not None
    assert base[0] == pytest.approx(0.5, abs=0.03)


def test_two_people_on_one_control_add_up_or_the_last_is_at_least_within_the_range(
    live: _Live,
) -> None:
    live.live(3.0, (_ADA, _controls(c0=1.0)), (_BOB, _controls(c0=1.0)))
    assert live.ctrl[0] == 3.0


def test_a_mocap_body_has_a_field_whose_orientation_is_normed(live: _Live) -> None:
    live.do(Pause())
    pose: FieldValue = (1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 5.0)
    live.do(SetFields({"mocap/0": pose}))
    assert list(live.driver.data.mocap_pos[0]) == [1.0, 2.0, 3.0]
    assert list(live.driver.data.mocap_quat[0]) == [0.0, 0.0, 0.0, 1.0]
