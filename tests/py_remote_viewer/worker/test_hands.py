"""Selecting and pulling what a person sees, which was some time ago."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import PullDrag
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.protocol.scene import Capabilities
from py_remote_viewer.rendering.scene_renderer import Picked
from py_remote_viewer.rendering.shown import ShownPictures
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.worker.hands import Hands, Sight

_ADA, _BOB = 1, 2
_XML = """<mujoco><worldbody>
<geom name="floor" type="plane" size="3 3 .1"/>
<body name="ball" pos="-2 0 .3"><freejoint/><geom name="skin" size=".3"/></body>
<body name="hand" mocap="true" pos="1 -2 1"><geom name="palm" size=".2"/></body>
<body name="wall" pos="0 2 1"><geom name="brick" type="box" size=".5 .1 1"/></body>
</worldbody></mujoco>"""


class _Source:
    """Takes pulls, and says that they are in force."""

    capabilities = Capabilities()

    def __init__(self, model: mujoco.MjModel) -> None:
        self.model = model
        self.in_force: dict[int, Pull] = {}

    def pull(self, puller: int, pull: Pull | None) -> None:
        self.in_force.pop(puller, None)
        if pull is not None:
            self.in_force[puller] = pull

    def pulls(self) -> Mapping[int, Pull]:
        return self.in_force

    def jogged(self) -> Mapping[int, int]:
        return {}


class _Renderer:
    """Picks as the real one does, without drawing; looks from above."""

    def __init__(self, model: mujoco.MjModel) -> None:
        self.model = model
        self.scene = mujoco.MjvScene(model, maxgeom=200)
        self.camera = mujoco.MjvCamera()
        self.camera.lookat[:] = 0
        self.camera.distance, self.camera.azimuth, self.camera.elevation = 8.0, 90.0, -89.0
        self._option = mujoco.MjvOption()

    def update(self, data: mujoco.MjData) -> None:
        mujoco.mjv_updateScene(
            self.model, data, self._option, mujoco.MjvPerturb(), self.camera, 7, self.scene
        )

    def pick(self, data: mujoco.MjData, x: float, y: float) -> Picked | None:
        point = np.zeros(3)
        geom, flex, skin = (np.full((1, 1), -1, dtype=np.int32) for _ in range(3))
        body = mujoco.mjv_select(
            self.model, data, self._option, 1.0, x, 1.0 - y, self.scene, point, geom, flex, skin
        )
        if body < 0:
            return None
        local = data.xmat[body].reshape(3, 3).T @ (point - data.xpos[body])
        return Picked(body, self.model.body(body).name, point, local, str(int(geom[0, 0])))


@dataclass
class _Scene:
    """A scene that a clock of its own is shown in."""

    model: mujoco.MjModel = field(default_factory=lambda: mujoco.MjModel.from_xml_string(_XML))
    now: float = 50.0

    def __post_init__(self) -> None:
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.source = _Source(self.model)
        self.renderer = _Renderer(self.model)
        self.told: list[Selection | BodyState | PullRefused] = []
        self.hands = Hands(
            self.source,
            4,
            self.data,
            self.told.append,  # type: ignore[arg-type]
        )
        self.sight = Sight(self.renderer, ShownPictures(self.model, lambda: self.now))

    def show(self, x: float) -> int:
        """Draw the ball at x; the timestamp of the picture."""
        self.data.qpos[0] = x
        mujoco.mj_forward(self.model, self.data)
        self.renderer.update(self.data)
        self.sight.shown.remember(self.data, self.renderer.scene)
        encoded_sec = self.now + 0.003
        self.now += 1 / 60
        return int(encoded_sec * 90_000) & 0xFFFFFFFF

    def place(self, position: tuple[float, float, float]) -> tuple[float, float]:
        """Where a point of the world is in the picture."""
        camera = self.renderer.scene.camera[0]
        right = np.cross(camera.forward, camera.up)
        way = np.asarray(position) - camera.pos
        depth = way @ camera.forward
        half = camera.frustum_top / camera.frustum_near * depth
        return (float(0.5 + way @ right / half / 2), float(0.5 - way @ camera.up / half / 2))

    @property
    def newest(self) -> Selection | BodyState | PullRefused:
        return self.told[-1]


@pytest.fixture
def scene() -> _Scene:
    return _Scene()


def _drag(gesture: int, at: tuple[float, float], seq: int = 1, **others: object) -> PullDrag:
    values = {"action": "move", "dx": 0.0, "dy": 0.0} | others
    return PullDrag(seq=seq, gesture=gesture, x=at[0], y=at[1], **values)  # type: ignore[arg-type]


def test_what_is_selected_is_what_was_shown_200_ms_ago(scene: _Scene) -> None:
    pictures = [(x, scene.show(x)) for x in np.linspace(-2, 2, 25)]
    for x, rtp in pictures[-13:]:
        at = scene.place((x, 0, 0.3))
        scene.hands.select_at(_ADA, *at, rtp, scene.sight)
        assert isinstance(scene.newest, Selection)
        assert scene.newest.body is not None
        assert scene.newest.body.name == "ball"
    # By now the ball is elsewhere, and there is only floor.
    x, _ = pictures[-13]
    scene.hands.select_at(_ADA, *scene.place((x, 0, 0.3)), None, scene.sight)
    assert scene.newest == Selection(_ADA, None, "")


def test_the_camera_is_that_of_the_picture_too_and_stays_where_it_is(scene: _Scene) -> None:
    rtp = scene.show(-1)
    at = scene.place((-1, 0, 0.3))
    scene.renderer.camera.lookat[:] = (30, 0, 0)
    scene.show(-1)
    before = scene.renderer.scene.camera[0].pos.copy()
    scene.hands.select_at(_ADA, *at, rtp, scene.sight)
    assert isinstance(scene.newest, Selection)
    assert scene.newest.body is not None
    assert (scene.renderer.scene.camera[0].pos == before).all()


def test_a_pull_takes_hold_of_the_point_that_was_shown_and_brings_it_along(scene: _Scene) -> None:
    rtp = scene.show(-1)
    at = scene.place((-1, 0, 0.3))
    scene.show(1)
    assert scene.hands.drag(_ADA, _drag(7, at, rtp=rtp), scene.sight)
    pull = scene.source.in_force[_ADA]
    assert scene.model.body(pull.body).name == "ball"
    assert pull.active == int(mujoco.mjtPertBit.mjPERT_TRANSLATE)
    assert pull.refselpos[0] == pytest.approx(1, abs=0.1)
    assert scene.hands.drag(_ADA, _drag(7, at, seq=2, dx=0.25), scene.sight)
    further = scene.source.in_force[_ADA].refselpos
    assert further[0] == pytest.approx(1 + 0.25 * 8 * 2 * np.tan(np.radians(22.5)), rel=0.1)
    assert not scene.hands.drag(_ADA, _drag(7, at, seq=1, dx=0.9), scene.sight)
    assert scene.source.in_force[_ADA].refselpos == further
    assert scene.hands.drag(_ADA, _drag(7, at, seq=3, dx=0.25, held=False), scene.sight)
    assert not scene.source.in_force
    assert not scene.hands.drag(_ADA, _drag(7, at, seq=4, dx=0.5), scene.sight)
    assert not scene.source.in_force


def test_two_people_pull_two_bodies_at_once_and_both_are_drawn(scene: _Scene) -> None:
    scene.show(-1)
    scene.hands.drag(_ADA, _drag(1, scene.place((-1, 0, 0.3))), scene.sight)
    scene.hands.drag(_BOB, _drag(1, scene.place((1, -2, 1)), action="turn"), scene.sight)
    bodies = {who: scene.model.body(pull.body).name for who, pull in scene.source.in_force.items()}
    assert bodies == {_ADA: "ball", _BOB: "hand"}
    assert [perturb.active for perturb in scene.hands.perturbs()] == [1, 2]
    scene.hands.forget(_ADA)
    scene.hands.forget(_ADA)
    assert list(scene.source.in_force) == [_BOB]


def test_a_body_in_somebodys_hand_is_taken_by_nobody_else_until_it_is_free(scene: _Scene) -> None:
    scene.show(-1)
    ball = scene.place((-1, 0, 0.3))
    scene.hands.drag(_ADA, _drag(1, ball), scene.sight)
    assert not scene.hands.drag(_BOB, _drag(1, ball), scene.sight)
    assert isinstance(scene.newest, PullRefused)
    assert "Somebody else pulls this body already" in scene.newest.why
    # Nor by way of the selection, with the pointer on the floor.
    assert not scene.hands.drag(_BOB, _drag(2, scene.place((2, 2, 0)), seq=2), scene.sight)
    assert list(scene.source.in_force) == [_ADA]
    scene.hands.drag(_ADA, _drag(1, ball, seq=2, held=False), scene.sight)
    assert scene.hands.drag(_BOB, _drag(3, ball, seq=3), scene.sight)
    assert list(scene.source.in_force) == [_BOB]


@pytest.mark.parametrize(
    ("position", "reason"),
    [((0, 2, 2), "wall, which cannot be moved"), ((2.5, -2.5, 0), "world, which cannot")],
)
def test_what_cannot_be_moved_is_refused_once_unless_something_is_selected(
    scene: _Scene, position: tuple[float, float, float], reason: str
) -> None:
    scene.show(-1)
    at = scene.place(position)
    for seq in (1, 2, 3):
        assert not scene.hands.drag(_ADA, _drag(1, at, seq=seq, dx=0.1 * seq), scene.sight)
    refused = scene.told.pop()
    assert all(isinstance(told, Selection) for told in scene.told)
    assert isinstance(refused, PullRefused)
    assert (refused.participant, refused.gesture) == (_ADA, 1)
    assert reason in refused.why
    scene.hands.select(_ADA, 1)
    assert scene.hands.drag(_ADA, _drag(2, at, seq=9), scene.sight)
    assert scene.source.in_force[_ADA].body == 1


def test_a_gesture_that_an_earlier_worker_did_pulls_nothing_here(scene: _Scene) -> None:
    scene.show(-1)
    at = scene.place((-1, 0, 0.3))
    assert not scene.hands.drag(_ADA, _drag(5, at, seq=1), scene.sight, applied=True)
    assert not scene.hands.drag(_ADA, _drag(5, at, seq=2, dx=0.3), scene.sight)
    assert not scene.source.in_force
    assert scene.hands.drag(_ADA, _drag(6, at, seq=3), scene.sight)


@pytest.mark.parametrize("x", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_point_outside_the_picture_is_refused(scene: _Scene, x: float) -> None:
    scene.show(-1)
    with pytest.raises(CommandError, match="outside the picture"):
        scene.hands.select_at(_ADA, x, 0.5, None, scene.sight)
    assert not scene.hands.drag(_ADA, _drag(1, (x, 0.5)), scene.sight)
    assert isinstance(scene.newest, PullRefused)


@pytest.mark.parametrize("body", [0, 4, 10**15])
def test_a_body_that_does_not_exist_cannot_be_selected(scene: _Scene, body: int) -> None:
    with pytest.raises(CommandError, match=str(body)):
        scene.hands.select(_ADA, body)


@pytest.mark.parametrize("dx", [float("nan"), float("inf"), -1e308])
def test_numbers_that_are_none_move_nothing_to_infinity(scene: _Scene, dx: float) -> None:
    scene.show(-1)
    scene.hands.drag(_ADA, _drag(1, scene.place((-1, 0, 0.3)), dx=dx, dy=dx), scene.sight)
    assert np.isfinite([pull.refpos for pull in scene.source.in_force.values()]).all()


def test_selected_bodies_are_told_with_their_contacts_some_times_a_second(scene: _Scene) -> None:
    scene.show(-1)
    for _ in range(300):
        mujoco.mj_step(scene.model, scene.data)
    mujoco.mj_forward(scene.model, scene.data)
    scene.hands.select(_ADA, 1)
    scene.hands.select(_BOB, 1)
    scene.told.clear()
    for now in (10.0, 10.01, 10.02):
        scene.hands.inspect(scene.data, now)
    (state,) = scene.told
    assert isinstance(state, BodyState)
    weight = float(scene.model.body_mass[1]) * 9.81
    assert [(contact.other, contact.normal) for contact in state.contacts] == [
        ("floor", pytest.approx(weight, rel=0.05))
    ]
    assert state.position[2] == pytest.approx(0.3, abs=0.01)
