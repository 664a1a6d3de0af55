"""What falls and bounces."""

import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.resting import bottom, surface_below
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom
from benchmarks.text_to_scene.verify.sound import EARTH
from benchmarks.text_to_scene.verify.things import Things

__all__ = ["bounces", "falls"]


def falls(things: Things, metres: float, within: float = 0.03) -> Predicate:
    """Each begins at rest so high over what is below it (with its lowest point or its centre), and
    falls by ½ g t², to 1 %."""

    def check(scene: Scene) -> None:
        links = things.found(scene)
        if not links:
            raise Refused(f"there is no {things}")
        for link in links:
            _falls(scene, link, metres, within)

    return Predicate(f"each {things} falls freely from {metres:g} m", check)


def _falls(scene: Scene, link: Link, metres: float, within: float) -> None:
    geom = main_geom(scene.model, link.geoms)
    below = surface_below(scene, scene.start, link)
    heights = bottom(scene, scene.untouched, link, 0) - below, scene.place(geom)[2] - below
    if not any(abs(one - metres) <= within * metres for one in heights):
        raise Refused(f"one begins {heights[0]:.3f} m (its centre {heights[1]:.3f} m) high")
    seconds = 0.9 * float(np.sqrt(2 * heights[0] / EARTH))
    sample = int(np.searchsorted(scene.untouched.times, seconds))
    made = scene.untouched
    if sample >= len(made.times):
        raise Refused(f"it would fall for {seconds:.1f} s")
    fallen = float(made.path(geom)[0, 2] - made.path(geom)[sample, 2])
    expected = 0.5 * EARTH * made.times[sample] ** 2
    # An integrator of first order is a step ahead.
    allowed = 0.01 + float(scene.model.opt.timestep) / made.times[sample]
    if abs(fallen - expected) > allowed * expected:
        raise Refused(
            f"after {made.times[sample]:.2f} s it fell {fallen:.3f} m, not {expected:.3f}"
        )


def bounces(things: Things, share: float, times: int = 2) -> Predicate:
    """Each comes up again to this share of its height at least, and bounces so often."""

    def check(scene: Scene) -> None:
        made = scene.untouched
        for link in things.found(scene):
            below = surface_below(scene, scene.start, link)
            heights = np.array(
                [bottom(scene, made, link, sample) - below for sample in range(len(made.times))]
            )
            rises = _rises(heights, 0.03 * heights[0])
            if len(rises) < times or rises[0] < share * heights[0]:
                told = ", ".join(f"{rise:.2f}" for rise in rises[:3]) or "not at all"
                raise Refused(f"from {heights[0]:.2f} m one comes up again to: {told}")
            if rises[0] > 1.02 * heights[0]:
                raise Refused(f"one comes up to {rises[0]:.2f} m, higher than it began")

    return Predicate(f"each {things} bounces {times} times, first to {share:.0%} or more", check)


def _rises(heights: np.ndarray, least: float) -> list[float]:
    """The highest place after each time that the ground was touched."""
    rises: list[float] = []
    touched = False
    for height in heights:
        if height < least:
            touched = True
            rises.append(0.0)
        elif touched:
            rises[-1] = max(rises[-1], float(height))
    return [rise for rise in rises if rise > least]
