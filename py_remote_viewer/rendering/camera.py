"""The orbit camera of a view and how gestures move it."""

import mujoco
import numpy as np

from py_remote_viewer.protocol.commands import CameraDrag

__all__ = ["OrbitCamera"]

_ACTIONS = {
    "rotate": mujoco.mjtMouse.mjMOUSE_ROTATE_V,
    "pan": mujoco.mjtMouse.mjMOUSE_MOVE_V,
}
#: One message moves the camera by at most this much; a larger jump is a broken client.
_LARGEST_STEP = 20.0


class OrbitCamera:
    """A free camera. `drag` takes whole gestures, so a lost message costs nothing.

    Owned by the render thread.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self.mjv = mujoco.MjvCamera()
        self._gestures: dict[int, tuple[int, int, float, float]] = {}
        self.reset()

    def reset(self) -> None:
        """The model's first view."""
        mujoco.mjv_defaultFreeCamera(self._model, self.mjv)

    def look_at(self, point: np.ndarray) -> None:
        """Centre on a point in the world frame (metres), keeping direction and distance."""
        self.mjv.lookat[:] = point

    def drag(self, participant: int, drag: CameraDrag) -> bool:
        """Apply what is new in a gesture; False if the message was older than the last one."""
        seq, gesture, last_dx, last_dy = self._gestures.get(participant, (-1, -1, 0.0, 0.0))
        if drag.seq <= seq:
            return False
        if drag.gesture != gesture:
            last_dx = last_dy = 0.0
        self._gestures[participant] = (drag.seq, drag.gesture, drag.dx, drag.dy)
        dx = float(np.clip(drag.dx - last_dx, -_LARGEST_STEP, _LARGEST_STEP))
        dy = float(np.clip(drag.dy - last_dy, -_LARGEST_STEP, _LARGEST_STEP))
        if drag.action == "zoom":
            self._zoom(dy)
        else:
            mujoco.mjv_moveCamera(self._model, _ACTIONS[drag.action], dx, dy, self.mjv)
        return True

    def forget(self, participant: int) -> None:
        """Drop what is known of a participant who left."""
        self._gestures.pop(participant, None)

    def _zoom(self, amount: float) -> None:
        # The near plane and float precision bound how close and how far makes sense.
        extent = float(self._model.stat.extent)
        distance = self.mjv.distance * float(np.exp(-amount))
        self.mjv.distance = float(np.clip(distance, 1e-3 * extent, 1e3 * extent))
