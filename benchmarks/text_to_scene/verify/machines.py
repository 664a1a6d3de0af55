"""Machines that drive, walk or carry: what their controls do is tried."""

import itertools
from collections.abc import Iterator

import numpy as np

from benchmarks.text_to_scene.verify.joints import (
    axes_of,
    driven_joints,
    is_level,
    is_upright,
    parallel,
    run_with,
)
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.running import Run
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import is_round, lowest, main_geom, shape_of, sides

__all__ = ["bicycle", "car", "crane", "hexapod", "tried", "wheels_of"]


def tried(scene: Scene, seconds: float = 3.0) -> Iterator[Run]:
    """Runs with the controls held: all ways round for a few, else all alike and each by itself."""
    number = scene.model.nu
    if not number:
        return
    if number <= 4:
        ways = list(itertools.product((1.0, -1.0), repeat=number))
    else:
        ways = [(way,) * number for way in (1.0, -1.0)]
    ways += [
        tuple(sign if i == own else 0.0 for i in range(number))
        for own in range(number)
        for sign in (1.0, -1.0)
        if number > 1
    ]
    for way in ways:
        yield run_with(scene, way, seconds)


def _base(scene: Scene) -> int:
    """Index of the one loose thing that carries all others."""
    carriers = {link.parent for link in scene.links} - {-1}
    found = [n for n in carriers if scene.links[n].free]
    if len(found) != 1:
        raise Refused(f"{len(found)} loose things carry others on joints")
    return found[0]


def _above(scene: Scene, number: int) -> list[int]:
    """What a link hangs on, one after the other."""
    found: list[int] = []
    while (number := scene.links[number].parent) >= 0:
        found.append(number)
    return found


def wheels_of(scene: Scene, base: int) -> list[Link]:
    """Round things that turn on a level hinge along their own axis and hang on the base, perhaps by
    what steers or springs them."""
    found: list[Link] = []
    for number, link in enumerate(scene.links):
        axes = axes_of(scene, link, "hinge")
        if base not in _above(scene, number) or not axes or not link.geoms:
            continue
        geom = main_geom(scene.model, link.geoms)
        own = scene.start.geom_xmat[geom].reshape(3, 3)[:, 2]
        along = shape_of(scene.model, geom) != "cylinder" or parallel(own, axes[-1])
        if is_level(axes[-1]) and is_round(scene.model, geom) and along:
            found.append(link)
    return found


def _touch_floor(scene: Scene, links: list[Link]) -> None:
    for link in links:
        low = lowest(scene.model, scene.start, link.geoms)
        if abs(low) > 0.03:
            raise Refused(f"a wheel begins {low:.2f} m over the floor")


def _goes(scene: Scene, base: int, metres: float) -> None:
    geom = main_geom(scene.model, scene.links[base].geoms)
    best = 0.0
    for made in tried(scene):
        offset = made.travelled(geom)
        if made.turned(geom) < 170 and not made.warnings and abs(offset[2]) < 0.2:
            best = max(best, float(np.hypot(offset[0], offset[1])))
        if best >= metres:
            return
    raise Refused(f"whatever the controls, in 3 s it comes {best:.2f} m far")


def car(wheels: int = 4) -> Predicate:
    """A loose body on so many wheels with parallel axles, at least two of them driven, on the
    floor, and with its controls it drives half a metre in 3 s."""

    def check(scene: Scene) -> None:
        base = _base(scene)
        found = wheels_of(scene, base)
        if len(found) != wheels:
            raise Refused(f"it has {len(found)} wheels")
        axes = [axes_of(scene, link, "hinge")[-1] for link in found]
        if any(not parallel(axes[0], axis) for axis in axes[1:]):
            raise Refused("the axles are not parallel")
        there = driven_joints(scene)
        driven = [link for link in found if link.joints[-1] in there]
        if len(driven) < 2:
            raise Refused(f"{len(driven)} wheels are driven")
        _touch_floor(scene, found)
        _goes(scene, base, 0.5)

    return Predicate(f"a car that drives on {wheels} wheels", check)


