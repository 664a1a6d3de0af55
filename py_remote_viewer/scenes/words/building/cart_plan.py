"""Carts with poles as they are to be built, from what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.building.links import (
    count_links,
    link_values,
    one_by_one,
    shared_flag,
    turn_to_side,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["Cart", "CartPlan", "Pole", "plan_cart"]

_MOST_POLES = 10
_RAIL = 4.0
_ANGLE = 3.0
_CART = (0.4, 0.25, 0.15)
_POLES = ("rod", "link", "joint", "hinge")
#: What is so in any case.
_ANYWAY = ("inverted", "connected", "hinged", "swings", "undamped", "slides", "under gravity",
           "along", "each other", "from rest", "let go", "moves", "rolls",
           "about horizontal")  # fmt: skip


@dataclass(frozen=True)
class Cart:
    """The cart and its rail as they are to be built (m, kg)."""

    size: Sequence[float]
    mass: float
    colour: Colour
    rail: float
    damping: float


@dataclass(frozen=True)
class Pole:
    """A pole: m, kg, degrees from upright where it is the first."""

    length: float
    mass: float
    colour: Colour
    angle: float


@dataclass(frozen=True)
class CartPlan:
    """All of it: whether the cart is pushed, which hinges are driven, and whether the cart slides
    along y, and the poles turn about x."""

    cart: Cart
    poles: list[Pole]
    drives: bool
    hinges: list[int]
    sideways: bool


def plan_cart(item: Item) -> CartPlan:
    """Everything used that was said of it."""
    number = _number_of_poles(item)
    drives, hinges = _driven(item, number)
    cart = _cart(item)
    sideways = _sideways(item)
    if not sideways:
        turn_to_side(item, right=1.0)
    poles = _poles(item, number)
    _check_joints(item, number)
    shared_flag([item], *_ANYWAY)
    item.material = ""
    item.finish()
    return CartPlan(cart, poles, drives, hinges, sideways)


def _check_joints(item: Item, number: int) -> None:
    """Degrees of freedom and sliding joints are as many as there are."""
    for part in [part for part in item.parts if part.kind in ("slide joint", "dof")]:
        expected = 1 if part.kind == "slide joint" else number + 1
        if part.number(expected) != expected:
            raise Misunderstood(f"It has {expected} {part.said}, not {part.count}.", word=part.said)
        part.flag(*_ANYWAY)
        part.finish()
        item.parts.remove(part)


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
    return _driven_at(motor, number)


def _driven_at(motor: Item, number: int) -> tuple[bool, list[int]]:
    """The same where it is told of a motor: on the cart, on the pole, or on each joint."""
    motor.flag("actuated")
    where = motor.related("on", "at", "attached", "in", "down")
    motor.finish()
    if not where:
        return _all_driven(motor.number(1), number) if motor.number(1) != 1 else (True, [])
    place = where[0].other
    if place.kind in ("rod", "link", "hinge", "pole", "ball joint"):
        return False, list(range(number))
    if place.kind == "joint" and (place.count or 0) > 1:
        return _all_driven(place.number(2), number)
    if place.kind in ("cart", "base", "rail", "slide joint", "trolley"):
        return True, []
    raise Misunderstood(f"{where[0].said!r} is not understood here.", word=where[0].said)


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


def _cart(item: Item) -> Cart:
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
    found = Cart(
        size, cart.one(1.0, "mass") * cart.scale("mass"), cart.colour("blue"), rail_length, damping
    )
    cart.finish()
    if not (min(size) >= 0.02 and max(size) < rail_length and found.mass > 0):
        raise Misunderstood(f"A cart of {max(size):g} m has no place on {rail_length:g} m of rail.")
    return found


def _poles(item: Item, number: int) -> list[Pole]:
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
    poles: list[Pole] = []
    for i, part in enumerate(parts):
        length = part.one(lengths[i], "length", "unnamed", "height", "side") * scale
        length *= part.scale("length") * part.scale("height") * part.scale("size")
        part.scale("thickness")
        if not 0.02 <= length <= 10.0:
            raise Misunderstood("Poles of 0.02 to 10 m can be made.")
        mass = part.one(masses[i], "mass") * part.scale("mass")
        poles.append(Pole(length, mass, part.colour("orange"), angle if i == 0 else 0.0))
        part.flag(*_ANYWAY)
        part.finish()
    return poles


def _angle(item: Item, parts: Sequence[Item]) -> float:
    """Where the first pole begins, in degrees from upright."""
    everything = [item, *parts]
    told = [value for one in everything for value in one.take("angle")]
    down = shared_flag(everything, "hanging down", "hangs")
    flat = shared_flag(everything, "horizontal")
    shared_flag(everything, "from upright", "standing", "vertical", "raised", "up and down")
    if len(set(told)) + down + flat > 1:
        raise Misunderstood("A pole begins at one angle.", word=item.said)
    usual = 180.0 - _ANGLE if down else 90.0 if flat else _ANGLE
    return told[0] if told else usual
