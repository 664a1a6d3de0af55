"""Loose things: boxes, balls, cups and so on, each with its geoms and its size."""

import math
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from py_remote_viewer.protocol.expectations import (
    Colour,
    Count,
    Expectation,
    HasColour,
    HasSize,
    Mass,
    Shape,
    Things,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import MATERIALS
from py_remote_viewer.scenes.words.mjcf import RGBA, element, numbers

__all__ = ["LOOSE", "MOST_THINGS", "Thing", "count_things", "expect_things", "make_things"]

#: Where several have no colour of their own.
_COLOURS: tuple[Colour, ...] = (
    "blue",
    "orange",
    "green",
    "red",
    "yellow",
    "purple",
    "cyan",
    "pink",
)
_DENSITY = 500.0
_LARGEST, _SMALLEST = 50.0, 0.001
MOST_THINGS = 300


@dataclass(frozen=True)
class Thing:
    """One loose thing. `size` are its full extents (m), of which the third is its height;
    `friction` and `bouncy` are of its surface."""

    name: str
    kind: str
    size: tuple[float, float, float]
    colour: Colour
    mass: float
    friction: float | None = None
    bouncy: bool = False
    rolls: bool = False
    fixed: bool = False
    stiff: bool = False

    @property
    def shape(self) -> Shape:
        """Its geom's, for those of one geom."""
        return _SHAPES.get(self.kind, "box")

    def build(self, body: ET.Element) -> None:
        """Put its joint and geoms into a body whose origin is its centre."""
        if not self.fixed:
            element(body, "freejoint", name=f"{self.name}_free")
        common: dict[str, object] = {"rgba": RGBA[self.colour]}
        if self.friction is not None:
            common["friction"] = (self.friction, 0.005, 0.0001)
        elif self.shape != "box":
            # Else what is round would roll for ever.
            common |= {"condim": 6, "friction": (0.8, 0.02, 0.02)}
        if self.stiff:
            common["solref"] = "0.005 1"
        if self.bouncy:
            # -stiffness, -damping: little is lost.
            common["solref"] = numbers(-20000.0 * max(self.mass, 0.05), -2.0 * self.mass)
        if self.kind in ("cup", "bowl"):
            _hollow(body, self, common)
            return
        element(body, "geom", type=self.shape, size=self._sizes(), mass=self.mass, **common)

    def _sizes(self) -> tuple[float, ...]:
        x, y, z = (value / 2 for value in self.size)
        match self.shape:
            case "sphere":
                return (x,)
            case "cylinder":
                return (x, z)
            case "capsule":
                return (x, z - x)
            case _:
                return (x, y, z)


#: Kinds with their usual full extents (m), of which the first two are diameters where it is round.
LOOSE: dict[str, tuple[float, float, float]] = {
    "box": (0.2, 0.2, 0.2), "cube": (0.2, 0.2, 0.2), "brick": (0.2, 0.1, 0.06),
    "sphere": (0.2, 0.2, 0.2), "marble": (0.03, 0.03, 0.03), "cylinder": (0.12, 0.12, 0.2),
    "can": (0.066, 0.066, 0.12), "disk": (0.2, 0.2, 0.04), "coin": (0.025, 0.025, 0.003),
    "capsule": (0.1, 0.1, 0.3), "ellipsoid": (0.2, 0.14, 0.12), "rod": (0.03, 0.03, 0.3),
    "plank": (0.6, 0.15, 0.03), "cup": (0.08, 0.08, 0.1), "plate": (0.22, 0.22, 0.02),
    "bowl": (0.16, 0.16, 0.07), "book": (0.2, 0.14, 0.03), "bottle": (0.07, 0.07, 0.24),
    "apple": (0.08, 0.08, 0.08), "orange": (0.08, 0.08, 0.08),
    "object": (0.1, 0.1, 0.1), "wall": (2.0, 0.1, 1.0),
    "post": (0.1, 0.1, 1.0),
}  # fmt: skip
_SHAPES: dict[str, Shape] = {
    "sphere": "sphere", "marble": "sphere", "apple": "sphere", "orange": "sphere",
    "cylinder": "cylinder",
    "can": "cylinder", "disk": "cylinder", "coin": "cylinder", "plate": "cylinder",
    "bottle": "cylinder", "capsule": "capsule", "rod": "cylinder", "ellipsoid": "ellipsoid",
    "post": "cylinder",
}  # fmt: skip
_ROUND = ("sphere", "marble", "apple", "orange", "cylinder", "can", "disk", "coin", "capsule",
          "rod", "cup", "plate", "bowl", "bottle", "post")  # fmt: skip
_ALIKE = ("sphere", "marble", "apple", "orange", "cube")
#: On a table things are smaller than on the floor.
_ON_TABLE = 0.5
_SHRINKS = ("box", "cube", "sphere", "cylinder", "capsule", "ellipsoid", "disk", "plank")
_OBJECTS = ("box", "sphere", "cylinder", "box", "capsule")
_USUAL_COLOUR: dict[str, Colour] = {
    "brick": "red", "marble": "cyan", "can": "red", "coin": "yellow", "rod": "brown",
    "plank": "brown", "cup": "white", "plate": "white", "bowl": "white", "book": "blue",
    "bottle": "green", "apple": "red", "orange": "orange", "wall": "grey", "post": "grey",
}  # fmt: skip
_USUAL_MASS: dict[str, float] = {
    "cup": 0.2, "plate": 0.4, "bowl": 0.3, "book": 0.5, "bottle": 0.6, "can": 0.35, "apple": 0.15,
    "orange": 0.2,
    "coin": 0.008, "marble": 0.02, "rod": 0.05,
}  # fmt: skip


def make_things(item: Item, names: Sequence[str], *, on_table: bool = False) -> list[Thing]:
    """The things that an item names, everything used that was said of them."""
    count = len(names)
    if not 1 <= count <= MOST_THINGS:
        raise Misunderstood(f"{count} {item.said} cannot be made; 1 to {MOST_THINGS} can.")
    shrinks = on_table and item.kind in _SHRINKS
    sizes = _sizes_of(item, count, _ON_TABLE if shrinks else 1.0)
    colours = _colours_of(item, count)
    masses = _masses_of(item, sizes)
    item.flag("random")
    friction = item.one(-1.0, "friction")
    slippery, rough = item.flag("undamped"), item.flag("rough")
    if friction < 0:
        friction = 0.0 if slippery else 1.2 if rough else friction
    bouncy, fixed = item.flag("bounces"), item.flag("fixed") or item.kind in ("wall", "post")
    kinds = [
        _OBJECTS[i % len(_OBJECTS)] if item.kind == "object" else item.kind for i in range(count)
    ]
    return [
        _settled(
            Thing(
                name, kind, size, colour, mass, None if friction < 0 else friction, bouncy,
                rolls=_SHAPES.get(kind) == "sphere", fixed=fixed,
            )
        )
        for name, kind, size, colour, mass in zip(
            names, kinds, sizes, colours, masses, strict=True
        )
    ]  # fmt: skip


def _settled(thing: Thing) -> Thing:
    """Round things that would roll lie as they stand."""
    if thing.kind in ("capsule",) and thing.size[2] <= thing.size[0]:
        return replace(thing, size=(thing.size[0], thing.size[1], thing.size[0] * 1.5))
    return thing


def _sizes_of(item: Item, count: int, factor: float) -> list[tuple[float, float, float]]:
    kind = item.kind
    factor *= item.scale("size")
    x, y, z = (value * factor for value in LOOSE[kind])
    if item.sizes:
        given, item.sizes = item.sizes, ()
        x, y, z = given if len(given) == 3 else (given[0], given[1], given[1])
    elif _is_one_size(item):
        sides = [2 * r for r in item.take("radius")]
        sides = sides or item.take("side", "unnamed", "diameter", "width", "height", "length")
        if len(sides) not in (1, count):
            raise Misunderstood(f"{len(sides)} sizes are said of {count} {item.said}.")
        return [_checked(item, side, side, side) for side in _spread(sides, count)]
    elif kind in _ROUND:
        wide = item.one(x, "diameter", "width")
        wide = 2 * item.one(wide / 2, "radius")
        x, y = wide, wide
        z = item.one(z, "height", "length", "thickness", "unnamed")
    else:
        x, y = item.one(x, "length", "unnamed"), item.one(y, "width", "depth")
        z = item.one(z, "height", "thickness")
    x, y = x * item.scale("length"), y * item.scale("width")
    z = z * item.scale("height") * item.scale("thickness")
    return [_checked(item, x, y, z)] * count


def _is_one_size(item: Item) -> bool:
    """True where one length says all of its size: "5 cubes, each 10 cm wide"."""
    names = ("side", "unnamed", "diameter", "radius", "width", "height", "length")
    said = [name for name in names if item.has(name)]
    if len(said) != 1:
        return False
    return item.kind in _ALIKE or (item.kind == "box" and said[0] in ("side", "unnamed", "width"))


def _spread(values: list[float], count: int) -> list[float]:
    return values * count if len(values) == 1 else values


def _checked(item: Item, x: float, y: float, z: float) -> tuple[float, float, float]:
    for value in (x, y, z):
        if not _SMALLEST <= value <= _LARGEST:
            raise Misunderstood(
                f"{item.said} of {value:g} m cannot be made; sizes go from {_SMALLEST:g} m to "
                f"{_LARGEST:g} m."
            )
    return x, y, z


def _colours_of(item: Item, count: int) -> list[Colour]:
    if item.shares:
        shares, item.shares = item.shares, []
        colours: list[Colour] = [colour for number, colour in shares for _ in range(number)]
        if len(colours) > count or (len(colours) < count and len(shares) > 1):
            raise Misunderstood(f"{len(colours)} colours are said of {count} {item.said}.")
        rest: list[Colour] = [_COLOURS[0]] * (count - len(colours))
        return colours + rest
    if item.colours:
        if len(item.colours) not in (1, count) and count % len(item.colours):
            raise Misunderstood(f"{len(item.colours)} colours are said of {count} {item.said}.")
        return [item.colours[i % len(item.colours)] for i in range(count)]
    if item.material:
        return [MATERIALS[item.material][1]] * count
    usual = _USUAL_COLOUR.get(item.kind)
    return [usual or _COLOURS[i % len(_COLOURS)] for i in range(count)]


def _masses_of(item: Item, sizes: list[tuple[float, float, float]]) -> list[float]:
    said = item.take("mass")
    if len(said) not in (0, 1, len(sizes)):
        raise Misunderstood(f"{len(said)} masses are said of {len(sizes)} {item.said}.")
    masses = _spread(said, len(sizes)) if said else [_mass(item, size) for size in sizes]
    factor = item.scale("mass")
    masses = [mass * factor for mass in masses]
    if any(not 1e-6 <= mass <= 1e6 for mass in masses):
        raise Misunderstood(f"A mass of {masses[0]:g} kg cannot be made.")
    return masses


def _mass(item: Item, size: tuple[float, float, float]) -> float:
    if item.kind in _USUAL_MASS and not item.material:
        return _USUAL_MASS[item.kind]
    density = MATERIALS[item.material][0] if item.material else _DENSITY
    fill = math.pi / 6 if _SHAPES.get(item.kind) in ("sphere", "ellipsoid") else 1.0
    fill = math.pi / 4 if _SHAPES.get(item.kind) in ("cylinder", "capsule") else fill
    return float(f"{size[0] * size[1] * size[2] * density * fill:.3g}")


def _hollow(body: ET.Element, thing: Thing, common: dict[str, object]) -> None:
    """A bottom and a wall of staves, so that something can lie in it."""
    radius, height = thing.size[0] / 2, thing.size[2]
    thick = min(0.006, radius / 5)
    staves = 12
    each = thing.mass * 0.8 / staves
    element(
        body, "geom", type="cylinder", size=(radius, thick / 2), pos=(0, 0, (thick - height) / 2),
        mass=thing.mass * 0.2, **common,
    )  # fmt: skip
    half_width = math.tan(math.pi / staves) * radius
    for i in range(staves):
        angle = 2 * math.pi * i / staves
        at = radius - thick / 2
        element(
            body, "geom", type="box", size=(thick / 2, half_width, (height - thick) / 2),
            pos=(at * math.cos(angle), at * math.sin(angle), thick / 2),
            euler=(0, 0, math.degrees(angle)), mass=each, **common,
        )  # fmt: skip


def expect_things(things: Sequence[Thing], *, tilted: bool = False) -> list[Expectation]:
    """What of each can be checked: colour, size and mass; of those that lie `tilted` not how high
    they are."""
    found: list[Expectation] = []
    for thing in (things[0], things[-1])[: len(things)]:
        found.append(Mass(thing.name, thing.mass))
        found.append(HasColour(thing.name, thing.colour))
        if thing.kind not in ("cup", "bowl"):
            found.append(HasSize(thing.name, "length", max(thing.size)))
            if not tilted:
                found.append(HasSize(thing.name, "height", thing.size[2]))
    return list(dict.fromkeys(found))


def count_things(things: Sequence[Thing]) -> list[Expectation]:
    """How many there are of each name and colour, of all that are in the scene."""
    kinds = Counter((thing.name.rstrip("0123456789"), thing.colour) for thing in things)
    return [Count(Things(name=name, colour=colour), n) for (name, colour), n in kinds.items()]
