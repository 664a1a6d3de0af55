"""Carts with poles as they are to be built, from what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.building.cart_joints import CARTS, driven, share_joints
from py_remote_viewer.scenes.words.building.leaning import take_side
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
#: Of a cart with hardly any friction (N s/m).
_SLICK = 0.05
_CART = (0.4, 0.25, 0.15)
_POLES = ("rod", "link", "hinge", "ball joint")
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
    #: Where on it the cart begins, from its middle.
    at: float


@dataclass(frozen=True)
class Pole:
    """A pole: m, kg, degrees from upright where it is the first, N m s/rad."""

    length: float
    mass: float
    colour: Colour
    angle: float
    damping: float


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
    number = count_links(item, _POLES, _MOST_POLES)
    share_joints(item, number)
    drives, hinges = driven(item, number)
    sideways = _sideways(item)
    if not sideways:
        turn_to_side(item, right=1.0)
    cart = _cart(item, "at y" if sideways else "at x")
    poles = _poles(item, number)
    _check_joints(item, number)
    shared_flag([item], *_ANYWAY)
    item.material = ""
    item.finish()
    return CartPlan(cart, poles, drives, hinges, sideways)


def _check_joints(item: Item, number: int) -> None:
    """Degrees of freedom are as many as there are."""
    for part in [part for part in item.parts if part.kind == "dof"]:
        if part.number(number + 1) != number + 1:
            raise Misunderstood(
                f"It has {number + 1} {part.said}, not {part.count}.", word=part.said
            )
        part.flag(*_ANYWAY)
        part.finish()
        item.parts.remove(part)


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


def _cart(item: Item, coordinate: str) -> Cart:
    parts = [part for part in item.parts if part.kind in CARTS]
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
    at = _begins_at(item, cart, coordinate)
    if cart.has("unnamed") and {"slides", "moves", "along"} & cart.flags.keys():
        said = cart.values["unnamed"][0].said
        raise Misunderstood(f"How far a cart slides is told as the length of its rail, not {said}.",
                            word=said)  # fmt: skip
    size[0], size[1] = cart.one(size[0], "length", "unnamed"), cart.one(size[1], "width")
    size[2] = cart.one(size[2], "height")
    cart.flag("actuated", *_ANYWAY)
    slick = shared_flag((item, cart), "slick")
    damping = cart.one(item.one(_SLICK if slick else 0.0, "damping"), "damping", "friction")
    found = Cart(
        size, cart.one(1.0, "mass") * cart.scale("mass"), cart.colour("blue"), rail_length, damping,
        at,
    )  # fmt: skip
    cart.finish()
    if not (min(size) >= 0.02 and max(size) < rail_length and found.mass > 0):
        raise Misunderstood(f"A cart of {max(size):g} m has no place on {rail_length:g} m of rail.")
    if abs(at) > (rail_length - size[0]) / 2:
        raise Misunderstood(
            f"A cart cannot begin {abs(at):g} m from the middle of a rail of {rail_length:g} m."
        )
    return found


def _begins_at(item: Item, cart: Item, coordinate: str) -> float:
    """`at x = 0.5 m`, "50 cm to the right"."""
    if item.has(coordinate) or cart.has(coordinate):
        return cart.one(item.one(0.0, coordinate), coordinate)
    side = take_side([cart]) if coordinate == "at x" else 0.0
    return side * cart.one(0.5, "unnamed") if side else 0.0


def _poles(item: Item, number: int) -> list[Pole]:
    side = take_side((item, *item.parts))
    bobs = [part for part in item.parts if part.kind == "bob"]
    if bobs:
        raise Misunderstood("A weight on the pole cannot be made.", word=bobs[0].said)
    parts = one_by_one(item, _POLES, number)
    everything = [item, *parts]
    lengths = link_values(item, number, "length", "unnamed", "height")
    lengths = lengths or [0.6 if number == 1 else 0.5] * number
    masses = link_values(item, number, "mass") or [0.1] * number
    # About y, what stands goes to the right.
    angle = _angle(item, parts) * (side or 1.0)
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
        damping = part.one(_SLICK / 10 if part.flag("slick") else 0.0, "damping", "friction")
        poles.append(Pole(length, mass, part.colour("orange"), angle if i == 0 else 0.0, damping))
        part.flag(*_ANYWAY)
        part.finish()
    return poles


def _angle(item: Item, parts: Sequence[Item]) -> float:
    """Where the first pole begins, in degrees from upright."""
    everything = [item, *parts]
    told = [value for one in everything for value in one.take("angle")]
    down = shared_flag(everything, "hanging down", "hangs")
    flat = shared_flag(everything, "horizontal")
    upright = shared_flag(everything, "standing", "vertical")
    shared_flag(everything, "from upright", "raised", "up and down")
    if len(set(told)) + down + flat > 1 or (upright and (down or flat)):
        raise Misunderstood("A pole begins at one angle.", word=item.said)
    # Exactly upright it stays so for a while; else it leans a little, so that it falls.
    usual = 180.0 - _ANGLE if down else 90.0 if flat else 0.0 if upright else _ANGLE
    return told[0] if told else usual
