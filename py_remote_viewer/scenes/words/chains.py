"""Chains and ropes that hang."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import (
    Axis,
    Chain,
    Colour,
    HasColour,
    JointKind,
    Joints,
    Mass,
    Moves,
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
from py_remote_viewer.scenes.words.loose import SHAPES
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.motors import add_motors, driven_joints

__all__ = ["build_chain"]

_MOST_LINKS = 100
_USUAL = {"chain": (10, 0.1, 0.05), "rope": (20, 0.05, 0.01)}
_CLEARANCE = 0.25
_SWING_DEG = 30.0
#: What is so in any case.
_ANYWAY = ("connected", "hangs", "under gravity", "let go", "fixed end", "moves", "alike",
           "touching", "hanging down", "vertical", "holds")  # fmt: skip
#: What links can look like.
_LINK_SHAPES = ("sphere", "capsule", "box", "cylinder")


@dataclass(frozen=True)
class _Weight:
    """What hangs at the lower end: of this shape and colour, in kg and m."""

    shape: str
    mass: float
    size: float
    colour: Colour


@dataclass(frozen=True)
class _Plan:
    """A chain as it is to be built; lengths in m, the angle from hanging down in degrees."""

    lengths: list[float]
    masses: list[float]
    thick: float
    shape: str
    joint: JointKind
    axis: tuple[int, int, int]
    angle: float
    #: Negative where nothing was said of it.
    damping: float
    colours: list[Colour]
    motors: list[int]


def build_chain(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Links on ball joints, or on hinges where that is said, from a point in the air down."""
    item.only_one()
    weight = _weight(item)
    links = count_links(item, LINKS, _MOST_LINKS, _USUAL[item.kind][0])
    spatial = any("ball" in part.kind or "spatial" in part.flags for part in (item, *item.parts))
    kind = _joint_kind(item)
    motors = driven_joints(item, links) or []
    if motors and spatial:
        raise Misunderstood("Hinges can be driven, ball joints not.", word="motor")
    kind = "hinge" if motors else kind
    shape = _shape(item)
    parts = one_by_one(item, LINKS, links)
    everything = (item, *parts)
    lengths, masses = _lengths(item, parts, links, shape), _masses(item, parts, links)
    angle = _angle(item, everything)
    shared_flag(everything, *_ANYWAY)
    damping = item.one(-1.0, "damping")
    damping = 0.0 if shared_flag(everything, "undamped") else damping
    item.flag("damped")
    plan = _Plan(
        lengths, masses, _thickness(everything, lengths, shape), shape, kind,
        swing_axis(everything), angle, damping, _colours(item, parts), motors,
    )  # fmt: skip
    for one in (*parts, item):
        one.finish()
    return _build(plan, names, item.kind, gravity, weight)


def _weight(item: Item) -> _Weight | None:
    """What hangs at the lower end."""
    bobs = [part for part in item.parts if part.kind.startswith("bob")]
    if not bobs:
        return None
    bob = bobs[0]
    item.parts.remove(bob)
    if len(bobs) > 1 or bob.number(1) != 1:
        raise Misunderstood(f"One thing hangs on a {item.said}.", word=bob.said)
    bob.flag("at its end", "from rest", "let go", "hangs", "connected")
    kind = bob.kind.partition(":")[2] or "sphere"
    shape = SHAPES.get(kind, "sphere" if kind == "weight" else "box")
    if shape not in ("sphere", "box") or kind not in ("sphere", "weight", "box", "cube", "marble"):
        raise Misunderstood(f"Balls and boxes can hang on a {item.said}.", word=bob.said)
    if shape == "sphere":
        size = 2 * bob.one(bob.one(0.1, "diameter", "unnamed", "side") / 2, "radius")
    else:
        size = bob.one(0.1, "side", "unnamed", "width")
    mass = bob.one(1.0, "mass") * bob.scale("mass")
    found = _Weight(shape, mass, size * bob.scale("size"), bob.colour("red"))
    bob.finish()
    return found


def _joint_kind(item: Item) -> JointKind:
    """Ball joints, unless hinges or a plane were said."""
    kinds = {part.kind for part in item.parts}
    everything = (item, *item.parts)
    hinged = shared_flag(everything, "hinged") or "hinge" in kinds
    hinged = hinged or any(f"about {axis}" in one.flags for one in everything for axis in "xyz")
    hinged = hinged or any("about horizontal" in one.flags for one in everything)
    spatial = shared_flag(everything, "spatial") or "ball joint" in kinds
    if hinged and spatial:
        raise Misunderstood("A chain is on hinges or on ball joints.", word=item.said)
    return "hinge" if hinged else "ball"


