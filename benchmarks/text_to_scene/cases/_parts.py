"""What the scenes of the cases are put together from: MJCF by small functions.

Scenes that are right are written in two ways on purpose, as two authors would: with other names,
joints, frames, units of angle, keyframes and materials. Near misses are one of them, changed.
"""

import math
from collections.abc import Sequence

__all__ = [
    "FLOOR",
    "LIGHT",
    "Value",
    "ball",
    "body",
    "box",
    "colour",
    "element",
    "floor",
    "free",
    "geom",
    "joint",
    "motor",
    "rod",
    "scene",
    "tilted",
]

Value = str | int | float | bool | Sequence[float]

_COLOURS = {
    "red": (0.85, 0.1, 0.1), "green": (0.1, 0.65, 0.15), "blue": (0.1, 0.25, 0.85),
    "yellow": (0.95, 0.85, 0.1), "orange": (0.95, 0.5, 0.05), "purple": (0.5, 0.1, 0.7),
    "pink": (1.0, 0.45, 0.7), "brown": (0.45, 0.27, 0.1), "black": (0.05, 0.05, 0.05),
    "white": (0.95, 0.95, 0.95), "grey": (0.5, 0.5, 0.52), "cyan": (0.1, 0.8, 0.85),
}  # fmt: skip


def element(tag: str, *inside: str, **attributes: Value) -> str:
    """An XML element; a trailing underscore in an attribute's name is left out."""
    told = "".join(f' {name.rstrip("_")}="{_text(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{told}/>"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return f"{value:.9g}"
    return " ".join(_text(part) for part in value)


def colour(name: str, alpha: float = 1.0) -> tuple[float, ...]:
    """An rgba that anybody would call that."""
    return (*_COLOURS[name], alpha)


def geom(type_: str, **attributes: Value) -> str:
    """A geom; `rgba` may be the name of a colour."""
    rgba = attributes.get("rgba")
    if isinstance(rgba, str) and rgba in _COLOURS:
        attributes["rgba"] = colour(rgba)
    return element("geom", type=type_, **attributes)


def box(sides: Sequence[float], **attributes: Value) -> str:
    """A box by its full sides in m."""
    return geom("box", size=[side / 2 for side in sides], **attributes)


def ball(radius: float, **attributes: Value) -> str:
    """A sphere."""
    return geom("sphere", size=radius, **attributes)


def rod(
    begin: Sequence[float], end: Sequence[float], radius: float = 0.01, **attributes: Value
) -> str:
    """A capsule from one point to another."""
    kind = str(attributes.pop("type_", "capsule"))
    return geom(kind, fromto=(*begin, *end), size=radius, **attributes)


def body(*inside: str, **attributes: Value) -> str:
    """A body; without anything in it an empty one."""
    return element("body", *inside, **attributes)


def joint(kind: str = "hinge", **attributes: Value) -> str:
    """A joint; of no kind (an empty word) none at all, which welds."""
    return element("joint", type=kind, **attributes) if kind else ""


def free() -> str:
    """What lets a body move freely."""
    return "<freejoint/>"


def motor(joint_name: str, **attributes: Value) -> str:
    """The actuator section with one motor on a joint."""
    attributes = {"ctrlrange": (-10, 10), **attributes}
    return element("actuator", element("motor", joint=joint_name, **attributes))


LIGHT = element("light", pos=(0, 0, 4), dir=(0, 0, -1), type="directional")
FLOOR = geom("plane", size=(0, 0, 0.05), rgba=(0.8, 0.8, 0.8, 1))


def floor(**attributes: Value) -> str:
    """A floor with contact parameters of its own."""
    return geom("plane", size=(0, 0, 0.05), rgba=(0.8, 0.8, 0.8, 1), **attributes)


def scene(
    *world: str, extra: str = "", ground: str = FLOOR, gravity: float = -9.81, **options: Value
) -> str:
    """A whole model: floor and light, what is in the world, and other sections."""
    option = element("option", gravity=(0, 0, gravity), **options)
    inside = element("worldbody", LIGHT, ground, *world)
    return element("mujoco", '<compiler angle="degree"/>', option, inside, extra)


def tilted(degrees: float, length: float, aside: float = 0.0) -> tuple[float, float, float]:
    """A point `length` down a slope along x that falls by so many degrees, and `aside` above it."""
    angle = math.radians(degrees)
    return (
        length * math.cos(angle) + aside * math.sin(angle),
        0.0,
        -length * math.sin(angle) + aside * math.cos(angle),
    )
