"""Runs of a scene: where every geom was, sampled as it went."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np

__all__ = ["Run", "run"]

_SAMPLE_SEC = 0.01
#: A scene that takes longer than this for a run of some seconds is of no use to anybody.
_WALL_SEC = 60.0


@dataclass(frozen=True)
class Run:
    """Positions (m) and rotation matrices of all geoms at some times (s), and how it ended."""

    times: np.ndarray
    positions: np.ndarray
    matrices: np.ndarray
    #: By sample, what `observe` gave.
    observed: tuple[object, ...]
    end: mujoco.MjData
    #: What MuJoCo warned of, and what was not finite.
    warnings: tuple[str, ...]

    def path(self, geom: int) -> np.ndarray:
        """Where a geom was, by sample."""
        return self.positions[:, geom]

    def travelled(self, geom: int) -> np.ndarray:
        """From where a geom began to where it ended."""
        return self.positions[-1, geom] - self.positions[0, geom]

    def turned(self, geom: int) -> float:
        """By how many degrees a geom was turned at the end from how it was at the beginning."""
        first, last = self.matrices[0, geom], self.matrices[-1, geom]
        cosine = (float(np.sum(first * last)) - 1) / 2
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def run(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    seconds: float,
    drive: Callable[[mujoco.MjData], None] | None = None,
    observe: Callable[[mujoco.MjData], object] | None = None,
    sample_sec: float = _SAMPLE_SEC,
) -> Run:
    """Step so far; `drive` may set controls and forces before each step."""
    steps = max(1, round(seconds / model.opt.timestep))
    every = max(1, round(sample_sec / model.opt.timestep))
    times: list[float] = []
    positions: list[np.ndarray] = []
    matrices: list[np.ndarray] = []
    observed: list[object] = []
    started = time.monotonic()
    warnings: list[str] = []
    # Its own way of warning is a file in the working directory.
    spoken = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(_nothing)
    try:
        for step in range(steps + 1):
            if drive is not None:
                drive(data)
            now = data.time
            mujoco.mj_step(model, data)
            if step % every == 0 or step == steps:
                # Positions are those from before the step, as mj_step leaves them.
                times.append(now)
                positions.append(data.geom_xpos.copy())
                matrices.append(data.geom_xmat.copy())
                if observe is not None:
                    observed.append(observe(data))
            if any(entry.number for entry in data.warning) or not np.isfinite(data.qpos).all():
                break
            if step % every == 0 and time.monotonic() - started > _WALL_SEC:
                warnings.append(f"{seconds:g} s of it take longer than {_WALL_SEC:g} s")
                break
    finally:
        mujoco.set_mju_user_warning(spoken)
    warnings += [
        mujoco.mjtWarning(kind).name
        for kind, entry in enumerate(data.warning[: int(mujoco.mjtWarning.mjNWARNING)])
        if entry.number
    ]
    if not np.isfinite(data.qpos).all():
        warnings.append("the state is no longer finite")
    return Run(
        np.array(times),
        np.array(positions),
        np.array(matrices),
        tuple(observed),
        data,
        tuple(warnings),
    )


def _nothing(message: str) -> None:
    """Warnings are counted in the data."""
