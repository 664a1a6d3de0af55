"""Mechanisms: grippers, doors, linkages and windmills."""

import itertools
from collections.abc import Iterator

import mujoco
import numpy as np

from benchmarks.text_to_scene.verify.joints import (
    axes_of,
    driven_joints,
    is_level,
    is_upright,
    parallel,
)
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.machines import tried
from benchmarks.text_to_scene.verify.running import Run, run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, sides
from benchmarks.text_to_scene.verify.things import total_mass

__all__ = ["door", "four_bar", "gripper", "left_or_tried", "windmill"]


def _main(scene: Scene, link: Link) -> int:
    return main_geom(scene.model, link.geoms)


def gripper() -> Predicate:
    """With its controls two fingers move towards each other, by a centimetre or more."""

    def check(scene: Scene) -> None:
        runs = list(tried(scene, 1.5))
        if not runs:
            raise Refused("it has no controls")
        geoms = [_main(scene, link) for link in scene.links if link.geoms and not link.free]
        best = max((_closes(made, geoms) for made in runs), default=0.0)
        if best < 0.01:
            raise Refused(f"no two parts close on each other by more than {1e3 * best:.0f} mm")

    return Predicate("two fingers that close on each other", check)


def _closes(made: Run, geoms: list[int]) -> float:
    """By how much two of these come nearer to each other, or further apart, both of them moving."""
    best = 0.0
    for one, other in itertools.combinations(geoms, 2):
        apart = made.path(one) - made.path(other)
        moved = [made.travelled(geom) for geom in (one, other)]
        facing = moved[0] @ moved[1] < -0.3 * max(float(move @ move) for move in moved)
        change = abs(float(np.linalg.norm(apart[-1]) - np.linalg.norm(apart[0])))
        best = max(best, change if facing else 0.0)
    return best


def door(height: float, width: float) -> Predicate:
    """A panel of this size on a vertical hinge at its edge, that opens when it is pushed, with a
    handle that turns on it, far from the hinge."""

    def check(scene: Scene) -> None:
        number, panel = _panel(scene, height, width)
        geom, joint = _main(scene, panel), panel.joints[0]
        offset = (scene.place(geom) - scene.start.xanchor[joint])[:2]
        if abs(float(np.linalg.norm(offset)) - width / 2) > 0.15 * width:
            raise Refused("it is not hinged at its edge")
        handles = [link for link in scene.links if link.parent == number and link.geoms]
        handles = [link for link in handles if link.kinds == ("hinge",)]
        if not handles:
            raise Refused("it has no handle that turns")
        out = (scene.place(_main(scene, handles[0])) - scene.start.xanchor[joint])[:2]
        if float(out @ offset) / float(np.linalg.norm(offset)) < 0.55 * width:
            raise Refused("the handle is near the hinge")
        if not is_level(axes_of(scene, handles[0], "hinge")[0]):
            raise Refused("the handle turns about a vertical axis")
        if max(_opens(scene, panel, way) for way in (1, -1)) < 20:
            raise Refused("a push does not open it")

    return Predicate(f"a door of {height:g} by {width:g} m with a handle", check)


def _panel(scene: Scene, height: float, width: float) -> tuple[int, Link]:
    for number, link in enumerate(scene.links):
        axes = axes_of(scene, link, "hinge")
        if link.kinds == ("hinge",) and is_upright(axes[0]) and link.geoms:
            size = sides(scene.model, _main(scene, link))
            if abs(size[2] - height) < 0.05 * height and abs(size[1] - width) < 0.05 * width:
                return number, link
    raise Refused("no panel of this size turns on a vertical hinge")


def _opens(scene: Scene, panel: Link, way: int) -> float:
    torque = 4.0 * total_mass(scene, panel)

    def push(now: mujoco.MjData) -> None:
        now.xfrc_applied[panel.root, 5] = way * torque

    return run(scene.model, scene.fresh(), 2.0, drive=push).turned(_main(scene, panel))


def four_bar() -> Predicate:
    """Three moving links in a closed loop of parallel hinges; one motor moves all three, and the
    loop stays closed."""

    def check(scene: Scene) -> None:
        links = [link for link in scene.links if link.geoms]
        if len(links) != 3 or any(set(link.kinds) != {"hinge"} for link in links):
            kinds = ["+".join(link.kinds) for link in links]
            raise Refused(f"{len(links)} links move, on {', '.join(kinds) or 'nothing'}")
        axes = [axis for link in links for axis in axes_of(scene, link, "hinge")]
        if any(not parallel(axes[0], axis) for axis in axes):
            raise Refused("the hinges are not parallel")
        if not scene.model.neq:
            raise Refused("the loop is not closed")
        if len(driven_joints(scene)) != 1:
            raise Refused(f"{len(driven_joints(scene))} joints are driven")
        best = 0.0
        for made in tried(scene):
            if _gap(scene, made) > 0.03:
                raise Refused(f"the loop opens by {_gap(scene, made):.3f} m")
            far = [np.ptp(made.path(_main(scene, link)), axis=0).max() for link in links]
            best = max(best, float(min(far)))
        if best < 0.01:
            raise Refused("the motor does not move all three")

    return Predicate("a four-bar linkage that a motor drives", check)


def _gap(scene: Scene, made: Run) -> float:
    """How far constraints of equality are from being so at the end of a run."""
    data = made.end
    mujoco.mj_forward(scene.model, data)
    equal = data.efc_type == mujoco.mjtConstraint.mjCNSTR_EQUALITY
    return float(np.abs(data.efc_pos[equal]).max(initial=0.0))


def windmill(blades: int) -> Predicate:
    """So many long parts around a level axis, above the ground; by itself, or with full control, it
    turns round once in three seconds."""

    def check(scene: Scene) -> None:
        rotors = [
            link
            for link in scene.links
            if link.kinds == ("hinge",) and is_level(axes_of(scene, link, "hinge")[0])
        ]
        counts = [_blades(scene, link) for link in rotors]
        fitting = [r for r, n in zip(rotors, counts, strict=True) if n == blades]
        if not fitting:
            raise Refused(f"things on level axles have {counts or 'no'} blades")
        address = int(scene.model.jnt_qposadr[fitting[0].joints[0]])
        begin = float(scene.start.qpos[address])
        turned = [abs(float(made.end.qpos[address]) - begin) for made in left_or_tried(scene)]
        if max(turned) < 2 * np.pi:
            raise Refused(f"it turns by {np.degrees(max(turned)):.0f}° in 3 s")

    return Predicate(f"a windmill of {blades} blades that turns", check)


def left_or_tried(scene: Scene) -> Iterator[Run]:
    yield scene.untouched
    yield from tried(scene)


def _blades(scene: Scene, link: Link) -> int:
    """Long parts of one size around its axis. What reaches over the axis to both sides is two."""
    (axis,) = axes_of(scene, link, "hinge")
    anchor = scene.start.xanchor[link.joints[0]]
    long = [g for g in link.geoms if sides(scene.model, g)[2] > 2.2 * sides(scene.model, g)[1]]
    if not long:
        return 0
    most = max(float(sides(scene.model, geom)[2]) for geom in long)
    found = 0
    for geom in long:
        if sides(scene.model, geom)[2] < 0.8 * most:
            continue
        out = scene.place(geom) - anchor
        out = out - axis * (out @ axis)
        found += 2 if np.linalg.norm(out) < 0.1 * most else 1
    return found
