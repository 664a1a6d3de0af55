"""Runs of a scene: where every geom was, sampled as it went."""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np

__all__ = ["Run", "go_on", "run"]

_SAMPLE_SEC = 0.01
#: A scene that takes longer than this for a run of some seconds is of no use to anybody.
_WALL_SEC = 60.0


@dataclass(frozen=True)
class Run:
    """Positions (m) and rotation matrices of all geoms at some times (s), and how it ended."""

    times: np.ndarray
    positions: np.ndarray
    matrices: np.ndarray
    #: By sample, the pairs of geoms that touch.
    contacts: tuple[np.ndarray, ...]
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
    step_sec = float(model.opt.timestep)
    every = max(1, round(sample_sec / step_sec))
    mujoco.mj_forward(model, data)
    times, observed = [0.0], [observe(data)] if observe else []
    positions, matrices = [data.geom_xpos.copy()], [data.geom_xmat.copy()]
    contacts = [data.contact.geom.copy()]
    warnings: list[str] = []
    began = time.monotonic()
    # MuJoCo's own way of warning is a file in the working directory.
    spoken = mujoco.get_mju_user_warning()
    mujoco.set_mju_user_warning(_nothing)
    try:
        for sample in range(1, max(1, round(seconds / step_sec / every)) + 1):
            _advance(model, data, every, drive)
            # Positions are those from before the last step, as mj_step leaves them.
            times.append((sample * every - 1) * step_sec)
            positions.append(data.geom_xpos.copy())
            matrices.append(data.geom_xmat.copy())
            contacts.append(data.contact.geom.copy())
            if observe:
                observed.append(observe(data))
            if time.monotonic() - began > _WALL_SEC:
                warnings.append(f"{seconds:g} s of it take longer than {_WALL_SEC:g} s")
            warnings += _said(data)
            if warnings:
                break
    finally:
        mujoco.set_mju_user_warning(spoken)
    return Run(
        np.array(times),
        np.array(positions),
        np.array(matrices),
        tuple(contacts),
        tuple(observed),
        data,
        tuple(warnings),
    )


def go_on(model: mujoco.MjModel, made: Run, seconds: float) -> Run:
    """A run and what comes after it, as one."""
    data = copy.copy(made.end)
    data.xfrc_applied[:] = 0
    after = run(model, data, seconds)
    return Run(
        np.concatenate((made.times, made.times[-1] + after.times)),
        np.concatenate((made.positions, after.positions)),
        np.concatenate((made.matrices, after.matrices)),
        made.contacts + after.contacts,
        (),
        after.end,
        after.warnings or made.warnings,
    )


def _advance(
    model: mujoco.MjModel,
    data: mujoco.MjData,
    steps: int,
    drive: Callable[[mujoco.MjData], None] | None,
) -> None:
    if drive is None:
        mujoco.mj_step(model, data, steps)
        return
    for _ in range(steps):
        drive(data)
        mujoco.mj_step(model, data)


def _said(data: mujoco.MjData) -> list[str]:
    """What MuJoCo warned of until now, and what is not finite."""
    numbers = data.warning.number
    found = [mujoco.mjtWarning(int(kind)).name for kind in np.flatnonzero(numbers)]
    return found if np.isfinite(data.qpos).all() else [*found, "the state is no longer finite"]


def _nothing(message: str) -> None:
    """Warnings are counted in the data."""
