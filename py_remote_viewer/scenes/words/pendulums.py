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
from py_remote_viewer.scenes.words.links import (
    LINKS,
    count_links,
    link_values,
    one_by_one,
    shared_flag,
    swing_axis,
)
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.motors import add_motors, driven_joints

__all__ = ["build_pendulum", "swing_period"]

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
_USUAL_COLOURS: tuple[Colour, ...] = ("red", "blue", "orange", "green", "purple")
#: Of what one that is damped somehow loses: a twentieth of the critical damping.
_DAMPED = 0.05
#: What is so in any case.
_ANYWAY = ("swings", "hangs", "undamped", "connected", "hinged", "under gravity", "let go", "moves",
           "alike", "raised", "from rest", "fixed end")  # fmt: skip


@dataclass(frozen=True)
class _Plan:
    """A pendulum as it is to be built; lengths in m, angles from hanging down in degrees."""

    lengths: list[float]
    masses: list[float]
    angles: list[float]
    colours: list[Colour]
    radii: list[float]
    rod_colours: list[Colour]
    damping: float
    rod_share: float
    spatial: bool
    axis: tuple[int, int, int]
    motors: list[int]


def build_pendulum(item: Item, names: Names, gravity: float = _GRAVITY) -> Fragment:
    """One of them; nothing of it collides."""
    links = count_links(item, LINKS, _MOST_LINKS)
    for part in item.parts:
        # "a pendulum of three bobs", "with a 2 kg bob at its end"
        if part.kind == "bob" and links == 1 and part.number(1) > 1:
            links = count_links(item, ("bob",), _MOST_LINKS)
        if part.kind.startswith("bob") and part.flag("at its end"):
            part.which = "last"
    plan = _plan(item, links)
    item.finish()
    total = sum(plan.lengths)
    reach = total + plan.radii[-1]
    pivot = max(reach + _CLEARANCE, 0.5)
    title = _title(links, plan.spatial)
    fragment = Fragment(
        title,
        f"{title}: {_listed(plan.lengths, 'm')} long, {_listed(plan.masses, 'kg')}, begins at "
        f"{_listed(plan.angles, '°')} from hanging down.",
        left=reach, right=reach, height=pivot, depth=0.15,
        smooth=True, timestep=0.001 if total < 0.3 else 0.002,
    )  # fmt: skip
    if plan.axis == (1, 0, 0):
        fragment.left, fragment.right, fragment.depth = 0.2, 0.2, reach
    _build(fragment, plan, names, pivot, gravity)
    return fragment


def swing_period(length: float, inertia_ratio: float, gravity: float, angle_deg: float) -> float:
    """Of a pendulum from this angle: 2 π √(I / m g l), corrected by the first terms of the complete
    elliptic integral's series (θ²/16 and 11 θ⁴/3072)."""
    theta = math.radians(angle_deg)
    small = 2 * math.pi * math.sqrt(inertia_ratio * length / gravity)
    return small * (1 + theta**2 / 16 + 11 * theta**4 / 3072)


def _plan(item: Item, links: int) -> _Plan:
    motors = driven_joints(item, links)
    if item.kind in ("acrobot", "pendubot") and motors is None:
        # The first is driven at its elbow, the second at its shoulder.
        motors = [1] if item.kind == "acrobot" else [0]
    on_balls = any(part.kind == "ball joint" for part in item.parts)
    rods = one_by_one(item, LINKS, links)
    kinds = {part.kind for part in item.parts if part.kind.startswith("bob")}
    if not kinds <= {"bob", "bob:sphere", "bob:weight", "bob:marble"}:
        raise Misunderstood("Balls hang on pendulums.", word=item.said)
    bobs = one_by_one(item, sorted(kinds), links)
    everything = (item, *rods, *bobs)
    lengths = _lengths(item, rods, links)
    masses = _masses(item, rods, bobs, links)
    angles = _angles(item, rods, bobs, links)
    damped = shared_flag(everything, "damped")
    damping = max(one.one(0.0, "damping") for one in everything)
    if damped and damping == 0.0:
        damping = 2 * _DAMPED * masses[0] * lengths[0] ** 2 * math.sqrt(_GRAVITY / lengths[0])
    shared_flag(everything, *_ANYWAY)
    spatial = shared_flag(everything, "spatial") or on_balls
    plan = _Plan(
        lengths, masses, angles, _bob_colours(item, rods, bobs), _radii(item, bobs, lengths),
        [rod.colour("grey") if bob_told else "grey" for rod, bob_told in _told(rods, bobs)],
        damping, 0.0 if shared_flag(everything, "massless") else _ROD_SHARE, spatial,
        swing_axis(everything), motors or [],
    )  # fmt: skip
    for one in (*rods, *bobs):
        one.scale("thickness")
        one.finish()
    return plan


