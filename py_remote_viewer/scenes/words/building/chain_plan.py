"""Chains and ropes as they are to be built, from what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour, JointKind
from py_remote_viewer.scenes.words.building.links import (
    LINKS,
    count_links,
    link_values,
    one_by_one,
    shared_flag,
    swing_axis,
)
from py_remote_viewer.scenes.words.building.loose import SHAPES
from py_remote_viewer.scenes.words.building.motors import driven_joints
from py_remote_viewer.scenes.words.building.spans import Span, plan_span
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["ChainPlan", "Weight", "plan_chain"]

_MOST_LINKS = 100
_USUAL = {"chain": (10, 0.1, 0.05), "rope": (20, 0.05, 0.01)}
_SWING_DEG = 30.0
#: What is so in any case.
_ANYWAY = ("connected", "hangs", "under gravity", "let go", "fixed end", "moves", "alike",
           "touching", "hanging down", "vertical", "holds", "anchored")  # fmt: skip
_SIZED = ("length", "unnamed", "side", "total length", "height", "diameter", "radius")
#: What links can look like.
_LINK_SHAPES = ("sphere", "capsule", "box", "cylinder")


@dataclass(frozen=True)
class Weight:
    """What hangs at the lower end: of this shape and colour, in kg and m."""

    shape: str
    mass: float
    size: float
    colour: Colour


@dataclass(frozen=True)
class ChainPlan:
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
    weight: Weight | None
    span: Span | None = None
    #: On the floor, along x.
    lies: bool = False


def plan_chain(item: Item) -> ChainPlan:
    """Everything used that was said of it: on ball joints, or on hinges where that is said."""
    weight = _weight(item)
    _count_by_lengths(item)
    links = count_links(item, LINKS, _MOST_LINKS, _USUAL[item.kind][0])
    spatial = any("ball" in part.kind or "spatial" in part.flags for part in (item, *item.parts))
    kind = _joint_kind(item)
    motors = driven_joints(item, links) or []
    if motors and spatial:
        raise Misunderstood("Hinges can be driven, ball joints not.", word="motor")
    shape = _shape(item)
    parts = one_by_one(item, LINKS, links)
    everything = (item, *parts)
    sized = any(one.has(*_SIZED) or "length" in one.scales for one in everything)
    lengths, masses = _lengths(item, parts, links, shape), _masses(item, parts, links)
    lies = _lies(item, motors, weight)
    span = None if lies else plan_span(item, parts, sum(lengths), sized=sized)
    if span is not None and not sized and not 0.3 * sum(lengths) < span.apart < 0.9 * sum(lengths):
        # As long as it has to be.
        lengths = [length * span.apart / (0.8 * sum(lengths)) for length in lengths]
    angle = _angle(item, everything)
    axis = swing_axis(everything)
    if span is not None and (angle or motors or weight is not None or axis != (0, 1, 0)):
        raise Misunderstood(f"A {item.said} that is held at both ends only hangs there, at rest.")
    if lies and angle:
        raise Misunderstood(f"A {item.said} that lies begins straight.", word=item.said)
    shared_flag(everything, *_ANYWAY)
    damping = item.one(-1.0, "damping")
    damping = 0.0 if shared_flag(everything, "undamped") else damping
    item.flag("damped", "slick")
    plan = ChainPlan(
        lengths, masses, _thickness(everything, lengths, shape), shape,
        "hinge" if motors else kind, axis, angle, damping, _colours(item, parts), motors, weight,
        span, lies,
    )  # fmt: skip
    for one in (*parts, item):
        one.finish()
    return plan


def _lies(item: Item, motors: Sequence[int], weight: Weight | None) -> bool:
    """Whether it lies on the floor."""
    on_floor = [one for one in item.relations if one.kind == "on" and one.other.kind == "floor"]
    if not item.flag("lying") and not on_floor:
        return False
    item.relations = [one for one in item.relations if one not in on_floor]
    item.flag("horizontal")
    if motors or weight is not None or "hangs" in item.flags:
        raise Misunderstood(f"A {item.said} that lies on the floor is all that is there.",
                            word=item.said)  # fmt: skip
    return True


def _count_by_lengths(item: Item) -> None:
    """ "Links of 5 cm, 1 m in total": so many of them."""
    plain = [part for part in item.parts if part.kind in LINKS and not part.which]
    each = {value.value for part in plain for value in part.values.get("length", [])
            + part.values.get("unnamed", []) + part.values.get("side", [])}  # fmt: skip
    holders = [(one, name) for one in (item, *plain) for name in ("total length",) if one.has(name)]
    holders = holders or [(item, name) for name in ("length", "unnamed") if item.has(name)]
    if len(each) == 2 and not holders and len(plain) == 1:
        # "20 links of 5 cm, 1 m long": the larger one is of the whole.
        whole = max(each)
        if plain[0].count is not None and abs(whole - plain[0].count * min(each)) < 0.02 * whole:
            left = {
                name: [one for one in values if one.value != whole]
                for name, values in plain[0].values.items()
            }
            plain[0].values = {name: values for name, values in left.items() if values}
        return
    if len(each) != 1 or len(holders) != 1 or any(part.which for part in item.parts):
        return
    (one, name), (length,) = holders[0], each
    if len(one.values[name]) != 1 or length <= 0:
        return
    total = one.values[name][0].value
    count = round(total / length)
    told = {part.count for part in plain if part.count is not None} | {item.links} - {0}
    if count < 1 or abs(total / length - count) > 0.02 or not told <= {count}:
        raise Misunderstood(f"Links of {length:g} m do not make a {item.said} of {total:g} m.")
    del one.values[name]
    item.links = count


def _weight(item: Item) -> Weight | None:
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
    found = Weight(shape, mass, size * bob.scale("size"), bob.colour("red"))
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
    own = [part.take("angle") for part in everything[1:]]
    if any(own) and (angles or any(one != own[0] for one in own)):
        raise Misunderstood(f"{item.said} begins straight, at one angle.", word=item.said)
    angles = angles or own[0]
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
    item.colours = []
    usual = [item.colour(usual[0])] if item.material else usual
    for part in parts:
        part.material = ""
    usual = said or (["grey"] if told else usual)
    return [part.colour(usual[i % len(usual)]) for i, part in enumerate(parts)]
