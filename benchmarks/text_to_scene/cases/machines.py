"""Grippers, doors, linkages and windmills. No template has to know them; a language model may."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    body,
    box,
    element,
    geom,
    joint,
    motor,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.mechanisms import (
    door,
    four_bar,
    gripper,
    windmill,
)

__all__ = ["CASES"]

_GHOST = {"contype": 0, "conaffinity": 0}


def pincers(
    fingers: int = 2,
    kind: str = "slide",
    driven: bool = True,
    together: bool = False,
    travel: float = 0.03,
    across: bool = False,
) -> str:
    """A palm in the air, and fingers that slide towards each other."""
    built = []
    for n in range(fingers):
        way = 1 if n % 2 else -1
        along = (0, 0, 1) if across else (0, -1 if together else -way, 0)
        built.append(
            body(
                joint(kind, name=f"f{n}", axis=along, range=(0, travel), limited=True, damping=5)
                if kind else "",
                box((0.02, 0.01, 0.1), mass=0.1, rgba="grey", **_GHOST),
                pos=(0.04 * (n // 2), 0.05 * way, -0.08),
            )
        )  # fmt: skip
    names = [f"f{n}" for n in range(fingers)] if driven and kind else []
    drives = element("actuator", *(element("position", joint=n, kp=200, ctrlrange=(0, travel))
                                   for n in names)) if names else ""  # fmt: skip
    return scene(body(box((0.06, 0.16, 0.04), mass=0.5), *built, pos=(0, 0, 0.5)), extra=drives)


def claw() -> str:
    """By another hand: fingers on hinges, one motor, and an equality that couples them."""
    fingers = [
        body(
            joint(name=f"h{way}", axis=(way, 0, 0), range=(-40, 20), limited=True, damping=0.05,
                  armature=0.001),
            rod((0, 0, 0), (0, 0, -0.12), 0.01, mass=0.1, **_GHOST),
            pos=(0, 0.05 * way, 0),
        )
        for way in (1, -1)
    ]  # fmt: skip
    couple = element("joint", joint1="h1", joint2="h-1", polycoef=(0, 1, 0, 0, 0))
    return scene(
        body(box((0.06, 0.14, 0.04), mass=1), *fingers, pos=(0, 0, 0.6)),
        extra=element("equality", couple) + motor("h1", ctrlrange=(-1, 1)),
    )


def door_scene(
    height: float = 2.0,
    width: float = 0.9,
    axis: Sequence[float] = (0, 0, 1),
    edge: float = 0.5,
    handle: str = "hinge",
    at: float = 0.4,
    kind: str = "hinge",
    handle_axis: Sequence[float] = (0, 1, 0),
    stuck: bool = False,
) -> str:
    """A panel along x on a hinge, and a lever on it."""
    lever = body(
        joint(handle, axis=handle_axis, damping=0.1, stiffness=2) if handle else "",
        rod((0, 0.06, 0), (-0.12, 0.06, 0), 0.012, mass=0.2, **_GHOST),
        pos=(at * width, 0, 0),
    )
    tight = {"frictionloss": 5000} if stuck else {}
    panel = body(
        joint(kind, axis=axis, pos=(-edge * width, 0, 0), damping=1, **tight) if kind else "",
        box((width, 0.04, height), mass=25, rgba="brown", **_GHOST),
        lever,
        pos=(0, 0, height / 2 + 0.01),
    )
    return scene(panel)


def door_in_frame() -> str:
    """By another hand: along y, hinged at the right, with a frame around it and a round knob."""
    posts = "".join(box((0.1, 0.1, 2.1), pos=(0, y, 1.05)) for y in (-0.52, 0.52))
    knob = body(joint(axis=(1, 0, 0), damping=0.05),
                geom("cylinder", size=(0.03, 0.05), euler=(0, 90, 0), mass=0.3),
                pos=(0, -0.82, 0))  # fmt: skip
    panel = body(
        joint(axis=(0, 0, -1), range=(-100, 100), limited=True, damping=2),
        geom("box", size=(0.02, 0.45, 1.0), pos=(0, -0.45, 0), density=300),
        knob,
        pos=(0, 0.45, 1.02),
    )
    return scene(posts, panel)


def linkage(
    driven: bool = True,
    closed: bool = True,
    rocker: bool = True,
    turned: bool = False,
    ground: float = 0.5,
    gear: float = 1.0,
) -> str:
    """Crank, coupler and rocker; coupler and rocker are held together by a constraint."""
    across = (0, 1, 0)
    flat = {"contype": 0, "conaffinity": 0}
    coupler = body(
        joint(axis=(1, 0, 0) if turned else across, damping=0.02),
        rod((0, 0, 0), (0.5, 0, 0), 0.01, mass=0.2, **flat),
        pos=(0, 0, 0.2),
        name="coupler",
    )
    crank = body(
        joint(name="crank", axis=across, damping=0.05),
        rod((0, 0, 0), (0, 0, 0.2), 0.012, mass=0.2, **flat),
        coupler,
        pos=(0, 0, 1),
    )
    # From the ground to where the coupler ends.
    end = (0.5 - ground, 0, 0.2)
    arm = body(
        joint(axis=across, damping=0.02),
        rod((0, 0, 0), end, 0.012, mass=0.2, **flat),
        pos=(ground, 0, 1),
        name="rocker",
    )
    tie = element("equality", element("connect", body1="coupler", body2="rocker",
                                      anchor=(0.5, 0, 0)))  # fmt: skip
    return scene(
        crank,
        arm if rocker else "",
        extra=(tie if closed and rocker else "")
        + (motor("crank", gear=gear, ctrlrange=(-0.5, 0.5)) if driven else ""),
    )


def mill(
    blades: int = 4,
    axis: Sequence[float] = (0, 1, 0),
    drive: str = "motor",
    kind: str = "hinge",
    friction: float = 0.0,
) -> str:
    """A tower, and boards around a hub."""
    sails = "".join(
        box((0.1, 0.02, 0.8), pos=(0.5 * math.sin(a), 0, 0.5 * math.cos(a)),
            euler=(0, math.degrees(a), 0), mass=0.3, rgba="white", **_GHOST)
        for a in [2 * math.pi * k / blades for k in range(blades)]
    )  # fmt: skip
    hub = geom("cylinder", size=(0.08, 0.05), euler=(90, 0, 0), mass=1, **_GHOST)
    rotor = body(
        joint(kind, name="rotor", axis=axis, damping=0.02, frictionloss=friction) if kind else "",
        hub, sails, pos=(0, -0.25, 2),
    )  # fmt: skip
    extra = motor("rotor") if drive == "motor" and kind else ""
    if drive == "key":
        extra = element("keyframe", element("key", qvel=6.0))
    return scene(geom("cylinder", size=(0.12, 1.0), pos=(0, 0, 1.0)), rotor, extra=extra)


def crossed_mill() -> str:
    """By another hand: two long beams across each other, about x, turned by a servo that is on."""
    beams = "".join(
        rod((0, -a, -b), (0, a, b), 0.03, mass=0.5, **_GHOST) for a, b in ((1, 0), (0, 1))
    )
    return scene(
        body(joint(name="r", axis=(1, 0, 0)), beams, pos=(0, 0, 1.5)),
        extra=element("actuator", element("velocity", joint="r", kv=5, ctrlrange=(0, 10)))
        + element("keyframe", element("key", ctrl=4.0)),
    )


CASES = (
    Case(
        "gripper",
        "a gripper with two fingers that can open and close",
        (gripper(),),
        (pincers(), claw()),
        (
            ("one finger", pincers(1)),
            ("no motors", pincers(driven=False)),
            ("welded", pincers(kind="")),
            ("fingers that go the same way", pincers(together=True)),
            ("a millimetre of travel", pincers(travel=0.001)),
            ("fingers that go up", pincers(across=True)),
        ),
        inside=False,
    ),
    Case(
        "door_with_handle",
        "a door, two metres high and 90 centimetres wide, on hinges, with a handle that can be "
        "turned",
        (door(2.0, 0.9),),
        (door_scene(), door_in_frame()),
        (
            ("hinges like a flap", door_scene(axis=(1, 0, 0))),
            ("hinged in the middle", door_scene(edge=0.0)),
            ("no handle that turns", door_scene(handle="")),
            ("handle at the hinges", door_scene(at=-0.4)),
            ("90 m wide", door_scene(width=90.0)),
            ("welded", door_scene(kind="")),
            ("stuck", door_scene(stuck=True)),
            ("handle about z", door_scene(handle_axis=(0, 0, 1))),
        ),
        inside=False,
    ),
    Case(
        "four_bar",
        "a four-bar linkage with a motor at the crank",
        (four_bar(),),
        (linkage(), linkage(ground=0.4, gear=3.0)),
        (
            ("no motor", linkage(driven=False)),
            ("open", linkage(closed=False)),
            ("no rocker", linkage(rocker=False)),
            ("a hinge across", linkage(turned=True)),
            ("motor without force", linkage(gear=0)),
        ),
        inside=False,
    ),
    Case(
        "windmill",
        "a windmill with four blades that goes round",
        (windmill(4),),
        (mill(), crossed_mill()),
        (
            ("three blades", mill(3)),
            ("no drive", mill(drive="")),
            ("a vertical axis", mill(axis=(0, 0, 1))),
            ("welded", mill(kind="")),
            ("stuck", mill(friction=500)),
            ("six blades", mill(6, drive="key")),
        ),
        inside=False,
    ),
)  # fmt: skip
