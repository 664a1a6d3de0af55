"""Writes MJCF: elements with rounded numbers, names that are taken once, and a whole scene."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.protocol.expectations import Colour, Expectation
from py_remote_viewer.scenes.words.shades import rgba_of_shades

__all__ = ["RGBA", "Floor", "Fragment", "Names", "element", "numbers", "scene_text"]

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
    #: Drawn from a point to a site of a body.
    springs: list[tuple[tuple[float, float, float], str]] = field(
        default_factory=list[tuple[tuple[float, float, float], str]]
    )

    def body(self, name: str, at: Sequence[float], **attributes: object) -> ET.Element:
        """A body in the world."""
        holder = ET.Element("worldbody")
        made = element(holder, "body", name=name, pos=at, **attributes)
        self.bodies.append(made)
        return made

    def shift(self, x: float) -> None:
        """Move all of it along x."""
        for body in self.bodies:
            first, *others = (float(value) for value in body.attrib["pos"].split())
            body.set("pos", numbers(first + x, *others))
        self.left, self.right = self.left - x, self.right + x

    def shift_across(self, y: float) -> None:
        """Move all of it along y."""
        for body in self.bodies:
            x, before, z = (float(value) for value in body.attrib["pos"].split())
            body.set("pos", numbers(x, before + y, z))
        self.springs = [((x, before + y, z), site) for (x, before, z), site in self.springs]

    def merged(self, other: "Fragment") -> "Fragment":
        """Both in one, about the same origin."""
        return Fragment(
            f"{self.title} and {other.title}", f"{self.explanation} {other.explanation}",
            left=max(self.left, other.left), right=max(self.right, other.right),
            depth=max(self.depth, other.depth), height=max(self.height, other.height),
            bodies=[*self.bodies, *other.bodies], robots=[*self.robots, *other.robots],
            expectations=[*self.expectations, *other.expectations],
            actuators=[*self.actuators, *other.actuators], springs=[*self.springs, *other.springs],
            joints={kind: self.joints.get(kind, 0) + other.joints.get(kind, 0)
                    for kind in {*self.joints, *other.joints}},
            actuated=self.actuated + other.actuated, stays=[*self.stays, *other.stays],
            settles=[*self.settles, *other.settles], timestep=min(self.timestep, other.timestep),
            smooth=self.smooth and other.smooth, things=[*self.things, *other.things],
        )  # fmt: skip

    def geom(self, type_: str, at: Sequence[float], **attributes: object) -> ET.Element:
        """What only stands there to be seen."""
        holder = ET.Element("worldbody")
        made = element(
            holder, "geom", type=type_, pos=at, contype=0, conaffinity=0, **attributes
        )  # fmt: skip
        self.bodies.append(made)
        return made


@dataclass(frozen=True)
class Floor:
    """The floor's colour and friction, None where nothing was said of it."""

    colour: Colour | None = None
    friction: float | None = None


def scene_text(
    title: str, fragments: Sequence[tuple[Fragment, float]], gravity: float | None, floor: Floor
) -> str:
    """The whole MJCF; each fragment with where it is along x."""
    parts = [fragment for fragment, _ in fragments]
    root = ET.Element("mujoco", model=title)
    options: dict[str, object] = {"timestep": min(part.timestep for part in parts)}
    smooth = all(part.smooth for part in parts)
    options["integrator"] = "RK4" if smooth else "implicitfast"
    if not smooth:
        # Else round things that lie on each other creep for ever.
        options |= {"cone": "elliptic", "impratio": 10, "noslip_iterations": 3}
    if gravity is not None:
        options["gravity"] = (0.0, 0.0, -gravity)
    element(root, "option", **options)
    if not smooth:
        # Twice as stiff as usual: what hits something shall not sink into it.
        element(element(root, "default"), "geom", solref="0.01 1")
    _look(root, fragments)
    world = element(root, "worldbody")
    element(world, "light", name="sun", pos=(0, 0, 4), dir=(0.2, 0.3, -1), directional=True)
    rubbing = {} if floor.friction is None else {
        "friction": (floor.friction, 0.005, 0.0001), "priority": 1,
        "condim": 3 if floor.friction else 1,
    }  # fmt: skip
    painted = {"material": "floor"} if floor.colour is None else {"rgba": RGBA[floor.colour]}
    element(world, "geom", name="floor", type="plane", size=(0, 0, 0.05), **painted, **rubbing)
    for fragment, x in fragments:
        for body in fragment.bodies:
            position = [float(value) for value in body.attrib["pos"].split()]
            body.set("pos", numbers(position[0] + x, *position[1:]))
            world.append(body)
    _add_springs(root, world, fragments)
    _append(root, "actuator", [one for part in parts for one in part.actuators])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_springs(
    root: ET.Element, world: ET.Element, fragments: Sequence[tuple[Fragment, float]]
) -> None:
    """A tendon shows where a joint's spring is; it pulls nothing itself."""
    springs = [(end, site, x) for part, x in fragments for end, site in part.springs]
    if not springs:
        return
    tendons = element(root, "tendon")
    for end, site, x in springs:
        element(world, "site", name=f"{site}_anchor", pos=(end[0] + x, *end[1:]), size=0.005)
        spatial = element(
            tendons, "spatial", name=f"{site}_spring", width=0.012, rgba="0.6 0.6 0.6 1"
        )
        element(spatial, "site", site=f"{site}_anchor")
        element(spatial, "site", site=site)


def _append(root: ET.Element, tag: str, children: Sequence[ET.Element]) -> None:
    if children:
        element(root, tag).extend(children)


def _look(root: ET.Element, fragments: Sequence[tuple[Fragment, float]]) -> None:
    left = min(x - part.left for part, x in fragments)
    right = max(x + part.right for part, x in fragments)
    high = max(part.height for part, _ in fragments)
    depth = max(part.depth for part, _ in fragments)
    extent = max(0.3, 0.72 * math.hypot(right - left, high, depth))
    element(root, "statistic", center=((left + right) / 2, 0, high / 2), extent=extent)
    visual = element(root, "visual")
    element(visual, "headlight", diffuse=(0.5, 0.5, 0.5), ambient=(0.3, 0.3, 0.3), specular="0 0 0")
    element(visual, "global", azimuth=130, elevation=-18)
    asset = element(root, "asset")
    element(
        asset, "texture", type="skybox", builtin="gradient", rgb1=(0.4, 0.6, 0.8),
        rgb2=(0.9, 0.95, 1), width=256, height=1536,
    )  # fmt: skip
    element(
        asset, "texture", name="floor", type="2d", builtin="checker", rgb1=(0.35, 0.38, 0.42),
        rgb2=(0.3, 0.33, 0.37), width=256, height=256,
    )  # fmt: skip
    element(
        asset, "material", name="floor", texture="floor", texuniform=True, texrepeat=(2, 2),
        reflectance=0.1,
    )  # fmt: skip
