"""Pendulums of one and more links."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import (
    Attribute,
    Axis,
    Chain,
    Colour,
    HasColour,
    Joints,
    Mass,
    Moves,
    Period,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.motors import add_motors, wants_motors

__all__ = ["build_pendulum", "count_links", "per_link", "swing_period"]

_MOST_LINKS = 50
_GRAVITY = 9.81
_CLEARANCE = 0.25
#: Of a link's mass: the bob has nearly all, so that it swings as textbooks say.
_ROD_SHARE = 0.02
#: Up to here the period is that of small swings, but for what the formula corrects.
_SMALL_DEG = 60.0
#: Of a bob on its rod, in mass times length squared, over its moment in mass times length.
_INERTIA = (1 - _ROD_SHARE + _ROD_SHARE / 3 + 0.4 * 0.06**2) / (1 - _ROD_SHARE / 2)
_ANGLES = {1: 20.0}
_USUAL_ANGLE = 90.0


@dataclass(frozen=True)
class _Plan:
    """A pendulum as it is to be built; lengths in m, angles from hanging down in degrees."""

    lengths: list[float]
    masses: list[float]
    angles: list[float]
    colours: list[Colour]
    bob_radius: float
    damping: float
    spatial: bool
    motors: int


def build_pendulum(item: Item, names: Names, gravity: float = _GRAVITY) -> Fragment:
    """One or several beside each other; nothing of them collides."""
    count = item.number(1)
    plan = _plan(item, count_links(item, _MOST_LINKS))
    total = sum(plan.lengths)
    pivot = max(total + plan.bob_radius + _CLEARANCE, 0.5)
    title = _title(len(plan.lengths), count, plan.spatial)
    fragment = Fragment(
        title,
        f"{title}: {_listed(plan.lengths, 'm')} long, {_listed(plan.masses, 'kg')}, begins at "
        f"{_listed(plan.angles, '°')} from hanging down.",
        left=total + plan.bob_radius, right=total + plan.bob_radius, height=pivot,
        depth=0.3 * count, smooth=True, timestep=0.001 if total < 0.3 else 0.002,
    )  # fmt: skip
    for number in range(count):
        y = 0.4 * (number - (count - 1) / 2)
        _build_one(fragment, plan, names, y, pivot, gravity)
    item.finish()
    return fragment


def count_links(item: Item, most: int, default: int = 1) -> int:
    """How many links were said, by the noun or as a part."""
    kinds = ("link", "rod", "bob", "joint", "tile")
    # A bob on a rope is not one of its links.
    ropes = item.kind in ("chain", "rope")
    counts = {
        part.count
        for part in item.parts
        if part.kind in kinds and not (ropes and part.kind == "bob")
    }
    said = {count for count in counts if count is not None}
    said |= {item.links} if item.links else set()
    if len(said) > 1:
        raise Misunderstood(
            f"{item.said} cannot have {' and '.join(map(str, sorted(said)))} links at once."
        )
    count = said.pop() if said else default
    if not 1 <= count <= most:
        raise Misunderstood(f"{item.said} can have 1 to {most} links, not {count}.")
    return count


def per_link(item: Item, parts: Sequence[Item], count: int, *names: str) -> list[float]:
    """What was said of each link: of the parts, else of the whole; one value is of all."""
    values: list[float] = []
    for part in parts:
        values += part.take(*names)
    values = values or item.take(*names)
    if len(values) not in (0, 1, count):
        raise Misunderstood(f"{len(values)} values of {names[0]} are said of {count} links.")
    return values * count if len(values) == 1 else values


def swing_period(length: float, inertia_ratio: float, gravity: float, angle_deg: float) -> float:
    """Of a pendulum from this angle: 2 π √(I / m g l), corrected by the first terms of the complete
    elliptic integral's series (θ²/16 and 11 θ⁴/3072)."""
    theta = math.radians(angle_deg)
    small = 2 * math.pi * math.sqrt(inertia_ratio * length / gravity)
    return small * (1 + theta**2 / 16 + 11 * theta**4 / 3072)


