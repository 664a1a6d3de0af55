"""Series that are no field of MjData: energy at this moment, CPU time by part, solver figures."""

from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["Computed", "computed_series"]

_TIMERS = {
    "step": "all of a step", "forward": "forward dynamics", "inverse": "inverse dynamics",
    "position": "all that depends on positions", "velocity": "all that depends on velocities",
    "actuation": "actuator forces", "constraint": "the constraint solver",
    "advance": "integration", "pos_kinematics": "kinematics", "pos_inertia": "inertia",
    "pos_collision": "collisions, all", "pos_make": "making constraints",
    "pos_project": "projecting constraints", "col_broad": "collisions, broad phase",
    "col_narrow": "collisions, narrow phase",
}  # fmt: skip

#: Reads from the data; the second argument counts the samples.
Read = Callable[[mujoco.MjData, int], float]


@dataclass(frozen=True)
class Computed:
    """How to make a reader of a series, and what it is."""

    reader: Callable[[], Read]
    unit: str
    about: str


def computed_series(
    model: mujoco.MjModel, real_time_factor: Callable[[], float]
) -> dict[str, Computed]:
    """All of a model by name. Each reader belongs to one thread and keeps what it needs."""
    energy = _EnergyOnDemand(model)
    found = {
        "energy.potential": Computed(energy.part(0), "J", "potential energy"),
        "energy.kinetic": Computed(energy.part(1), "J", "kinetic energy"),
        "energy.total": Computed(energy.part(2), "J", "potential and kinetic energy"),
        "solver.iterations": Computed(lambda: _iterations, "", "solver iterations, all islands"),
        "real_time_factor": Computed(
            lambda: lambda data, sample: real_time_factor(),
            "",
            "simulated seconds in one of the clock",
        ),
    }
    for name, about in _TIMERS.items():
        index = int(getattr(mujoco.mjtTimer, f"mjTIMER_{name.upper()}"))
        found[f"timer.{name}"] = Computed(_timer(index), "ms", f"CPU time of a step: {about}")
    return found


class _EnergyOnDemand:
    """Energy of the state as it is after a step, whether the model has the energy flag or not.

    A copy of the positions is brought up to date for it, so the simulation's own MjData, whose
    bodies stand where they were before the step, stays as it is. Three readers share one copy.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self._copy: mujoco.MjData | None = None
        self._sample = -1
        self._energy = np.zeros(3)

    def part(self, index: int) -> Callable[[], Read]:
        """Potential, kinetic, total."""
        return lambda: lambda data, sample: float(self._read(data, sample)[index])

    def _read(self, data: mujoco.MjData, sample: int) -> npt.NDArray[np.float64]:
        if sample != self._sample:
            self._sample = sample
            self._compute(data)
        return self._energy

    def _compute(self, data: mujoco.MjData) -> None:
        model = self._model
        copy = self._copy = self._copy or mujoco.MjData(model)
        copy.time = data.time
        copy.qpos[:], copy.qvel[:] = data.qpos, data.qvel
        copy.mocap_pos[:], copy.mocap_quat[:] = data.mocap_pos, data.mocap_quat
        mujoco.mj_kinematics(model, copy)
        mujoco.mj_comPos(model, copy)
        mujoco.mj_flex(model, copy)
        mujoco.mj_tendon(model, copy)
        mujoco.mj_makeM(model, copy)
        mujoco.mj_energyPos(model, copy)
        mujoco.mj_energyVel(model, copy)
        self._energy[:2] = copy.energy
        self._energy[2] = copy.energy.sum()


def _iterations(data: mujoco.MjData, sample: int) -> float:
    # Without islands the whole is solved as the first.
    return float(data.solver_niter[: max(1, min(data.nisland, mujoco.mjNISLAND))].sum())


def _timer(index: int) -> Callable[[], Read]:
    """Mean time of a part for each step since the steps that were read last."""
    step = int(mujoco.mjtTimer.mjTIMER_STEP)

    def make() -> Read:
        before_sec, before_steps, value = 0.0, 0, float("nan")

        def read(data: mujoco.MjData, sample: int) -> float:
            nonlocal before_sec, before_steps, value
            spent_sec, steps = float(data.timer[index].duration), int(data.timer[step].number)
            if steps < before_steps or spent_sec < before_sec:
                # A reset sets them to zero.
                before_sec, before_steps = 0.0, 0
            if steps > before_steps:
                value = (spent_sec - before_sec) / (steps - before_steps) * 1e3
                before_sec, before_steps = spent_sec, steps
            return value

        return read

    return make
