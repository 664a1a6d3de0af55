"""Writes MJCF: elements with rounded numbers, names that are taken once, and parts of a scene."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.protocol.expectations import Colour, Expectation
from py_remote_viewer.scenes.words.shades import rgba_of_shades

__all__ = ["RGBA", "Fragment", "Names", "Spring", "element", "numbers"]

RGBA: dict[Colour, str] = {
    "red": "0.85 0.15 0.12 1", "green": "0.2 0.65 0.25 1", "blue": "0.15 0.35 0.85 1",
    "yellow": "0.95 0.8 0.1 1", "orange": "0.95 0.5 0.08 1", "purple": "0.5 0.2 0.7 1",
    "pink": "0.96 0.45 0.74 1", "brown": "0.45 0.27 0.13 1", "black": "0.07 0.07 0.08 1",
    "white": "0.95 0.95 0.95 1", "grey": "0.5 0.5 0.52 1", "cyan": "0.1 0.75 0.8 1",
}  # fmt: skip
RGBA.update(rgba_of_shades(RGBA))


def numbers(*values: float) -> str:
    """As MJCF has them: short, and exact enough to stand on each other."""
    return " ".join(f"{value + 0.0:.7g}" if abs(value) > 1e-12 else "0" for value in values)


def element(parent: ET.Element, tag: str, **attributes: object) -> ET.Element:
    """An element in another one; numbers and tuples become text, None is left out. A trailing
    underscore is none of the name (`class_`)."""
    written: dict[str, str] = {}
    for name, value in attributes.items():
        if value is None:
            continue
        if isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, int | float):
            text = numbers(value)
        elif isinstance(value, str):
            text = value
        else:
            assert isinstance(value, Iterable)
            text = numbers(*(float(one) for one in value))
        written[name.rstrip("_")] = text
    return ET.SubElement(parent, tag, written)


class Names:
    """Gives each thing a name of its own."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def give(self, base: str, count: int) -> list[str]:
        """`box`, or `box1` to `box5`; those after them count on."""
        before = self._given.get(base, 0)
        self._given[base] = before + count
        if count == 1 and before == 0:
            return [base]
        return [f"{base}{before + i + 1}" for i in range(count)]


@dataclass(frozen=True)
class Spring:
    """One that joins two bodies at their sites: N/m, N s/m, and how long it is at rest (m)."""

    first: str
    second: str
    stiffness: float
    damping: float
    length: float

    @property
    def name(self) -> str:
        """Its tendon's."""
        return f"{self.first}_to_{self.second}"


@dataclass
class Fragment:
    """A part of a scene, about its own origin on the floor; lengths in m.

    `left` and `right` is how far it reaches along x, `depth` to either side of it along y, `height`
    how high. `stands` is false for what may lie anywhere in the air.
    """

    title: str
    explanation: str
    left: float = 0.5
    right: float = 0.5
    depth: float = 0.5
    height: float = 0.5
    #: What of it is to be seen reaches from so low, and so far to the left and to the right, where
    #: that is not as far as it needs room.
    low: float = 0.0
    seen: tuple[float, float] | None = None
    bodies: list[ET.Element] = field(default_factory=list[ET.Element])
    actuators: list[ET.Element] = field(default_factory=list[ET.Element])
    expectations: list[Expectation] = field(default_factory=list[Expectation])
    #: Joints by kind, for what is expected of the whole scene.
    joints: dict[str, int] = field(default_factory=dict[str, int])
    #: Degrees of freedom that are driven.
    actuated: int = 0
    #: Things that may not move, as far as the trial shows.
    stays: list[str] = field(default_factory=list[str])
    settles: list[str] = field(default_factory=list[str])
    timestep: float = 0.002
    #: No contacts: then RK4 keeps the energy.
    smooth: bool = False
    #: Loose things by name, with their colours.
    things: list[tuple[str, Colour]] = field(default_factory=list[tuple[str, Colour]])
    #: What the names of its robots begin with.
    robots: list[str] = field(default_factory=list[str])
    #: Constraints between bodies, and with the world.
    equalities: list[ET.Element] = field(default_factory=list[ET.Element])
    #: Drawn from a point to a site of a body.
    springs: list[tuple[tuple[float, float, float], str]] = field(
        default_factory=list[tuple[tuple[float, float, float], str]]
    )
    joining: list[Spring] = field(default_factory=list[Spring])

    def body(self, name: str, at: Sequence[float], **attributes: object) -> ET.Element:
        """A body in the world."""
        holder = ET.Element("worldbody")
        made = element(holder, "body", name=name, pos=at, **attributes)
        self.bodies.append(made)
        return made

    def shift_across(self, y: float) -> None:
        """Move all of it along y."""
        for body in self.bodies:
            x, before, z = (float(value) for value in body.attrib["pos"].split())
            body.set("pos", numbers(x, before + y, z))
        self.springs = [((x, before + y, z), site) for (x, before, z), site in self.springs]

    def turn_round(self) -> None:
        """Turn bodies that are not turned but about y by half a turn about z."""
        for body in self.bodies:
            x, y, z = (float(value) for value in body.attrib["pos"].split())
            body.set("pos", numbers(-x, -y, z))
            w, i, j, k = (float(value) for value in body.get("quat", "1 0 0 0").split())
            body.set("quat", numbers(-k, -j, i, w))

    def merged(self, other: "Fragment") -> "Fragment":
        """Both in one, about the same origin."""
        return Fragment(
            f"{self.title} and {other.title}", f"{self.explanation} {other.explanation}",
            left=max(self.left, other.left), right=max(self.right, other.right),
            depth=max(self.depth, other.depth), height=max(self.height, other.height),
            low=min(self.low, other.low), seen=_wider(self.seen, other.seen),
            bodies=[*self.bodies, *other.bodies], robots=[*self.robots, *other.robots],
            expectations=[*self.expectations, *other.expectations],
            actuators=[*self.actuators, *other.actuators], springs=[*self.springs, *other.springs],
            joints={kind: self.joints.get(kind, 0) + other.joints.get(kind, 0)
                    for kind in {*self.joints, *other.joints}},
            actuated=self.actuated + other.actuated, stays=[*self.stays, *other.stays],
            settles=[*self.settles, *other.settles], timestep=min(self.timestep, other.timestep),
            equalities=[*self.equalities, *other.equalities],
            smooth=self.smooth and other.smooth, things=[*self.things, *other.things],
            joining=[*self.joining, *other.joining],
        )  # fmt: skip

    def geom(self, type_: str, at: Sequence[float], **attributes: object) -> ET.Element:
        """What only stands there to be seen."""
        holder = ET.Element("worldbody")
        made = element(
            holder, "geom", type=type_, pos=at, contype=0, conaffinity=0, **attributes
        )  # fmt: skip
        self.bodies.append(made)
        return made


def _wider(
    one: tuple[float, float] | None, other: tuple[float, float] | None
) -> tuple[float, float] | None:
    if one is None or other is None:
        return None
    return max(one[0], other[0]), max(one[1], other[1])