def _plan(item: Item, links: int) -> _Plan:
    parts = [part for part in item.parts if part.kind in ("link", "rod", "bob", "joint")]
    rods = [part for part in parts if part.kind in ("link", "rod")]
    bobs = [part for part in parts if part.kind == "bob"]
    motors = wants_motors(item, links)
    for part in parts:
        item.parts.remove(part)
    lengths = _by_period(item, links)
    lengths = lengths or [value / links for value in item.take("total length")] * links
    lengths = lengths or per_link(item, rods, links, "length", "unnamed", "height", "side")
    lengths = lengths or [1.0 if links == 1 else 0.5] * links
    long = item.scale("length") * item.scale("size")
    lengths = [value * long * _part_scale(rods) for value in lengths]
    if any(not 0.01 <= value <= 20.0 for value in lengths):
        raise Misunderstood(f"Links of {_listed(lengths, 'm')} cannot be made; 0.01 to 20 m can.")
    parts_mass = [value / links for one in (item, *parts) for value in one.take("total mass")]
    masses = parts_mass * links or per_link(item, [*bobs, *rods], links, "mass") or [1.0] * links
    heavy = item.scale("mass") * math.prod(part.scale("mass") for part in parts)
    radius = _bob_radius(item, bobs, lengths)
    _ignore(item, parts)
    plan = _Plan(
        lengths, [mass * heavy for mass in masses], _angles(item, parts, links),
        _colours(item, parts, links), radius, item.one(0.0, "damping"),
        bool([1 for one in (item, *parts) if one.flag("spatial")]), motors,
    )  # fmt: skip
    for part in parts:
        part.finish()
    return plan


def _by_period(item: Item, links: int) -> list[float]:
    """The length of a pendulum that is told by its period."""
    period = item.one(-1.0, "period")
    item.flag("per swing")
    if period <= 0:
        return []
    if links != 1 or item.has("length", "unnamed"):
        raise Misunderstood("A period can be said of a single pendulum whose length is not.")
    angle = next((value.value for value in item.values.get("angle", ())), _ANGLES[1])
    # Of 1 m it is so long; it grows with the root of the length.
    return [(period / swing_period(1.0, _INERTIA, _GRAVITY, angle)) ** 2]


def _part_scale(parts: Sequence[Item]) -> float:
    return math.prod(part.scale("length") * part.scale("size") for part in parts)


def _ignore(item: Item, parts: Sequence[Item]) -> None:
    """What is so in any case."""
    for one in (item, *parts):
        one.flag("swings", "hangs", "undamped", "connected", "hinged", "from the ceiling",
                 "under gravity", "at the pivot", "let go")  # fmt: skip
        one.material = ""
        one.scale("thickness")


def _bob_radius(item: Item, bobs: Sequence[Item], lengths: Sequence[float]) -> float:
    for bob in (*bobs, item):
        radius = bob.one(-1.0, "radius")
        radius = bob.one(2 * radius, "diameter", "side") / 2 if radius < 0 else radius
        if bob is not item and radius < 0:
            radius = bob.one(-2.0, "unnamed") / 2
        if radius > 0:
            return radius
    scale = math.prod(bob.scale("size") for bob in bobs)
    return min(0.06, 0.12 * min(lengths)) * scale


def _angles(item: Item, parts: Sequence[Item], links: int) -> list[float]:
    angles = per_link(item, parts, links, "angle")
    for one in (item, *parts):
        if one.flag("horizontal"):
            angles = [90.0] * links
        if one.flag("hanging down", "vertical", "standing"):
            if any(angles):
                raise Misunderstood(f"{item.said} begins either straight down or at an angle.")
            angles = [0.0] * links
        one.flag("from rest")
        one.flag("raised")
    return angles or [_ANGLES.get(links, _USUAL_ANGLE)] * links


def _colours(item: Item, parts: Sequence[Item], links: int) -> list[Colour]:
    said: list[Colour] = list(item.colours)
    said = said or [colour for part in parts for colour in part.colours]
    said = said or [colour for one in (item, *parts) for n, colour in one.shares for _ in range(n)]
    if len(said) not in (0, 1, links):
        raise Misunderstood(f"{len(said)} colours are said of {links} links.")
    usual: tuple[Colour, ...] = ("red", "blue", "orange", "green", "purple")
    colours: list[Colour] = (said * links)[:links]
    return colours or [usual[i % len(usual)] for i in range(links)]


