"""Pulls: what people do to bodies with the pointer, as MuJoCo's perturbation does it.

The thread that draws makes them of gestures, because only there is a camera; they are plain values,
so that the physics thread can apply them between two steps, and again when history is replayed.
"""

from dataclasses import dataclass

import mujoco
import numpy as np

__all__ = ["Pull", "Pulls", "pull_of"]

Vector = tuple[float, ...]


@dataclass(frozen=True)
class Pull:
    """One person's pull on one body: where the body is wanted, in the world frame.

    `active` holds `mjtPertBit` bits. `refpos` (m) and `refquat` are where its centre of mass
    frame is wanted, `refselpos` (m) where the point that was taken is, `localpos` (m) that point in
    the body's frame, `localmass` (kg) the mass that is felt there.
    """

    body: int
    active: int
    refpos: Vector
    refquat: Vector
    refselpos: Vector
    localpos: Vector
    localmass: float
    scale: float

    def write_into(self, perturb: mujoco.MjvPerturb) -> None:
        """Make a perturbation of MuJoCo this one."""
        perturb.select = self.body
        perturb.active = self.active
        perturb.refpos[:] = self.refpos
        perturb.refquat[:] = self.refquat
        perturb.refselpos[:] = self.refselpos
        perturb.localpos[:] = self.localpos
        perturb.localmass = self.localmass
        perturb.scale = self.scale


def pull_of(perturb: mujoco.MjvPerturb) -> Pull:
    """The values of a perturbation of MuJoCo."""
    return Pull(
        body=int(perturb.select),
        active=int(perturb.active),
        refpos=_vector(perturb.refpos),
        refquat=_vector(perturb.refquat),
        refselpos=_vector(perturb.refselpos),
        localpos=_vector(perturb.localpos),
        localmass=float(perturb.localmass),
        scale=float(perturb.scale),
    )


class Pulls:
    """The pulls in force, by who pulls; forces of several on one body add up."""

    def __init__(self, model: mujoco.MjModel) -> None:
        self._model = model
        self._perturb = mujoco.MjvPerturb()
        #: Replaced, never changed in place: checkpoints keep it.
        self.by_puller: dict[int, Pull] = {}

    def __bool__(self) -> bool:
        return bool(self.by_puller)

    def set(self, data: mujoco.MjData, puller: int, pull: Pull | None) -> None:
        """Begin, change or end a pull; what it did to the body's applied force is taken back."""
        before = self.by_puller.get(puller)
        if before is not None:
            data.xfrc_applied[before.body] = 0.0
        rest = {who: other for who, other in self.by_puller.items() if who != puller}
        self.by_puller = rest if pull is None else {**rest, puller: pull}

    def apply(self, data: mujoco.MjData) -> None:
        """Before a step: forces on bodies that move, poses of mocap bodies."""
        if not self.by_puller:
            return
        # The last step left poses and velocities from before it; the force shall follow from the
        # state alone, so that it is the same when the step is made again from a mark.
        mujoco.mj_kinematics(self._model, data)
        mujoco.mj_comPos(self._model, data)
        mujoco.mj_comVel(self._model, data)
        forces: dict[int, np.ndarray] = {}
        for pull in self.by_puller.values():
            pull.write_into(self._perturb)
            mujoco.mjv_applyPerturbPose(self._model, data, self._perturb, 0)
            data.xfrc_applied[pull.body] = 0.0
            mujoco.mjv_applyPerturbForce(self._model, data, self._perturb)
            sum_of = forces.setdefault(pull.body, np.zeros(6))
            sum_of += data.xfrc_applied[pull.body]
        for body, force in forces.items():
            data.xfrc_applied[body] = force

    def pose(self, data: mujoco.MjData) -> bool:
        """While paused: put bodies where they are wanted; True where one was moved."""
        before = data.qpos.copy(), data.mocap_pos.copy(), data.mocap_quat.copy()
        for pull in self.by_puller.values():
            pull.write_into(self._perturb)
            mujoco.mjv_applyPerturbPose(self._model, data, self._perturb, 1)
        after = data.qpos, data.mocap_pos, data.mocap_quat
        return not all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def _vector(array: np.ndarray) -> Vector:
    return tuple(float(value) for value in array)
