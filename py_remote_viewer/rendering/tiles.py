"""Pictures in the picture: other cameras, drawn into rectangles of the shared frame."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.view import CameraPose, Tile
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.camera_scene import CameraScene
from py_remote_viewer.rendering.quality import QualityLevel
from py_remote_viewer.rendering.scene_renderer import SceneRenderer

__all__ = ["TileBoard", "Window", "check_camera", "check_tiles", "tile_camera"]

#: A side of a tile as a fraction of the picture's.
_LEAST_SIDE = 0.05
_TOLERANCE = 1e-6
#: Where the CPU draws, one tile is drawn with every so manieth frame.
_EVERY_FRAMES_ON_CPU = 2
_LEAST_PIXELS = 16
_FIRST_FIXED = 2

Pixels = npt.NDArray[np.uint8]


def check_tiles(model: mujoco.MjModel, tiles: Sequence[Tile]) -> None:
    """Raises CommandError where a tile does not fit the model or the picture."""
    for number, tile in enumerate(tiles, 1):
        _check_place(number, tile)
        check_camera(model, f"Tile {number}", tile)


def check_camera(model: mujoco.MjModel, who: str, tile: Tile) -> None:
    """Raises CommandError where the model has no such camera as `who` asks for."""
    if tile.camera >= _FIRST_FIXED + model.ncam:
        raise CommandError(
            f"{who} asks for camera {tile.camera}; this model's are 0 (free), 1 (tracking) and "
            f"{model.ncam} of its own from 2 on."
        )
    if tile.body >= model.nbody:
        raise CommandError(f"{who} follows body {tile.body}; this model has {model.nbody}, from 0.")
    if tile.pose is not None:
        _check_pose(who, tile.pose)


def _check_place(number: int, tile: Tile) -> None:
    sides = (tile.x, tile.y, tile.width, tile.height)
    inside = (
        all(math.isfinite(side) for side in sides)
        and min(tile.x, tile.y) >= -_TOLERANCE
        and max(tile.x + tile.width, tile.y + tile.height) <= 1 + _TOLERANCE
    )
    if not inside or min(tile.width, tile.height) < _LEAST_SIDE:
        raise CommandError(
            f"Tile {number} at x {tile.x:g}, y {tile.y:g}, {tile.width:g} wide and "
            f"{tile.height:g} high is not inside the picture; all are fractions from 0 to 1, and "
            f"a side is at least {_LEAST_SIDE}."
        )


def _check_pose(who: str, pose: CameraPose) -> None:
    values = (*pose.lookat, pose.distance, pose.azimuth, pose.elevation)
    if not all(math.isfinite(value) and abs(value) < 1e9 for value in values) or (
        pose.distance <= 0
    ):
        raise CommandError(
            f"{who} has no pose that a camera can take: its distance is {pose.distance:g}; it must "
            "be above 0, and all numbers finite."
        )


def tile_camera(model: mujoco.MjModel, tile: Tile) -> OrbitCamera:
    """The camera of a tile that was checked."""
    camera = OrbitCamera(model, tile.pose)
    camera.track(tile.body)
    camera.set_mode(tile.camera)
    return camera


@dataclass(frozen=True)
class Window:
    """A rectangle of a picture with so many pixels, rows counted from the bottom."""

    left: int
    bottom: int
    width: int
    height: int

    @staticmethod
    def of(tile: Tile, width: int, height: int) -> "Window":
        """Where a tile stands in a picture of this size."""
        left, right = round(tile.x * width), round((tile.x + tile.width) * width)
        top, bottom = round(tile.y * height), round((tile.y + tile.height) * height)
        wide = min(max(right - left, _LEAST_PIXELS), width)
        high = min(max(bottom - top, _LEAST_PIXELS), height)
        return Window(min(left, width - wide), max(0, height - top - high), wide, high)

    def put(self, pixels: Pixels, into: Pixels) -> None:
        """Copy into the rectangle."""
        into[self.bottom : self.bottom + self.height, self.left : self.left + self.width] = pixels


class _Shown:
    """A tile, its camera, and its newest picture."""

    def __init__(self, tile: Tile, camera: OrbitCamera, window: Window) -> None:
        self.tile = tile
        self.camera = camera
        self.window = window
        self.pixels: Pixels = np.zeros((window.height, window.width, 3), np.uint8)
        self.drawn = False


class TileBoard:
    """The tiles of a view; belongs to the render thread.

    On a GPU all are drawn with every frame. On a CPU one at a time, with every second frame, so
    that several cost the picture no more than one: it is never stopped for them, and the governor
    sees in the mean what they cost. At rest all of them are.
    """

    def __init__(self, renderer: SceneRenderer) -> None:
        self._renderer = renderer
        self._seen: CameraScene | None = None
        self._shown: list[_Shown] = []
        self._frame = 0
        self._next = 0
        #: A tile shows an older state than the picture does.
        self.stale = False

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What stands in the picture now."""
        return tuple(shown.tile for shown in self._shown)

    def set(self, tiles: Sequence[Tile], here: CameraPose) -> None:
        """Show these; whatever has no pose looks from `here`. Raises CommandError."""
        model = self._renderer.model
        check_tiles(model, tiles)
        self._shown = [
            self._made(tile if tile.pose or tile.camera >= _FIRST_FIXED else _at(tile, here))
            for tile in tiles
        ]
        self._next = 0

    def restore(self, tiles: Sequence[Tile], here: CameraPose) -> None:
        """Show what fits of the tiles that another model had."""
        fitting: list[Tile] = []
        for tile in tiles:
            try:
                check_tiles(self._renderer.model, [tile])
            except CommandError:
                continue
            fitting.append(tile)
        self.set(fitting, here)

    def draw(
        self,
        data: mujoco.MjData,
        level: QualityLevel,
        out: Pixels,
        perturbs: Sequence[mujoco.MjvPerturb] = (),
        *,
        at_rest: bool,
    ) -> None:
        """Draw those that are due, and put all of them into a picture that was drawn."""
        if not self._shown:
            self.stale = False
            return
        due = self._due(everything=at_rest or not self._renderer.software)
        # So few pixels that fewer would spare nothing.
        level = dataclasses.replace(level, scale=1.0)
        for shown in due:
            self._draw(shown, data, level, perturbs)
        self.stale = len(due) < len(self._shown)
        for shown in self._shown:
            shown.window.put(shown.pixels, out)

    def _made(self, tile: Tile) -> _Shown:
        window = Window.of(tile, self._renderer.width, self._renderer.height)
        return _Shown(tile, tile_camera(self._renderer.model, tile), window)

    def _due(self, *, everything: bool) -> list[_Shown]:
        if everything:
            return self._shown
        due = [shown for shown in self._shown if not shown.drawn]
        self._frame += 1
        if not due and self._frame % _EVERY_FRAMES_ON_CPU == 0:
            self._next = (self._next + 1) % len(self._shown)
            due = [self._shown[self._next]]
        return due

    def _draw(
        self,
        shown: _Shown,
        data: mujoco.MjData,
        level: QualityLevel,
        perturbs: Sequence[mujoco.MjvPerturb],
    ) -> None:
        if self._seen is None:
            self._seen = CameraScene(self._renderer.model)
        renderer = self._renderer
        # Labels are as large in a small picture as in a large one, and would hide all of it.
        self._seen.update(data, shown.camera.mjv, renderer.view, perturbs, labels=False)
        renderer.draw_scene(self._seen, shown.tile.channel, level, shown.pixels)
        shown.drawn = True


def _at(tile: Tile, pose: CameraPose) -> Tile:
    return Tile(tile.camera, tile.x, tile.y, tile.width, tile.height, tile.channel, tile.body, pose)