def _lengths(item: Item, rods: Sequence[Item], links: int) -> list[float]:
    lengths = _by_period(item, links)
    lengths = lengths or [value / links for value in item.take("total length")] * links
    for rod in rods:
        lengths = lengths or [value / links for value in rod.take("total length")] * links
    own = [rod.one(-1.0, "length", "unnamed", "height", "side") for rod in rods]
    for rod in rods:
        rod.take("total length")
    if not lengths and max(own) < 0:
        lengths = link_values(item, links, "length", "unnamed", "height", "side")
    usual = 1.0 if links == 1 else 0.5
    lengths = lengths or [usual] * links
    lengths = [told if told > 0 else length for told, length in zip(own, lengths, strict=True)]
    long = item.scale("length") * item.scale("size")
    lengths = [
        length * long * rod.scale("length") * rod.scale("size")
        for length, rod in zip(lengths, rods, strict=True)
    ]
    if any(not 0.01 <= value <= 20.0 for value in lengths):
        raise Misunderstood(f"Links of {_listed(lengths, 'm')} cannot be made; 0.01 to 20 m can.")
    return lengths


def _masses(item: Item, rods: Sequence[Item], bobs: Sequence[Item], links: int) -> list[float]:
    whole: list[float] = []
    for one in (item, *rods, *bobs):
        whole += one.take("total mass")
    if len(set(whole)) == 1:
        usual = [whole[0] / links] * links
    else:
        usual = link_values(item, links, "mass") or [1.0] * links
    heavy = item.scale("mass")
    masses: list[float] = []
    for rod, bob, mass in zip(rods, bobs, usual, strict=True):
        told = [one for one in (rod.one(-1.0, "mass"), bob.one(-1.0, "mass")) if one > 0]
        if len(told) > 1:
            raise Misunderstood("Of each link either the rod's or the bob's mass can be said.")
        scale = rod.scale("mass") if not bob.said else 1.0
        # "a light rod" of a bob's pendulum is as light as rods are.
        rod.scale("mass")
        masses.append((told[0] if told else mass) * heavy * scale * bob.scale("mass"))
    if any(not 1e-6 <= mass <= 1e6 for mass in masses):
        raise Misunderstood(f"Masses of {_listed(masses, 'kg')} cannot be made.")
    return masses


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


def _radii(item: Item, bobs: Sequence[Item], lengths: Sequence[float]) -> list[float]:
    usual = item.one(-1.0, "radius")
    usual = item.one(2 * usual, "diameter") / 2 if usual < 0 else usual
    usual = min(0.06, 0.12 * min(lengths)) if usual < 0 else usual
    radii: list[float] = []
    for bob, length in zip(bobs, lengths, strict=True):
        radius = bob.one(-1.0, "radius")
        if radius < 0:
            radius = bob.one(2 * usual, "diameter", "side", "unnamed") / 2
        radius *= bob.scale("size")
        if not 0.001 <= radius < length:
            raise Misunderstood(f"A bob of {2 * radius:g} m does not hang on {length:g} m.")
        radii.append(radius)
    return radii


def _angles(item: Item, rods: Sequence[Item], bobs: Sequence[Item], links: int) -> list[float]:
    everything = (item, *rods, *bobs)
    angles = link_values(item, links, "angle")
    flat = shared_flag(everything, "horizontal")
    down = shared_flag(everything, "hanging down", "vertical", "holds")
    inverted = shared_flag(everything, "upside down")
    if sum((flat, down, inverted, bool(angles))) > 1:
        raise Misunderstood(f"{item.said} begins at one angle.", word=item.said)
    usual = 90.0 if flat else 0.0 if down else 177.0 if inverted else None
    usual_angles = angles or [_ANGLES.get(links, _USUAL_ANGLE) if usual is None else usual] * links
    own = [
        rod.one(bob.one(math.nan, "angle"), "angle") for rod, bob in zip(rods, bobs, strict=True)
    ]
    if math.isfinite(own[0]) and not angles:
        # The others go straight on.
        usual_angles = [own[0]] * links
    return [
        told if math.isfinite(told) else angle
        for told, angle in zip(own, usual_angles, strict=True)
    ]


def _told(rods: Sequence[Item], bobs: Sequence[Item]) -> list[tuple[Item, bool]]:
    """With each rod, whether its colour is its own, and not its bob's."""
    return [
        (rod, bool(rod.colours and (bob.colours or bob.said)) or rod.said in ("rod", "rods"))
        for rod, bob in zip(rods, bobs, strict=True)
    ]


