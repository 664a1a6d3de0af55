"""Robots in the place of sites: `<site name="robot:panda" pos="0.5 0 0"/>` becomes the Panda.

What stands behind `robot:` is the robot's name, after a `+` perhaps that of a gripper, and after a
colon perhaps how the elements of this one are called: `robot:ur5e+hand:left` gives `left/base`,
`left/hand/...`. Without that they are called by the robot's name.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import RobotFile

__all__ = ["PLACEHOLDER", "place_robots", "quiet"]

PLACEHOLDER = "robot:"
#: Where robots are made to carry a tool, as models of robots call that site.
_FLANGES = ("attachment_site", "attachment", "flange", "tool0", "ee_site", "gripper_site")
#: Numbers of a joint's position; one for all others.
_SIZES = {mujoco.mjtJoint.mjJNT_FREE: 7, mujoco.mjtJoint.mjJNT_BALL: 4}
#: As many in one scene.
_MOST = 64
#: What a robot's author chose for its physics, where the scene says nothing else.
_OPTIONS = ("integrator", "cone", "impratio", "solver", "iterations", "ls_iterations")


def quiet() -> "warnings.catch_warnings[None]":
    """MuJoCo warns of every option in which an attached model differs, on each compile anew."""
    return warnings.catch_warnings(action="ignore")


def place_robots(spec: mujoco.MjSpec, robots: Mapping[str, RobotFile]) -> dict[str, str]:
    """Attach a robot in the place of each such site, and return what its names begin with, and what
    it is called.

    Where the scene has no keyframe of its own, its first one ("home") is the first of each robot
    and the initial state of all else. Raises SceneError for a robot that there is none of.
    """
    sites = [site for site in spec.sites if site.name.startswith(PLACEHOLDER)]
    if not sites:
        return {}
    if len(sites) > _MOST:
        raise SceneError(f"There are {len(sites)} robots in the scene; {_MOST} is the limit.")
    own_keys = {key.name for key in spec.keys}
    #: By prefix, the names of the sites.
    placed: dict[str, str] = {}
    called: dict[str, str] = {}
    for site in sites:
        names, prefix = _read(site.name)
        if prefix in placed:
            raise SceneError(
                f'Two robots would be called {prefix[:-1]!r}; write <site name="{PLACEHOLDER}'
                f'{"+".join(names)}:left"/> to call one of them otherwise.'
            )
        robot = _open(names[0], robots)
        for tool in names[1:]:
            _carry(robot, _open(tool, robots), names[0], tool)
        _take_options(spec, robot)
        with quiet():
            spec.attach(robot, prefix=prefix, site=site)
        placed[prefix], called[prefix] = site.name, names[0]
    if not own_keys:
        _make_home(spec, placed)
    for site in sites:
        spec.delete(site)
    return called


def _read(name: str) -> tuple[list[str], str]:
    """The names of robot and tools, and the prefix."""
    robot, _, prefix = name.removeprefix(PLACEHOLDER).partition(":")
    names = robot.split("+")
    return names, f"{prefix or names[0]}/"


def _open(name: str, robots: Mapping[str, RobotFile]) -> mujoco.MjSpec:
    file = robots.get(name)
    if file is None:
        there = ", ".join(sorted(robots)) or "none"
        raise SceneError(f"There is no robot called {name[:60]!r} here; there are: {there}.")
    try:
        spec = mujoco.MjSpec.from_file(file.path)
    except (ValueError, mujoco.FatalError) as error:
        raise SceneError(f"The model of the robot {name!r} does not load: {error}.") from error
    if file.bodies:
        _keep_only(spec, file.bodies)
    return spec


def _keep_only(spec: mujoco.MjSpec, bodies: tuple[str, ...]) -> None:
    """Leave of a whole scene the robot alone."""
    world = spec.worldbody
    for element in [*world.geoms, *world.lights, *world.cameras, *world.sites]:
        spec.delete(element)
    for body in list(world.bodies):
        if body.name not in bodies:
            spec.delete(body)
        elif not body.joints:
            # It stood on something there.
            body.pos = (0.0, 0.0, 0.0)
    # Else its keyframes would keep their names, and the size of the whole scene.
    with quiet():
        spec.compile()


def _carry(robot: mujoco.MjSpec, tool: mujoco.MjSpec, robot_name: str, tool_name: str) -> None:
    flange = next((site for site in robot.sites if site.name in _FLANGES), None)
    if flange is None:
        raise SceneError(
            f"The robot {robot_name!r} has no site to hold {tool_name!r} with: one of its sites "
            f"would have to be called {' or '.join(_FLANGES[:3])}."
        )
    with quiet():
        robot.attach(tool, prefix=f"{tool_name}/", site=flange)


def _take_options(spec: mujoco.MjSpec, robot: mujoco.MjSpec) -> None:
    plain = mujoco.MjSpec().option
    for name in _OPTIONS:
        if getattr(spec.option, name) == getattr(plain, name):
            setattr(spec.option, name, getattr(robot.option, name))


def _make_home(spec: mujoco.MjSpec, placed: Mapping[str, str]) -> None:
    """One keyframe, in which each robot is as in its own first one."""
    with quiet():
        model = spec.compile()
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
        if not model.joint(joint).name.startswith(prefix):
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
        and model.body(int(model.jnt_bodyid[joint])).name.startswith(prefix)
    ]
    if not roots:
        return False
    data = mujoco.MjData(model)
    data.qpos[:] = state
    mujoco.mj_forward(model, data)
    deepest = 0.0
    for contact in data.contact:
        theirs = [
            model.body(int(model.geom_bodyid[geom])).name.startswith(prefix)
            for geom in contact.geom
        ]
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
        if model.actuator(actuator).name.startswith(prefix):
            control[actuator] = model.key_ctrl[key, actuator]
