"""Draws and encodes a built-in scene for a moment, with the device that is current."""

import statistics
import time
from dataclasses import dataclass

from py_remote_viewer.encoding import EncoderSettings, ProbeResult, open_encoder

__all__ = ["FrameCost", "measure_frame"]

_WIDTH, _HEIGHT, _FPS = 640, 480, 30
_BITS_PER_SEC = 2_500_000
_FRAMES = 20
_TURN_DEG = 2.0
#: Grey levels; a picture whose pixels vary by less shows nothing.
_BLANK = 2.0


@dataclass(frozen=True)
class FrameCost:
    """Medians, in milliseconds, of a frame in which everything moves."""

    width: int
    height: int
    level: str
    encoder: str
    draw_ms: float
    encode_ms: float
    blank: bool


def measure_frame(probe: ProbeResult, *, software: bool) -> FrameCost:
    """Draw and encode the humanoid at 640x480; the GL context must be current.

    The camera turns, so that the encoder has a whole picture's movement to deal with. In software
    at the level where the quality governor begins, else at full quality.
    """
    # Imported here: MUJOCO_GL has to be set first.
    import mujoco
    import numpy as np

    from py_remote_viewer.rendering.camera import OrbitCamera
    from py_remote_viewer.rendering.quality import LEVELS, level_index
    from py_remote_viewer.rendering.scene_renderer import SceneRenderer
    from py_remote_viewer.scenes.registry import find_builtin

    model = mujoco.MjModel.from_xml_path(str(find_builtin("humanoid").xml_path))
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    camera = OrbitCamera(model).mjv
    level = LEVELS[level_index("no-reflections")] if software else LEVELS[0]
    pixels = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)
    settings = EncoderSettings(_WIDTH, _HEIGHT, _FPS, _BITS_PER_SEC, probe.name)
    draws: list[float] = []
    encodes: list[float] = []
    renderer = SceneRenderer(model, _WIDTH, _HEIGHT, software=software)
    try:
        with open_encoder(settings) as encoder:
            for number in range(_FRAMES):
                camera.azimuth += _TURN_DEG
                began = time.perf_counter()
                renderer.update(data, camera)
                renderer.draw(level, pixels)
                drawn = time.perf_counter()
                encoder.encode(pixels, number * 1_000_000 // _FPS)
                draws.append(drawn - began)
                encodes.append(time.perf_counter() - drawn)
    finally:
        renderer.close()
    return FrameCost(
        width=_WIDTH,
        height=_HEIGHT,
        level=level.name,
        encoder=probe.name,
        draw_ms=statistics.median(draws) * 1e3,
        encode_ms=statistics.median(encodes) * 1e3,
        blank=float(pixels.std()) < _BLANK,
    )
