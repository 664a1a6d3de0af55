"""What people see of each other, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.commands import PointAt
from py_remote_viewer.protocol.worker import PersonShown
from py_remote_viewer.rendering.people_marks import PeopleMark, add_marks
from py_remote_viewer.rendering.scene_renderer import Picked
from py_remote_viewer.simulation.perturb import Pull
from py_remote_viewer.worker.marks import Marks

_ADA, _BOB = 1, 2
_XML = """<mujoco><worldbody><geom name="floor" type="plane" size="3 3 .1"/>
<body name="ball" pos="0 0 1"><freejoint/><geom size=".3"/></body></worldbody></mujoco>"""


class _Source:
    def __init__(self) -> None:
        self.pulled: dict[int, Pull] = {}
        self.moved: dict[int, int] = {}

    def pulls(self) -> Mapping[int, Pull]:
        return self.pulled

    def jogged(self) -> Mapping[int, int]:
        return self.moved


@dataclass
class _Sight:
    """Sees the ball in the left half and the sky in the right one."""

    picks: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    def pick(self, x: float, y: float, rtp: int | None) -> Picked | None:
        self.picks.append((x, y))
        local = np.array((0.0, 0.0, 0.3))
        return None if x > 0.5 else Picked(1, "ball", np.zeros(3), local, "")


class _World:
    def __init__(self) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.source, self.sight = _Source(), _Sight()
        self.marks = Marks(self.source)  # type: ignore[arg-type]
        self.marks.people = {
            _ADA: PersonShown(_ADA, "Ada", "#ff8000"),
            _BOB: PersonShown(_BOB, "Bob", "#0000ff", view=3),
        }
        self.views: Any = {0: self.view(0), 3: self.view(3)}

    def view(self, number: int) -> Any:
        camera = mujoco.MjvCamera()
        mujoco.mjv_defaultFreeCamera(self.model, camera)
        scene = mujoco.MjvScene(self.model, maxgeom=30)
        option = mujoco.MjvOption()
        mujoco.mjv_updateScene(self.model, self.data, option, None, camera, 7, scene)
        renderer = SimpleNamespace(scene=scene, view=SimpleNamespace(frusta=True))
        return SimpleNamespace(
            number=number, renderer=renderer, camera=SimpleNamespace(mjv=camera),
            width=320, height=240,
        )  # fmt: skip

    def point(self, x: float, now: float, seq: int = 1, who: int = _ADA) -> bool:
        taken = self.marks.point(who, PointAt(seq, 1, x, 0.5), self.sight)  # type: ignore[arg-type]
        self.marks.go(now)
        return taken

    def seen(self, now: float, view: int = 3) -> tuple[PeopleMark, ...]:
        return self.marks.seen_in(self.views[view], self.views, self.data, now)


@pytest.fixture
def world() -> _World:
    return _World()


def test_a_pointer_has_name_and_colour_follows_the_body_and_fades(world: _World) -> None:
    assert world.point(0.2, now=10.0)
    (mark,) = world.seen(10.1)
    assert (mark.name, mark.rgb, mark.strength) == ("Ada", (1.0, 128 / 255, 0.0), 1.0)
    assert mark.points == ((0.0, 0.0, 1.3),)
    world.data.xpos[1] = (1.0, 0.0, 2.0)
    assert world.seen(10.2)[0].points == ((1.0, 0.0, 2.3),)
    faint = world.seen(11.8)[0].strength
    assert 0.0 < faint < 1.0
    assert not world.seen(12.01)
    assert world.marks.alive(12.0)
    # And then the picture may be still.
    assert not world.marks.alive(12.2)


def test_between_its_steps_a_resting_pointer_is_the_same_and_no_reason_for_a_picture(
    world: _World,
) -> None:
    world.point(0.2, now=10.0)
    pictures = {world.seen(10.0 + turn / 60) for turn in range(180)}
    assert len(pictures) <= 6


def test_the_newest_counts_and_the_hand_is_followed_some_times_a_second_only(
    world: _World,
) -> None:
    world.point(0.2, now=10.0, seq=5)
    assert not world.point(0.9, now=11.0, seq=4)
    for turn in range(100):
        world.point(0.3, now=11.0 + turn * 0.002, seq=6 + turn)
    assert len(world.sight.picks) <= 7


def test_pointing_into_the_sky_shows_nothing(world: _World) -> None:
    world.point(0.2, now=10.0)
    world.point(0.9, now=10.1, seq=2)
    assert not world.seen(10.1)


def test_who_leaves_points_no_longer(world: _World) -> None:
    world.point(0.2, now=10.0)
    world.marks.forget(_ADA)
    world.marks.forget(_ADA)
    assert not world.seen(10.0)


def test_it_is_seen_who_pulls_and_who_moves_what(world: _World) -> None:
    at = (0.0, 0.0, 2.0)
    world.source.pulled[_ADA] = Pull(1, 1, at, (1.0, 0, 0, 0), at, (0.0, 0.0, 0.0), 4.0, 1.0)
    world.source.moved[_BOB] = 1
    pull, moved = world.seen(0.0)
    assert (pull.name, pull.points) == ("Ada", ((0.0, 0.0, 1.0), at))
    assert (moved.name, moved.points[0]) == ("Bob", (0.0, 0.0, 1.0))


def test_the_camera_of_somebody_elses_view_is_seen_unless_that_is_switched_off(
    world: _World,
) -> None:
    (frustum,) = world.seen(0.0, view=0)
    assert (frustum.kind, frustum.name, len(frustum.points)) == ("frustum", "Bob", 5)
    assert not world.seen(0.0, view=3)
    world.views[0].renderer.view.frusta = False
    assert not world.seen(0.0, view=0)
    world.views[0].renderer.view.frusta = True
    del world.views[3]
    assert not world.seen(0.0, view=0)


def test_marks_are_drawn_as_far_as_there_is_room_and_names_as_the_font_has_them(
    world: _World,
) -> None:
    scene = world.views[0].renderer.scene
    first = scene.ngeom
    add_marks(scene, (PeopleMark("pointer", "Zoë 李", (1.0, 0.0, 0.0), ((0.0, 0.0, 1.0),)),))
    ball, label = scene.geoms[first], scene.geoms[first + 1]
    assert ball.segid == -1
    assert label.label == "Zoe ?"
    corners = ((0.0, 0.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 1.0), (0.0, 1.0, 1.0), (0.0, 2.0, 1.0))
    add_marks(scene, (PeopleMark("frustum", "x" * 300, (1.0, 0, 0), corners),) * 10)
    assert scene.ngeom == scene.maxgeom
