"""Loose things: boxes, balls, cups and so on, each with its geoms and its size."""

import math
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

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
from py_remote_viewer.scenes.words.building.mjcf import RGBA, element, numbers

__all__ = ["LOOSE", "SHAPES", "Thing", "count_things", "expect_things"]


@dataclass(frozen=True)
class Thing:
    """One loose thing. `size` are its full extents (m), of which the third is its height as it
    stands; one that is `lying` has it along y. `friction` and `bouncy` are of its surface."""

    name: str
    kind: str
    size: tuple[float, float, float]
    colour: Colour
    mass: float
    friction: float | None = None
    bouncy: bool = False
    fixed: bool = False
    stiff: bool = False
    lying: bool = False
    #: What was said of it on a ramp: that it holds, or does not.
    holds: bool | None = None
    transparent: bool = False
    #: About z, in degrees.
    turn: float = 0.0

    @property
    def shape(self) -> Shape:
        """Its geom's, for those of one geom."""
        return SHAPES.get(self.kind, "box")

    @property
    def rolls(self) -> bool:
        """True for what nothing holds on a slope."""
        return self.shape == "sphere" or self.lying

    @property
    def extent(self) -> tuple[float, float, float]:
        """How large it is along x, y and z as it is put."""
        x, y, z = self.size
        x, y, z = (x, z, y) if self.lying else (x, y, z)
        if not self.turn or (x == y and self.shape != "box"):
            return x, y, z
        cos, sin = (abs(f(math.radians(self.turn))) for f in (math.cos, math.sin))
        return x * cos + y * sin, x * sin + y * cos, z

    def build(self, body: ET.Element) -> None:
        """Put its joint and geoms into a body whose origin is its centre."""
        if not self.fixed:
            element(body, "freejoint", name=f"{self.name}_free")
        rgba = RGBA[self.colour]
        common: dict[str, object] = {"rgba": f"{rgba[:-1]}0.4" if self.transparent else rgba}
        if self.friction is not None:
            # Else the larger one of two would count.
            common |= {"friction": (self.friction, 0.005, 0.0001), "priority": 1}
            if self.friction == 0:
                # Without any: a cone of nothing would drift.
                common["condim"] = 1
        elif self.shape != "box":
            # Else what is round would roll for ever.
            rolling = 0.3 * min(self.size) / 2
            common |= {"condim": 6, "friction": (0.8, rolling, rolling)}
        if self.stiff:
            common["solref"] = "0.005 1"
        if self.bouncy:
            # -stiffness, -damping: little is lost.
            common["solref"] = numbers(-20000.0 * max(self.mass, 0.05), -2.0 * self.mass)
        if self.kind in ("cup", "bowl"):
            _hollow(body, self, common)
            return
        self.geom(body, **common)

    def geom(self, body: ET.Element, **common: object) -> ET.Element:
        """Its geom alone, for those of one."""
        turn = (90, 0, 0) if self.lying else None
        return element(body, "geom", type=self.shape, size=self._sizes(), mass=self.mass,
                       euler=turn, **common)  # fmt: skip

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
    "apple": (0.08, 0.08, 0.08), "orange": (0.08, 0.08, 0.08), "stone": (0.12, 0.1, 0.08),
    "object": (0.1, 0.1, 0.1), "wall": (2.0, 0.1, 1.0), "post": (0.1, 0.1, 1.0),
    "pedestal": (0.3, 0.3, 0.5),
}  # fmt: skip
SHAPES: dict[str, Shape] = {
    "sphere": "sphere", "marble": "sphere", "apple": "sphere", "orange": "sphere",
    "cylinder": "cylinder", "can": "cylinder", "disk": "cylinder", "coin": "cylinder",
    "plate": "cylinder", "bottle": "cylinder", "capsule": "capsule", "rod": "cylinder",
    "ellipsoid": "ellipsoid", "post": "cylinder", "stone": "ellipsoid",
}  # fmt: skip


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
    alike = len({(thing.size, thing.mass, thing.colour) for thing in things}) == 1
    for thing in (things[0], things[-1])[: len(things)] if alike else things[:20]:
        found.append(Mass(thing.name, thing.mass))
        found.append(HasColour(thing.name, thing.colour))
        if thing.kind not in ("cup", "bowl"):
            found.append(HasSize(thing.name, "length", max(thing.size)))
            if not tilted:
                found.append(HasSize(thing.name, "height", thing.extent[2]))
    return list(dict.fromkeys(found))


def count_things(things: Sequence[tuple[str, Colour]]) -> list[Expectation]:
    """How many there are of each name and colour, of all that are in the scene."""
    kinds: Counter[tuple[str, Colour]] = Counter(
        (name.rstrip("0123456789"), colour) for name, colour in things
    )
    return [Count(Things(name=name, colour=colour), n) for (name, colour), n in kinds.items()]
