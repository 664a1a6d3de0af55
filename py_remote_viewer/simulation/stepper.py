"""A simulation whose steps can be made again: a state, and all else that a step depends on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from py_remote_viewer.protocol.fields import FieldValue, FieldValues
from py_remote_viewer.simulation.editing import PhysicsFields
from py_remote_viewer.simulation.loading import initial_state
from py_remote_viewer.simulation.noise import ControlNoise, NoiseState
from py_remote_viewer.simulation.perturb import Pull, Pulls
from py_remote_viewer.simulation.state_image import (
    STATE,
    StateImage,
    put_state,
    take_state,
)

__all__ = ["Edit", "FieldEdit", "Mark", "PullEdit", "Stepper"]


@dataclass(frozen=True)
class FieldEdit:
    """Fields that somebody set, checked already."""

    values: Mapping[str, FieldValue]


@dataclass(frozen=True)
class PullEdit:
    """A pull that began, changed, or with None ended."""

    puller: int
    pull: Pull | None


#: Between two steps nothing else may change what the next step gives.
Edit = FieldEdit | PullEdit


@dataclass(frozen=True)
class Mark:
    """A moment to which a stepper can go back, and from which it gives the same steps again.

    `index` counts steps and jumps, `elapsed_sec` is the simulated time of all steps made so far,
    whatever resets did to the clock; a `jump` is a state that no step led to. `logged` is how many
    edits had been logged by then, `made_sec` the wall time.
    """

    index: int
    sim_time_sec: float
    elapsed_sec: float
    image: StateImage
    fields: Mapping[str, FieldValue]
    pulls: Mapping[int, Pull]
    noise: NoiseState | None
    jump: bool = False
    logged: int = 0
    made_sec: float = 0.0


class Stepper:
    """Owns an MjData; one thread uses it. The model's options are changed by edits too."""

    def __init__(
        self, model: mujoco.MjModel, tell: Callable[[FieldValues], None] = lambda values: None
    ) -> None:
        self.model = model
        self.data = initial_state(model)
        self.pulls = Pulls(model)
        self.noise = ControlNoise(model)
        self.fields = PhysicsFields(model, lambda: self.data, self.noise, tell)
        self.index = 0
        self.elapsed_sec = 0.0

    def advance(self, steps: int) -> None:
        """Make steps; raises mujoco.FatalError, after which `data` is worth nothing."""
        timestep = float(self.model.opt.timestep)
        if self.pulls or self.noise.active:
            for _ in range(steps):
                self.pulls.apply(self.data)
                self.noise.apply(self.data, self.index)
                mujoco.mj_step(self.model, self.data)
                self.index += 1
        else:
            mujoco.mj_step(self.model, self.data, steps)
            self.index += steps
        self.elapsed_sec += steps * timestep

    def edit(self, edit: Edit) -> None:
        """Change what comes next."""
        match edit:
            case FieldEdit(values=values):
                self.noise.uncover(self.data)
                self.fields.write(values)
                self.noise.cover(self.data)
            case PullEdit(puller=puller, pull=pull):
                self.pulls.set(self.data, puller, pull)

    def renew(self) -> None:
        """Another MjData, after a failure that left this one in the middle of a step."""
        self.data = initial_state(self.model)

    def integration_state(self) -> npt.NDArray[np.float64]:
        """The part of the state that fits another process, without what hands and noise add."""
        model = self.model
        state = np.empty(mujoco.mj_stateSize(model, STATE))
        mujoco.mj_getState(model, self.data, state, STATE)
        forces = _part(model, state, mujoco.mjtState.mjSTATE_XFRC_APPLIED).reshape(-1, 6)
        forces[[pull.body for pull in self.pulls.by_puller.values()]] = 0.0
        base = self.noise.base
        if base is not None:
            _part(model, state, mujoco.mjtState.mjSTATE_CTRL)[:] = base
        return state

    def without_hands(self, data: mujoco.MjData) -> None:
        """Take out of a copy of the state what hands and noise add to it for the moment."""
        data.xfrc_applied[[pull.body for pull in self.pulls.by_puller.values()]] = 0.0
        self.noise.uncover(data)

    def mark(self, *, jump: bool = False, logged: int = 0, made_sec: float = 0.0) -> Mark:
        """The present moment."""
        return Mark(
            index=self.index,
            sim_time_sec=float(self.data.time),
            elapsed_sec=self.elapsed_sec,
            image=take_state(self.model, self.data),
            fields=self.fields.changed,
            pulls=self.pulls.by_puller,
            noise=self.noise.state,
            jump=jump,
            logged=logged,
            made_sec=made_sec,
        )

    def go_to(self, mark: Mark) -> None:
        """Be at this moment, of this or an equal model."""
        self.fields.become(mark.fields)
        put_state(self.model, self.data, mark.image)
        self.pulls.by_puller = dict(mark.pulls)
        self.noise.restore(mark.noise)
        self.index = mark.index
        self.elapsed_sec = mark.elapsed_sec


def _part(
    model: mujoco.MjModel, state: npt.NDArray[np.float64], which: mujoco.mjtState
) -> npt.NDArray[np.float64]:
    """One part of an integration state, a view: they stand in the order of their bits."""
    first = mujoco.mj_stateSize(model, STATE & (int(which) - 1))
    return state[first : first + mujoco.mj_stateSize(model, int(which))]
