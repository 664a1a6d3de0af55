"""Checks of what a scene is made of: things, joints, chains, actuators and robots."""

import math

import mujoco
import numpy as np

from py_remote_viewer.protocol.expectations import (
    Actuated,
    Axis,
    Chain,
    Count,
    Joints,
    Robot,
    Things,
)
from py_remote_viewer.simulation.checking.chains import check_chain
from py_remote_viewer.simulation.checking.findings import Finding, amount, listed
from py_remote_viewer.simulation.checking.kinds import joint_kind
from py_remote_viewer.simulation.checking.scene import Scene
from py_remote_viewer.simulation.checking.things import find, is_called, joint_called, matching
from py_remote_viewer.simulation.names import name_of

__all__ = ["Structure", "check_structure"]

Structure = Count | Joints | Axis | Chain | Actuated | Robot

_AXIS_TOLERANCE_DEG = 2.0
#: Less than that an actuator does not drive.
_LEAST_MOMENT = 1e-9


def check_structure(scene: Scene, expected: Structure) -> Finding:
    """Whether the scene is made so."""
    match expected:
        case Count():
            return _count(scene, expected)
        case Joints():
            return _joints(scene, expected)
        case Axis():
            return _axis(scene, expected)
        case Chain():
            return check_chain(scene, expected)
        case Actuated():
            return _actuated(scene, expected)
        case Robot():
            return _robot(scene, expected)


def _count(scene: Scene, expected: Count) -> Finding:
    of = expected.of
    found = [scene.names[body] for body in matching(scene, of)]
    if len(found) == expected.count:
        return Finding(True, f"{len(found)}: {listed(found)}" if found else "0")
    text = f"{len(found)} ({listed(found)})" if found else "0"
    if of.name and (of.shape or of.colour):
        called = [scene.names[body] for body in matching(scene, Things(of.name))]
        text += f" among {amount(len(called), 'thing')} of that name"
    geoms = [name_of(scene.model, "geom", geom) for geom in scene.geoms([0])]
    loose = [name for name in geoms if of.name and is_called(name, of.name)]
    if loose:
        text += f"; {listed(loose)} of the world are geoms without a body, which do not count"
    return Finding(False, text)


def _joints(scene: Scene, expected: Joints) -> Finding:
    thing = find(scene, expected.thing) if expected.thing else None
    if thing is not None and not thing.body and thing.name != scene.names[0]:
        return Finding(expected.count == 0, f"{thing.name} is part of the world and has no joint")
    within = scene.with_all_below(thing.body if thing else 0)
    kinds = [
        joint_kind(scene.model, joint)
        for body in within
        if not scene.robot_of[body]
        for joint in scene.joints(body)
    ]
    count = kinds.count(expected.kind)
    found = amount(count, f"{expected.kind} joint")
    others = [
        f"{kinds.count(kind)} {kind}"
        for kind in ("hinge", "slide", "ball", "free")
        if kind != expected.kind and kind in kinds
    ]
    if count != expected.count and others:
        found += f"; of other kinds {listed(others)}"
    return Finding(count == expected.count, found)


def _axis(scene: Scene, expected: Axis) -> Finding:
    model = scene.model
    wanted = np.array(expected.direction)
    if not np.linalg.norm(wanted) > 1e-9:
        return Finding(False, "the direction that is expected has no length")
    wanted = wanted / np.linalg.norm(wanted)
    joint = joint_called(scene, expected.of)
    joints = [joint] if joint is not None else list(scene.joints(find(scene, expected.of).body))
    turning = [each for each in joints if joint_kind(model, each) in ("hinge", "slide")]
    if not turning:
        kinds = listed(sorted({joint_kind(model, each) for each in joints}))
        return Finding(False, f"{expected.of} has no hinge and no slide{kinds and ', but '}{kinds}")
    axes = [scene.start.xaxis[each] for each in turning]
    least = math.cos(math.radians(_AXIS_TOLERANCE_DEG))
    found = [
        f"{name_of(model, 'joint', each)} has " + " ".join(f"{part + 0.0:.3g}" for part in shown)
        for each, shown in zip(turning, np.round(axes, 3), strict=True)
    ]
    return Finding(all(abs(float(axis @ wanted)) >= least for axis in axes), listed(found))


def _actuated(scene: Scene, expected: Actuated) -> Finding:
    model = scene.model
    driven = _driven(scene)
    joints = sorted({int(model.dof_jntid[dof]) for dof in driven})
    own = [dof for dof in driven if not scene.robot_of[int(model.dof_bodyid[dof])]]
    of_own = [
        name_of(model, "joint", joint)
        for joint in joints
        if not scene.robot_of[int(model.jnt_bodyid[joint])]
    ]
    found = f"{len(own)} {'degree' if len(own) == 1 else 'degrees'} of freedom"
    found += f", of {listed(of_own)}" if of_own else ""
    if not expected.joint:
        return Finding(len(own) == expected.degrees, found)
    joint = joint_called(scene, expected.joint)
    if joint is None:
        there = listed([name_of(model, "joint", each) for each in range(model.njnt)])
        return Finding(
            False, f"there is no joint called {expected.joint}; there are {there or 'none at all'}"
        )
    return Finding(len(own) == expected.degrees and joint in joints, found)


def _driven(scene: Scene) -> list[int]:
    """Degrees of freedom that any actuator moves."""
    model, data = scene.model, scene.start
    found: set[int] = set()
    for actuator in range(model.nu):
        # Adhesion holds what is there already and moves nothing.
        if int(model.actuator_trntype[actuator]) == int(mujoco.mjtTrn.mjTRN_BODY):
            continue
        row = int(model.actuator_outadr[actuator])
        for each in range(row, row + int(model.actuator_outnum[actuator])):
            first, count = int(data.moment_rowadr[each]), int(data.moment_rownnz[each])
            moments = data.actuator_moment[first : first + count]
            columns = data.moment_colind[first : first + count]
            found.update(int(c) for c in columns[np.abs(moments) > _LEAST_MOMENT])
    return sorted(found)


def _robot(scene: Scene, expected: Robot) -> Finding:
    there = [
        prefix.rstrip("/")
        for prefix, name in scene.robots.items()
        if expected.name in (name, *name.split("+")) and prefix in scene.robot_of
    ]
    found = f"{len(there)} of them"
    if len(there) != expected.count and scene.robots:
        found += f"; the robots are {listed(sorted(scene.robots.values()))}"
    return Finding(len(there) == expected.count, found)
