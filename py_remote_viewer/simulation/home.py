"""The first keyframe of a scene with robots: each stands as its own first one says."""

from collections.abc import Mapping
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.simulation.compiling import compiled

__all__ = ["make_home"]

#: Numbers of a joint's position; one for all others.
_SIZES = {mujoco.mjtJoint.mjJNT_FREE: 7, mujoco.mjtJoint.mjJNT_BALL: 4}
_OF_JOINTS = (mujoco.mjtTrn.mjTRN_JOINT, mujoco.mjtTrn.mjTRN_JOINTINPARENT)


def make_home(spec: mujoco.MjSpec, placed: Mapping[str, str]) -> None:
    """One keyframe, in which each robot is as in its own first one."""
    model = compiled(spec)
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    state, control = model.qpos0.copy(), np.zeros(model.nu)
    found = False
    for prefix, site in placed.items():
        keys = [i for i in range(model.nkey) if model.key(i).name.startswith(prefix)]
        if keys:
            found = True
            _copy_pose(model, prefix, keys[0], data.site(site), state)
            _copy_control(model, prefix, keys[0], control)
        else:
            found |= _lift(model, prefix, state)
    if not found:
        return
    others = [
        {name: np.array(getattr(key, name)) for name in ("qpos", "qvel", "act", "ctrl")}
        | {"name": key.name}
        for key in spec.keys
    ]
    for key in list(spec.keys):
        spec.delete(key)
    spec.add_key(name="home", qpos=state, ctrl=control)
    for other in others:
        spec.add_key(**other)


def _copy_pose(model: mujoco.MjModel, prefix: str, key: int, site: Any, state: np.ndarray) -> None:
    for joint in range(model.njnt):
        if not _belongs(model, int(model.jnt_bodyid[joint]), prefix):
            continue
        kind = mujoco.mjtJoint(model.jnt_type[joint])
        begin = int(model.jnt_qposadr[joint])
        part = slice(begin, begin + _SIZES.get(kind, 1))
        pose = model.key_qpos[key, part].copy()
        if kind == mujoco.mjtJoint.mjJNT_FREE:
            # Its keyframe says where it stands in its own world, which now is where the site is.
            pose = _moved(pose, site.xpos, site.xmat)
        state[part] = pose


def _lift(model: mujoco.MjModel, prefix: str, state: np.ndarray) -> bool:
    """Let a robot that can fall, and has no pose of its own, begin on the floor and not in it."""
    roots = [
        joint
        for joint in range(model.njnt)
        if model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_FREE
        and _belongs(model, int(model.jnt_bodyid[joint]), prefix)
    ]
    if not roots:
        return False
    data = mujoco.MjData(model)
    data.qpos[:] = state
    mujoco.mj_forward(model, data)
    deepest = 0.0
    for contact in data.contact:
        theirs = [_belongs(model, int(model.geom_bodyid[geom]), prefix) for geom in contact.geom]
        if theirs[0] != theirs[1]:
            deepest = min(deepest, float(contact.dist))
    state[int(model.jnt_qposadr[roots[0]]) + 2] -= deepest
    return deepest < 0.0


def _moved(pose: np.ndarray, position: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """A pose (position and quaternion) seen from a frame, in the world."""
    turn, quat = np.empty(4), np.empty(4)
    mujoco.mju_mat2Quat(turn, matrix)
    mujoco.mju_mulQuat(quat, turn, pose[3:])
    return np.concatenate([position + matrix.reshape(3, 3) @ pose[:3], quat])


def _copy_control(model: mujoco.MjModel, prefix: str, key: int, control: np.ndarray) -> None:
    for actuator in range(model.nu):
        if _drives(model, actuator, prefix):
            control[actuator] = model.key_ctrl[key, actuator]


def _drives(model: mujoco.MjModel, actuator: int, prefix: str) -> bool:
    name = model.actuator(actuator).name
    if name or mujoco.mjtTrn(model.actuator_trntype[actuator]) not in _OF_JOINTS:
        return name.startswith(prefix)
    return _belongs(model, int(model.jnt_bodyid[model.actuator_trnid[actuator, 0]]), prefix)


def _belongs(model: mujoco.MjModel, body: int, prefix: str) -> bool:
    """True for a body of the robot whose names begin so; not all that it is made of has a name."""
    while body:
        if model.body(body).name.startswith(prefix):
            return True
        body = int(model.body_parentid[body])
    return False
