"""Poles on a cart."""

from py_remote_viewer.protocol.expectations import (
    Attribute,
    Axis,
    Chain,
    HasColour,
    HasSize,
    Joints,
    Mass,
    Moves,
)
from py_remote_viewer.scenes.words.building.cart_plan import CartPlan, plan_cart
from py_remote_viewer.scenes.words.building.explaining import BALANCED, damping_told, lean
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.motors import add_motors
from py_remote_viewer.scenes.words.building.telling import listed
from py_remote_viewer.scenes.words.items import Item

__all__ = ["build_cartpole"]


def build_cartpole(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A cart on a rail along x, or y where that is said, with one pole or several on each other."""
    item.only_one()
    plan = plan_cart(item)
    number, along = len(plan.poles), "y" if plan.sideways else "x"
    driven = _driven(plan)
    told = f"{number} poles on each other"
    pole = plan.poles[0]
    told = f"a pole of {pole.length:.3g} m and {pole.mass:.3g} kg" if number == 1 else told
    fragment = Fragment(
        "Cart-pole" if number == 1 else f"Cart with {number} poles",
        f"A cart of {plan.cart.mass:.3g} kg slides along {along} and carries {told}{driven}."
        f"{_begins(plan)}{_damping(plan)}",
        smooth=True, depth=0.3,
    )  # fmt: skip
    _build(fragment, names, plan, gravity)
    return fragment


def _driven(plan: CartPlan) -> str:
    """What pushes and turns it."""
    hinges = f"hinge{'s' if len(plan.hinges) > 1 else ''} "
    hinges += listed([str(i + 1) for i in plan.hinges])
    hinges = "its hinge" if len(plan.poles) == 1 else hinges
    at = f"a motor at {hinges}" if len(plan.hinges) <= 1 else f"motors at {hinges}"
    if plan.drives:
        return f", pushed by a motor{f', and has {at}' if plan.hinges else ''}"
    return f", with {at} and none on the cart" if plan.hinges else ", without a motor"


def _begins(plan: CartPlan) -> str:
    """Where the cart and the pole begin."""
    at = f" It begins {plan.cart.at:.3g} m from the middle." if plan.cart.at else ""
    angle = plan.poles[0].angle
    if not angle:
        return f"{at} {BALANCED}"
    begins = f"{abs(angle):.3g}° from" if plan.sideways else f"{lean(angle, hangs=False)} of"
    return f"{at} The pole begins {begins} upright."


def _damping(plan: CartPlan) -> str:
    number = len(plan.poles)
    hinges = ["its hinge"] if number == 1 else [f"hinge {i + 1}" for i in range(number)]
    turning = damping_told([0.0, *(pole.damping for pole in plan.poles)], ["", *hinges],
                           "N m s/rad")  # fmt: skip
    return damping_told([plan.cart.damping, 0.0], ["the cart", ""], "N s/m") + turning


def _build(fragment: Fragment, names: Names, plan: CartPlan, gravity: float) -> None:
    cart, poles = plan.cart, plan.poles
    along, about = ((0, 1, 0), (1, 0, 0)) if plan.sideways else ((1, 0, 0), (0, 1, 0))
    whole = sum(pole.length for pole in poles)
    z = max(0.4, whole + 0.15)
    fragment.height, fragment.low = z + whole, z - whole
    fragment.left = fragment.right = 0.5 if plan.sideways else cart.rail / 2
    fragment.depth = cart.rail / 2 if plan.sideways else fragment.depth
    (cart_name,), (slider,) = names.give("cart", 1), names.give("slider", 1)
    bodies, hinges = names.give("pole", len(poles)), names.give("hinge", len(poles))
    common: dict[str, object] = {"contype": 0, "conaffinity": 0}
    fragment.geom("capsule", (0, 0, z), size=(0.02, cart.rail / 2),
                  euler=(90, 0, 0) if plan.sideways else (0, 90, 0), rgba=RGBA["grey"])  # fmt: skip
    start = (0.0, cart.at, z) if plan.sideways else (cart.at, 0.0, z)
    body = fragment.body(cart_name, start)
    reach = max(0.1, (cart.rail - cart.size[0]) / 2)
    element(body, "joint", name=slider, type="slide", axis=along, range=(-reach, reach),
            limited=True, damping=cart.damping or None, ref=cart.at or None)  # fmt: skip
    x, y, high = (value / 2 for value in cart.size)
    element(body, "geom", type="box", size=(y, x, high) if plan.sideways else (x, y, high),
            mass=cart.mass, rgba=RGBA[cart.colour], **common)  # fmt: skip
    parent, at = body, 0.0
    for i, pole in enumerate(poles):
        turn: dict[str, object] = {"euler": [a * pole.angle for a in about]} if pole.angle else {}
        parent = element(parent, "body", name=bodies[i], pos=(0, 0, at), **turn)
        element(parent, "joint", name=hinges[i], type="hinge", axis=about,
                damping=pole.damping or None)  # fmt: skip
        element(parent, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, pole.length),
                size=min(0.025, pole.length / 10), mass=pole.mass, rgba=RGBA[pole.colour],
                **common)  # fmt: skip
        at = pole.length
    driven = [slider] if plan.drives else []
    driven += [hinges[i] for i in plan.hinges]
    add_motors(fragment, driven, names, gear=20.0 * max(1.0, cart.mass))
    fragment.joints |= {"slide": 1, "hinge": len(poles)}
    _expect(fragment, plan, cart_name, slider, bodies, hinges)
    if gravity > 0.1 and poles[0].angle % 180.0:
        fragment.expectations.append(Moves(bodies[-1], 0.05))
    elif not plan.drives and not plan.hinges:
        fragment.stays.append(bodies[-1])


def _expect(
    fragment: Fragment, plan: CartPlan, cart: str, slider: str, bodies: list[str], hinges: list[str]
) -> None:
    x, y = (0.0, 1.0) if plan.sideways else (1.0, 0.0)
    found = fragment.expectations
    for name, pole in zip(bodies, plan.poles, strict=True):
        found += [
            Mass(name, pole.mass),
            HasSize(name, "length", pole.length),
            HasColour(name, pole.colour),
        ]
    dampings = [(slider, plan.cart.damping)]
    dampings += [(hinge, pole.damping) for hinge, pole in zip(hinges, plan.poles, strict=True)]
    found += [Attribute("joint", name, "damping", (value,)) for name, value in dampings if value]
    found += [
        Joints("slide", 1, cart),
        Axis(slider, (x, y, 0.0)),
        *(Axis(hinge, (y, x, 0.0)) for hinge in hinges),
        Chain(len(bodies), "hinge", bodies[0]),
        Mass(cart, plan.cart.mass),
        HasColour(cart, plan.cart.colour),
    ]
