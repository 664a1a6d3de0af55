"""Seesaws, wheels and tops."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    element,
    free,
    geom,
    joint,
    motor,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.things import Things, count, only
from benchmarks.text_to_scene.verify.turning import (
    seesaw,
    spins,
    tips_to_heavier,
    top_spins,
    turns_driven,
)

__all__ = ["CASES"]


def plank(
    masses: Sequence[float] = (),
    length: float = 2.0,
    pivot: float = 0.0,
    axis: Sequence[float] = (0, 1, 0),
    kind: str = "hinge",
    ends: Sequence[float] = (-0.85, 0.85),
    drive: str = "",
) -> str:
    """A board on a hinge with things near its ends."""
    half = length / 2
    loads = [
        body(
            free(),
            box((0.15,) * 3, mass=kg, rgba=("red", "blue")[place % 2]),
            pos=(ends[place] * half, 0, 0.6 + 0.02 + 0.075 + 0.0005),
        )
        for place, kg in enumerate(masses)
    ]
    board = body(
        joint(kind, name="tip", axis=axis, pos=(pivot, 0, 0)) if kind else "",
        box((length, 0.3, 0.04), mass=8, rgba="brown"),
        pos=(0, 0, 0.6),
    )
    post = geom("cylinder", size=(0.05, 0.28), pos=(0, 0, 0.28))
    return scene(post, board, *loads, extra=motor("tip") if drive else "")


def plank_y(masses: Sequence[float], length: float) -> str:
    """By another hand: along y, capsule board with seats, balls in them."""
    half = length / 2
    seats = "".join(
        box((0.24, 0.02, 0.1), pos=(0, y * half, 0.05), mass=0.05)
        + box((0.24, 0.02, 0.1), pos=(0, y * half - 0.22 * y / abs(y), 0.05), mass=0.05)
        for y in (-0.97, 0.97)
    )
    loads = [
        body(free(), ball(0.07, mass=kg), pos=(0, y * (0.97 * half - 0.11), 0.7 + 0.0905))
        for y, kg in zip((1, -1), masses, strict=False)
    ]
    board = body(
        joint(axis=(1, 0, 0), damping=0.2),
        box((0.24, length, 0.04), density=300),
        seats,
        pos=(0, 0, 0.7),
    )
    return scene(board, *loads, timestep=0.001)


def wheel(
    radius: float = 0.3,
    axis: Sequence[float] = (0, 1, 0),
    lies: Sequence[float] = (90, 0, 0),
    drive: str = "motor",
    kind: str = "hinge",
    shape: str = "cylinder",
    **more: Value,
) -> str:
    """A disc in a stand."""
    turning = body(
        joint(kind, name="axle", axis=axis, damping=0.01, **more) if kind else "",
        geom(shape, size=(radius, 0.03, radius), euler=lies, mass=2, rgba="grey"),
        pos=(0, 0, 1.0),
    )
    drives = {
        "": "",
        "motor": motor("axle") if drive == "motor" else "",
        "velocity": element(
            "actuator", element("velocity", joint="axle", kv=1, ctrlrange=(0, 20))
        ) if drive == "velocity" else "",
    }  # fmt: skip
    return scene(rod((0, 0.1, 0), (0, 0.1, 1), 0.02, contype=0, conaffinity=0), turning,
                 extra=drives[drive])  # fmt: skip


def top(
    speed: float = 60.0,
    kind: str = "ball",
    lean: float = 5.0,
    axis: int = 2,
    free_top: bool = False,
) -> str:
    """A disc on a pin whose point is held, or that stands on the floor."""
    disc = geom("cylinder", size=(0.06, 0.012), pos=(0, 0, 0.05), mass=0.2, rgba="orange")
    pin = rod((0, 0, 0.006), (0, 0, 0.09), 0.006, mass=0.01)
    quat = (math.cos(math.radians(lean) / 2), math.sin(math.radians(lean) / 2), 0, 0)
    spin = [0.0, 0.0, 0.0]
    spin[axis] = speed
    if free_top:
        moving = body(free(), disc, pin)
        key = element("key", qpos=(0, 0, 0.0005, *quat), qvel=[0.0, 0.0, 0.0, *spin])
    else:
        moving = body(joint(kind) if kind else "", disc, pin, pos=(0, 0, 0.2))
        key = {
            "ball": element("key", qpos=quat, qvel=spin),
            "hinge": element("key", qpos=0.0, qvel=speed),
        }.get(kind, "")
    return scene(moving, extra=element("keyframe", key) if key else "", timestep=0.001)


def spinning_wheel(speed: float, axis: Sequence[float] = (0, 1, 0), radius: float = 0.2) -> str:
    """A disc on an axle that begins to turn with some speed."""
    disc = geom("cylinder", size=(radius, 0.02), euler=(90, 0, 0), mass=1)
    return scene(
        body(joint(axis=axis), disc, pos=(0, 0, 1)),
        extra=element("keyframe", element("key", qvel=speed)),
    )


_RPM = 2 * math.pi / 60


CASES = (
    Case(
        "seesaw",
        "a seesaw, 3 m long",
        (seesaw(3.0), only(0)),
        (plank(length=3.0), plank_y((), 3.0)),
        (
            ("3 ft", plank(length=0.9144)),
            ("turns at its end", plank(length=3.0, pivot=1.4)),
            ("turns like a door", plank(length=3.0, axis=(0, 0, 1))),
            ("turns about its length", plank(length=3.0, axis=(1, 0, 0))),
            ("welded", plank(length=3.0, kind="")),
            ("driven", plank(length=3.0, drive="tip")),
        ),
    ),
    Case(
        "seesaw_loaded",
        "seesaw with a weight of 20 kg on one end and 5 kg on the other",
        (seesaw(), tips_to_heavier((20.0, 5.0)), only(2)),
        (plank((20.0, 5.0)), plank_y((5.0, 20.0), 2.6)),
        (
            ("alike", plank((20.0, 20.0))),
            ("200 g and 50 g", plank((0.2, 0.05))),
            ("on one end", plank((20.0, 5.0), ends=(0.5, 0.85))),
            ("one beside it", plank((20.0, 5.0), ends=(-1.6, 0.85))),
            ("one weight", plank((20.0,))),
            ("stuck", plank((20.0, 5.0), kind="")),
            ("hinge far off the middle", plank((20.0, 5.0), pivot=-0.9)),
        ),
    ),
    Case(
        "driven_wheel",
        "a wheel of 60 cm diameter that turns on a horizontal axle, driven by a motor",
        (turns_driven(0.6),),
        (wheel(0.3), wheel(0.3, axis=(1, 0, 0), lies=(0, 90, 0), drive="velocity")),
        (
            ("no motor", wheel(0.3, drive="")),
            ("60 cm radius", wheel(0.6)),
            ("a vertical axle", wheel(0.3, axis=(0, 0, 1), lies=(0, 0, 0))),
            ("turns like a coin", wheel(0.3, axis=(1, 0, 0))),
            ("welded", wheel(0.3, kind="", drive="")),
            ("stops after some degrees", wheel(0.3, range=(-20, 20), limited=True)),
            ("slides", wheel(0.3, kind="slide")),
        ),
    ),
    Case(
        "wheel_in_rpm",
        "a disc on an axle which already spins with 120 rpm when the scene starts",
        (spins(120 * _RPM), count(Things("cylinder", loose=False, rather=("sphere",)), 1)),
        (spinning_wheel(120 * _RPM), spinning_wheel(-120 * _RPM, axis=(1, 0, 0))),
        (
            ("at rest", spinning_wheel(0.0)),
            ("120 rad/s", spinning_wheel(120.0)),
            ("12 rpm", spinning_wheel(12 * _RPM)),
            ("120 degrees a second", spinning_wheel(math.radians(120))),
            ("the key is left out", wheel(0.3, drive="")),
        ),
    ),
    Case(
        "spinning_top",
        "a spinning top that spins fast enough to stay up",
        (top_spins(),),
        (top(), top(80.0, free_top=True, lean=2.0)),
        (
            ("at rest", top(0.0)),
            ("too slow", top(6.0, lean=10)),
            ("spins about x", top(60.0, axis=0)),
            ("on a hinge", top(60.0, "hinge")),
            ("welded", top(0.0, "")),
            ("falls", top(6.0, free_top=True, lean=10)),
        ),
    ),
)  # fmt: skip
