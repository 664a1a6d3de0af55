"""What a gamepad moves, in the picture of whoever holds it."""

from collections.abc import Mapping

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.commands import JogBody, JogCamera, JogControls
from py_remote_viewer.protocol.inspection import PullRefused
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.simulation.jogging import Jog
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.worker.jogs import AnyJog, Jogs

_ADA, _BOB = 1, 2
_HAND = 0
_XML = """<mujoco><worldbody><camera name="fixed" pos="0 0 5"/>
<body name="hand" mocap="true" pos="0 0 0"><geom size=".1"/></body>
<body name="ball" pos="1 0 0"><joint name="j"/><geom size=".1"/></body></worldbody>
<actuator><motor joint="j"/></actuator></mujoco>"""


class _Source:
    def __init__(self, model: mujoco.MjModel, capabilities: Capabilities) -> None:
        self.model = model
        self.capabilities = capabilities
        self.jogs: dict[int, Jog] = {}
        self.pulled: dict[int, Pull] = {}

    def jog(self, who: int, jog: Jog | None) -> None:
        self.jogs.pop(who, None)
        if jog is not None:
            self.jogs[who] = jog

    def jogged(self) -> Mapping[int, int]:
        return {who: jog.body for who, jog in self.jogs.items() if jog.body is not None}

    def pulls(self) -> Mapping[int, Pull]:
        return self.pulled


class _Pads:
    """Looks along +x, from 4 m away."""

    def __init__(self, capabilities: Capabilities | None = None) -> None:
        model = mujoco.MjModel.from_xml_string(_XML)
        self.data = mujoco.MjData(model)
        mujoco.mj_forward(model, self.data)
        self.source = _Source(model, capabilities or Capabilities())
        self.told: list[PullRefused] = []
        self.jogs = Jogs(self.source, self.told.append)  # type: ignore[arg-type]
        self.camera = OrbitCamera(model)
        self.camera.mjv.lookat[:] = 0
        self.camera.mjv.distance = 4.0
        self.camera.mjv.azimuth = self.camera.mjv.elevation = 0.0
        self.scene = mujoco.MjvScene(model, maxgeom=100)
        mujoco.mjv_updateScene(
            model, self.data, mujoco.MjvOption(), None, self.camera.mjv, 7, self.scene
        )

    def take(self, who: int, jog: AnyJog, at: float = 10.0, *, applied: bool = False) -> bool:
        return self.jogs.take(who, jog, at, self.camera, self.scene, self.data, applied=applied)


@pytest.fixture
def pads() -> _Pads:
    return _Pads()


def test_the_camera_moves_by_time_and_stops_a_quarter_of_a_second_after_the_last_word(
    pads: _Pads,
) -> None:
    assert pads.take(_ADA, JogCamera(1, 1, turn=(0.0, 0.5, 0.0)))
    assert pads.jogs.moves(pads.camera)
    assert pads.jogs.go(pads.camera, 10.1)
    assert pads.camera.mjv.azimuth == pytest.approx(9.0)
    pads.take(_ADA, JogCamera(2, 1, turn=(0.0, 0.5, 0.0)), at=10.1)
    assert pads.jogs.go(pads.camera, 12.0)
    assert pads.camera.mjv.azimuth == pytest.approx(9.0 + 0.25 * 90)
    assert not pads.jogs.moves(pads.camera)
    assert not pads.jogs.go(pads.camera, 13.0)


def test_it_moves_right_and_up_and_closer(pads: _Pads) -> None:
    pads.take(_ADA, JogCamera(1, 1, move=(1.0, 0.5, 1.0), turn=(1.0, 0.0, 0.0)))
    pads.jogs.go(pads.camera, 10.1)
    right, up = -pads.camera.mjv.lookat[1], pads.camera.mjv.lookat[2]
    assert right == pytest.approx(2 * up, rel=0.2)
    assert up > 0
    assert pads.camera.mjv.distance == pytest.approx(4.0 * np.exp(-0.1))
    # From above it looks down.
    assert pads.camera.mjv.elevation == pytest.approx(-18.0)


def test_letting_go_stops_at_once_and_what_was_overtaken_does_not_count(pads: _Pads) -> None:
    pads.take(_ADA, JogCamera(5, 3, turn=(0.0, 1.0, 0.0)))
    assert not pads.take(_ADA, JogCamera(7, 3, held=False))
    assert not pads.take(_ADA, JogCamera(6, 3, turn=(0.0, 1.0, 0.0)))
    assert not pads.take(_ADA, JogCamera(8, 2, turn=(0.0, 1.0, 0.0)))
    assert not pads.jogs.go(pads.camera, 10.1)
    assert pads.take(_ADA, JogCamera(9, 4, turn=(0.0, 1.0, 0.0)))


