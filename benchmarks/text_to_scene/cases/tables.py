"""Tables and what lies on them."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    ball,
    body,
    box,
    element,
    free,
    geom,
    rod,
    scene,
)
from benchmarks.text_to_scene.verify.tables import cups, on_table, table
from benchmarks.text_to_scene.verify.things import Things, count

__all__ = ["CASES", "cup", "desk", "hollow_cup"]


def desk(
    *things: str,
    height: float = 0.7,
    at: Sequence[float] = (0.55, 0),
    legs: bool = True,
    sides: Sequence[float] = (0.6, 0.8),
    name: str = "",
    more: str = "",
) -> str:
    """A table that never moves, things on it (their z counted from its top), perhaps a robot."""
    top = box((*sides, 0.04), pos=(*at, height - 0.02), rgba="brown")
    feet = "".join(
        rod((at[0] + x * (sides[0] / 2 - 0.03), at[1] + y * (sides[1] / 2 - 0.03), 0.02),
            (at[0] + x * (sides[0] / 2 - 0.03), at[1] + y * (sides[1] / 2 - 0.03), height - 0.05),
            0.02)
        for x in (-1, 1) for y in (-1, 1)
    )  # fmt: skip
    placed = "".join(thing.replace("@", f"{height:g}") for thing in things)
    site = element("site", name=name, pos=(0, 0, 0)) if name else ""
    return scene(top, feet if legs else "", placed, site, more)


def on(
    inside: str, x: float, y: float, height: float, loose: bool = True, over: float = 0.7
) -> str:
    """A thing whose middle is so high over a table (or floor) of the height `over`."""
    return body(free() if loose else "", inside, pos=(x, y, over + height))


def cup(
    name: str = "red",
    x: float = 0.5,
    y: float = 0.0,
    over: float = 0.7,
    height: float = 0.1,
    radius: float = 0.04,
    loose: bool = True,
) -> str:
    """A solid cylinder with a handle."""
    handle = rod((radius, 0, -0.02), (radius + 0.02, 0, 0.02), 0.006, rgba=name)
    solid = geom("cylinder", size=(radius, height / 2), rgba=name, density=400)
    return on(solid + handle, x, y, height / 2, loose, over)


def hollow_cup(name: str = "red", x: float = 0.5, y: float = 0.0, over: float = 0.7) -> str:
    """By another hand: a bottom and ten walls."""
    walls = "".join(
        geom("box", size=(0.004, 0.0135, 0.04),
             pos=(0.035 * math.cos(a), 0.035 * math.sin(a), 0.044),
             euler=(0, 0, math.degrees(a)), rgba=name, mass=0.01)
        for a in [2 * math.pi * k / 10 for k in range(10)]
    )  # fmt: skip
    bottom = geom("cylinder", size=(0.038, 0.004), pos=(0, 0, 0.004), rgba=name, mass=0.05)
    return on(bottom + walls, x, y, 0.0, True, over)


def book(place: int, x: float = 0.5, y: float = -0.2, over: float = 0.7) -> str:
    """One of a stack of books."""
    shade = ("blue", "green", "yellow", "purple", "cyan")[place % 5]
    cover = box((0.15, 0.21, 0.03), rgba=shade, mass=0.4)
    return on(cover, x, y, 0.015 + 0.03 * place, over=over)


def loose_desk(*things: str) -> str:
    """By another hand: a heavy table on four legs that stands on the floor by its weight."""
    legs = "".join(
        box((0.06, 0.06, 0.68), pos=(x, y, -0.34), mass=2, rgba="grey")
        for x in (-0.4, 0.4)
        for y in (-0.25, 0.25)
    )
    top = box((1.0, 0.7, 0.04), pos=(0, 0, 0.02), mass=15, rgba="white")
    return scene(body(free(), top + legs, pos=(0.5, 0, 0.68)), *things)


_RED = Things(colour="red")
#: A cup may have walls of boxes, and a loose table one for its top.
_BOOK = Things("box", but="red")


CASES = (
    Case(
        "table_with_cup",
        "a table with a red cup on it",
        (table(), cups(1, "red"), on_table(_RED, 1)),
        (desk(cup()), loose_desk(hollow_cup(over=0.72))),
        (
            ("a blue cup", desk(cup("blue"))),
            ("on the floor", desk(cup(x=1.5, over=0.0))),
            ("falls beside it", desk(cup(x=1.2))),
            ("two cups", desk(cup(), cup(x=0.6))),
            ("as high as a person", desk(cup(height=1.7, radius=0.2))),
            ("no table", scene(cup(over=0.0))),
            ("in the table", desk(cup(over=0.65))),
            ("cannot be lifted", desk(cup(loose=False))),
            ("a red ball", desk(on(ball(0.04, rgba="red"), 0.5, 0, 0.04))),
        ),
    ),
    Case(
        "table_with_books",
        "A table, 75 cm high; on it a stack of three books and, beside the books, a red cup",
        (table(0.75), on_table(_BOOK, 3, stacked=True), count(_BOOK, 3, at_most=4),
         cups(1, "red"), on_table(_RED, 1)),
        (
            desk(*(book(n, over=0.75) for n in range(3)), cup(over=0.75), height=0.75),
            desk(*(book(n, x=0.3 + 0.22 * n, over=0.75 - 0.03 * n) for n in range(3)),
                 hollow_cup(y=0.25, over=0.75), height=0.75, legs=False),
        ),
        (
            ("two books", desk(book(0, over=0.75), book(1, over=0.75), cup(over=0.75),
                               height=0.75)),
            ("no cup", desk(*(book(n, over=0.75) for n in range(3)), height=0.75)),
            ("75 inches", desk(*(book(n, over=1.9) for n in range(3)), cup(over=1.9), height=1.9)),
            ("books on the floor", desk(*(book(n, x=-0.5, over=0.0) for n in range(3)),
                                        cup(over=0.75), height=0.75)),
            ("a green cup", desk(*(book(n, over=0.75) for n in range(3)),
                                 cup("green", over=0.75), height=0.75)),
            ("books that overlap", desk(*(book(0, over=0.75 + 0.005 * n) for n in range(3)),
                                        cup(over=0.75), height=0.75)),
        ),
    ),
    Case(
        "table_with_fruit",
        "two oranges and one green apple lie on a wooden table",
        (
            table(),
            on_table(Things("sphere", "orange"), 2),
            on_table(Things("sphere", "green"), 1),
            count(Things("sphere"), 3),
        ),
        (
            desk(on(ball(0.04, rgba="orange", mass=0.2), 0.4, 0, 0.04),
                 on(ball(0.04, rgba="orange", mass=0.2), 0.5, 0.1, 0.04),
                 on(ball(0.035, rgba="green", mass=0.2), 0.6, 0, 0.035)),
            loose_desk(on(ball(0.035, rgba="green"), 0.4, 0, 0.035, over=0.72),
                       *(on(geom("ellipsoid", size=(0.04,) * 3, rgba="orange"), 0.6, y, 0.04,
                            over=0.72) for y in (-0.1, 0.1))),
        ),
        (
            ("one orange", desk(on(ball(0.04, rgba="orange"), 0.4, 0, 0.04),
                                on(ball(0.035, rgba="green"), 0.6, 0, 0.035))),
            ("a red apple", desk(*(on(ball(0.04, rgba="orange"), x, 0, 0.04) for x in (0.4, 0.5)),
                                 on(ball(0.035, rgba="red"), 0.6, 0, 0.035))),
            ("cubes", desk(*(on(box((0.08,) * 3, rgba=n), x, 0, 0.04)
                             for x, n in ((0.4, "orange"), (0.5, "orange"), (0.6, "green"))))),
            ("no table", scene(*(on(ball(0.04, rgba=n), x, 0, 0.04, over=0.0)
                                 for x, n in ((0.4, "orange"), (0.5, "orange"), (0.6, "green"))))),
            ("one beside it", desk(*(on(ball(0.04, rgba=n), x, 0, 0.04)
                                     for x, n in ((0.4, "orange"), (1.5, "orange"),
                                                  (0.6, "green"))))),
        ),
    ),
)  # fmt: skip