def _build_one(
    fragment: Fragment, plan: _Plan, names: Names, y: float, pivot: float, gravity: float
) -> None:
    links = len(plan.lengths)
    bodies, joints = names.give("link", links), names.give("hinge", links)
    bobs = names.give("bob", links)
    fragment.geom("box", (0, y, pivot), size=(0.05, 0.05, 0.02), rgba=RGBA["grey"])
    parent, before, above = None, 0.0, 0.0
    for i in range(links):
        at = (0.0, y, pivot) if parent is None else (0.0, 0.0, -above)
        turn = (0.0, plan.angles[i] - before, 0.0)
        attributes: dict[str, object] = {"euler": turn} if turn[1] else {}
        if parent is None:
            body = fragment.body(bodies[i], at, **attributes)
        else:
            body = element(parent, "body", name=bodies[i], pos=at, **attributes)
        kind = "ball" if plan.spatial else "hinge"
        axis = None if plan.spatial else (0, 1, 0)
        element(body, "joint", name=joints[i], type=kind, axis=axis, damping=plan.damping or None)
        length, mass = plan.lengths[i], plan.masses[i]
        thick = min(0.008, 0.2 * plan.bob_radius)
        common: dict[str, object] = {"contype": 0, "conaffinity": 0}
        element(body, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, -length), size=thick,
                mass=mass * _ROD_SHARE, rgba=RGBA["grey"], **common)  # fmt: skip
        element(body, "geom", name=bobs[i], type="sphere", pos=(0, 0, -length),
                size=plan.bob_radius, mass=mass * (1 - _ROD_SHARE), rgba=RGBA[plan.colours[i]],
                **common)  # fmt: skip
        parent, before, above = body, plan.angles[i], length
    add_motors(fragment, joints[: plan.motors], names, gear=5.0)
    _expect(fragment, plan, bodies, joints, bobs, gravity)


def _expect(
    fragment: Fragment, plan: _Plan, bodies: list[str], joints: list[str], bobs: list[str],
    gravity: float,
) -> None:  # fmt: skip
    links, kind = len(bodies), "ball" if plan.spatial else "hinge"
    fragment.joints[kind] = fragment.joints.get(kind, 0) + links
    found = fragment.expectations
    found += [Chain(links, kind, bodies[0]), Joints(kind, links, bodies[0])]
    for i in range(links):
        if not plan.spatial:
            found.append(Axis(joints[i], (0.0, 1.0, 0.0)))
        found += [
            Mass(bodies[i], plan.masses[i]),
            Attribute("geom", bobs[i], "pos", (0.0, 0.0, -plan.lengths[i])),
            HasColour(bodies[i], plan.colours[i]),
        ]
    moves = any(plan.angles) and gravity > 0.1
    if moves and not plan.damping > 1.0:
        found.append(Moves(bodies[-1], min(0.05, 0.2 * sum(plan.lengths))))
    single = links == 1 and not plan.spatial and not plan.damping and not plan.motors
    if single and moves and 0 < abs(plan.angles[0]) <= _SMALL_DEG:
        found.append(Period(joints[0], _period(plan, gravity)))


def _period(plan: _Plan, gravity: float) -> float:
    length, radius = plan.lengths[0], plan.bob_radius
    bob, rod = 1 - _ROD_SHARE, _ROD_SHARE
    inertia = bob * (length**2 + 0.4 * radius**2) + rod * length**2 / 3
    ratio = inertia / (length**2 * (bob + rod / 2))
    return swing_period(length, ratio, gravity, plan.angles[0])


def _title(links: int, count: int, spatial: bool) -> str:
    names = {1: "Pendulum", 2: "Double pendulum", 3: "Triple pendulum"}
    name = names.get(links, f"Pendulum of {links} links")
    name = f"{name} on ball joints" if spatial else name
    return name if count == 1 else f"{count} times {name.lower()}"


def _listed(values: Sequence[float], unit: str) -> str:
    different = list(dict.fromkeys(values))
    shown = different if len(different) == 1 else values
    return f"{', '.join(f'{value:.4g}' for value in shown)} {unit}".replace(" °", "°")
