"""Weights on springs, and what stands on a spring of any kind."""

import numpy as np

from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.swinging import oscillates, periods
from benchmarks.text_to_scene.verify.things import total_mass

__all__ = ["heaviest", "spring_periods", "sprung"]


def heaviest(scene: Scene) -> Link:
    """The heaviest thing that moves: the weight, where the spring is drawn as a thing too."""
    if not scene.links:
        raise Refused("nothing moves")
    return max(scene.links, key=lambda link: total_mass(scene, link))


def sprung(kg: float, newtons_per_metre: float) -> tuple[Predicate, ...]:
    """The heaviest thing weighs so much and goes up and down as on such a spring."""
    period = float(2 * np.pi * np.sqrt(kg / newtons_per_metre))

    def check(scene: Scene) -> None:
        found = total_mass(scene, heaviest(scene))
        if abs(found - kg) > 0.03 * kg:
            raise Refused(f"it weighs {found:.4g} kg")

    return Predicate(f"a weight of {kg:g} kg", check), oscillates(period, heaviest)


def spring_periods(seconds: tuple[float, ...]) -> Predicate:
    """Things that go up and down with these periods, each on its own."""

    def check(scene: Scene) -> None:
        links = [link for link in scene.links if link.geoms and total_mass(scene, link) > 0.01]
        found = periods(scene, links, 4.3 * max(seconds))
        left = list(found)
        for wanted in seconds:
            fitting = [one for one in left if one and abs(one - wanted) <= 0.03 * wanted]
            if not fitting:
                told = ", ".join(f"{one:.3f} s" if one else "none" for one in found)
                raise Refused(f"the periods are: {told}")
            left.remove(fitting[0])

    told = ", ".join(f"{one:.3g}" for one in seconds)
    return Predicate(f"things go up and down with periods of {told} s", check)
