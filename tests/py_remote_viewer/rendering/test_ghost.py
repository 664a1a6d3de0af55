"""A second state beside the first: drawn, told from it, picked never."""

from collections.abc import Generator
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.ghost import DrawnGhost
from py_remote_viewer.rendering.quality import LEVELS, level_index
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.screenshot import Screenshot
from py_remote_viewer.simulation.source import Ghost
from tests.support.trajectories import SLIDER

_WIDTH, _HEIGHT = 160, 120
_LEVEL = LEVELS[level_index("no-antialiasing")]
_GREEN = (0.0, 1.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def gl() -> Generator[GlDevice, None, None]:
    device = open_gl("auto", "software")
    yield device
    device.context.free()


class _View:
    def __init__(self, gl: GlDevice) -> None:
        self.model = mujoco.MjModel.from_xml_string(SLIDER)
        self.data, self.other = mujoco.MjData(self.model), mujoco.MjData(self.model)
        for data in (self.data, self.other):
            mujoco.mj_forward(self.model, data)
        self.renderer = SceneRenderer(self.model, _WIDTH, _HEIGHT, gl)
        self.camera = OrbitCamera(self.model)
        self.camera.mjv.distance = 6.0

    def ghost(self, offset: float, tint: Any = _GREEN, opacity: float = 1.0) -> None:
        how = Ghost((offset, 0.0, 0.0), tint, opacity)
        self.renderer.view.ghost = DrawnGhost(self.other, how)

    def draw(self) -> Any:
        pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
        self.renderer.update(self.data, self.camera.mjv)
        self.renderer.draw(_LEVEL, pixels)
        return pixels.astype(int)

    def shot(self) -> Any:
        tile = Tile(0, 0.0, 0.0, 0.3, 0.3, pose=self.camera.pose())
        shot = Screenshot(
            self.renderer, self.data, self.camera.mjv, (_WIDTH, _HEIGHT), channel="rgb",
            tiles=[tile],
        )  # fmt: skip
        while shot.draw_next():
            pass
        return shot.pixels.astype(int)


@pytest.fixture
def view(gl: GlDevice) -> Generator[_View, None, None]:
    made = _View(gl)
    yield made
    made.renderer.close()


def _columns(pixels: Any, color: int) -> tuple[int, int]:
    """From where to where, from the left, one of the three colours is."""
    others = [other for other in range(3) if other != color]
    there = (pixels[..., color] > 60) & (pixels[..., others].max(axis=2) * 2 < pixels[..., color])
    found = np.flatnonzero(there.any(axis=0))
    return (int(found[0]), int(found[-1])) if len(found) else (-1, -1)


def test_it_is_drawn_beside_in_its_own_colour_and_the_first_stays_as_it_was(view: _View) -> None:
    alone = view.draw()
    assert _columns(alone, 1) == (-1, -1)
    view.ghost(1.2)
    both = view.draw()
    assert _columns(both, 0) == _columns(alone, 0)
    assert _columns(both, 1)[0] > _columns(both, 0)[1]
    # It is where its own state says.
    view.other.qpos[0] = -2.4
    mujoco.mj_forward(view.model, view.other)
    assert _columns(view.draw(), 1)[1] < _columns(alone, 0)[0]
    view.renderer.view.ghost = None
    assert (view.draw() == alone).all()


def test_it_can_be_seen_through_where_both_are_in_one_place(view: _View) -> None:
    alone = view.draw()
    view.ghost(0.0, opacity=0.5)
    mixed = view.draw()
    middle = (_HEIGHT // 2, sum(_columns(alone, 0)) // 2)
    assert mixed[middle][0] > 30
    assert mixed[middle][1] > 30


def test_it_is_in_screenshots_and_tiles_and_its_objects_have_their_colours(view: _View) -> None:
    plain = view.shot()
    view.ghost(1.2)
    shot = view.shot()
    assert _columns(shot, 1) != (-1, -1)
    # Bottom row first: the tile is at the top.
    assert (shot[90:, :48] != plain[90:, :48]).any()
    view.renderer.view.channel_index = 2
    colors = {tuple(color) for color in view.draw().reshape(-1, 3).tolist()}
    assert len(colors) == 2


def test_only_the_first_is_picked(view: _View) -> None:
    view.ghost(1.2)
    begin, end = _columns(view.draw(), 0)
    first, second = (begin + end) / 2, (begin + end) / 2
    second += (sum(_columns(view.draw(), 1)) / 2) - second
    picked = view.renderer.pick(view.data, first / _WIDTH, 0.5)
    assert picked is not None
    assert picked.name == "box"
    assert view.renderer.pick(view.data, second / _WIDTH, 0.5) is None


def test_a_hidden_body_is_hidden_in_both(view: _View) -> None:
    view.ghost(1.2)
    view.renderer.view.hidden.add(1)
    assert _columns(view.draw(), 1) == (-1, -1)
