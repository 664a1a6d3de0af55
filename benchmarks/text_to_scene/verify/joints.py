"""Which way joints turn and slide, and what motors drive."""

from collections.abc import Callable, Sequence

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import Run, run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene

__all__ = [
    "axes_of",
    "driven",
    "driven_joints",
    "is_level",
    "is_upright",
    "parallel",
    "run_with",
    "same_plane",
    "turns_level",
]

_LEVEL = 0.06
_STEPS = 5
Pick = Callable[[Scene], Sequence[Link]]


def axes_of(scene: Scene, link: Link, kind: str) -> list[np.ndarray]:
    """The directions in the world of its joints of a kind, as the scene begins."""
    return [
        scene.start.xaxis[joint].copy()
        for joint, one in zip(link.joints, link.kinds, strict=True)
        if one == kind
    ]


def is_level(axis: np.ndarray) -> bool:
    """True for a horizontal direction, to some degrees."""
    return abs(float(axis[2])) < _LEVEL


def is_upright(axis: np.ndarray) -> bool:
    """True for a vertical direction, to some degrees."""
    return abs(float(axis[2])) > 1 - _LEVEL


def parallel(one: np.ndarray, other: np.ndarray) -> bool:
    """True for the same direction or its opposite, to some degrees."""
    return abs(float(one @ other)) > 0.995


def turns_level(pick: Pick) -> Predicate:
    """Each of these links turns on one hinge with a horizontal axis."""

    def check(scene: Scene) -> None:
        for link in pick(scene):
            axes = axes_of(scene, link, "hinge")
            if link.kinds != ("hinge",) or not is_level(axes[0]):
                raise Refused(f"one is on {'+'.join(link.kinds)} along {np.round(axes, 2)}")

    return Predicate("each turns on one hinge with a horizontal axis", check)


def same_plane(pick: Pick) -> Predicate:
    """All hinges of these links are parallel."""

    def check(scene: Scene) -> None:
        axes = [axis for link in pick(scene) for axis in axes_of(scene, link, "hinge")]
        if any(not parallel(axes[0], axis) for axis in axes[1:]):
            raise Refused(f"the axes are {np.round(axes, 2).tolist()}")

    return Predicate("all hinges are parallel", check)


def driven_joints(scene: Scene) -> set[int]:
    """The joints, robots' own left out, that controls put a force on.

    Seen by trying each control, so that it does not matter how it reaches the joint.
    """
    model, found = scene.model, set[int]()
    for actuator in range(model.nu):
        forces = [_forces(scene, actuator, value) for value in control_range(model, actuator)]
        moved = np.flatnonzero(np.abs(forces[1] - forces[0]) > 1e-9)
        found.update(int(model.dof_jntid[dof]) for dof in moved)
    return {joint for joint in found if scene.robot_of[model.jnt_bodyid[joint]] < 0}


def _forces(scene: Scene, actuator: int, value: float) -> np.ndarray:
    data = scene.fresh()
    data.ctrl[actuator] = value
    # What has a state of its own needs some steps until it acts.
    mujoco.mj_step(scene.model, data, _STEPS)
    return data.qfrc_actuator.copy()


def control_range(model: mujoco.MjModel, actuator: int) -> tuple[float, float]:
    """The least and the greatest control; of one without limits -1 and 1."""
    if model.actuator_ctrllimited[actuator]:
        low, high = model.actuator_ctrlrange[actuator]
        return float(low), float(high)
    return -1.0, 1.0


def driven(pick: Pick, degrees: int, sentence: str) -> Predicate:
    """So many joints of these links are driven, and no other in the scene."""

    def check(scene: Scene) -> None:
        there = driven_joints(scene)
        wanted = {joint for link in pick(scene) for joint in link.joints}
        if len(there & wanted) != degrees or there - wanted:
            raise Refused(f"{len(there & wanted)} of them and {len(there - wanted)} others are")

    return Predicate(sentence, check)


def run_with(scene: Scene, controls: Sequence[float], seconds: float) -> Run:
    """A run with each control held at a share of its range: -1 for its least, 1 for its greatest,
    0 for where it begins."""
    data = scene.fresh()
    for actuator, share in enumerate(controls):
        low, high = control_range(scene.model, actuator)
        begin = float(data.ctrl[actuator])
        data.ctrl[actuator] = begin + abs(share) * ((high if share > 0 else low) - begin)
    return run(scene.model, data, seconds)
