"""The orbit camera of a view and how gestures move it."""

from collections import OrderedDict

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import CameraDrag
from py_remote_viewer.protocol.view import CameraPose

__all__ = ["OrbitCamera"]

_ACTIONS = {
    "rotate": mujoco.mjtMouse.mjMOUSE_ROTATE_V,
    "pan": mujoco.mjtMouse.mjMOUSE_MOVE_V,
}
#: One message moves the camera by at most this much; a larger jump is a broken client.
_LARGEST_STEP = 20.0
#: A person may turn the wheel while dragging; more gestures at a time do not happen.
_GESTURES_KEPT = 8
_FIRST_FIXED = 2
_PARTICIPANTS_KEPT = 256

Vector = tuple[float, float, float]


class OrbitCamera:
    """A free camera. `drag` takes whole gestures, so a lost message costs nothing.

    Owned by the render thread.
    """

    def __init__(self, model: mujoco.MjModel, pose: CameraPose | None = None) -> None:
        self._model = model
        self.mjv = mujoco.MjvCamera()
        self._participants: OrderedDict[int, dict[int, CameraDrag]] = OrderedDict()
        self.reset()
        if pose is not None:
            self._place(pose)

    @property
    def mode(self) -> int:
        """0 free, 1 tracking, from 2 on the model's cameras."""
        if self.mjv.type == mujoco.mjtCamera.mjCAMERA_FIXED:
            return _FIRST_FIXED + int(self.mjv.fixedcamid)
        return int(self.mjv.type == mujoco.mjtCamera.mjCAMERA_TRACKING)

    @property
    def tracked(self) -> int:
        """The body that the tracking camera follows."""
        return max(0, int(self.mjv.trackbodyid))

    def set_mode(self, mode: int) -> None:
        """Look through another camera; the free one stays where it was."""
        if mode >= _FIRST_FIXED:
            self.mjv.type = mujoco.mjtCamera.mjCAMERA_FIXED
            self.mjv.fixedcamid = mode - _FIRST_FIXED
        else:
            tracking, free = mujoco.mjtCamera.mjCAMERA_TRACKING, mujoco.mjtCamera.mjCAMERA_FREE
            self.mjv.type = tracking if mode else free
            self.mjv.trackbodyid = self.tracked
            self.mjv.fixedcamid = -1

    def track(self, body: int) -> None:
        """Let the tracking camera follow this body."""
        self.mjv.trackbodyid = body

    def pose(self) -> CameraPose:
        """Where it stands now."""
        x, y, z = (float(value) for value in self.mjv.lookat)
        mjv = self.mjv
        return CameraPose((x, y, z), float(mjv.distance), float(mjv.azimuth), float(mjv.elevation))

    def free_pose(self, scene: mujoco.MjvScene) -> CameraPose:
        """From where a free camera sees nearly what this one does, which was put into the scene."""
        if self.mode < _FIRST_FIXED:
            return self.pose()
        left, right = scene.camera
        forward = np.asarray(left.forward, float)
        position = (np.asarray(left.pos, float) + np.asarray(right.pos, float)) / 2
        # Nobody says what a camera of the model looks at: the middle of the scene is likely.
        statistic = self._model.stat
        away = float(forward @ (statistic.center - position))
        distance = max(away, 0.1 * float(statistic.extent))
        x, y, z = (float(value) for value in position + distance * forward)
        azimuth = float(np.degrees(np.arctan2(forward[1], forward[0])))
        elevation = float(np.degrees(np.arcsin(np.clip(forward[2], -1.0, 1.0))))
        return CameraPose((x, y, z), distance, azimuth, elevation)

    def look_from(self, pose: CameraPose, body: int | None = None) -> None:
        """Stand there, free or following a body; raises CommandError for what is no place."""
        numbers = (*pose.lookat, pose.distance, pose.azimuth, pose.elevation)
        if not all(abs(number) <= mujoco.mjMAXVAL for number in numbers):
            raise CommandError(
                f"A camera cannot stand at numbers beyond {mujoco.mjMAXVAL:g}; look from elsewhere."
            )
        if pose.distance <= 0.0:
            raise CommandError(f"The distance {pose.distance:g} m is not larger than 0.")
        if body is not None and not 0 <= body < self._model.nbody:
            raise CommandError(
                f"There is no body {body} to follow; the last is {self._model.nbody - 1}."
            )
        self._place(pose)
        if body is None:
            self.set_mode(0)
        else:
            self.follow(body)
        self._zoom(0.0)

    def _place(self, pose: CameraPose) -> None:
        self.mjv.lookat[:] = pose.lookat
        self.mjv.distance = pose.distance
        self.mjv.azimuth, self.mjv.elevation = pose.azimuth, pose.elevation

    def reset(self) -> None:
        """The model's first view."""
        tracked = self.tracked
        mujoco.mjv_defaultFreeCamera(self._model, self.mjv)
        self.mjv.trackbodyid = tracked

    def follow(self, body: int) -> None:
        """Track a body from where it is looked from now."""
        self.track(body)
        self.set_mode(1)

    def look_at(self, point: np.ndarray) -> None:
        """Centre on a point in the world frame (metres), keeping direction and distance."""
        self.mjv.lookat[:] = point

    def drag(self, participant: int, drag: CameraDrag) -> bool:
        """Apply what is new in a gesture; False if a newer message of it was here before."""
        done = self._advance(participant, drag)
        if done is None:
            return False
        dx = float(np.clip(drag.dx - done[0], -_LARGEST_STEP, _LARGEST_STEP))
        dy = float(np.clip(drag.dy - done[1], -_LARGEST_STEP, _LARGEST_STEP))
        if drag.action == "zoom":
            self._zoom(dy)
        else:
            mujoco.mjv_moveCamera(self._model, _ACTIONS[drag.action], dx, dy, self.mjv)
        return True

    def go(self, move: Vector, turn: Vector, sec: float) -> bool:
        """Move for some time: right, up and closer, and round it upwards and to the right.

        At a rate of 1 that is a picture's height a second, half a turn a second, and `e` times as
        close; False where it stays, as a camera of the model does.
        """
        if self.mode >= _FIRST_FIXED or not any((*move, *turn[:2])):
            return False
        model, turning, panning = self._model, _ACTIONS["rotate"], _ACTIONS["pan"]
        mujoco.mjv_moveCamera(model, turning, -turn[1] * sec, turn[0] * sec, self.mjv)
        mujoco.mjv_moveCamera(model, panning, -move[0] * sec, move[1] * sec, self.mjv)
        self._zoom(move[2] * sec)
        return True

    def note(self, participant: int, drag: CameraDrag) -> None:
        """A gesture had come this far before this camera was there: only the rest counts."""
        self._advance(participant, drag)

    def _advance(self, participant: int, drag: CameraDrag) -> tuple[float, float] | None:
        """How far a gesture had come before this message; None where the message is old."""
        gestures = self._participants.setdefault(participant, {})
        self._participants.move_to_end(participant)
        if len(self._participants) > _PARTICIPANTS_KEPT:
            self._participants.popitem(last=False)
        known = gestures.get(drag.gesture)
        forgotten = len(gestures) >= _GESTURES_KEPT and drag.gesture < min(gestures)
        if forgotten or (known is not None and drag.seq <= known.seq):
            return None
        gestures[drag.gesture] = drag
        if len(gestures) > _GESTURES_KEPT:
            del gestures[min(gestures)]
        return (known.dx, known.dy) if known is not None else (0.0, 0.0)

    def _zoom(self, amount: float) -> None:
        # The near plane and float precision bound how close and how far makes sense.
        extent = float(self._model.stat.extent)
        distance = self.mjv.distance * float(np.exp(-amount))
        self.mjv.distance = float(np.clip(distance, 1e-3 * extent, 1e3 * extent))
