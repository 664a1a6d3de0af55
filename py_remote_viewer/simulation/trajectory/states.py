"""A trajectory that fits a model: its arrays, checked, and the states between their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.errors import SceneError

__all__ = ["KEYS", "Numbers", "Trajectory", "trajectory_of"]

Numbers = npt.NDArray[np.float64]

#: What is read of a file; `qpos` has to be there, `dt` stands for `time` where rows are evenly
#: spaced. A history that was exported here counts its moments by `index`.
KEYS = ("qpos", "qvel", "ctrl", "act", "mocap_pos", "mocap_quat", "time", "dt", "index")


@dataclass(frozen=True)
class Trajectory:
    """Rows of states at rising times. What a file did not hold stays as the model has it."""

    time: Numbers
    qpos: Numbers
    qvel: Numbers
    others: Mapping[str, Numbers]

    @property
    def rows(self) -> int:
        """How many states there are."""
        return len(self.time)

    @property
    def seconds(self) -> float:
        """From the first row to the last."""
        return float(self.time[-1] - self.time[0])

    def row_at(self, time_sec: float) -> int:
        """The last row not after a time; the first before them all."""
        return max(0, int(np.searchsorted(self.time, time_sec, side="right")) - 1)

    def put(
        self, model: mujoco.MjModel, data: mujoco.MjData, time_sec: float, *, between: bool
    ) -> None:
        """Make `data` the state at a time: between two rows on the way from one to the other, or
        with `between` false the last row before. Beyond the ends it is that of the end."""
        row = self.row_at(time_sec)
        here, share = row, 0.0
        if between and row + 1 < self.rows:
            span = self.time[row + 1] - self.time[row]
            share = float(np.clip((time_sec - self.time[row]) / span, 0.0, 1.0))
        data.time = float(np.clip(time_sec, self.time[0], self.time[-1]))
        data.qpos[:] = self.qpos[here]
        data.qvel[:] = self.qvel[here]
        for name, values in self.others.items():
            getattr(data, name)[:] = values[here]
        if share > 0.0:
            self._go_on(model, data, here, share)

    def _go_on(self, model: mujoco.MjModel, data: mujoco.MjData, row: int, share: float) -> None:
        """A share of the way to the next row; rotations go the shortest way."""
        way = np.empty(model.nv)
        mujoco.mj_differentiatePos(model, way, 1.0, self.qpos[row], self.qpos[row + 1])
        mujoco.mj_integratePos(model, data.qpos, way, share)
        data.qvel[:] = (1 - share) * self.qvel[row] + share * self.qvel[row + 1]
        for name, values in self.others.items():
            here, there = values[row], values[row + 1]
            if name == "mocap_quat":
                # Two quaternions are the same rotation; the nearer one is on the way.
                sign = np.where((here * there).sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
                mixed = (1 - share) * here + share * sign * there
                mixed /= np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-12)
                getattr(data, name)[:] = mixed
            else:
                getattr(data, name)[:] = (1 - share) * here + share * there


def trajectory_of(model: mujoco.MjModel, arrays: Mapping[str, Any]) -> Trajectory:
    """The trajectory that arrays by name hold; raises SceneError where they do not fit the model,
    with the array, its shape and the row."""
    if "qpos" not in arrays:
        found = ", ".join(sorted(arrays)[:20]) or "nothing"
        raise SceneError(f"The trajectory has no 'qpos'; it has {found}.")
    qpos = _checked("qpos", arrays["qpos"], (model.nq,), None)
    rows = len(qpos)
    shapes = {
        "ctrl": (model.nu,),
        "act": (model.na,),
        "mocap_pos": (model.nmocap, 3),
        "mocap_quat": (model.nmocap, 4),
    }
    others = {
        name: _checked(name, arrays[name], shape, rows)
        for name, shape in shapes.items()
        if name in arrays and np.size(arrays[name])
    }
    time = _times(model, arrays, rows)
    if "qvel" in arrays:
        qvel = _checked("qvel", arrays["qvel"], (model.nv,), rows)
    else:
        qvel = _velocities(model, time, qpos)
    return Trajectory(time, qpos, qvel, others)


def _checked(name: str, value: Any, shape: tuple[int, ...], rows: int | None) -> Numbers:
    numbers = _numbers(name, value)
    width = int(np.prod(shape))
    if numbers.ndim == 2 and len(shape) == 2 and numbers.shape[1] == width:
        # Flat, as some recorders write it.
        numbers = numbers.reshape(-1, *shape)
    if numbers.ndim != len(shape) + 1 or numbers.shape[1:] != shape:
        wanted = ", ".join(("rows", *map(str, shape)))
        raise SceneError(
            f"'{name}' has the shape {numbers.shape}; of this model it has to be ({wanted})."
        )
    if len(numbers) == 0:
        raise SceneError(f"'{name}' has no rows.")
    if rows is not None and len(numbers) != rows:
        raise SceneError(f"'{name}' has {len(numbers)} rows, but 'qpos' has {rows}.")
    _finite(name, numbers)
    return numbers


def _numbers(name: str, value: Any) -> Numbers:
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise SceneError(f"'{name}' holds no numbers ({array.dtype}).")
    return np.ascontiguousarray(array, dtype=np.float64)


def _finite(name: str, numbers: Numbers) -> None:
    good = np.isfinite(numbers.reshape(len(numbers), -1)).all(axis=1)
    if not good.all():
        row = int(np.argmin(good))
        raise SceneError(f"'{name}' is infinite or not a number in row {row}, counted from 0.")


def _times(model: mujoco.MjModel, arrays: Mapping[str, Any], rows: int) -> Numbers:
    if "time" not in arrays:
        return _spacing(model, arrays) * np.arange(rows, dtype=np.float64)
    time = _numbers("time", arrays["time"]).reshape(-1)
    if len(time) != rows:
        raise SceneError(f"'time' has {len(time)} rows, but 'qpos' has {rows}.")
    _finite("time", time)
    back = np.flatnonzero(np.diff(time) <= 0)
    if len(back) and _counts_moments(arrays, rows):
        return _going_on(model, time)
    if len(back):
        row = int(back[0]) + 1
        raise SceneError(
            f"'time' does not rise in row {row}, counted from 0: {time[row]:g} s after "
            f"{time[row - 1]:g} s."
        )
    return time


def _counts_moments(arrays: Mapping[str, Any], rows: int) -> bool:
    """True of a history: what people did in it may have stopped its time, or set it back."""
    index = np.asarray(arrays.get("index", ()))
    return index.dtype.kind in "iu" and index.shape == (rows,) and bool((np.diff(index) > 0).all())


def _going_on(model: mujoco.MjModel, time: Numbers) -> Numbers:
    """The times with a time step in the place of every one that does not rise."""
    passed = np.diff(time)
    passed[passed <= 0] = float(model.opt.timestep)
    return time[0] + np.concatenate(([0.0], np.cumsum(passed)))


def _spacing(model: mujoco.MjModel, arrays: Mapping[str, Any]) -> float:
    if "dt" not in arrays:
        return float(model.opt.timestep)
    numbers = _numbers("dt", arrays["dt"]).reshape(-1)
    if len(numbers) != 1 or not 0 < numbers[0] < float("inf"):
        raise SceneError("'dt' has to be one number of seconds above 0.")
    return float(numbers[0])


def _velocities(model: mujoco.MjModel, time: Numbers, qpos: Numbers) -> Numbers:
    """From row to row; the last goes on as the one before."""
    qvel = np.zeros((len(qpos), model.nv))
    for row in range(len(qpos) - 1):
        span = float(time[row + 1] - time[row])
        mujoco.mj_differentiatePos(model, qvel[row], span, qpos[row], qpos[row + 1])
    if len(qpos) > 1:
        qvel[-1] = qvel[-2]
    return qvel
