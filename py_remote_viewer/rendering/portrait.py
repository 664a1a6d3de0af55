"""A small picture of a scene as it begins."""

import cv2
import mujoco
import numpy as np

from py_remote_viewer.errors import RenderingError
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.rendering.scene_renderer import SceneRenderer

__all__ = ["draw_portrait"]

_WIDTH, _HEIGHT = 640, 360


def draw_portrait(model: mujoco.MjModel, data: mujoco.MjData, gl: GlDevice) -> bytes:
    """A PNG of this state, seen as people first see it; on the thread of the device's context."""
    renderer = SceneRenderer(model, _WIDTH, _HEIGHT, gl)
    try:
        renderer.update(data, OrbitCamera(model).mjv)
        pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
        renderer.draw(LEVELS[0], pixels)
    finally:
        renderer.close()
    done, png = cv2.imencode(".png", np.ascontiguousarray(pixels[::-1, :, ::-1]))
    if not done:
        raise RenderingError("The picture of the scene could not be made a PNG.")
    return png.tobytes()
