"""Inclined planes, seesaws, wheels and tops."""

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
    tilted,
)
from benchmarks.text_to_scene.verify.ramps import holds, inclined, rolls, slides
from benchmarks.text_to_scene.verify.things import Things, count, only
from benchmarks.text_to_scene.verify.turning import (
    seesaw,
    spins,
    tips_to_heavier,
    top_spins,
    turns_driven,
)

__all__ = ["CASES"]

_BOX, _BALL = Things("box"), Things("sphere")
#: Contacts that do not creep.
_FIRM = {"cone": "elliptic", "impratio": 10}


def ramp(
    degrees: float,
    friction: float = 0.5,
    thing: str = "box",
    aside: float = 0.0,
    loose: bool = True,
    sink: float = 0.0,
    beside: float = 0.0,
    **options: Value,
) -> str:
    """A board that falls along x, and a thing near its upper end, tilted like it."""
    contact = {"friction": (friction, 0.005, 0.0001)}
    slide = 0.3 if thing == "box" else 0.0
    begin = tilted(degrees, slide, 0.05 + aside - sink)
    board = tilted(degrees, 1.0, -0.02)
    height = 2.2 * math.sin(math.radians(degrees)) + 0.1
    drawn = (
        box((0.1, 0.1, 0.1), mass=1, rgba="red", **contact)
        if thing == "box"
        else geom(thing, size=(0.05, 0.05, 0.05), mass=1, rgba="red", **contact)
    )
    return scene(
        body(
            geom("box", size=(1.2, 0.3, 0.02), pos=board, euler=(0, degrees, 0), **contact),
            body(free() if loose else "", drawn, pos=(begin[0], beside, begin[2]),
                 euler=(0, degrees, 0)) if not loose else "",
            pos=(0, 0, height),
        ),
        body(free(), drawn, pos=(begin[0], beside, begin[2] + height), euler=(0, degrees, 0))
        if loose
        else "",
        **{**_FIRM, **options},
    )  # fmt: skip


def tilted_plane(degrees: float, friction: float, thing: str, **options: Value) -> str:
    """By another hand: a plane tilted about x, and the thing held by a default friction."""
    angle = math.radians(degrees)
    contact = {"friction": (friction, 0.005, 0.0001)}
    drawn = (
        box((0.2, 0.2, 0.1), density=300, **contact)
        if thing == "box"
        else ball(0.05, density=300, **contact)
    )
    return scene(
        geom("plane", size=(3, 3, 0.1), euler=(-degrees, 0, 0), pos=(0, 0, 2), **contact),
        body(free(), drawn, pos=(0, 0.05 * math.sin(angle), 2 + 0.05 * math.cos(angle)),
             euler=(-degrees, 0, 0)),
        **{**_FIRM, "timestep": 0.001, **options},
    )  # fmt: skip


def wedge(degrees: float, friction: float) -> str:
    """By a third hand: a wedge as a mesh, and a ball on it."""
    angle = math.radians(degrees)
    length, height = 1.5, 1.5 * math.tan(angle)
    points = [(0, y, z) for y in (-0.3, 0.3) for z in (0, height)]
    points += [(length, y, 0) for y in (-0.3, 0.3)]
    vertices = " ".join(f"{value:.6g}" for point in points for value in point)
    contact = {"friction": (friction, 0.005, 0.0001)}
    lift = 0.05 / math.cos(angle)
    return scene(
        geom("mesh", mesh="wedge", **contact),
        body(free(), ball(0.05, mass=0.3, **contact),
             pos=(0.2, 0, height - 0.2 * math.tan(angle) + lift)),
        extra=element("asset", element("mesh", name="wedge", vertex=vertices)),
        **_FIRM,
    )  # fmt: skip


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
        "box_slides",
        "a box on a ramp inclined by 20 degrees with a friction coefficient of 0.1, sliding down",
        (count(_BOX, 1), inclined(20), slides(_BOX, 20, friction=0.1)),
        (ramp(20, 0.1), tilted_plane(20, 0.1, "box")),
        (
            ("30 degrees", ramp(30, 0.1)),
            ("20 rad", ramp(math.degrees(20) % 90, 0.1)),
            ("friction 1", ramp(20, 1.0)),
            ("friction 0.3", tilted_plane(20, 0.3, "box")),
            ("a ball", ramp(20, 0.1, "sphere")),
            ("level", ramp(0, 0.1)),
            ("welded", ramp(20, 0.1, loose=False)),
            ("beside the ramp", ramp(20, 0.1, beside=1.0)),
            ("in the ramp", ramp(20, 0.1, sink=0.03)),
        ),
    ),
    Case(
        "box_holds",
        "put a crate on a 15° slope; friction 0.8, so it does not move",
        (count(_BOX, 1), inclined(15), holds(_BOX, 15, friction=0.8)),
        (ramp(15, 0.8), tilted_plane(15, 0.8, "box")),
        (
            ("friction 0.08", ramp(15, 0.08)),
            ("50 degrees", ramp(50, 0.8)),
            ("friction 0.2", tilted_plane(15, 0.2, "box")),
            ("welded", ramp(15, 0.8, loose=False)),
            ("high over it", ramp(15, 0.8, aside=0.9)),
            ("a ball", ramp(15, 0.8, "sphere")),
        ),
    ),
    Case(
        "ball_rolls",
        "A ball rolling down an inclined plane of 30 degrees",
        (count(_BALL, 1), inclined(30), rolls(_BALL, 30)),
        (ramp(30, 1.0, "sphere"), wedge(30, 0.9)),
        (
            ("60 degrees", ramp(60, 1.0, "sphere")),
            ("slides without friction", ramp(30, 0.0, "sphere")),
            ("a box", ramp(30, 0.1)),
            ("level", ramp(0, 1.0, "sphere")),
            ("3 degrees", wedge(3, 0.9)),
            ("welded", ramp(30, 1.0, "sphere", loose=False)),
        ),
    ),
    Case(
        "ramp_in_radians",
        "cube sliding on a plane tilted by 0.5 rad, hardly any friction (mu = 0.05)",
        (count(_BOX, 1), inclined(math.degrees(0.5)),
         slides(_BOX, math.degrees(0.5), friction=0.05)),
        (ramp(math.degrees(0.5), 0.05), tilted_plane(math.degrees(0.5), 0.05, "box")),
        (
            ("0.5 degrees", ramp(0.5, 0.05)),
            ("50 degrees", ramp(50, 0.05)),
            ("mu 0.5", ramp(math.degrees(0.5), 0.5)),
            ("on the moon", ramp(math.degrees(0.5), 0.05, gravity=-1.62)),
            ("nothing loose", ramp(math.degrees(0.5), 0.05, loose=False)),
        ),
    ),
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
