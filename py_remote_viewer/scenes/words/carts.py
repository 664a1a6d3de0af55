"""Poles on a cart."""

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
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.motors import add_motors, wants_motors
from py_remote_viewer.scenes.words.pendulums import per_link

__all__ = ["build_cartpole"]

_MOST_POLES = 10
_RAIL = 4.0
_ANGLE = 3.0
_CART = (0.4, 0.25, 0.15)


def build_cartpole(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A cart on a rail along x, with one pole or several on each other."""
    count = item.number(1)
    if count != 1:
        raise Misunderstood(f"One cart-pole can be made, not {count}.", word=item.said)
    motors = wants_motors(item, 1, default=1)
    cart, rail = item.part("cart"), item.part("rail")
    poles = [part for part in item.parts if part.kind in ("rod", "link", "bob", "joint")]
    for part in poles:
        item.parts.remove(part)
    number = item.links or max((part.count or 1 for part in poles), default=1)
    if not 1 <= number <= _MOST_POLES:
        raise Misunderstood(f"A cart can have 1 to {_MOST_POLES} poles, not {number}.")
    lengths, masses = _lengths(item, poles, number), _masses(poles, item, number)
    angle = _angle(item, poles)
    fragment = Fragment(
        "Cart-pole" if number == 1 else f"Cart with {number} poles",
        "A cart slides along x and carries "
        + (f"a pole of {lengths[0]:.3g} m" if number == 1 else f"{number} poles on each other")
        + (", pushed by a motor." if motors else ", without a motor."),
        height=2 * sum(lengths) + 0.2, smooth=True,
    )  # fmt: skip
    _build(fragment, names, cart, rail, poles, lengths, masses, angle, motors, gravity)
    for part in poles:
        part.finish()
    item.material, item.colours = "", []
    item.finish()
    return fragment


def _lengths(item: Item, poles: list[Item], number: int) -> list[float]:
    usual = [0.6 if number == 1 else 0.5] * number
    lengths = per_link(item, poles, number, "length", "unnamed", "height") or usual
    scale = 1.0
    for part in (item, *poles):
        scale *= part.scale("length") * part.scale("height") * part.scale("size")
    if any(not 0.02 <= length * scale <= 10.0 for length in lengths):
        raise Misunderstood("Poles of 0.02 to 10 m can be made.")
    return [length * scale for length in lengths]


def _masses(poles: list[Item], item: Item, number: int) -> list[float]:
    heavy = 1.0
    for part in poles:
        heavy *= part.scale("mass")
    return [mass * heavy for mass in per_link(item, poles, number, "mass") or [0.1] * number]


def _angle(item: Item, poles: list[Item]) -> float:
    """Where the pole begins, in degrees from upright."""
    angle = (per_link(item, poles, 1, "angle") or [_ANGLE])[0]
    for part in (item, *poles):
        part.flag("inverted", "standing", "vertical", "connected", "hinged", "swings", "undamped",
                  "slides", "under gravity", "along", "from rest", "let go",
                  "at the pivot")  # fmt: skip
        if part.flag("hanging down", "hangs"):
            angle = 180.0 - _ANGLE
        if part.flag("horizontal"):
            angle = 90.0
    return angle


def _build(
    fragment: Fragment, names: Names, cart: Item | None, rail: Item | None, poles: list[Item],
    lengths: list[float], masses: list[float], angle: float, motors: int, gravity: float,
) -> None:  # fmt: skip
    cart = cart or Item("cart", "cart")
    rail = rail or Item("rail", "rail")
    rail_length = rail.one(_RAIL, "length", "unnamed") * rail.scale("length")
    rail.colours = []
    rail.finish()
    mass = cart.one(1.0, "mass") * cart.scale("mass")
    size = [value * cart.scale("size") for value in (cart.sizes or _CART)]
    size = [*size, _CART[2]][:3]
    cart.sizes = ()
    size[0], size[1] = cart.one(size[0], "length"), cart.one(size[1], "width")
    size[2] = cart.one(size[2], "height")
    colour = cart.colour("blue")
    cart.flag("slides", "actuated", "undamped", "along", "rolls")
    cart.material = ""
    friction = cart.one(0.0, "damping", "friction")
    cart.finish()
    pole_colours: list[Colour] = [colour for part in poles for colour in part.colours]
    pole_colours = pole_colours or ["orange"]
    z = max(0.4, sum(lengths) + 0.15)
    fragment.left = fragment.right = rail_length / 2
    (cart_name,), (slider,) = names.give("cart", 1), names.give("slider", 1)
    bodies, hinges = names.give("pole", len(lengths)), names.give("hinge", len(lengths))
    common: dict[str, object] = {"contype": 0, "conaffinity": 0}
    fragment.geom("capsule", (0, 0, z), size=(0.02, rail_length / 2), euler=(0, 90, 0),
                  rgba=RGBA["grey"])  # fmt: skip
    body = fragment.body(cart_name, (0, 0, z))
    reach = max(0.1, (rail_length - size[0]) / 2)
    element(body, "joint", name=slider, type="slide", axis=(1, 0, 0), range=(-reach, reach),
            limited=True, damping=friction or None)  # fmt: skip
    element(body, "geom", type="box", size=[value / 2 for value in size], mass=mass,
            rgba=RGBA[colour], **common)  # fmt: skip
    parent, at = body, 0.0
    for i, (length, pole) in enumerate(zip(lengths, masses, strict=True)):
        turn: dict[str, object] = {"euler": (0, angle, 0)} if i == 0 else {}
        parent = element(parent, "body", name=bodies[i], pos=(0, 0, at), **turn)
        element(parent, "joint", name=hinges[i], type="hinge", axis=(0, 1, 0))
        element(parent, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, length),
                size=min(0.025, length / 10), mass=pole,
                rgba=RGBA[pole_colours[i % len(pole_colours)]], **common)  # fmt: skip
        at = length
        fragment.expectations += [
            Mass(bodies[i], pole),
            HasSize(bodies[i], "length", length),
            HasColour(bodies[i], pole_colours[i % len(pole_colours)]),
        ]
    add_motors(fragment, [slider][:motors], names, gear=20.0 * max(1.0, mass))
    fragment.joints |= {"slide": 1, "hinge": len(lengths)}
    fragment.expectations += [
        Joints("slide", 1, cart_name),
        Axis(slider, (1.0, 0.0, 0.0)),
        *(Axis(hinge, (0.0, 1.0, 0.0)) for hinge in hinges),
        Chain(len(lengths), "hinge", bodies[0]),
        Mass(cart_name, mass),
        HasColour(cart_name, colour),
    ]
    if gravity > 0.1 and angle % 180.0:
        fragment.expectations.append(Moves(bodies[-1], 0.05))
