"""Notices whether a state looks different from the one drawn last."""

import math

import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["MotionDetector"]

#: A tenth of a pixel cannot be seen; solver jitter and servo drift of a scene at rest stay below.
_VISIBLE_PIXELS = 0.1

Array = npt.NDArray[np.float64]


class MotionDetector:
    """Compares what places things in the picture: body frames and flex vertices.

    How far something moved is told in pixels, as seen at the distance the camera looks at.
    """

    def __init__(self, model: mujoco.MjModel, height: int) -> None:
        self._model = model
        self._height = height
        self._seen: tuple[Array, Array, Array] | None = None

    def moved_pixels(self, data: mujoco.MjData, distance: float) -> float:
        """How many pixels the fastest thing moved since `remember`; infinite before it."""
        if self._seen is None:
            return math.inf
        xpos, xquat, flex = self._seen
        moved = max(_largest(data.xpos, xpos), _largest(data.flexvert_xpos, flex))
        # A body is at most as large as the model, so this bounds what its turning moves.
        extent = max(float(self._model.stat.extent), 1e-6)
        turned = 2.0 * _largest(data.xquat, xquat) * 0.25 * extent
        return (moved + turned) * self._pixels_per_metre(distance)

    def _pixels_per_metre(self, distance: float) -> float:
        visual = self._model.vis.global_
        if visual.orthographic:
            # The field of view is a height in metres then, at every distance.
            return self._height / max(float(visual.fovy), 1e-9)
        half = math.tan(math.radians(float(visual.fovy)) / 2.0)
        return self._height / (2.0 * max(half, 1e-9) * max(distance, 1e-6))

    def remember(self, data: mujoco.MjData) -> None:
        """This state is the one that is drawn now."""
        self._seen = (data.xpos.copy(), data.xquat.copy(), data.flexvert_xpos.copy())

    @staticmethod
    def visible(pixels: float) -> bool:
        """True where a movement of so many pixels can be seen."""
        return pixels > _VISIBLE_PIXELS


def _largest(now: Array, before: Array) -> float:
    return float(np.abs(now - before).max()) if now.size else 0.0