def hexapod(legs: int = 6, joints: int = 3) -> Predicate:
    """A loose body with so many legs of so many driven joints each; it stands on the floor."""

    def check(scene: Scene) -> None:
        base, there = _base(scene), driven_joints(scene)
        roots = [n for n, link in enumerate(scene.links) if link.parent == base]
        counts: list[int] = []
        for root in roots:
            branch = [n for n in range(len(scene.links)) if n == root or root in _above(scene, n)]
            turning = [
                joint
                for n in branch
                for joint, kind in zip(scene.links[n].joints, scene.links[n].kinds, strict=True)
                if kind == "hinge" and joint in there
            ]
            counts.append(len(turning))
        if sorted(counts) != [joints] * legs:
            raise Refused(f"driven hinges by leg: {sorted(counts)}")
        geoms = [geom for link in scene.links for geom in link.geoms]
        low = lowest(scene.model, scene.start, geoms)
        if not -0.005 <= low <= 0.15:
            raise Refused(f"it begins {low:.2f} m over the floor")
        geom = main_geom(scene.model, scene.links[base].geoms)
        if scene.untouched.turned(geom) > 60:
            raise Refused("it falls over")

    return Predicate(f"{legs} legs with {joints} motors each", check)


def bicycle() -> Predicate:
    """A loose frame with two wheels of one size in line, the front one on what steers."""

    def check(scene: Scene) -> None:
        base = _base(scene)
        found = wheels_of(scene, base)
        if len(found) != 2:
            raise Refused(f"it has {len(found)} wheels")
        _touch_floor(scene, found)
        geoms = [main_geom(scene.model, link.geoms) for link in found]
        across = [float(sides(scene.model, geom)[2]) for geom in geoms]
        if abs(across[0] - across[1]) > 0.15 * max(across):
            raise Refused(f"the wheels measure {across[0]:.2f} and {across[1]:.2f} m")
        axis = axes_of(scene, found[0], "hinge")[-1]
        line = scene.place(geoms[1]) - scene.place(geoms[0])
        if np.linalg.norm(line) < max(across) or abs(line @ axis) > 0.05 * np.linalg.norm(line):
            raise Refused("the wheels are not one behind the other")
        steering = [link for link in found if _is_steered(scene, link)]
        if len(steering) != 1:
            raise Refused(f"{len(steering)} wheels are steered")

    return Predicate("a bicycle with two wheels in line, one steered", check)


def _is_steered(scene: Scene, wheel: Link) -> bool:
    holders = [wheel, *(scene.links[n] for n in _above(scene, scene.links.index(wheel)))]
    axes = [axis for link in holders if not link.free for axis in axes_of(scene, link, "hinge")]
    return any(abs(axis[2]) > 0.7 for axis in axes)


def crane() -> Predicate:
    """With its controls something turns about a vertical axis, by 10° or more, and something is
    lifted by 5 cm."""

    def check(scene: Scene) -> None:
        if scene.model.nu < 2:
            raise Refused(f"it has {scene.model.nu} controls")
        runs = list(tried(scene))
        if not any(_turns_upright(scene, link, runs) for link in scene.links):
            raise Refused("nothing turns about a vertical axis")
        lifted = [_heights(scene, link, runs) for link in scene.links if link.geoms]
        if max(lifted, default=0.0) < 0.05:
            raise Refused(
                f"whatever the controls, nothing is lifted by more than {max(lifted):.3f} m"
            )

    return Predicate("a crane that swings round and lifts", check)


def _turns_upright(scene: Scene, link: Link, runs: list[Run]) -> bool:
    if not link.geoms or not any(is_upright(axis) for axis in axes_of(scene, link, "hinge")):
        return False
    return max(made.turned(main_geom(scene.model, link.geoms)) for made in runs) > 10


def _heights(scene: Scene, link: Link, runs: list[Run]) -> float:
    geom = main_geom(scene.model, link.geoms)
    return max(float(made.travelled(geom)[2]) for made in runs)
