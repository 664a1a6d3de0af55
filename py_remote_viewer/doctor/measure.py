"""Draws and encodes the model that is set up for a moment, with the device that is current."""

import statistics
import time
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.config import VideoSettings
from py_remote_viewer.doctor.cost import FrameCost, Shot, best_level
from py_remote_viewer.encoding import EncoderSettings, VideoEncoder, open_encoder
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import QualityLevel
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.simulation.loading import initial_state

__all__ = ["measure_frame"]

#: Of each level; the first of them may compile shaders and is left out.
_FRAMES = 9
_TURN_DEG = 2.0
#: Grey levels; a picture whose pixels vary by less shows nothing.
_BLANK = 2.0


def measure_frame(
    model: mujoco.MjModel, video: VideoSettings, encoder: str, gl: GlDevice
) -> FrameCost:
    """Draw and encode a model as a worker would; the GL device's context must be current.

    The camera turns, so that the encoder has a whole picture's movement to deal with.
    """
    settings = EncoderSettings(video.width, video.height, video.fps, video.bitrate, encoder)
    renderer = SceneRenderer(model, video.width, video.height, gl)
    try:
        with open_encoder(settings) as opened:
            film = _Film(model, renderer, opened)
            return best_level(film.shoot, video, encoder, software=gl.software)
    finally:
        renderer.close()


class _Film:
    """A turn around a model."""

    def __init__(
        self, model: mujoco.MjModel, renderer: SceneRenderer, encoder: VideoEncoder
    ) -> None:
        self._renderer = renderer
        self._encoder = encoder
        self._data = initial_state(model)
        self._camera: Any = OrbitCamera(model).mjv
        self._pixels = np.zeros((renderer.height, renderer.width, 3), np.uint8)
        self._frame = 0

    def shoot(self, level: QualityLevel) -> Shot:
        """What a frame costs at this level."""
        draws: list[float] = []
        encodes: list[float] = []
        for _ in range(_FRAMES):
            self._frame += 1
            self._camera.azimuth += _TURN_DEG
            began = time.perf_counter()
            self._renderer.update(self._data, self._camera)
            self._renderer.draw(level, self._pixels)
            drawn = time.perf_counter()
            self._encoder.encode(self._pixels, self._frame * 33_333)
            draws.append(drawn - began)
            encodes.append(time.perf_counter() - drawn)
        blank = float(self._pixels.std()) < _BLANK
        draw_ms, encode_ms = (statistics.median(times[1:]) * 1e3 for times in (draws, encodes))
        return Shot(draw_ms, encode_ms, blank)