def test_a_camera_of_the_model_stays_where_it_is(pads: _Pads) -> None:
    pads.camera.set_mode(2)
    pads.take(_ADA, JogCamera(1, 1, move=(1.0, 1.0, 1.0)))
    assert not pads.jogs.go(pads.camera, 10.1)
    assert pads.camera.mjv.distance == 4.0


def test_a_stick_at_rest_is_no_reason_for_a_picture(pads: _Pads) -> None:
    assert not pads.take(_ADA, JogCamera(1, 1))
    assert not pads.jogs.go(pads.camera, 10.1)
    assert not pads.take(_ADA, JogBody(2, 2, _HAND))
    assert not pads.take(_ADA, JogControls(3, 3, {0: 0.0}))


def test_a_mocap_body_moves_as_the_picture_lies(pads: _Pads) -> None:
    assert pads.take(_ADA, JogBody(1, 1, _HAND, move=(1.0, 0.0, 0.0), turn=(0.0, 0.0, 1.0)))
    jog = pads.source.jogs[_ADA]
    height = 2 * 4.0 * np.tan(np.radians(45) / 2)
    assert jog.velocity == pytest.approx((0.0, -height, 0.0), abs=1e-6)
    assert jog.spin == pytest.approx((np.pi, 0.0, 0.0), abs=1e-6)
    assert jog.heard_sec == 10.0
    pads.take(_ADA, JogBody(2, 1, _HAND, move=(0.0, 0.5, 1.0)))
    assert pads.source.jogs[_ADA].velocity == pytest.approx((height, 0.0, height / 2), abs=1e-6)


@pytest.mark.parametrize(
    ("jog", "why"),
    [
        (JogBody(1, 7, 99), "There is no mocap body 99; this model has 1, counted from 0."),
        (JogControls(1, 7, {0: 1.0, 5: 1.0}), "Actuator 5 does not exist; this model has 1"),
    ],
)
def test_what_cannot_be_moved_is_said_once(pads: _Pads, jog: AnyJog, why: str) -> None:
    assert not pads.take(_ADA, jog)
    assert not pads.take(_ADA, type(jog)(2, *(getattr(jog, n) for n in jog.__struct_fields__[1:])))
    (told,) = pads.told
    assert (told.participant, told.gesture) == (_ADA, 7)
    assert told.why.startswith(why)
    assert not pads.source.jogs


def test_nothing_of_a_trajectory_is_moved_but_its_camera() -> None:
    pads = _Pads(Capabilities(control=False, perturb=False))
    assert not pads.take(_ADA, JogBody(1, 1, _HAND, move=(1.0, 0.0, 0.0)))
    assert not pads.take(_ADA, JogControls(2, 2, {0: 1.0}))
    assert ["trajectory" in told.why for told in pads.told] == [True, True]
    assert pads.take(_ADA, JogCamera(3, 3, move=(1.0, 0.0, 0.0)))


def test_a_body_in_another_hand_is_left_alone(pads: _Pads) -> None:
    pads.take(_ADA, JogBody(1, 1, _HAND, move=(1.0, 0.0, 0.0)))
    assert not pads.take(_BOB, JogBody(1, 1, _HAND, move=(1.0, 0.0, 0.0)))
    assert "Somebody else moves this body" in pads.told[-1].why
    pads.take(_ADA, JogBody(2, 1, _HAND, held=False))
    assert pads.take(_BOB, JogBody(2, 2, _HAND, move=(1.0, 0.0, 0.0)))


def test_another_scene_takes_a_new_grip(pads: _Pads) -> None:
    assert not pads.take(_ADA, JogControls(4, 2, {0: 1.0}), applied=True)
    assert not pads.take(_ADA, JogControls(5, 2, {0: 1.0}))
    assert not pads.source.jogs
    assert pads.take(_ADA, JogControls(6, 3, {0: 1.0}))


def test_who_leaves_or_turns_to_something_else_lets_go(pads: _Pads) -> None:
    pads.take(_ADA, JogBody(1, 1, _HAND, move=(1.0, 0.0, 0.0)))
    pads.take(_ADA, JogControls(2, 1, {0: 1.0}))
    assert pads.source.jogs[_ADA].body is None
    pads.jogs.forget(_ADA)
    pads.jogs.forget(_ADA)
    assert not pads.source.jogs
