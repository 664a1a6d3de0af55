"""Notices whether a state looks different from the one drawn last."""

import mujoco
import numpy as np

__all__ = ["MotionDetector"]


class MotionDetector:
    """Compares what places things in the picture: body frames and flex vertices.

    Differences below a hundred-thousandth of the model's extent are solver jitter of a scene at
    rest, far below a pixel.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self._tolerance = 1e-5 * max(float(model.stat.extent), 1e-6)
        self._seen: tuple[np.ndarray, ...] | None = None

    def changed(self, data: mujoco.MjData) -> bool:
        """True, and remembered, if the state differs from the one remembered."""
        now = (data.xpos, data.xquat, data.flexvert_xpos)
        seen = self._seen
        if seen is not None and all(
            not a.size or float(np.abs(a - b).max()) <= self._tolerance
            for a, b in zip(now, seen, strict=True)
        ):
            return False
        self._seen = tuple(array.copy() for array in now)
        return True
