"""Things that lie about: how many, of which shape, colour, size and mass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.text_to_scene.verify.colours import called, colour_of
from benchmarks.text_to_scene.verify.links import Link
from benchmarks.text_to_scene.verify.scene import Predicate, Refused, Scene
from benchmarks.text_to_scene.verify.shapes import main_geom, shape_of, size_of_link

__all__ = [
    "Things",
    "all_of",
    "centre",
    "count",
    "mass",
    "masses",
    "only",
    "total_mass",
    "with_sides",
]

Length = float | None


@dataclass(frozen=True)
class Things:
    """Loose things of this shape and colour, by their largest geom; `sides` in m, in any order,
    None for one that is not told. Without `loose` all that moves at all counts, and with `rather`
    also whatever has one of these shapes; `but` is a colour that is left out. Of those that are
    `alike` there are only the most that have one size: whatever strikes a row is not one of it.
    """

    shape: str = ""
    colour: str = ""
    sides: tuple[Length, Length, Length] | None = None
    loose: bool = True
    rather: tuple[str, ...] = ()
    but: str = ""
    alike: bool = False

    def __str__(self) -> str:
        shape = " or ".join((self.shape, *self.rather)) if self.shape else "thing"
        size = f" of {self.sides} m" if self.sides else ""
        return " ".join(part for part in (self.colour, f"{shape}{size}") if part)

    def found(self, scene: Scene) -> list[Link]:
        """All of them."""
        found = [link for link in scene.links if self.has(scene, link)]
        if not self.alike:
            return found
        sizes: dict[tuple[float, ...], list[Link]] = {}
        for link in found:
            size = np.sort(scene.model.geom_size[main_geom(scene.model, link.geoms)])
            sizes.setdefault(tuple(np.round(size, 4)), []).append(link)
        return max(sizes.values(), key=len, default=[])

    def has(self, scene: Scene, link: Link) -> bool:
        """True for one of them."""
        if not link.geoms or (self.loose and not link.free):
            return False
        geom = main_geom(scene.model, link.geoms)
        if self.shape and shape_of(scene.model, geom) not in (self.shape, *self.rather):
            return False
        if self.colour and not called(scene.model, geom, self.colour):
            return False
        if self.but and called(scene.model, geom, self.but):
            return False
        return self.sides is None or _measures(scene, link, self.sides)

    def one(self, scene: Scene) -> Link:
        """The only one. Raises Refused where there is not exactly one."""
        found = self.found(scene)
        if len(found) != 1:
            raise Refused(f"there are {len(found)} {self}s, not one; {describe(scene)}")
        return found[0]


def _measures(scene: Scene, link: Link, wanted: Sequence[Length], within: float = 0.05) -> bool:
    """True where each wanted side is one of its own, to 5 %."""
    for found in size_of_link(scene.model, scene.start, link.geoms):
        left = list(found)
        for side in sorted((side for side in wanted if side is not None), reverse=True):
            best = min(left, key=lambda one, side=side: abs(one - side))
            if abs(best - side) > within * side:
                break
            left.remove(best)
        else:
            return True
    return False


def describe(scene: Scene) -> str:
    """What is there that moves, for a person."""
    names = [
        f"{colour_of(scene.model, geom)} {shape_of(scene.model, geom)} ({'+'.join(link.kinds)})"
        for link in scene.links[:8]
        if link.geoms
        for geom in [main_geom(scene.model, link.geoms)]
    ]
    more = f" and {len(scene.links) - 8} more" if len(scene.links) > 8 else ""
    return f"there are: {', '.join(names) or 'no things that move'}{more}"


def count(things: Things, number: int, at_most: int | None = None) -> Predicate:
    """So many of these, or between two numbers."""
    least, most = number, number if at_most is None else at_most

    def check(scene: Scene) -> None:
        found = len(things.found(scene))
        if not least <= found <= most:
            raise Refused(f"there are {found}; {describe(scene)}")

    told = f"{least}" if least == most else f"{least} to {most}"
    return Predicate(f"{told} of {things}", check)


def only(number: int) -> Predicate:
    """So many loose things in all, and no others."""
    return count(Things(), number)


def with_sides(things: Things, sides: tuple[Length, Length, Length]) -> Predicate:
    """All of these have these sides, to 5 %."""

    def check(scene: Scene) -> None:
        for link in _some(scene, things):
            if not _measures(scene, link, sides):
                found = np.round(size_of_link(scene.model, scene.start, link.geoms)[0], 4)
                raise Refused(f"one measures {found} m")

    return Predicate(f"each {things} measures {sides} m", check)


def mass(things: Things, kg: float, within: float = 0.02) -> Predicate:
    """Each of these weighs so much."""

    def check(scene: Scene) -> None:
        for link in _some(scene, things):
            found = total_mass(scene, link)
            if abs(found - kg) > within * kg:
                raise Refused(f"one weighs {found:.4g} kg")

    return Predicate(f"each {things} weighs {kg:g} kg", check)


def masses(things: Things, kg: Sequence[float], within: float = 0.02) -> Predicate:
    """These weigh so much, one by one, in any order."""

    def check(scene: Scene) -> None:
        found = sorted(total_mass(scene, link) for link in things.found(scene))
        if len(found) != len(kg) or not np.allclose(found, sorted(kg), rtol=within):
            raise Refused(f"they weigh {np.round(found, 4).tolist()} kg")

    return Predicate(f"{things}s of {', '.join(f'{one:g}' for one in kg)} kg", check)


def all_of(
    things: Things, sentence: str, so: Callable[[Scene, Link], bool | np.bool_]
) -> Predicate:
    """Something is so of each of these."""

    def check(scene: Scene) -> None:
        bad = [link for link in _some(scene, things) if not so(scene, link)]
        if bad:
            raise Refused(f"not so for {len(bad)} of them")

    return Predicate(f"each {things} {sentence}", check)


def _some(scene: Scene, things: Things) -> list[Link]:
    found = things.found(scene)
    if not found:
        raise Refused(f"there is no {things}; {describe(scene)}")
    return found


def total_mass(scene: Scene, link: Link) -> float:
    """What a link weighs, without what hangs on it by joints."""
    return float(sum(scene.model.body_mass[body] for body in link.bodies))


def centre(scene: Scene, link: Link) -> np.ndarray:
    """The centre of mass of a link as the scene begins."""
    masses = np.array([scene.model.body_mass[body] for body in link.bodies])
    places = scene.start.xipos[list(link.bodies)]
    return (masses[:, None] * places).sum(axis=0) / max(float(masses.sum()), 1e-12)
