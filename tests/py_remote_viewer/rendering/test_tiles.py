"""Tiles: other cameras in rectangles of the picture."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.view import CameraPose, Tile
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import LEVELS, level_index
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.tiles import TileBoard, Window

_WIDTH, _HEIGHT = 160, 120
_LEVEL = LEVELS[level_index("no-antialiasing")]
_XML = """<mujoco><worldbody><light pos="0 0 3"/><geom type="plane" size="2 2 1"/>
<camera name="top" pos="0 0 3" xyaxes="1 0 0 0 1 0"/>
<body name="ball" pos="0 0 .5"><joint type="slide" axis="1 0 0"/>
<geom size=".3" rgba="1 0 0 1"/><camera name="own" pos="0 -1 .5" xyaxes="1 0 0 0 .5 1"/></body>
</worldbody></mujoco>"""
_HERE = CameraPose((0.0, 0.0, 0.0), 3.0, 90.0, -30.0)


class _View:
    def __init__(self, gl: GlDevice) -> None:
        self.model = mujoco.MjModel.from_xml_string(_XML)
        self.data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self.data)
        self.renderer = SceneRenderer(self.model, _WIDTH, _HEIGHT, gl)
        self.board = TileBoard(self.renderer)
        self.camera = OrbitCamera(self.model)

    def draw(self, *, at_rest: bool = False) -> Any:
        pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
        self.renderer.update(self.data, self.camera.mjv)
        self.renderer.draw(_LEVEL, pixels)
        self.board.draw(self.data, _LEVEL, pixels, at_rest=at_rest)
        return pixels.astype(int)

    def move(self, position: float) -> None:
        self.data.qpos[0] = position
        mujoco.mj_forward(self.model, self.data)


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


def test_a_tile_is_in_its_rectangle_and_the_rest_stays_as_it_was(view: _View) -> None:
    before = view.draw()
    view.board.set([Tile(2, 0.75, 0.0, 0.25, 0.25)], _HERE)
    after = view.draw()
    changed = (before != after).any(axis=2)
    # Rows are counted from the bottom.
    assert not changed[: _HEIGHT * 3 // 4].any()
    assert not changed[:, : _WIDTH * 3 // 4].any()
    assert changed[_HEIGHT * 3 // 4 :, _WIDTH * 3 // 4 :].mean() > 0.5


def test_a_tile_is_the_picture_of_its_camera(view: _View) -> None:
    view.board.set([Tile(2, 0.5, 0.5, 0.5, 0.5)], _HERE)
    tile = view.draw()[: _HEIGHT // 2, _WIDTH // 2 :]
    view.camera.set_mode(2)
    small = np.empty((_HEIGHT // 2, _WIDTH // 2, 3), np.uint8)
    view.renderer.update(view.data, view.camera.mjv)
    view.renderer.draw(_LEVEL, small)
    assert (tile == small).all()


def test_each_tile_has_a_channel_of_its_own(view: _View) -> None:
    channels = ("rgb", "depth", "segmentation", "id_color")
    view.board.set(
        [Tile(2, 0.25 * i, 0.0, 0.25, 0.25, channel) for i, channel in enumerate(channels)],
        _HERE,
    )
    row = view.draw()[_HEIGHT * 3 // 4 :]
    tiles = [row[:, 40 * i : 40 * (i + 1)] for i in range(4)]
    assert all((a != b).any() for i, a in enumerate(tiles) for b in tiles[:i])
    assert len(np.unique(tiles[2].reshape(-1, 3), axis=0)) <= 3


def test_a_free_tile_looks_from_where_the_picture_did_when_it_came(view: _View) -> None:
    view.board.set([Tile(0, 0.0, 0.0, 0.5, 0.5)], _HERE)
    assert view.board.tiles[0].pose == _HERE
    before = view.draw()
    view.camera.look_at(np.array([1.0, 1.0, 0.0]))
    after = view.draw()
    assert (before[_HEIGHT // 2 :, : _WIDTH // 2] == after[_HEIGHT // 2 :, : _WIDTH // 2]).all()
    assert (before != after).any()


def test_a_tracking_tile_follows_its_body(view: _View) -> None:
    view.board.set([Tile(1, 0.0, 0.0, 1.0, 1.0, "segmentation", body=1, pose=_HERE)], _HERE)
    view.draw()
    view.move(1.0)
    for _ in range(200):
        # As MuJoCo does it, it comes after the body in several frames.
        picture = view.draw(at_rest=True)
    assert tuple(picture[_HEIGHT // 2, _WIDTH // 2]) != tuple(picture[0, 0])


def test_where_the_cpu_draws_one_tile_at_a_time_is_drawn_with_every_second_frame(
    view: _View, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.board.set([Tile(2, 0.25 * i, 0.0, 0.25, 0.25) for i in range(4)], _HERE)
    view.draw()
    drawn: list[int] = []
    draw_scene = view.renderer.draw_scene

    def count(*arguments: Any) -> None:
        drawn[-1] += 1
        draw_scene(*arguments)

    monkeypatch.setattr(view.renderer, "draw_scene", count)
    for _ in range(8):
        drawn.append(0)
        view.draw()
    # One of each is the picture itself.
    assert [number - 1 for number in drawn] == [1, 0, 1, 0, 1, 0, 1, 0]
    assert view.board.stale
    drawn.append(0)
    view.draw(at_rest=True)
    assert drawn[-1] == 5
    assert not view.board.stale


def test_all_tiles_show_the_newest_state_at_rest(view: _View) -> None:
    view.board.set([Tile(2, 0.5 * i, 0.0, 0.5, 0.5, "segmentation") for i in range(2)], _HERE)
    view.draw()
    view.move(0.8)
    picture = view.draw(at_rest=True)[_HEIGHT // 2 :]
    assert (picture[:, : _WIDTH // 2] == picture[:, _WIDTH // 2 :]).all()


@pytest.mark.parametrize(
    ("tile", "named"),
    [
        (Tile(4, 0, 0, 0.5, 0.5), "camera 4"),
        (Tile(0, 0.6, 0, 0.5, 0.5), "inside the picture"),
        (Tile(0, -0.1, 0, 0.5, 0.5), "inside the picture"),
        (Tile(0, 0, 0, 0.01, 0.5), "at least 0.05"),
        (Tile(0, 0, 0, math.nan, 0.5), "inside the picture"),
        (Tile(1, 0, 0, 0.5, 0.5, body=2), "body 2"),
        (Tile(0, 0, 0, 0.5, 0.5, pose=CameraPose((0, 0, 0), 0.0, 0, 0)), "distance is 0"),
        (Tile(0, 0, 0, 0.5, 0.5, pose=CameraPose((0, math.inf, 0), 1.0, 0, 0)), "finite"),
    ],
)
def test_a_tile_that_cannot_be_is_refused_and_the_others_stay(
    view: _View, tile: Tile, named: str
) -> None:
    kept = Tile(2, 0.0, 0.0, 0.25, 0.25)
    view.board.set([kept], _HERE)
    with pytest.raises(CommandError, match=named):
        view.board.set([kept, tile], _HERE)
    assert view.board.tiles == (kept,)


def test_tiles_of_another_model_are_kept_as_far_as_they_fit(view: _View) -> None:
    fits, does_not = Tile(3, 0.0, 0.0, 0.25, 0.25), Tile(9, 0.5, 0.0, 0.25, 0.25)
    view.board.restore([does_not, fits], _HERE)
    assert view.board.tiles == (fits,)


@pytest.mark.parametrize("size", [(160, 120), (64, 48), (1920, 1080)])
def test_the_smallest_tile_lies_inside_of_every_picture(size: tuple[int, int]) -> None:
    width, height = size
    for x, y in ((0.0, 0.0), (0.95, 0.95)):
        window = Window.of(Tile(0, x, y, 0.05, 0.05), width, height)
        assert 0 <= window.left <= window.left + window.width <= width
        assert 0 <= window.bottom <= window.bottom + window.height <= height