def _shape(item: Item) -> str:
    """What its links look like: "a chain of 10 spheres"."""
    found = "capsule"
    for part in item.parts:
        made_of = part.flags.pop("made of", "")
        shape = SHAPES.get(made_of, "box") if made_of else found
        if shape not in _LINK_SHAPES:
            raise Misunderstood(f"A chain of {part.said} cannot be made.", word=part.said)
        found = shape
    return found


def _lengths(item: Item, parts: Sequence[Item], links: int, shape: str) -> list[float]:
    usual = _USUAL[item.kind][1]
    own_names = ("length", "unnamed", "side", *(("diameter",) if shape == "sphere" else ()))
    total = item.one(-1.0, "total length", "length", "unnamed", "height")
    for part in parts:
        total = part.one(total, "total length")
    scale = item.scale("length") * item.scale("size")
    own = [part.one(-1.0, *own_names) for part in parts]
    if shape == "sphere":
        own = [2 * part.one(told / 2, "radius") for part, told in zip(parts, own, strict=True)]
        own = [told if told > 0 else -1.0 for told in own]
    if total > 0 and max(own) > 0:
        raise Misunderstood(f"Either the whole or each link of a {item.said} has a length.")
    if total > 0:
        lengths = [total / links] * links
    else:
        lengths = [
            (told if told > 0 else usual) * part.scale("length") * part.scale("size")
            for told, part in zip(own, parts, strict=True)
        ]
    lengths = [length * scale for length in lengths]
    if any(not 0.005 <= length <= 5.0 for length in lengths) or sum(lengths) > 50.0:
        raise Misunderstood("Links of 5 mm to 5 m can be made, and chains of 50 m.")
    return lengths


def _masses(item: Item, parts: Sequence[Item], links: int) -> list[float]:
    whole = item.one(-1.0, "total mass", "mass")
    for part in parts:
        whole = part.one(whole, "total mass")
    own = [part.one(-1.0, "mass") for part in parts]
    usual = whole / links if whole > 0 else _USUAL[item.kind][2]
    masses = [told if told > 0 else usual for told in own]
    if whole > 0 and max(own) > 0:
        raise Misunderstood(f"Either the whole or each link of a {item.said} has a mass.")
    heavy = item.scale("mass")
    masses = [mass * heavy * part.scale("mass") for mass, part in zip(masses, parts, strict=True)]
    if any(not 1e-5 <= mass <= 1e4 for mass in masses):
        raise Misunderstood(f"A link of {masses[0]:g} kg cannot be made.")
    return masses


def _angle(item: Item, everything: Sequence[Item]) -> float:
    angles = link_values(item, 1, "angle")
    swings = shared_flag(everything, "swings", "raised")
    flat = shared_flag(everything, "horizontal")
    shared_flag(everything, "from rest")
    if flat and angles:
        raise Misunderstood(f"{item.said} begins at one angle.", word=item.said)
    return 90.0 if flat else angles[0] if angles else _SWING_DEG if swings else 0.0


def _thickness(everything: Sequence[Item], lengths: list[float], shape: str) -> float:
    """The radius of its links."""
    if shape == "sphere":
        return min(lengths) / 2
    radius = min(0.02, 0.16 * min(lengths))
    for one in everything:
        radius = one.one(radius, "radius")
        radius = one.one(2 * radius, "diameter", "thickness", "width") / 2
    radius *= everything[0].scale("thickness") * everything[0].scale("width")
    radius *= everything[-1].scale("thickness") * everything[-1].scale("width")
    for one in everything:
        one.scale("thickness")
    if not radius < 0.5 * min(lengths):
        raise Misunderstood(f"Links of {min(lengths):g} m cannot be {2 * radius:g} m thick.")
    return radius


