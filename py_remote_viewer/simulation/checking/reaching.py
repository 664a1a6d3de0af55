"""Checks whether a robot can bring its hand to a thing: inverse kinematics from several poses."""

import re
import time
from collections.abc import Iterator

import mujoco
import numpy as np

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.expectations import Reaches
from py_remote_viewer.simulation.checking.findings import Finding, listed, metres
from py_remote_viewer.simulation.checking.kinds import joint_kind
from py_remote_viewer.simulation.checking.recording import copy_of
from py_remote_viewer.simulation.checking.scene import Floats, Scene
from py_remote_viewer.simulation.checking.things import find

__all__ = ["check_reaches"]

_REACHED_M = 0.03
#: From the pose in which it begins, from the middle of all ranges, and from so many others.
_RANDOM_STARTS = 8
_STEPS = 150
#: Where so many steps bring it no nearer, this start leads nowhere.
_PATIENCE, _NEARER_M = 20, 1e-4
#: So far the hand goes in one step at most, so that the linear model still holds.
_STRIDE_M = 0.15
_DAMPING = 0.05
_FARTHEST_M = 1000.0
#: How a joint without limits is taken, in rad or m.
_UNLIMITED = (-np.pi, np.pi)
_HAND = re.compile(r"hand|finger|grip|pad|tip|tool|palm|tcp|suction|effector", re.IGNORECASE)


def check_reaches(scene: Scene, expected: Reaches, deadline: float) -> Finding:
    """Whether the hand comes to the thing's surface, as the joints allow: nothing is in its way.
    `deadline` is of time.monotonic."""
    bodies = _robot_bodies(scene, expected.robot)
    thing = find(scene, expected.thing)
    targets = _touchable(scene, thing.geoms)
    if thing.body in bodies or not targets:
        why = "is part of the robot" if targets else "has no geom to be reached"
        return Finding(False, f"{thing.name} {why}")
    arm = _Arm(scene, bodies)
    nearest = _FARTHEST_M
    for hand in _hands(scene, bodies):
        for start in arm.starts():
            nearest = min(nearest, arm.approach(start, hand, targets))
            if nearest <= _REACHED_M:
                return Finding(True, f"its hand ({scene.names[hand]}) comes to it")
            if time.monotonic() > deadline:
                return Finding(
                    False, f"not within the time for the trial, {metres(nearest)} away at best"
                )
    return Finding(False, f"its hand comes no nearer than {metres(nearest)}")


def _robot_bodies(scene: Scene, robot: str) -> list[int]:
    prefix = robot if robot in scene.robots else f"{robot.rstrip('/')}/"
    bodies = [body for body, each in enumerate(scene.robot_of) if each and each == prefix]
    if not bodies:
        # One that the scene has built itself.
        bodies = [b for b, name in enumerate(scene.names) if b and name.startswith(robot)]
        bodies = sorted({each for body in bodies for each in scene.with_all_below(body)})
    if not bodies or not robot:
        there = listed([prefix.rstrip("/") for prefix in scene.robots]) or "none"
        raise SceneError(
            f"there is no robot whose names begin with {robot}; the robots are {there}"
        )
    return bodies


def _hands(scene: Scene, bodies: list[int]) -> list[int]:
    """The bodies at the ends: those that are called like hands, or else those on most joints."""
    inside = set(bodies)
    ends: list[int] = []
    for body in bodies:
        if any(child in inside for child in scene.children(body)):
            continue
        while body in inside and not scene.geoms([body]):
            body = scene.parent(body)
        if body in inside and body not in ends:
            ends.append(body)
    called = [body for body in ends if _HAND.search(scene.names[body].rpartition("/")[2])]
    depths = {body: _depth(scene, body) for body in ends}
    found = called or [body for body in ends if depths[body] == max(depths.values())]
    if not found:
        raise SceneError("the robot has no geom to reach anything with")
    return sorted(found, key=lambda body: -depths[body])


def _depth(scene: Scene, body: int) -> int:
    """How many joints move it."""
    joints = 0
    while body:
        joints += len(scene.joints(body))
        body = scene.parent(body)
    return joints


def _touchable(scene: Scene, geoms: tuple[int, ...]) -> list[int]:
    """The geoms that can be touched, or all where none can."""
    model = scene.model
    touchable = [g for g in geoms if model.geom_contype[g] or model.geom_conaffinity[g]]
    return touchable or list(geoms)


class _Arm:
    """A robot's joints that turn or slide, and how they are moved."""

    def __init__(self, scene: Scene, bodies: list[int]) -> None:
        self._scene = scene
        model = scene.model
        joints = [
            joint
            for body in bodies
            for joint in scene.joints(body)
            if joint_kind(model, joint) in ("hinge", "slide")
        ]
        self._places = [int(model.jnt_qposadr[joint]) for joint in joints]
        self._dofs = [int(model.jnt_dofadr[joint]) for joint in joints]
        limited = model.jnt_limited[joints].astype(bool)
        ranges = model.jnt_range[joints]
        self._low = np.where(limited, ranges[:, 0], _UNLIMITED[0])
        self._high = np.where(limited, ranges[:, 1], _UNLIMITED[1])
        # One without limits may turn on.
        self._least = np.where(limited, ranges[:, 0], -np.inf)
        self._most = np.where(limited, ranges[:, 1], np.inf)

    def starts(self) -> Iterator[Floats]:
        """Poses of the joints to begin with, the same ones each time."""
        yield np.array(self._scene.start.qpos[self._places], dtype=np.float64)
        yield (self._low + self._high) / 2
        lots = np.random.default_rng(0)
        for _ in range(_RANDOM_STARTS):
            yield lots.uniform(self._low, self._high)

    def approach(self, start: Floats, hand: int, targets: list[int]) -> float:
        """Move the hand towards the nearest of the geoms; how near it came."""
        model, data = self._scene.model, copy_of(self._scene)
        tips = _touchable(self._scene, self._scene.geoms([hand]))
        data.qpos[self._places] = np.clip(start, self._least, self._most)
        best, since = _FARTHEST_M, 0
        jacobian = np.zeros((3, model.nv))
        for _ in range(_STEPS):
            mujoco.mj_kinematics(model, data)
            mujoco.mj_comPos(model, data)
            gap, tip, goal = _nearest(model, data, tips, targets)
            since = 0 if gap < best - _NEARER_M else since + 1
            best = min(best, gap)
            if best <= _REACHED_M or since > _PATIENCE or not self._dofs:
                break
            mujoco.mj_jac(model, data, jacobian, None, tip, hand)
            data.qpos[self._places] = np.clip(
                data.qpos[self._places] + _step(jacobian[:, self._dofs], goal - tip),
                self._least,
                self._most,
            )
        return best


def _step(jacobian: Floats, error: Floats) -> Floats:
    """By damped least squares."""
    far = float(np.linalg.norm(error))
    stride = error * min(1.0, _STRIDE_M / max(far, 1e-9))
    damped = jacobian @ jacobian.T + _DAMPING**2 * np.identity(3)
    return jacobian.T @ np.linalg.solve(damped, stride)


def _nearest(
    model: mujoco.MjModel, data: mujoco.MjData, tips: list[int], targets: list[int]
) -> tuple[float, Floats, Floats]:
    """How far the two are apart, and where each is nearest to the other one."""
    best, places, fromto = _FARTHEST_M, np.zeros(6), np.zeros(6)
    for tip in tips:
        for target in targets:
            far = float(mujoco.mj_geomDistance(model, data, tip, target, best, fromto))
            if far < best:
                best, places = far, fromto.copy()
    return best, places[:3], places[3:]
