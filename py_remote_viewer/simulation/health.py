"""Notices when a simulation goes wrong: infinite states, and what MuJoCo warns of."""

import mujoco
import numpy as np

from py_remote_viewer.simulation.names import name_of

__all__ = ["HealthWatch"]

_DIVERGED = {
    int(mujoco.mjtWarning.mjWARN_BADQPOS): "position",
    int(mujoco.mjtWarning.mjWARN_BADQVEL): "velocity",
    int(mujoco.mjtWarning.mjWARN_BADQACC): "acceleration",
}


class HealthWatch:
    """Compares the warnings of an MjData with those seen before; belongs to the physics thread."""

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self._seen = np.zeros(int(mujoco.mjtWarning.mjNWARNING), dtype=np.int64)
        self._told: set[int] = set()

    def begin(self, data: mujoco.MjData) -> None:
        """What this state has been warned of so far is known; every kind may be told again."""
        self._seen[:] = data.warning.number
        self._told.clear()

    def diverged(self, data: mujoco.MjData) -> str | None:
        """What became infinite or not a number since `begin`, as "the velocity of joint ...".

        MuJoCo resets the state by itself then, so it has to be asked after every step.
        """
        for kind, word in _DIVERGED.items():
            if data.warning.number[kind] > self._seen[kind]:
                return f"the {word} of {self._place(kind, int(data.warning.lastinfo[kind]))}"
        return None if np.isfinite(data.qpos).all() else "a position"

    def new_warnings(self, data: mujoco.MjData) -> list[str]:
        """Texts of the other warnings that are new since `begin`, each kind once."""
        texts: list[str] = []
        for kind in np.flatnonzero(data.warning.number > self._seen):
            if int(kind) not in _DIVERGED and int(kind) not in self._told:
                self._told.add(int(kind))
                texts.append(mujoco.mju_warningText(int(kind), int(data.warning.lastinfo[kind])))
        return texts

    def _place(self, kind: int, info: int) -> str:
        model = self._model
        # BADQPOS reports an index into qpos, the others one into qvel.
        if kind == int(mujoco.mjtWarning.mjWARN_BADQPOS):
            joint = int(np.searchsorted(model.jnt_qposadr, info, side="right")) - 1
        else:
            joint = int(model.dof_jntid[info]) if info < model.nv else -1
        if joint < 0 or joint >= model.njnt:
            return "the state"
        body = name_of(model, "body", int(model.jnt_bodyid[joint]))
        return f"joint '{name_of(model, 'joint', joint)}' of body '{body}'"