def _colours(item: Item, parts: Sequence[Item]) -> list[Colour]:
    usual: list[Colour] = ["grey", "orange"] if item.kind == "chain" else ["brown"]
    said = item.colours
    told = any(part.colours for part in parts)
    shared_flag((item, *parts), "alternating", "colourful")
    links = len(parts)
    if len(said) > links:
        raise Misunderstood(f"{len(said)} colours are said of {links} links.")
    item.colours, item.material = [], ""
    for part in parts:
        part.material = ""
    usual = said or (["grey"] if told else usual)
    return [part.colour(usual[i % len(usual)]) for i, part in enumerate(parts)]


def _build(
    plan: _Plan, names: Names, kind: str, gravity: float, weight: _Weight | None
) -> Fragment:
    links, total = len(plan.lengths), sum(plan.lengths)
    top = total + _CLEARANCE + (weight.size if weight is not None else 0.0)
    side = max(0.3, total if plan.angle else 0.3)
    title = f"{kind.capitalize()} of {links} links"
    fragment = Fragment(
        title, f"{title}, {total:.3g} m long, hangs from a fixed point.", left=side, right=side,
        depth=0.3, height=top, smooth=True, timestep=0.002 if min(plan.lengths) > 0.03 else 0.001,
    )  # fmt: skip
    fragment.geom("box", (0, 0, top), size=(0.05, 0.05, 0.02), rgba=RGBA["black"])
    bodies, joints = names.give("link", links), names.give("joint", links)
    # So much that a link by itself would come to rest within seconds.
    usual = 0.02 * plan.masses[0] * plan.lengths[0] ** 2 * 10.0
    damping = usual if plan.damping < 0 else plan.damping or None
    axis = plan.axis if plan.joint == "hinge" else None
    parent, above = None, 0.0
    for i in range(links):
        turn = [axis_part * plan.angle for axis_part in plan.axis]
        turned: dict[str, object] = {"euler": turn} if i == 0 and plan.angle else {}
        if parent is None:
            parent = fragment.body(bodies[i], (0, 0, top), **turned)
        else:
            parent = element(parent, "body", name=bodies[i], pos=(0, 0, -above))
        element(parent, "joint", name=joints[i], type=plan.joint, axis=axis, damping=damping)
        _link(parent, plan, i)
        above = plan.lengths[i]
    colours: list[Colour] = plan.colours
    masses = plan.masses
    if weight is not None and parent is not None:
        half = weight.size / 2
        element(parent, "geom", type=weight.shape, pos=(0, 0, -above - half),
                size=half if weight.shape == "sphere" else (half, half, half), mass=weight.mass,
                rgba=RGBA[weight.colour], contype=0, conaffinity=0)  # fmt: skip
        masses = [*masses[:-1], masses[-1] + weight.mass]
        larger = weight.size > min(2 * plan.thick, above)
        colours = [*colours[:-1], weight.colour] if larger else colours
    add_motors(fragment, [joints[i] for i in plan.motors], names, gear=1.0)
    fragment.joints[plan.joint] = links
    fragment.expectations += [
        Chain(links, plan.joint, bodies[0]),
        Joints(plan.joint, links, bodies[0]),
        Mass(bodies[0], masses[0]),
        HasColour(bodies[0], colours[0]),
        Mass(bodies[-1], masses[-1]),
        HasColour(bodies[-1], colours[-1]),
    ]
    if axis is not None:
        x, y, z = axis
        fragment.expectations += [Axis(joint, (float(x), float(y), float(z))) for joint in joints]
    if plan.angle and gravity > 0.1:
        fragment.expectations.append(Moves(bodies[-1], min(0.05, 0.1 * total)))
    elif not plan.angle:
        fragment.stays += [bodies[0], bodies[-1]]
    return fragment


def _link(body: ET.Element, plan: _Plan, i: int) -> None:
    length, thick = plan.lengths[i], plan.thick
    common: dict[str, object] = {
        "mass": plan.masses[i], "rgba": RGBA[plan.colours[i]], "contype": 0, "conaffinity": 0,
    }  # fmt: skip
    if plan.shape == "sphere":
        element(body, "geom", type="sphere", size=length / 2, pos=(0, 0, -length / 2), **common)
    elif plan.shape == "box":
        element(body, "geom", type="box", size=(thick, thick, 0.48 * length),
                pos=(0, 0, -length / 2), **common)  # fmt: skip
    else:
        round_end = thick if plan.shape == "capsule" else 0.02 * length
        ends = (0, 0, -round_end, 0, 0, round_end - length)
        element(body, "geom", type=plan.shape, size=thick, fromto=ends, **common)
