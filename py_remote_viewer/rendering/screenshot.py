"""One picture of any size, drawn piece by piece between the frames of the video.

Pieces are as large as what the video is drawn into, so a picture of 4K needs no more memory of the
GPU, cannot fail for want of it, and never holds the video up for longer than a piece takes.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.view import Channel, Tile
from py_remote_viewer.rendering.camera_scene import CameraScene
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.tiles import Window, tile_camera

__all__ = ["Screenshot"]

#: Text begins at the place that it names and is drawn whole or not at all: pieces overlap by what
#: a long label may reach to the right of it and above it (pixels).
_LABEL_WIDTH, _LABEL_HEIGHT = 240, 40

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Piece:
    """A part of a window: where it begins in it, and how large it is (pixels, from the bottom)."""

    left: int
    bottom: int
    width: int
    height: int


@dataclass
class _Layer:
    """What a camera sees, where it goes, and in which pieces."""

    seen: CameraScene
    channel: Channel
    window: Window
    pieces: Iterator[tuple[_Piece, _Piece]]


class Screenshot:
    """Keeps the state and the cameras of the moment at which it is made; full quality.

    Belongs to the render thread, but for `pixels` once it is done. `tiles` stand in it as they do
    in the video.
    """

    def __init__(
        self,
        renderer: SceneRenderer,
        data: mujoco.MjData,
        camera: mujoco.MjvCamera,
        size: tuple[int, int],
        *,
        channel: Channel,
        tiles: Sequence[Tile] = (),
        perturbs: Sequence[mujoco.MjvPerturb] = (),
    ) -> None:
        self._renderer = renderer
        self._width, self._height = size
        #: uint8 (height, width, 3), bottom row first.
        self.pixels: Pixels = np.zeros((self._height, self._width, 3), np.uint8)
        view = renderer.view
        labels = bool(view.option.label)
        whole = Window(0, 0, self._width, self._height)
        self._layers: list[_Layer] = []
        shots: list[tuple[mujoco.MjvCamera, Channel, Window, bool]] = [
            (camera, channel, whole, labels)
        ]
        for tile in tiles:
            own = tile_camera(renderer.model, tile).mjv
            window = Window.of(tile, self._width, self._height)
            shots.append((own, tile.channel, window, False))
        for mjv, shown, window, text in shots:
            seen = CameraScene(renderer.model)
            seen.update(data, mjv, view, perturbs, labels=text)
            self._layers.append(_Layer(seen, shown, window, self._pieces(window, text)))

    def draw_next(self) -> bool:
        """Draw one more piece; False when there was none left."""
        while self._layers:
            layer = self._layers[0]
            piece = next(layer.pieces, None)
            if piece is not None:
                self._draw(layer, *piece)
                return True
            self._layers.pop(0)
        return False

    def _pieces(self, window: Window, labels: bool) -> Iterator[tuple[_Piece, _Piece]]:
        """What is kept of each piece, and what is drawn for it."""
        across, down = self._renderer.largest
        factor = self._renderer.supersampling
        across, down = across // factor, down // factor
        # Text from the left and from below may reach into a piece.
        left = min(_LABEL_WIDTH, across // 2) if labels else 0
        below = min(_LABEL_HEIGHT, down // 2) if labels else 0
        columns = math.ceil(window.width / (across - left))
        rows = math.ceil(window.height / (down - below))
        xs = [round(i * window.width / columns) for i in range(columns + 1)]
        ys = [round(i * window.height / rows) for i in range(rows + 1)]
        for bottom, top in itertools.pairwise(ys):
            for begin, end in itertools.pairwise(xs):
                kept = _Piece(begin, bottom, end - begin, top - bottom)
                x, y = max(0, begin - left), max(0, bottom - below)
                yield kept, _Piece(x, y, end - x, top - y)

    def _draw(self, layer: _Layer, kept: _Piece, drawn: _Piece) -> None:
        pixels = np.empty((drawn.height, drawn.width, 3), np.uint8)
        scene, window = layer.seen.scene, layer.window
        whole = _frustums(scene)
        try:
            for camera, frustum in zip(scene.camera, whole, strict=True):
                _narrow(camera, frustum, window, drawn)
            self._renderer.draw_scene(layer.seen, layer.channel, LEVELS[0], pixels)
        finally:
            for camera, frustum in zip(scene.camera, whole, strict=True):
                _set_frustum(camera, frustum)
        x, y = kept.left - drawn.left, kept.bottom - drawn.bottom
        left, bottom = window.left + kept.left, window.bottom + kept.bottom
        self.pixels[bottom : bottom + kept.height, left : left + kept.width] = pixels[y:, x:]


#: Centre, half width, bottom and top of what a camera sees on its near plane (m).
_Frustum = tuple[float, float, float, float]


def _frustums(scene: mujoco.MjvScene) -> list[_Frustum]:
    return [
        (
            float(camera.frustum_center),
            float(camera.frustum_width),
            float(camera.frustum_bottom),
            float(camera.frustum_top),
        )
        for camera in scene.camera
    ]


def _set_frustum(camera: mujoco.MjvGLCamera, frustum: _Frustum) -> None:
    (
        camera.frustum_center,
        camera.frustum_width,
        camera.frustum_bottom,
        camera.frustum_top,
    ) = frustum


def _narrow(camera: mujoco.MjvGLCamera, whole: _Frustum, window: Window, piece: _Piece) -> None:
    """Let a camera see only a piece of its picture."""
    center, half, bottom, top = whole
    # 0 lets MuJoCo take what the viewport's sides say.
    half = half or 0.5 * (top - bottom) * window.width / window.height
    left, right = piece.left / window.width, (piece.left + piece.width) / window.width
    low, high = piece.bottom / window.height, (piece.bottom + piece.height) / window.height
    _set_frustum(
        camera,
        (
            center + half * (left + right - 1.0),
            half * (right - left),
            bottom + (top - bottom) * low,
            bottom + (top - bottom) * high,
        ),
    )
