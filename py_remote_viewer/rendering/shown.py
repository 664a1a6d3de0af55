"""What was in the newest pictures: a person clicks on what they see, and that is some time ago."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

__all__ = ["ShownPictures"]

_KEPT_SEC = 3.0
_KEPT = 256
_RTP_HZ = 90_000
_CAMERA_VECTORS = ("pos", "forward", "up")
_CAMERA_NUMBERS = (
    "frustum_center", "frustum_width", "frustum_bottom", "frustum_top", "frustum_near",
    "frustum_far", "orthographic",
)  # fmt: skip
_STATE = int(
    mujoco.mjtState.mjSTATE_QPOS
    | mujoco.mjtState.mjSTATE_MOCAP_POS
    | mujoco.mjtState.mjSTATE_MOCAP_QUAT
)


@dataclass(frozen=True)
class _Shown:
    drawn_sec: float
    state: np.ndarray
    cameras: tuple[dict[str, Any], dict[str, Any]]


class ShownPictures:
    """The poses and the camera of each picture of the last seconds; the render thread's.

    A picture is named by its RTP timestamp, which is the time at which it went to the encoder, at
    90 kHz and 32 bits.
    """

    def __init__(self, model: mujoco.MjModel, clock: Callable[[], float] = time.monotonic) -> None:
        self._model = model
        self._clock = clock
        self._shown: deque[_Shown] = deque(maxlen=_KEPT)
        self._scratch: mujoco.MjData | None = None

    def remember(self, data: mujoco.MjData, scene: mujoco.MjvScene) -> None:
        """A picture of this state was drawn just now."""
        state = np.empty(mujoco.mj_stateSize(self._model, _STATE))
        mujoco.mj_getState(self._model, data, state, _STATE)
        now = self._clock()
        while self._shown and now - self._shown[0].drawn_sec > _KEPT_SEC and len(self._shown) > 1:
            self._shown.popleft()
        cameras = _camera(scene.camera[0]), _camera(scene.camera[1])
        self._shown.append(_Shown(now, state, cameras))

    def recall(self, rtp: int | None, scene: mujoco.MjvScene) -> mujoco.MjData | None:
        """The poses in the picture that a browser shows, and its camera put into `scene`.

        Without a timestamp, or where the picture is long gone, that of the nearest one; None
        before there was any. Good for kinematics only.
        """
        if not self._shown:
            return None
        found = self._find(rtp)
        if self._scratch is None:
            self._scratch = mujoco.MjData(self._model)
        data = self._scratch
        mujoco.mj_setState(self._model, data, found.state, _STATE)
        mujoco.mj_kinematics(self._model, data)
        mujoco.mj_comPos(self._model, data)
        if self._model.nflex:
            mujoco.mj_flex(self._model, data)
        _put_cameras(scene, found)
        return data

    def put_back(self, scene: mujoco.MjvScene) -> None:
        """The camera of the newest picture, after looking at an older one."""
        if self._shown:
            _put_cameras(scene, self._shown[-1])

    def _find(self, rtp: int | None) -> _Shown:
        if rtp is None:
            return self._shown[-1]
        now = self._clock()
        ticks = int(now * _RTP_HZ) - rtp & 0xFFFFFFFF
        # Clocks that disagree by a little seem to be far in the future.
        age_sec = 0.0 if ticks > 0x7FFFFFFF else ticks / _RTP_HZ
        encoded_sec = now - age_sec
        newest_first = reversed(self._shown)
        return next((s for s in newest_first if s.drawn_sec <= encoded_sec), self._shown[0])


def _put_cameras(scene: mujoco.MjvScene, shown: _Shown) -> None:
    for camera, kept in zip(scene.camera, shown.cameras, strict=True):
        for name in _CAMERA_VECTORS:
            getattr(camera, name)[:] = kept[name]
        for name in _CAMERA_NUMBERS:
            setattr(camera, name, kept[name])


def _camera(camera: Any) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(camera, name).copy() for name in _CAMERA_VECTORS}
    return kept | {name: getattr(camera, name) for name in _CAMERA_NUMBERS}
