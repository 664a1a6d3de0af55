"""Inclined planes with what slides, rolls or stays on them."""

import math

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    element,
    free,
    geom,
    scene,
    tilted,
)
from benchmarks.text_to_scene.verify.ramps import holds, inclined, rolls, slides
from benchmarks.text_to_scene.verify.things import Things, count

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
)  # fmt: skip
