"""The MJCF of a whole scene, of its parts."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.building.looks import add_look, add_sun
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, element, numbers

__all__ = ["Floor", "scene_text"]


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
    add_look(root, fragments)
    world = element(root, "worldbody")
    add_sun(world, fragments)
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
    _append(root, "equality", [one for part in parts for one in part.equalities])
    _append(root, "actuator", [one for part in parts for one in part.actuators])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_springs(
    root: ET.Element, world: ET.Element, fragments: Sequence[tuple[Fragment, float]]
) -> None:
    """A tendon shows where a joint's spring is; it pulls nothing itself."""
    springs = [(end, site, x) for part, x in fragments for end, site in part.springs]
    joining = [spring for part, _ in fragments for spring in part.joining]
    if not springs and not joining:
        return
    tendons = element(root, "tendon")
    for spring in joining:
        made = element(
            tendons, "spatial", name=spring.name, width=0.012, rgba="0.6 0.6 0.6 1",
            stiffness=spring.stiffness, damping=spring.damping or None, springlength=spring.length,
        )  # fmt: skip
        element(made, "site", site=spring.first)
        element(made, "site", site=spring.second)
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