def _bob_colours(item: Item, rods: Sequence[Item], bobs: Sequence[Item]) -> list[Colour]:
    links = len(bobs)
    item.flag("alternating", "colourful")
    said, item.colours = item.colours, []
    if said and links % len(said):
        raise Misunderstood(f"{len(said)} colours are said of {links} links.")
    found: list[Colour] = []
    for i, (rod, of_bob) in enumerate(_told(rods, bobs)):
        usual = said[i % len(said)] if said else _USUAL_COLOURS[i % len(_USUAL_COLOURS)]
        if rod.colours and not of_bob:
            usual = rod.colour(usual)
        found.append(bobs[i].colour(usual))
    item.material = ""
    return found


def _build(fragment: Fragment, plan: _Plan, names: Names, pivot: float, gravity: float) -> None:
    links = len(plan.lengths)
    bodies, joints = names.give("link", links), names.give("hinge", links)
    bobs = names.give("bob", links)
    fragment.geom("box", (0, 0, pivot), size=(0.05, 0.05, 0.02), rgba=RGBA["grey"])
    parent, before, above = None, 0.0, 0.0
    for i in range(links):
        at = (0.0, 0.0, pivot) if parent is None else (0.0, 0.0, -above)
        turn = [axis * (plan.angles[i] - before) for axis in plan.axis]
        attributes: dict[str, object] = {"euler": turn} if any(turn) else {}
        if parent is None:
            body = fragment.body(bodies[i], at, **attributes)
        else:
            body = element(parent, "body", name=bodies[i], pos=at, **attributes)
        kind = "ball" if plan.spatial else "hinge"
        axis = None if plan.spatial else plan.axis
        element(body, "joint", name=joints[i], type=kind, axis=axis, damping=plan.damping or None)
        length, mass = plan.lengths[i], plan.masses[i]
        thick = min(0.008, 0.2 * plan.radii[i])
        common: dict[str, object] = {"contype": 0, "conaffinity": 0}
        element(body, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, -length), size=thick,
                mass=mass * plan.rod_share, rgba=RGBA[plan.rod_colours[i]], **common)  # fmt: skip
        element(body, "geom", name=bobs[i], type="sphere", pos=(0, 0, -length),
                size=plan.radii[i], mass=mass * (1 - plan.rod_share), rgba=RGBA[plan.colours[i]],
                **common)  # fmt: skip
        parent, before, above = body, plan.angles[i], length
    add_motors(fragment, [joints[i] for i in plan.motors], names, gear=5.0)
    _expect(fragment, plan, bodies, joints, bobs, gravity)


def _expect(
    fragment: Fragment, plan: _Plan, bodies: list[str], joints: list[str], bobs: list[str],
    gravity: float,
) -> None:  # fmt: skip
    links, kind = len(bodies), "ball" if plan.spatial else "hinge"
    fragment.joints[kind] = fragment.joints.get(kind, 0) + links
    found = fragment.expectations
    found += [Chain(links, kind, bodies[0]), Joints(kind, links, bodies[0])]
    x, y, z = plan.axis
    for i in range(links):
        if not plan.spatial:
            found.append(Axis(joints[i], (float(x), float(y), float(z))))
        found += [
            Mass(bodies[i], plan.masses[i]),
            Attribute("geom", bobs[i], "pos", (0.0, 0.0, -plan.lengths[i])),
            HasColour(bodies[i], plan.colours[i]),
        ]
    moves = any(angle % 180.0 for angle in plan.angles) and gravity > 0.1
    if moves and not plan.damping > 1.0:
        found.append(Moves(bodies[-1], min(0.05, 0.2 * sum(plan.lengths))))
    single = links == 1 and not plan.spatial and not plan.damping and not plan.motors
    if single and moves and 0 < abs(plan.angles[0]) <= _SMALL_DEG:
        found.append(Period(joints[0], _period(plan, gravity)))


def _period(plan: _Plan, gravity: float) -> float:
    length, radius = plan.lengths[0], plan.radii[0]
    bob, rod = 1 - plan.rod_share, plan.rod_share
    inertia = bob * (length**2 + 0.4 * radius**2) + rod * length**2 / 3
    ratio = inertia / (length**2 * (bob + rod / 2))
    return swing_period(length, ratio, gravity, plan.angles[0])


def _title(links: int, spatial: bool) -> str:
    names = {1: "Pendulum", 2: "Double pendulum", 3: "Triple pendulum"}
    name = names.get(links, f"Pendulum of {links} links")
    return f"{name} on ball joints" if spatial else name


def _listed(values: Sequence[float], unit: str) -> str:
    different = list(dict.fromkeys(values))
    shown = different if len(different) == 1 else values
    return f"{', '.join(f'{value:.4g}' for value in shown)} {unit}".replace(" °", "°")
