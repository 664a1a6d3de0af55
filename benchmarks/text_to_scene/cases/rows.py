"""Dominoes in a row and Newton's cradles."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    ball,
    body,
    box,
    element,
    free,
    joint,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.rows import (
    hands_on,
    in_a_row,
    stand_thin,
    topple,
)
from benchmarks.text_to_scene.verify.things import Things

__all__ = ["CASES", "dominoes"]

_STONE = Things("box", alike=True)


def dominoes(
    number: int,
    sides: Sequence[float] = (0.02, 0.06, 0.12),
    step: float = 0.06,
    first: float = 0.0,
    hit: float = 0.0,
    loose: bool = True,
    angle: float = 0.0,
    **more: float,
) -> str:
    """A row; the first perhaps tilted (degrees), or hit by a ball that comes with some speed."""
    way = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    stones = []
    for place in range(number):
        tilt = math.radians(first) if place == 0 else 0.0
        # Turned about its lower edge, so that it stands on it.
        x = place * step + (sides[2] / 2 * math.sin(tilt) + sides[0] / 2 * (math.cos(tilt) - 1))
        z = sides[2] / 2 * math.cos(tilt) + sides[0] / 2 * math.sin(tilt)
        stones.append(
            body(
                free() if loose else "",
                box(sides, density=700, rgba="white", **more),
                pos=(x * way[0], x * way[1], z),
                euler=(0, math.degrees(tilt), 0) if not angle else (0, 0, angle),
            )
        )
    striker, keys = "", ""
    if hit:
        striker = body(free(), ball(0.04, mass=0.3), pos=(-0.3, 0, 0.1))
        place = [v for n in range(number) for v in (n * step, 0, sides[2] / 2, 1, 0, 0, 0)]
        keys = element(
            "keyframe",
            element("key", qpos=[-0.3, 0, 0.1, 1, 0, 0, 0, *place],
                    qvel=[hit, 0, 0.8, 0, 0, 0] + [0.0] * (6 * number)),
        )  # fmt: skip
    return scene(striker, *stones, extra=keys)


def cradle(
    number: int = 5,
    raised: int = 1,
    degrees: float = 35.0,
    contact: str = "-3e6 0",
    gap: float = 0.005,
    radius: float = 0.1,
    kind: str = "hinge",
    apart: float = 0.0,
) -> str:
    """Balls on hinges about y; the first ones raised by their frames, with a reference to match."""
    step = 2 * radius + gap + apart
    balls = [
        body(
            joint(kind, axis=(0, 1, 0), damping=0.0005, frictionloss=0.015) if kind else "",
            ball(radius, pos=(0, 0, -0.96), mass=1, condim=1, solref=contact,
                 solimp="0.999 0.999 0.001"),
            rod((0, -0.3, 0), (0, 0, -0.96), 0.005, mass=0, contype=0, conaffinity=0),
            rod((0, 0.3, 0), (0, 0, -0.96), 0.005, mass=0, contype=0, conaffinity=0),
            pos=(step * place, 0, 1.3),
            euler=(0, degrees if place < raised else 0, 0),
        )
        for place in range(number)
    ]  # fmt: skip
    return scene(*balls, timestep=0.0002)


def cradle_by_key(number: int, raised: int, degrees: float = 30.0) -> str:
    """By another hand: along y, from the other end, small steel balls, the start in a keyframe."""
    balls = [
        body(
            joint(axis=(1, 0, 0), frictionloss=0.0005),
            ball(0.025, pos=(0, 0, -0.4), mass=0.2, condim=1, solref=(-2e6, 0),
                 solimp=(0.999, 0.999, 0.001)),
            pos=(0, 0.0515 * place, 0.6),
        )
        for place in range(number)
    ]  # fmt: skip
    start = [0.0] * (number - raised) + [math.radians(degrees)] * raised
    return scene(*balls, extra=element("keyframe", element("key", qpos=start)), timestep=0.0001)


def _many(name: str, prompt: str, number: int, pushed: bool) -> Case:
    """Dominoes, that fall by themselves or when they are pushed."""
    tilt = 0.0 if pushed else 18.0
    right = (
        dominoes(number, first=tilt, hit=0.0),
        dominoes(number, (0.01, 0.04, 0.08), 0.04, angle=30)
        if pushed
        else dominoes(number, (0.025, 0.075, 0.15), 0.075, hit=3.0),
    )
    return Case(
        name,
        prompt,
        (in_a_row(_STONE, number), stand_thin(_STONE), topple(_STONE, number, pushed)),
        right,
        (
            ("one too few", dominoes(number - 1, first=tilt)),
            ("too far apart", dominoes(number, step=0.2, first=tilt)),
            ("cubes", dominoes(number, (0.12, 0.12, 0.12), 0.2, first=tilt)),
            ("welded", dominoes(number, loose=False)),
            ("lying", dominoes(number, (0.12, 0.06, 0.02), 0.16)),
            ("nothing pushes" if not pushed else "falls alone", dominoes(number, first=18 - tilt)),
        ),
    )


CASES = (
    _many("dominoes_pushed", "set up a row of 12 dominoes that fall one after the other when I "
          "push the first one", 12, pushed=True),
    _many("dominoes_fall", "twenty dominoes in a line, and the first is already tipping over so "
          "that all of them topple", 20, pushed=False),
    Case(
        "newtons_cradle",
        "Newton's cradle with five balls, the first one lifted",
        (hands_on(5),),
        (cradle(), cradle_by_key(5, 1)),
        (
            ("four balls", cradle(4)),
            ("six balls", cradle(6)),
            ("none lifted", cradle(raised=0)),
            ("two lifted", cradle_by_key(5, 2)),
            ("soft contacts", cradle(contact="0.02 1")),
            ("far apart", cradle(apart=0.1)),
            ("welded", cradle(kind="")),
        ),
    ),
    Case(
        "cradle_of_seven",
        "a Newton cradle made of 7 balls; pull two of them aside and let go",
        (hands_on(7, raised=2),),
        (cradle(7, raised=2), cradle_by_key(7, 2)),
        (
            ("one pulled", cradle(7)),
            ("five balls", cradle(5, raised=2)),
            ("three pulled", cradle_by_key(7, 3)),
            ("soft", cradle(7, raised=2, contact="0.02 1")),
            ("welded", cradle(7, raised=2, kind="")),
        ),
    ),
)  # fmt: skip
