"""Carts on rails with poles: how long, how heavy, driven or not, with one link or two."""

from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    element,
    geom,
    joint,
    motor,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.carts import (
    cart_drives,
    cart_weighs,
    cart_with_poles,
    poles_upright,
)
from benchmarks.text_to_scene.verify.chains import lengths, link_masses

__all__ = ["CASES"]


def cart(
    poles: Sequence[float] = (1.0,),
    cart_mass: float = 1.0,
    pole_mass: float = 0.1,
    up: float = 1.0,
    rail: Sequence[float] = (1, 0, 0),
    axis: Sequence[float] = (0, 1, 0),
    kinds: Sequence[str] = ("slide", "hinge"),
    drive: str = "",
    tilt: float = 3.0,
    **slide: Value,
) -> str:
    """A cart in the air (nothing of it touches anything) with capsules as poles."""
    hung = ""
    for number in range(len(poles) - 1, -1, -1):
        hung = body(
            joint(kinds[1], name=f"p{number}", **({"axis": axis} if kinds[1] else {})),
            rod((0, 0, 0), (0, 0, up * poles[number]), 0.015, mass=pole_mass, contype=0,
                conaffinity=0),
            hung,
            pos=(0, 0, up * poles[number - 1] if number else 0),
            euler=(0, tilt if number == 0 else 0, 0),
        )  # fmt: skip
    moving = body(
        joint(kinds[0], name="c", axis=rail, **slide) if kinds[0] else "",
        box((0.3, 0.2, 0.12), mass=cart_mass, rgba="blue", contype=0, conaffinity=0),
        hung,
        pos=(0, 0, sum(poles) + 0.5 if up < 0 else 0.5),
    )
    return scene(moving, extra=motor(drive) if drive else "")


def cart_y(
    poles: Sequence[float], cart_mass: float, pole_mass: float, driven: bool, start: float = 0.05
) -> str:
    """The same by another hand: along y, cylinders with weights, wheels for show, a keyframe."""
    hung = ""
    for number in range(len(poles) - 1, -1, -1):
        length = poles[number]
        hung = body(
            joint(axis=(-1, 0, 0), damping=0.0005),
            rod((0, 0, 0), (0, 0, length), 0.02, mass=0.9 * pole_mass, type_="cylinder"),
            ball(0.02, pos=(0, 0, length), mass=0.1 * pole_mass),
            hung,
            pos=(0.15, 0, poles[number - 1]) if number else (0.2, 0, 0.3),
        )
    wheel = geom("cylinder", size=(0.05, 0.02), euler=(0, 90, 0), mass=0, pos=(0, 0.1, -0.08))
    moving = body(
        joint("slide", name="rail", axis=(0, 1, 0), range=(-4, 4), limited=True, damping=0.1),
        geom("box", size=(0.08, 0.2, 0.05), mass=cart_mass),
        element("body", wheel),
        hung,
        pos=(0, 0, 0.2),
    )
    track = rod((0, -2, 0.05), (0, 2, 0.05), 0.01, contype=0, conaffinity=0)
    keys = element("keyframe", element("key", qpos=[0.0, start] + [0.0] * (len(poles) - 1)))
    drive = element("actuator", element("general", joint="rail", gainprm="20", ctrlrange=(-2, 2),
                                        ctrllimited=True)) if driven else ""  # fmt: skip
    return scene(track, moving, extra=keys + drive, integrator="implicitfast", timestep=0.004)


_INCH = 0.0254

CASES = (
    Case(
        "cart_pole",
        "a cart-pole: cart of 3 kg, pole 1.2 m long, with a motor that pushes the cart",
        (cart_with_poles(1), lengths((1.2,), on="slide"), cart_weighs(3.0), cart_drives()),
        (cart((1.2,), 3.0, drive="c"), cart_y((1.2,), 3.0, 0.2, True)),
        (
            ("no motor", cart((1.2,), 3.0)),
            ("the pole is driven", cart((1.2,), 3.0, drive="p0")),
            ("0.3 kg", cart((1.2,), 0.3, drive="c")),
            ("2.1 m", cart((2.1,), 3.0, drive="c")),
            ("hinge along the rail", cart((1.2,), 3.0, drive="c", axis=(1, 0, 0))),
            ("rail upright", cart((1.2,), 3.0, drive="c", rail=(0, 0, 1))),
            ("pole welded", cart((1.2,), 3.0, drive="c", kinds=("slide", ""))),
            ("two poles", cart((1.2, 1.2), 3.0, drive="c")),
            ("cart stuck", cart((1.2,), 3.0, drive="c", frictionloss=5000)),
        ),
    ),
    Case(
        "cart_pole_inches",
        "Cart with a 24 inch pole balancing upright on it; the cart can be driven left and right.",
        (cart_with_poles(1), lengths((24 * _INCH,), on="slide"), poles_upright(), cart_drives()),
        (cart((24 * _INCH,), drive="c"), cart_y((24 * _INCH,), 1.0, 0.1, True)),
        (
            ("24 cm", cart((0.24,), drive="c")),
            ("hangs down", cart((24 * _INCH,), drive="c", up=-1.0)),
            ("lies", cart((24 * _INCH,), drive="c", tilt=85)),
            ("not driven", cart_y((24 * _INCH,), 1.0, 0.1, False)),
            ("a cart that turns", cart((24 * _INCH,), drive="c", kinds=("hinge", "hinge"))),
        ),
    ),
    Case(
        "double_pendulum_on_cart",
        "put a double pendulum on a cart that I can drive, please",
        (cart_with_poles(2), cart_drives()),
        (cart((0.5, 0.5), drive="c", up=-1.0, tilt=20), cart_y((0.6, 0.4), 2.0, 0.1, True)),
        (
            ("one link", cart((0.5,), drive="c", up=-1.0)),
            ("three links", cart((0.5,) * 3, drive="c", up=-1.0)),
            ("nothing driven", cart((0.5, 0.5), up=-1.0)),
            ("driven at the elbow", cart((0.5, 0.5), drive="p1", up=-1.0)),
            ("no cart", cart((0.5, 0.5), up=-1.0, kinds=("", "hinge"))),
            ("hinge along the rail", cart((0.5, 0.5), drive="c", up=-1.0, axis=(1, 0, 0))),
        ),
    ),
    Case(
        "inverted_pendulum_passive",
        "an inverted pendulum on a sliding cart without any motor, pole half a meter and 200 g",
        (
            cart_with_poles(1),
            poles_upright(),
            lengths((0.5,), on="slide"),
            link_masses(0.2, on="slide"),
            cart_drives(0),
        ),
        (cart((0.5,), pole_mass=0.2), cart_y((0.5,), 1.0, 0.2, False)),
        (
            ("driven", cart((0.5,), pole_mass=0.2, drive="c")),
            ("200 kg", cart((0.5,), pole_mass=200.0)),
            ("hangs", cart((0.5,), pole_mass=0.2, up=-1.0)),
            ("5 m", cart((5.0,), pole_mass=0.2)),
            ("cart welded", cart((0.5,), pole_mass=0.2, kinds=("", "hinge"))),
        ),
    ),
)
