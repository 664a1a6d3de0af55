"""Poles on a cart."""

from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import (
    Axis,
    Chain,
    Colour,
    HasColour,
    HasSize,
    Joints,
    Mass,
    Moves,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.links import count_links, link_values, one_by_one, shared_flag
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.motors import add_motors

__all__ = ["build_cartpole"]

_MOST_POLES = 10
_RAIL = 4.0
_ANGLE = 3.0
_CART = (0.4, 0.25, 0.15)
_POLES = ("rod", "link", "joint", "hinge")
#: What is so in any case.
_ANYWAY = (
    "inverted", "connected", "hinged", "swings", "undamped", "slides", "under gravity", "along",
    "each other", "from rest", "let go", "moves", "rolls", "about horizontal",
)  # fmt: skip


@dataclass(frozen=True)
class _Cart:
    """The cart and its rail as they are to be built (m, kg)."""

    size: Sequence[float]
    mass: float
    colour: Colour
    rail: float
    damping: float


@dataclass(frozen=True)
class _Pole:
    """A pole: m, kg, degrees from upright where it is the first."""

    length: float
    mass: float
    colour: Colour
    angle: float


def build_cartpole(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A cart on a rail along x, or y where that is said, with one pole or several on each other."""
    item.only_one()
    number = _number_of_poles(item)
    drives, hinges = _driven(item, number)
    cart = _cart(item)
    sideways = _sideways(item)
    poles = _poles(item, number)
    for part in [part for part in item.parts if part.kind in ("slide joint", "dof")]:
        expected = 1 if part.kind == "slide joint" else number + 1
        if part.number(expected) != expected:
            raise Misunderstood(f"It has {expected} {part.said}, not {part.count}.", word=part.said)
        part.flag(*_ANYWAY)
        part.finish()
        item.parts.remove(part)
    shared_flag([item], *_ANYWAY)
    item.material = ""
    item.finish()
    driven = ", pushed by a motor." if drives else ", without a motor."
    told = f"a pole of {poles[0].length:.3g} m" if number == 1 else f"{number} poles on each other"
    fragment = Fragment(
        "Cart-pole" if number == 1 else f"Cart with {number} poles",
        f"A cart slides along {'y' if sideways else 'x'} and carries {told}{driven}",
        height=2 * sum(pole.length for pole in poles) + 0.2, smooth=True, depth=0.3,
    )  # fmt: skip
    _build(fragment, names, cart, poles, drives, hinges, gravity, sideways=sideways)
    return fragment


def _number_of_poles(item: Item) -> int:
    """As it was told by the noun, or of poles or joints."""
    return count_links(item, _POLES, _MOST_POLES)


def _driven(item: Item, number: int) -> tuple[bool, list[int]]:
    """Whether the cart is pushed, and which hinges are driven; the cart is, unless it is said
    otherwise."""
    everything = [item, *item.parts]
    passive = shared_flag(everything, "passive")
    motor = item.part("motor")
    told = shared_flag(everything, "actuated") or motor is not None
    for part in item.parts:
        if part.kind == "dof" and part.number(1) == 1 and told:
            # "one actuated degree of freedom"
            part.count = None
    if passive:
        if told:
            raise Misunderstood("A cart-pole either has a motor or has none.", word=item.said)
        return False, []
    if motor is None:
        return True, []
    motor.flag("actuated")
    where = motor.related("on", "at", "attached", "in", "down")
    motor.finish()
    if where:
        return _driven_at(where[0], number)
    return (True, []) if motor.number(1) == 1 else _all_driven(motor.number(1), number)


def _driven_at(where: Relation, number: int) -> tuple[bool, list[int]]:
    """The same where it is told what the motor is at."""
    place = where.other
    if place.kind in ("rod", "link", "hinge", "pole", "ball joint"):
        return False, list(range(number))
    if place.kind == "joint" and (place.count or 0) > 1:
        return _all_driven(place.number(2), number)
    if place.kind in ("cart", "base", "rail", "slide joint", "trolley"):
        return True, []
    raise Misunderstood(f"{where.said!r} is not understood here.", word=where.said)


def _all_driven(motors: int, number: int) -> tuple[bool, list[int]]:
    if motors != number + 1:
        raise Misunderstood(f"It is not said which of {number + 1} joints are driven.")
    return True, list(range(number))


def _sideways(item: Item) -> bool:
    """True where the cart slides along y, and its poles turn about x."""
    everything = [item, *item.parts, *[m for part in item.parts for m in part.members]]
    along = {axis for axis in "xyz" if shared_flag(everything, f"along {axis}")}
    about = {axis for axis in "xyz" if shared_flag(everything, f"about {axis}")}
    along |= {{"x": "y", "y": "x"}.get(axis, "z") for axis in about}
    if len(along) > 1 or "z" in along:
        raise Misunderstood("A cart slides along x or y, its pole turns about the other one.",
                            word="axis")  # fmt: skip
    return along == {"y"}


def _cart(item: Item) -> _Cart:
    parts = [part for part in item.parts if part.kind in ("cart", "base")]
    rail = item.part("rail") or Item("rail", "rail")
    item.parts = [part for part in item.parts if part not in parts]
    rail_length = rail.one(_RAIL, "length", "unnamed") * rail.scale("length")
    rail.colour("grey")
    rail.flag("horizontal", "along", "fixed")
    rail.finish()
    cart = parts[0] if parts else Item("cart", "cart")
    for other in parts[1:]:
        # Named again, with more of it.
        cart.values |= other.values
        cart.colours += other.colours
        cart.flags |= other.flags
        cart.scales |= other.scales
        cart.sizes = cart.sizes or other.sizes
    side = cart.one(-1.0, "side")
    size = (side,) * 3 if side > 0 else cart.sizes or _CART
    cart.sizes = ()
    size = [*(value * cart.scale("size") for value in size), _CART[2]][:3]
    if cart.has("unnamed") and {"slides", "moves", "along"} & cart.flags.keys():
        said = cart.values["unnamed"][0].said
        raise Misunderstood(f"How far a cart slides is told as the length of its rail, not {said}.",
                            word=said)  # fmt: skip
    size[0], size[1] = cart.one(size[0], "length", "unnamed"), cart.one(size[1], "width")
    size[2] = cart.one(size[2], "height")
    cart.flag("actuated", *_ANYWAY)
    damping = max(cart.one(0.0, "damping", "friction"), item.one(0.0, "damping"))
    found = _Cart(
        size, cart.one(1.0, "mass") * cart.scale("mass"), cart.colour("blue"), rail_length, damping
    )
    cart.finish()
    if not (min(size) >= 0.02 and max(size) < rail_length and found.mass > 0):
        raise Misunderstood(f"A cart of {max(size):g} m has no place on {rail_length:g} m of rail.")
    return found


def _poles(item: Item, number: int) -> list[_Pole]:
    bobs = [part for part in item.parts if part.kind == "bob"]
    if bobs:
        raise Misunderstood("A weight on the pole cannot be made.", word=bobs[0].said)
    parts = one_by_one(item, _POLES, number)
    everything = [item, *parts]
    lengths = link_values(item, number, "length", "unnamed", "height")
    lengths = lengths or [0.6 if number == 1 else 0.5] * number
    masses = link_values(item, number, "mass") or [0.1] * number
    angle = _angle(item, parts)
    scale = item.scale("length") * item.scale("height") * item.scale("size")
    shared_flag(everything, "alike")
    poles: list[_Pole] = []
    for i, part in enumerate(parts):
        length = part.one(lengths[i], "length", "unnamed", "height", "side") * scale
        length *= part.scale("length") * part.scale("height") * part.scale("size")
        part.scale("thickness")
        if not 0.02 <= length <= 10.0:
            raise Misunderstood("Poles of 0.02 to 10 m can be made.")
        mass = part.one(masses[i], "mass") * part.scale("mass")
        poles.append(_Pole(length, mass, part.colour("orange"), angle if i == 0 else 0.0))
        part.flag(*_ANYWAY)
        part.finish()
    return poles


def _angle(item: Item, parts: Sequence[Item]) -> float:
    """Where the first pole begins, in degrees from upright."""
    everything = [item, *parts]
    told = [value for one in everything for value in one.take("angle")]
    down = shared_flag(everything, "hanging down", "hangs")
    flat = shared_flag(everything, "horizontal")
    shared_flag(everything, "standing", "vertical", "raised", "up and down")
    if len(set(told)) + down + flat > 1:
        raise Misunderstood("A pole begins at one angle.", word=item.said)
    usual = 180.0 - _ANGLE if down else 90.0 if flat else _ANGLE
    return told[0] if told else usual


def _build(
    fragment: Fragment, names: Names, cart: _Cart, poles: Sequence[_Pole], drives: bool,
    hinges_driven: Sequence[int], gravity: float, *, sideways: bool,
) -> None:  # fmt: skip
    along, about = ((0, 1, 0), (1, 0, 0)) if sideways else ((1, 0, 0), (0, 1, 0))
    z = max(0.4, sum(pole.length for pole in poles) + 0.15)
    fragment.left = fragment.right = 0.5 if sideways else cart.rail / 2
    fragment.depth = cart.rail / 2 if sideways else fragment.depth
    (cart_name,), (slider,) = names.give("cart", 1), names.give("slider", 1)
    bodies, hinges = names.give("pole", len(poles)), names.give("hinge", len(poles))
    common: dict[str, object] = {"contype": 0, "conaffinity": 0}
    fragment.geom("capsule", (0, 0, z), size=(0.02, cart.rail / 2),
                  euler=(90, 0, 0) if sideways else (0, 90, 0), rgba=RGBA["grey"])  # fmt: skip
    body = fragment.body(cart_name, (0, 0, z))
    reach = max(0.1, (cart.rail - cart.size[0]) / 2)
    element(body, "joint", name=slider, type="slide", axis=along, range=(-reach, reach),
            limited=True, damping=cart.damping or None)  # fmt: skip
    x, y, high = (value / 2 for value in cart.size)
    element(body, "geom", type="box", size=(y, x, high) if sideways else (x, y, high),
            mass=cart.mass, rgba=RGBA[cart.colour], **common)  # fmt: skip
    parent, at = body, 0.0
    for i, pole in enumerate(poles):
        turn: dict[str, object] = {"euler": [a * pole.angle for a in about]} if pole.angle else {}
        parent = element(parent, "body", name=bodies[i], pos=(0, 0, at), **turn)
        element(parent, "joint", name=hinges[i], type="hinge", axis=about)
        element(parent, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, pole.length),
                size=min(0.025, pole.length / 10), mass=pole.mass, rgba=RGBA[pole.colour],
                **common)  # fmt: skip
        at = pole.length
        fragment.expectations += [
            Mass(bodies[i], pole.mass),
            HasSize(bodies[i], "length", pole.length),
            HasColour(bodies[i], pole.colour),
        ]
    driven = [slider, *(hinges[i] for i in hinges_driven)] if drives else [
        hinges[i] for i in hinges_driven
    ]  # fmt: skip
    add_motors(fragment, driven, names, gear=20.0 * max(1.0, cart.mass))
    fragment.joints |= {"slide": 1, "hinge": len(poles)}
    direction = (float(along[0]), float(along[1]), 0.0)
    fragment.expectations += [
        Joints("slide", 1, cart_name),
        Axis(slider, direction),
        *(Axis(hinge, (direction[1], direction[0], 0.0)) for hinge in hinges),
        Chain(len(poles), "hinge", bodies[0]),
        Mass(cart_name, cart.mass),
        HasColour(cart_name, cart.colour),
    ]
    if gravity > 0.1 and poles[0].angle % 180.0:
        fragment.expectations.append(Moves(bodies[-1], 0.05))
