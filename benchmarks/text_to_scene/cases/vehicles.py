"""What drives or walks. No template has to know it; a language model may."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    body,
    box,
    element,
    free,
    geom,
    joint,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.machines import bicycle, car, hexapod

__all__ = ["CASES", "motors"]


def motors(*names: str, kind: str = "motor", **attributes: Value) -> str:
    """An actuator on each of these joints."""
    attributes = {"ctrlrange": (-1, 1), **attributes}
    return element("actuator", *(element(kind, joint=name, **attributes) for name in names))


def car_scene(
    wheels: Sequence[tuple[float, float]] = (
        (-0.2, -0.15),
        (-0.2, 0.15),
        (0.2, -0.15),
        (0.2, 0.15),
    ),
    driven: Sequence[int] = (0, 1, 2, 3),
    axis: Sequence[float] = (0, 1, 0),
    kind: str = "hinge",
    loose: bool = True,
    lift: float = 0.0,
    gear: float = 0.6,
    shape: str = "cylinder",
) -> str:
    """A box on wheels that carry motors."""
    turning = [
        body(
            joint(kind, name=f"w{n}", axis=axis, damping=0.005) if kind else "",
            geom(shape, size=(0.08, 0.03, 0.08), euler=(90, 0, 0), mass=0.3, rgba="black",
                 friction=(1, 0.01, 0.001)),
            pos=(x, y, -0.05),
        )
        for n, (x, y) in enumerate(wheels)
    ]  # fmt: skip
    chassis = box((0.5, 0.2, 0.08), mass=3, rgba="red")
    drives = motors(*(f"w{n}" for n in driven), gear=gear) if driven and kind else ""
    moving = body(free() if loose else "", chassis, *turning, pos=(0, 0, 0.13 + lift))
    return scene(moving, extra=drives)


def steered_car() -> str:
    """By another hand: along y, front wheels that steer on knuckles, velocity servos behind."""

    def wheel(name: str, x: float, y: float, steered: bool) -> str:
        rolling = joint(name=name, axis=(1, 0, 0))
        tyre = geom("ellipsoid", size=(0.04, 0.1, 0.1), mass=0.5)
        if not steered:
            return body(rolling, tyre, pos=(x, y, -0.06))
        turning = body(rolling, tyre)
        hub = box((0.02, 0.02, 0.02), mass=0.1, contype=0, conaffinity=0)
        return body(
            joint(axis=(0, 0, 1), range=(-30, 30), limited=True, damping=1, stiffness=50),
            hub,
            turning,
            pos=(x, y, -0.06),
        )

    wheels = [wheel(f"{x}{y}", 0.22 * x, 0.3 * y, y > 0) for x in (-1, 1) for y in (-1, 1)]
    return scene(
        body(free(), box((0.3, 0.8, 0.1), mass=6, rgba="blue"), *wheels, pos=(0, 0, 0.16)),
        extra=motors("-1-1", "1-1", kind="velocity", kv=2, ctrlrange=(-10, 10)),
        timestep=0.004,
        integrator="implicitfast",
    )


def insect(
    legs: int = 6,
    joints: int = 3,
    driven: bool = True,
    lift: float = 0.0,
    loose: bool = True,
    kind: str = "position",
    ring: bool = False,
) -> str:
    """A flat body on legs of three joints: a hip about z, two that bend."""
    built, names = [], []
    for leg in range(legs):
        side = 1 if leg % 2 else -1
        spot = (0.16 * (leg // 2) - 0.16, 0.09 * side, 0.0)
        turn = 90.0 * side
        if ring:
            angle = 2 * math.pi * (leg + 0.5) / legs
            spot, turn = (0.14 * math.cos(angle), 0.14 * math.sin(angle), 0.0), math.degrees(angle)
        own = [f"l{leg}{n}" for n in range(joints)]
        names += own
        axes = ((0, 0, 1), (0, 1, 0), (0, 1, 0))
        turns = [
            joint(name=n, axis=a, damping=0.3, armature=0.005)
            for n, a in zip(own, axes, strict=False)
        ]
        turns += [""] * (3 - joints)
        shin = body(turns[2], rod((0, 0, 0), (0.04, 0, -0.16), 0.012, mass=0.05), pos=(0.12, 0, 0))
        thigh = body(
            turns[1], rod((0, 0, 0), (0.12, 0, 0), 0.014, mass=0.08), shin, pos=(0.04, 0, 0)
        )
        built.append(
            body(
                turns[0],
                rod((0, 0, 0), (0.04, 0, 0), 0.014, mass=0.05),
                thigh,
                pos=spot,
                euler=(0, 0, turn),
            )
        )
    extra = ""
    if driven:
        force = {"kp": 20, "ctrlrange": (-1.2, 1.2)} if kind == "position" else {"gear": 0.5}
        extra = motors(*names, kind=kind, **force)
    torso = geom(
        "cylinder" if ring else "ellipsoid",
        size=(0.11, 0.03) if ring else (0.22, 0.11, 0.04),
        mass=1,
    )
    return scene(
        body(free() if loose else "", torso, *built,
             pos=(0, 0, 0.1735 + lift)),
        extra=extra,
    )  # fmt: skip


def bike(
    wheels: Sequence[tuple[float, float]] = ((-0.5, 0.0), (0.5, 0.0)),
    radii: Sequence[float] = (0.33, 0.33),
    steered: bool = True,
    loose: bool = True,
    lift: float = 0.0,
    across: bool = False,
    stand: bool = False,
) -> str:
    """A frame of rods, a rear wheel in it and a front wheel in a fork that turns."""

    def wheel(number: int, pos: Sequence[float]) -> str:
        x, y = wheels[number]
        radius = radii[number]
        spin = joint(axis=(0, 0, 1) if across else (0, 1, 0))
        return body(
            spin,
            geom("cylinder", size=(radius, 0.02), euler=(0 if across else 90, 0, 0), mass=1.2),
            pos=(x - pos[0], y - pos[1], radius - 0.33 - pos[2]),
        )

    head = (0.42, 0.0, 0.4)
    fork = body(
        joint(axis=(-0.3, 0, 1), range=(-60, 60), limited=True, damping=0.05) if steered else "",
        rod((0, 0, 0), (0.08, 0, -0.4), 0.015, mass=0.8, contype=0, conaffinity=0),
        rod((0, -0.25, 0.15), (0, 0.25, 0.15), 0.012, mass=0.4, contype=0, conaffinity=0),
        wheel(1, head),
        pos=head,
    )
    rear, seat = (-0.5, 0, 0), (-0.1, 0, 0.4)
    rails = [(rear, seat), (seat, head), (rear, (0, 0, 0)), ((0, 0, 0), (0.42, 0, 0.35))]
    frame = "".join(rod(a, b, 0.02, mass=0.7, contype=0, conaffinity=0) for a, b in rails)
    if stand:
        frame += rod((-0.1, 0, 0), (-0.1, 0.3, -0.32), 0.01, mass=0.1)
    back = wheel(0, (0, 0, 0)) if len(wheels) > 1 else ""
    more = wheel(2, (0, 0, 0)) if len(wheels) > 2 else ""
    return scene(body(free() if loose else "", frame, back, more, fork, pos=(0, 0, 0.33 + lift)))


_LEFT = ((-0.2, -0.15), (-0.2, 0.15), (0.2, 0.0))


CASES = (
    Case(
        "car",
        "a car with four wheels that drives by motors",
        (car(),),
        (car_scene(), steered_car()),
        (
            ("three wheels", car_scene(_LEFT, (0, 1, 2))),
            ("no motors", car_scene(driven=())),
            ("one motor", car_scene(driven=(0,))),
            ("wheels that turn like plates", car_scene(axis=(0, 0, 1))),
            ("welded wheels", car_scene(kind="")),
            ("fixed to the world", car_scene(loose=False)),
            ("in the air", car_scene(lift=0.5)),
            ("motors without force", car_scene(gear=0)),
            ("square wheels", car_scene(shape="box")),
        ),
        inside=False,
    ),
    Case(
        "hexapod",
        "hexapod: a six legged walking robot, three motors in each leg",
        (hexapod(),),
        (insect(), insect(ring=True, kind="motor")),
        (
            ("four legs", insect(4)),
            ("two joints a leg", insect(joints=2)),
            ("no motors", insect(driven=False)),
            ("in the air", insect(lift=0.5)),
            ("fixed", insect(loose=False)),
            ("eight legs", insect(8, ring=True)),
        ),
        inside=False,
    ),
    Case(
        "bicycle",
        "a bicycle whose wheels turn and whose handlebar steers",
        (bicycle(),),
        (bike(), bike(radii=(0.3, 0.3), wheels=((-0.45, 0.0), (0.48, 0.0)), stand=True)),
        (
            ("no steering", bike(steered=False)),
            ("side by side", bike(((0.5, -0.5), (0.5, 0.0)))),
            ("three wheels", bike(((-0.5, -0.3), (0.5, 0.0), (-0.5, 0.3)), (0.33,) * 3)),
            ("a penny-farthing", bike(radii=(0.15, 0.33))),
            ("in the air", bike(lift=0.4)),
            ("fixed", bike(loose=False)),
            ("wheels lie", bike(across=True)),
        ),
        inside=False,
    ),
)  # fmt: skip
