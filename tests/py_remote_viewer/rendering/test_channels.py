"""Depth, segmentation and id colours, as the shared view draws them."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.view import CHANNELS
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.channels import DepthRange, object_color
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.view_fields import ViewFields

_WIDTH, _HEIGHT = 160, 120
#: The camera looks along x, at right angles to the wall; 4 m from it, 2 m from the ball's front.
_XML = """<mujoco><statistic center="0 0 0" extent="4"/>
<visual><map znear=".01" zfar="10"/></visual>
<worldbody><light pos="-3 0 3"/><camera name="c" pos="-3 0 0" xyaxes="0 -1 0 0 0 1" fovy="60"/>
<geom name="wall" type="box" pos="1.1 0 0" size=".1 1 1"/>
<geom name="ball" type="sphere" size=".5" pos="-.5 0 0" rgba="1 0 0 1"/>
<geom name="glass" type="box" size=".1 .1 .1" pos="-.5 1.2 0" rgba="0 0 1 .3"/>
</worldbody></mujoco>"""


class _Shown:
    def __init__(self, gl: GlDevice) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.renderer = SceneRenderer(self.model, _WIDTH, _HEIGHT, gl)
        self.camera = OrbitCamera(self.model)
        self.fields = ViewFields(self.model, self.renderer.view, self.camera)
        self.set("view/camera", 2)

    def set(self, path: str, value: float) -> None:
        self.fields.write(self.fields.check({path: value}))

    def draw(self, channel: str, level: int = 0) -> Any:
        """The picture, top row first."""
        self.set("view/channel", CHANNELS.index(channel))  # pyright: ignore
        pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
        self.renderer.update(self.data, self.camera.mjv)
        self.renderer.draw(LEVELS[level], pixels)
        return pixels[::-1]

    def color_of(self, name: str) -> tuple[int, int, int]:
        kind = int(mujoco.mjtObj.mjOBJ_GEOM)
        return object_color(kind, mujoco.mj_name2id(self.model, kind, name))


@pytest.fixture(scope="module", params=["cpu", "gpu"])
def shown(request: pytest.FixtureRequest) -> Generator[_Shown, None, None]:
    device = open_gl("auto", "software")
    pretended = replace(device, renderer="pretended") if request.param == "gpu" else device
    made = _Shown(pretended)
    yield made
    made.renderer.close()
    device.context.free()


@pytest.mark.parametrize("level", range(len(LEVELS)))
def test_segmentation_has_only_the_colours_of_objects_at_every_level(
    shown: _Shown, level: int
) -> None:
    picture = shown.draw("segmentation", level)
    seen = {tuple(int(v) for v in color) for color in np.unique(picture.reshape(-1, 3), axis=0)}
    assert seen == {(0, 0, 0), *(shown.color_of(name) for name in ("wall", "ball", "glass"))}
    assert tuple(picture[60, 80]) == shown.color_of("ball")
    assert tuple(picture[2, 2]) == (0, 0, 0)


def test_an_object_keeps_its_colour_when_another_is_hidden(shown: _Shown) -> None:
    before = shown.draw("segmentation")
    # One before it in the scene: what MuJoCo numbers then begins elsewhere.
    shown.set("view/flag/3", 1)
    shown.set("view/label", 3)
    try:
        after = shown.draw("segmentation")
    finally:
        shown.set("view/flag/3", 0)
        shown.set("view/label", 0)
    assert tuple(after[60, 80]) == tuple(before[60, 80]) == shown.color_of("ball")


def test_id_colours_are_the_numbers_that_mujoco_gives(shown: _Shown) -> None:
    picture = shown.draw("id_color").astype(int)
    numbers = picture[..., 0] + 256 * picture[..., 1] + 65536 * picture[..., 2]
    by_name = {
        shown.model.geom(int(geom.objid)).name: int(geom.segid) + 1
        for geom in shown.renderer.scene.geoms[: shown.renderer.scene.ngeom]
    }
    assert numbers[60, 80] == by_name["ball"]
    assert set(np.unique(numbers)) == {0, *by_name.values()}


@pytest.mark.parametrize("level", [0, 3, 5])
def test_depth_is_red_where_near_blue_where_far_and_black_where_nothing_is(
    shown: _Shown, level: int
) -> None:
    shown.set("view/depth_near", 2.0)
    shown.set("view/depth_far", 4.0)
    try:
        picture = shown.draw("depth", level).astype(int)
    finally:
        shown.set("view/depth_near", 0.0)
        shown.set("view/depth_far", 0.0)
    ball, wall, nothing = picture[60, 80], picture[38, 58], picture[2, 2]
    # The ends of the turbo colour map: 2.0 m is its red one, 4.0 m its dark blue one.
    assert np.abs(ball - [122, 4, 3]).max() <= 8
    assert np.abs(wall - [48, 18, 59]).max() <= 8
    assert tuple(nothing) == (0, 0, 0)


def test_depth_sees_what_is_transparent(shown: _Shown) -> None:
    # 2.5 m away and 1.2 m to the left: 50 pixels.
    assert shown.draw("depth")[60, 30].any()
    assert tuple(shown.draw("segmentation")[60, 30]) == shown.color_of("glass")


def test_the_range_of_depth_follows_how_far_the_camera_looks() -> None:
    near, far = DepthRange.around(1.0), DepthRange.around(10.0)
    assert far.near == pytest.approx(10 * near.near)
    assert far.far == pytest.approx(10 * near.far)
    assert DepthRange.around(1.0, near=5.0).far > 5.0
    assert DepthRange.around(0.0).near > 0.0


def test_a_thousand_objects_have_as_many_colours() -> None:
    geom, site = int(mujoco.mjtObj.mjOBJ_GEOM), int(mujoco.mjtObj.mjOBJ_SITE)
    colors = {object_color(kind, number) for kind in (geom, site) for number in range(500)}
    assert len(colors) > 995
    assert (0, 0, 0) not in colors
