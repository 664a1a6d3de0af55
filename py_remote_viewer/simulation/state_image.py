"""A whole state: stepping on from it gives bit for bit what followed from the original."""

from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

__all__ = ["STATE", "StateImage", "put_state", "take_state"]

#: All inputs of `mj_step` that MuJoCo counts as state.
STATE = int(mujoco.mjtState.mjSTATE_INTEGRATION)
_SLEEP = int(mujoco.mjtEnableBit.mjENBL_SLEEP)
#: Who sleeps is no part of the integration state (mujoco 4.0), nor are the accelerations of those
#: who do, which MuJoCo keeps and copies into the warm start. Without them the trees would wake.
_SLEEP_ARRAYS = (
    "tree_asleep", "tree_awake", "body_awake", "body_awake_ind", "parent_awake_ind",
    "dof_awake_ind", "qacc", "qacc_smooth",
)  # fmt: skip
_SLEEP_COUNTS = ("nbody_awake", "nparent_awake", "ntree_awake", "nv_awake")


@dataclass(frozen=True)
class StateImage:
    """The integration state, and with sleeping switched on, who sleeps."""

    integration: npt.NDArray[np.float64]
    asleep: tuple[npt.NDArray[np.generic], ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def nbytes(self) -> int:
        """The memory that it takes."""
        return self.integration.nbytes + sum(array.nbytes for array in self.asleep)


def take_state(model: mujoco.MjModel, data: mujoco.MjData) -> StateImage:
    """The present state, between two steps."""
    state = np.empty(mujoco.mj_stateSize(model, STATE))
    mujoco.mj_getState(model, data, state, STATE)
    if not int(model.opt.enableflags) & _SLEEP:
        return StateImage(state)
    return StateImage(
        state,
        tuple(getattr(data, name).copy() for name in _SLEEP_ARRAYS),
        tuple(int(getattr(data, name)) for name in _SLEEP_COUNTS),
    )


def put_state(model: mujoco.MjModel, data: mujoco.MjData, image: StateImage) -> None:
    """Make `data` that state, with all that follows from it (poses, contacts, sensors)."""
    # With sleeping on, what MuJoCo believes of who is awake would contradict the state, and it
    # leaves the poses of sleeping bodies alone: begin with everybody awake.
    mujoco.mj_resetData(model, data)
    _put(model, data, image)
    if image.asleep:
        # Now that the poses are right, the contacts as they are while those sleep.
        _put_sleep(data, image)
        _put(model, data, image)
        _put_sleep(data, image)


def _put(model: mujoco.MjModel, data: mujoco.MjData, image: StateImage) -> None:
    mujoco.mj_setState(model, data, image.integration, STATE)
    mujoco.mj_forward(model, data)
    # That has changed the warm start.
    mujoco.mj_setState(model, data, image.integration, STATE)


def _put_sleep(data: mujoco.MjData, image: StateImage) -> None:
    for name, array in zip(_SLEEP_ARRAYS, image.asleep, strict=True):
        getattr(data, name)[:] = array
    for name, count in zip(_SLEEP_COUNTS, image.counts, strict=True):
        setattr(data, name, count)
