"""Draws the moments of a past and makes a film of them."""

import math
from collections.abc import Iterator
from pathlib import Path

import mujoco
import numpy as np

from py_remote_viewer.encoding.film_file import FilmFile
from py_remote_viewer.film.captions import Captions
from py_remote_viewer.film.pace import shots
from py_remote_viewer.protocol.film import (
    FilmCamera,
    FilmDone,
    FilmOrder,
    FilmProgress,
    FilmSpan,
)
from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import LEVELS, level_index
from py_remote_viewer.rendering.scene_renderer import Pixels, SceneRenderer
from py_remote_viewer.rendering.tiles import TileBoard, check_camera, tile_camera
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.simulation.past import Past
from py_remote_viewer.simulation.past_file import read_past

__all__ = ["make_film"]

_LEVELS = {"full": "full", "draft": "no-antialiasing"}


def make_film(order: FilmOrder, gl: GlDevice) -> Iterator[FilmProgress | FilmDone]:
    """Make the film of an order, saying after each picture how far it is; on the thread of `gl`.

    Raises CommandError where the wish does not fit the past, RecordingError where the disk does not
    take it.
    """
    past = read_past(Path(order.past))
    wish = order.wish
    first = past.view.first if wish.first is None else wish.first
    last = past.view.head if wish.last is None else wish.last
    maker = _FilmMaker(order, past, gl)
    try:
        with FilmFile(
            Path(order.video), (wish.width, wish.height), wish.fps,
            draft=wish.quality == "draft", metadata=order.metadata,
        ) as film:  # fmt: skip
            least, most = math.inf, -math.inf
            for shot in shots(past, first, last, wish.speed / wish.fps):
                film.add(maker.picture(), shot.frames)
                now = float(past.data.time)
                least, most = min(least, now), max(most, now)
                yield FilmProgress(film.frames, shot.share)
            film.finish()
            yield FilmDone(film.frames, film.duration_sec, FilmSpan(least, most))
    finally:
        maker.close()


class _FilmMaker:
    """Draws the moment that the past is at."""

    def __init__(self, order: FilmOrder, past: Past, gl: GlDevice) -> None:
        wish = order.wish
        self._past = past
        self._wish = wish
        self._level = LEVELS[level_index(_LEVELS[wish.quality])]
        self._pixels: Pixels = np.empty((wish.height, wish.width, 3), np.uint8)
        self._renderer = SceneRenderer(past.model, wish.width, wish.height, gl)
        try:
            self._camera = OrbitCamera(past.model, order.pose)
            fields = ViewFields(past.model, self._renderer.view, self._camera)
            fields.restore(order.fields)
            if wish.camera is not None:
                self._camera = _chosen_camera(past.model, wish.camera, order)
            self._board = TileBoard(self._renderer)
            if wish.tiles:
                self._board.restore(order.tiles, self._camera.pose())
            self._captions = Captions(wish, past)
        except BaseException:
            self._renderer.close()
            raise

    def picture(self) -> Pixels:
        """The picture of the moment, uint8 (height, width, 3), bottom row first; valid until the
        next one."""
        pulls = self._pulls() if self._wish.pulls else ()
        data = self._past.data
        self._renderer.update(data, self._camera.mjv, pulls)
        self._renderer.draw(self._level, self._pixels)
        self._board.draw(data, self._level, self._pixels, pulls, at_rest=True)
        self._captions.write(self._pixels)
        return self._pixels

    def close(self) -> None:
        """Free the GL resources."""
        self._renderer.close()

    def _pulls(self) -> tuple[mujoco.MjvPerturb, ...]:
        drawn: list[mujoco.MjvPerturb] = []
        for pull in self._past.pulls:
            perturb = mujoco.MjvPerturb()
            pull.write_into(perturb)
            drawn.append(perturb)
        return tuple(drawn)


def _chosen_camera(model: mujoco.MjModel, wish: FilmCamera, order: FilmOrder) -> OrbitCamera:
    # A tile that is all of the picture.
    tile = Tile(
        wish.camera, 0.0, 0.0, 1.0, 1.0, body=wish.body,
        pose=wish.pose or (order.pose if wish.camera < 2 else None),
    )  # fmt: skip
    check_camera(model, "The film", tile)
    return tile_camera(model, tile)
