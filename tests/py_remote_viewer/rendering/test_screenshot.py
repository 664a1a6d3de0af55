"""Pictures of any size, in pieces; and the camera that sees them, as MJCF."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.view import CameraPose, Tile
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.camera_text import camera_text
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.screenshot import Screenshot

_WIDTH, _HEIGHT = 160, 120
_XML = """<mujoco><visual><global {global_}/></visual><statistic center="0 0 .3" extent="2"/>
<asset><texture name="t" type="2d" builtin="checker" rgb1=".2 .3 .4" rgb2=".9 .8 .7" width="64"
height="64"/><material name="m" texture="t" texrepeat="4 4" reflectance=".3"/></asset>
<worldbody><light pos="0 -1 3"/><geom type="plane" size="2 2 1" material="m"/>
<camera name="fixed" pos="1.5 -2 1" xyaxes="1 .7 0 -.2 .3 1" fovy="40"/>
<camera name="lens" pos="1.5 -2 1" xyaxes="1 .7 0 -.2 .3 1" resolution="160 120"
 sensorsize=".004 .003" focal=".005 .005" principal=".0003 .0002"/>
<body pos="0 0 .3"><geom type="box" size=".2 .3 .3" rgba="1 0 0 1"/></body>
{extra}</worldbody></mujoco>"""
_HERE = CameraPose((0.1, 0.2, 0.3), 2.5, 33.0, -25.0)


class _View:
    def __init__(self, gl: GlDevice, extra: str = "", global_: str = "") -> None:
        text = _XML.format(extra=extra, global_=global_)
        self.model = mujoco.MjModel.from_xml_string(text)
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.renderer = SceneRenderer(self.model, _WIDTH, _HEIGHT, gl)
        self.camera = OrbitCamera(self.model, _HERE)

    def frame(self) -> Any:
        pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
        self.renderer.update(self.data, self.camera.mjv)
        self.renderer.draw(LEVELS[0], pixels)
        return pixels.astype(int)

    def shot(self, width: int, height: int, **more: Any) -> Any:
        shot = Screenshot(
            self.renderer, self.data, self.camera.mjv, (width, height),
            **{"channel": "rgb", **more},
        )  # fmt: skip
        self.pieces = 0
        while shot.draw_next():
            self.pieces += 1
        return shot.pixels.astype(int)


@pytest.fixture(scope="module")
def gl() -> Generator[GlDevice, None, None]:
    device = open_gl("auto", "software")
    yield device
    device.context.free()


@pytest.fixture
def view(gl: GlDevice) -> Generator[_View, None, None]:
    made = _View(gl)
    yield made
    made.renderer.close()


def test_a_screenshot_of_the_videos_size_is_its_frame(view: _View) -> None:
    assert (view.shot(_WIDTH, _HEIGHT) == view.frame()).all()
    assert view.pieces == 1


@pytest.mark.parametrize("mode", [0, 2, 3])
def test_the_pieces_of_a_large_one_fit_together(view: _View, mode: int) -> None:
    view.camera.set_mode(mode)
    factor = 3
    large = view.shot(factor * _WIDTH, factor * _HEIGHT)
    assert view.pieces == factor**2
    small = large.reshape(_HEIGHT, factor, _WIDTH, factor, 3).mean(axis=(1, 3))
    differs = np.abs(small - view.frame())
    # Finer edges and textures; a piece out of place would differ by 50 in whole areas.
    assert differs.mean() < 2.0
    assert np.quantile(differs, 0.95) < 12


def test_of_another_shape_it_sees_as_high_and_wider(view: _View) -> None:
    wide = view.shot(3 * _WIDTH, _HEIGHT)
    middle = wide[:, _WIDTH : 2 * _WIDTH]
    # Pixels at edges may fall to the other side.
    assert np.abs(middle - view.frame()).mean() < 0.5


@pytest.mark.parametrize("channel", ["depth", "segmentation", "id_color"])
def test_each_channel_can_be_had(view: _View, channel: str) -> None:
    frame = view.shot(_WIDTH, _HEIGHT, channel=channel)
    large = view.shot(2 * _WIDTH, 2 * _HEIGHT, channel=channel)
    colors = {tuple(color) for color in frame.reshape(-1, 3)}
    if channel != "depth":
        assert {tuple(color) for color in large.reshape(-1, 3)} == colors
    # A seam would show as a line.
    assert np.abs(large[_HEIGHT - 1] - large[_HEIGHT]).mean() < 8


def test_it_keeps_the_moment_at_which_it_began(view: _View) -> None:
    before = view.shot(2 * _WIDTH, 2 * _HEIGHT)
    shot = Screenshot(
        view.renderer, view.data, view.camera.mjv, (2 * _WIDTH, 2 * _HEIGHT), channel="rgb"
    )
    shot.draw_next()
    view.camera.look_at(np.array([5.0, 0.0, 0.0]))
    view.data.geom_xpos[1, 2] += 1.0
    # The video goes on meanwhile.
    view.frame()
    while shot.draw_next():
        pass
    assert (shot.pixels == before).all()


def test_tiles_are_in_it_where_asked_for(view: _View) -> None:
    tile = Tile(2, 0.5, 0.0, 0.5, 0.5, "segmentation")
    without = view.shot(2 * _WIDTH, 2 * _HEIGHT)
    with_it = view.shot(2 * _WIDTH, 2 * _HEIGHT, tiles=[tile])
    changed = (without != with_it).any(axis=2)
    assert changed[_HEIGHT:, _WIDTH:].mean() > 0.5
    assert not changed[:_HEIGHT].any()
    assert not changed[:, :_WIDTH].any()


def test_in_pieces_it_is_the_picture_drawn_at_once_labels_too(view: _View, gl: GlDevice) -> None:
    view.renderer.view.option.label = int(mujoco.mjtLabel.mjLABEL_GEOM)
    in_pieces = view.shot(3 * _WIDTH, 3 * _HEIGHT)
    assert view.pieces > 9
    renderer = SceneRenderer(view.model, 3 * _WIDTH, 3 * _HEIGHT, gl)
    try:
        renderer.view = view.renderer.view
        at_once = np.empty((3 * _HEIGHT, 3 * _WIDTH, 3), np.uint8)
        renderer.update(view.data, view.camera.mjv)
        renderer.draw(LEVELS[0], at_once)
    finally:
        renderer.close()
    differs = np.abs(in_pieces - at_once.astype(int)).max(axis=2)
    # Light and edges differ by rounding; a letter that is missing would be white on the scene.
    assert (differs > 60).mean() < 0.0005


@pytest.mark.parametrize(
    ("mode", "global_"), [(0, ""), (0, 'orthographic="true" fovy="2"'), (2, ""), (3, "")]
)
def test_a_camera_of_the_copied_text_sees_the_same(gl: GlDevice, mode: int, global_: str) -> None:
    view = _View(gl, global_=global_)
    try:
        view.camera.set_mode(mode)
        seen = view.frame()
        text = camera_text(view.model, view.renderer.scene, view.camera.mjv)
    finally:
        view.renderer.close()
    again = _View(gl, text.replace("<camera ", '<camera name="copied" '), global_)
    try:
        again.camera.set_mode(again.model.ncam + 1)
        differs = np.abs(again.frame() - seen)
    finally:
        again.renderer.close()
    # The last bits of a direction may put a pixel of an edge to its other side.
    assert (differs.max(axis=2) > 8).mean() < 0.002
