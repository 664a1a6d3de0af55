"""Pendulums as they are to be built, from what was said of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.building.explaining import each_of
from py_remote_viewer.scenes.words.building.leaning import take_side
from py_remote_viewer.scenes.words.building.links import (
    LINKS,
    link_values,
    one_by_one,
    shared_flag,
    swing_axis,
    turn_to_side,
)
from py_remote_viewer.scenes.words.building.motors import driven_joints
from py_remote_viewer.scenes.words.building.resisting import compare, joint_damping
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["PendulumPlan", "plan_pendulum", "swing_period"]

#: Of a link's mass: the bob has nearly all, so that it swings as textbooks say.
_ROD_SHARE = 0.02
#: Of a bob on its rod, in mass times length squared, over its moment in mass times length.
_INERTIA = (1 - _ROD_SHARE + _ROD_SHARE / 3 + 0.4 * 0.06**2) / (1 - _ROD_SHARE / 2)
_ANGLES = {1: 20.0}
_USUAL_ANGLE = 90.0
_BALLS = ("bob", "bob:sphere", "bob:weight", "bob:marble")
_CUBES = ("bob:box", "bob:cube")
_USUAL_COLOURS: tuple[Colour, ...] = ("red", "blue", "orange", "green", "purple")
#: What is so in any case.
_ANYWAY = ("swings", "hangs", "undamped", "connected", "hinged", "under gravity", "let go", "moves",
           "alike", "raised", "from rest", "fixed end")  # fmt: skip


@dataclass(frozen=True)
class PendulumPlan:
    """A pendulum as it is to be built; lengths in m, angles from hanging down in degrees."""

    lengths: list[float]
    masses: list[float]
    angles: list[float]
    colours: list[Colour]
    radii: list[float]
    rod_colours: list[Colour]
    damping: list[float]
    #: Of each link's mass.
    rod_shares: list[float]
    #: True for cubes of twice the radius instead of balls.
    boxes: bool
    spatial: bool
    axis: tuple[int, int, int]
    motors: list[int]


def swing_period(length: float, inertia_ratio: float, gravity: float, angle_deg: float) -> float:
    """Of a pendulum from this angle: 2 π √(I / m g l), corrected by the first terms of the complete
    elliptic integral's series (θ²/16 and 11 θ⁴/3072)."""
    theta = math.radians(angle_deg)
    small = 2 * math.pi * math.sqrt(inertia_ratio * length / gravity)
    return small * (1 + theta**2 / 16 + 11 * theta**4 / 3072)


def plan_pendulum(item: Item, links: int, gravity: float) -> PendulumPlan:
    """Everything used that was said of it."""
    if not any("about x" in one.flags for one in (item, *item.parts)):
        turn_to_side(item, right=-1.0)
    side = take_side((item, *item.parts))
    motors = driven_joints(item, links)
    if item.kind in ("acrobot", "pendubot") and motors is None:
        # The first is driven at its elbow, the second at its shoulder.
        motors = [1] if item.kind == "acrobot" else [0]
    on_balls = any(part.kind == "ball joint" for part in item.parts)
    rods = one_by_one(item, LINKS, links)
    kinds = {part.kind for part in item.parts if part.kind.startswith("bob")}
    if not kinds <= {*_BALLS, *_CUBES}:
        raise Misunderstood("Balls and cubes hang on pendulums.", word=item.said)
    bobs = one_by_one(item, sorted(kinds), links)
    everything = (item, *rods, *bobs)
    lengths = compare(_lengths(item, rods, links, gravity), rods, "length")
    massless = shared_flag(everything, "massless")
    masses, shares = _masses(item, rods, bobs, 0.0 if massless else _ROD_SHARE)
    masses = compare(masses, rods, "mass")
    axis = swing_axis(everything)
    if side and axis != (0, 1, 0):
        raise Misunderstood("It swings to no side that is left or right.", word="right")
    # About y, what hangs goes to the left.
    angles = [angle * (-side or 1.0) for angle in _angles(item, rods, bobs, links)]
    made_of = item.colour("grey") if item.material and not item.colours else "grey"
    item.material = ""
    damping = joint_damping(item, list(zip(rods, bobs, strict=True)), masses, lengths, gravity)
    shared_flag(everything, *_ANYWAY)
    spatial = shared_flag(everything, "spatial") or on_balls
    plan = PendulumPlan(
        lengths, masses, angles, _bob_colours(item, rods, bobs), _radii(item, bobs, lengths),
        [rod.colour(made_of) if bob_told else made_of for rod, bob_told in _told(rods, bobs)],
        damping, shares, bool(kinds & {*_CUBES}), spatial,
        axis, motors or [],
    )  # fmt: skip
    for one in (*rods, *bobs):
        one.scale("thickness")
        one.finish()
    return plan


def _lengths(item: Item, rods: Sequence[Item], links: int, gravity: float) -> list[float]:
    lengths = _by_period(item, links, gravity)
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
        raise Misunderstood(f"Links of {each_of(lengths, 'm')} cannot be made; 0.01 to 20 m can.")
    return lengths


def _masses(
    item: Item, rods: Sequence[Item], bobs: Sequence[Item], share: float
) -> tuple[list[float], list[float]]:
    """Of each link, and which share of it is the rod's."""
    links = len(rods)
    whole: list[float] = []
    for one in (item, *rods, *bobs):
        whole += one.take("total mass")
    if len(set(whole)) == 1:
        usual = [whole[0] / links] * links
    else:
        usual = link_values(item, links, "mass") or [1.0] * links
    heavy = item.scale("mass")
    masses: list[float] = []
    shares: list[float] = []
    for rod, bob, mass in zip(rods, bobs, usual, strict=True):
        own, bobs_own = rod.one(-1.0, "mass"), bob.one(-1.0, "mass")
        told = [one for one in (own, bobs_own) if one > 0]
        if len(told) > 1:
            # Both of them were weighed.
            shares.append(own / sum(told))
            masses.append(sum(told))
            continue
        shares.append(share)
        scale = rod.scale("mass") if not bob.said else 1.0
        # "a light rod" of a bob's pendulum is as light as rods are.
        rod.scale("mass")
        masses.append((told[0] if told else mass) * heavy * scale * bob.scale("mass"))
    if any(not 1e-6 <= mass <= 1e6 for mass in masses):
        raise Misunderstood(f"Masses of {each_of(masses, 'kg')} cannot be made.")
    return masses, shares


def _by_period(item: Item, links: int, gravity: float) -> list[float]:
    """The length of a pendulum that is told by its period."""
    period = item.one(-1.0, "period")
    item.flag("per swing")
    if period <= 0:
        return []
    if links != 1 or gravity < 0.01 or item.has("length", "unnamed"):
        raise Misunderstood("A period can be said of a single pendulum whose length is not.")
    angle = next((value.value for value in item.values.get("angle", ())), _ANGLES[1])
    # Of 1 m it is so long; it grows with the root of the length.
    return [(period / swing_period(1.0, _INERTIA, gravity, angle)) ** 2]


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
    balanced = shared_flag(everything, "standing")
    inverted = shared_flag(everything, "upside down", *(["inverted"] if balanced else []))
    if sum((flat, down, inverted or balanced, bool(angles))) > 1:
        raise Misunderstood(f"{item.said} begins at one angle.", word=item.said)
    # Exactly upright it stays so for a while.
    usual = 90.0 if flat else 0.0 if down else 180.0 if balanced else 177.0 if inverted else None
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
