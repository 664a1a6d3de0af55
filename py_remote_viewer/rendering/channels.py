"""Pictures that say something else than colour: how far away things are, and which they are.

Pure but for what it reads of a scene; arrays have OpenGL's order of rows, whichever that is.
"""

import colorsys
import functools
from dataclasses import dataclass

import cv2
import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["DepthRange", "object_color", "paint_depth", "paint_segmentation"]

Pixels = npt.NDArray[np.uint8]
Depth = npt.NDArray[np.float32]

#: How much nearer and farther than what the camera looks at the colours tell distances apart.
_NEARER, _FARTHER = 0.35, 3.0
_GOLDEN_RATIO = 0.6180339887498949
#: Object types of MuJoCo are fewer.
_KINDS = 1000


@dataclass(frozen=True)
class DepthRange:
    """The distances along the view (m) between which colours change."""

    near: float
    far: float

    @staticmethod
    def around(distance: float, near: float = 0.0, far: float = 0.0) -> "DepthRange":
        """For a camera that looks at something so far away; numbers that are not 0 are kept.

        It does not follow what is in the picture: a colour would mean another distance in each.
        """
        near = near if near > 0 else _NEARER * max(distance, 1e-6)
        far = far if far > 0 else _FARTHER * max(distance, 1e-6)
        return DepthRange(near, max(far, 1.01 * near))


def _turbo() -> Pixels:
    steps = np.arange(256, dtype=np.uint8).reshape(-1, 1)
    colors = cv2.applyColorMap(steps, cv2.COLORMAP_TURBO)[:, 0, ::-1]
    return np.ascontiguousarray(colors, np.uint8)


_TURBO = _turbo()


def paint_depth(buffer: Depth, camera: mujoco.MjvGLCamera, shown: DepthRange, out: Pixels) -> None:
    """Colours for a depth buffer in which 1 is at the near plane and 0 at the far one: from red for
    near to blue for far, by the logarithm of the distance, black where there is nothing."""
    metres = _metres(buffer, float(camera.frustum_near), float(camera.frustum_far), camera)
    span = np.log(shown.far / shown.near)
    share = np.log(metres / np.float32(shown.near)) / np.float32(span)
    index = np.clip(255.0 * (1.0 - share), 0, 255).astype(np.uint8)
    np.take(_TURBO, index, axis=0, out=out)
    out[buffer <= 0] = 0


def _metres(buffer: Depth, near: float, far: float, camera: mujoco.MjvGLCamera) -> Depth:
    if camera.orthographic:
        return np.float32(far) - buffer * np.float32(far - near)
    # The inverse of a distance is linear in the buffer.
    at_far = np.float32(1.0 / far)
    return 1.0 / (buffer * (np.float32(1.0 / near) - at_far) + at_far)


def paint_segmentation(numbered: Pixels, scene: mujoco.MjvScene, out: Pixels) -> None:
    """A colour of its own for each object, always the same, from a picture of the scene in numbers
    (as MuJoCo draws it with `mjRND_IDCOLOR`; 0 is the background, and black)."""
    wide = numbered.astype(np.int32)
    numbers = wide[..., 0] + (wide[..., 1] << 8) + (wide[..., 2] << 16)
    # Only of what is seen: a scene may hold thousands of things.
    seen = set(np.flatnonzero(np.bincount(numbers.ravel())).tolist())
    colors = np.zeros((max(seen) + 1, 3), np.uint8)
    for geom in scene.geoms[: scene.ngeom]:
        number = int(geom.segid) + 1
        if number in seen:
            colors[number] = object_color(int(geom.objtype), int(geom.objid))
    np.take(colors, numbers, axis=0, out=out)


@functools.lru_cache(maxsize=4096)
def object_color(kind: int, number: int) -> tuple[int, int, int]:
    """Neighbours in number get hues far apart; the rest differs by lightness too."""
    position = number * _KINDS + max(kind, 0)
    hue = (number * _GOLDEN_RATIO + kind * 0.271) % 1.0
    saturation = 0.45 + 0.55 * ((position * 0.7548776662) % 1.0)
    value = 0.55 + 0.45 * ((position * 0.5698402910) % 1.0)
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(255 * red), round(255 * green), round(255 * blue)
