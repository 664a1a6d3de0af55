"""Keyframes of a scene that loses a joint or an actuator: all else in them stays."""

import mujoco

from py_remote_viewer.simulation.placing import quiet

__all__ = ["forget_actuator", "forget_joint"]

#: How many numbers of position and of velocity a joint has; one each for all others.
_SIZES = {mujoco.mjtJoint.mjJNT_FREE: (7, 6), mujoco.mjtJoint.mjJNT_BALL: (4, 3)}


def forget_joint(spec: mujoco.MjSpec, name: str) -> None:
    """Take a joint's numbers out of all keyframes; to be called while it is still there."""
    if not spec.keys:
        return
    model = _compiled(spec)
    joint = model.joint(name).id
    positions, velocities = _SIZES.get(mujoco.mjtJoint(model.jnt_type[joint]), (1, 1))
    _cut_out(spec, "qpos", model.nq, int(model.jnt_qposadr[joint]), positions)
    _cut_out(spec, "qvel", model.nv, int(model.jnt_dofadr[joint]), velocities)


def forget_actuator(spec: mujoco.MjSpec, name: str) -> None:
    """The same for an actuator."""
    if not spec.keys:
        return
    model = _compiled(spec)
    actuator = model.actuator(name).id
    _cut_out(spec, "ctrl", model.nu, actuator, 1)
    if model.actuator_actadr[actuator] >= 0:
        begin, number = model.actuator_actadr[actuator], model.actuator_actnum[actuator]
        _cut_out(spec, "act", model.na, int(begin), int(number))


def _compiled(spec: mujoco.MjSpec) -> mujoco.MjModel:
    with quiet():
        return spec.compile()


def _cut_out(spec: mujoco.MjSpec, field: str, size: int, begin: int, number: int) -> None:
    for key in spec.keys:
        numbers = list(getattr(key, field))
        # Empty, it says nothing of any of them.
        if len(numbers) == size:
            del numbers[begin : begin + number]
            setattr(key, field, numbers)
