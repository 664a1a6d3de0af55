"""Stacks, towers, heaps and pyramids."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    colour,
    element,
    free,
    geom,
    joint,
    scene,
)
from benchmarks.text_to_scene.cases.boxes import lying
from benchmarks.text_to_scene.verify.resting import (
    piled,
    pyramid,
    rests,
    stacked,
    stays,
)
from benchmarks.text_to_scene.verify.things import Things, count, only, with_sides

__all__ = ["CASES"]

_BOX, _BALL = Things("box"), Things("sphere")


def tower(
    number: int,
    side: float = 0.1,
    lean: float = 0.0,
    loose: bool = True,
    gap: float = 0.0,
    rgba: str = "brown",
    **more: Value,
) -> str:
    """Cubes one on the other, each `lean` sides further than the one below."""
    return scene(
        *(
            body(
                free() if loose else "",
                box((side,) * 3, rgba=rgba, **more),
                pos=(lean * side * place, 0, (place + 0.5) * side + place * gap),
            )
            for place in range(number)
        )
    )


def tower_of_materials(number: int, side: float) -> str:
    """By another hand: slabs of a material, each with six joints of its own, turned a little."""
    wood = element("asset", element("material", name="wood", rgba=colour("brown")))
    slides = "".join(joint("slide", axis=axis) for axis in ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    blocks = [
        body(
            free() if place % 2 else slides + joint("ball"),
            geom("box", size=(side / 2,) * 3, material="wood", density=700),
            pos=(0.3, -0.2, (place + 0.5) * side),
            euler=(0, 0, 90 * (place % 2)),
        )
        for place in range(number)
    ]
    return scene(*blocks, extra=wood, timestep=0.004, cone="elliptic")


def heap(number: int, size: float = 0.1, shape: str = "box", spread: float = 1.0) -> str:
    """Things let fall one over the other in a bin of four walls."""
    walls = "".join(
        box((0.02 if x else 0.64, 0.02 if y else 0.64, 0.3), pos=(0.32 * x, 0.32 * y, 0.15))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1))
    )
    things = []
    for place in range(number):
        column, layer = place % 4, place // 4
        x, y = (0.13 * spread * (2 * (column % 2) - 1), 0.13 * spread * (2 * (column // 2) - 1))
        drawn = (
            box((size,) * 3, rgba=("red", "blue", "green", "yellow")[place % 4], density=500)
            if shape == "box"
            else ball(size / 2, rgba=("red", "blue", "green", "yellow")[place % 4], density=500)
        )
        things.append(
            body(
                free(),
                drawn,
                pos=(x + 0.02 * math.sin(place), y + 0.02 * math.cos(place), 0.1 + 0.17 * layer),
                euler=(7 * place, 11 * place, 5 * place),
            )
        )
    return scene(walls if spread <= 1 else "", *things)


def loose_heap(number: int, size: float, shape: str) -> str:
    """By another hand: a close column that falls apart on an open floor."""
    drawn = f'<geom type="{shape}" size="{size / 2} {size / 2} {size / 2}" rgba="0.1 0.3 0.9 1"/>'
    things = [
        f'<body pos="{0.012 * (n % 3)} {0.011 * (n % 5)} {0.08 + 0.125 * n}">'
        f"<freejoint/>{drawn}</body>"
        for n in range(number)
    ]
    bowl = "".join(
        geom(
            "box", size=(0.3, 0.02, 0.12),
            pos=(0.3 * math.cos(a), 0.3 * math.sin(a), 0.12), euler=(0, 0, math.degrees(a) + 90),
        )
        for a in [math.pi / 4 * k for k in range(8)]
    )  # fmt: skip
    return scene(bowl, *things, timestep=0.004)


def layers(rows: Sequence[int], side: float = 0.1, gap: float = 0.002, loose: bool = True) -> str:
    """A wall in which each row has fewer boxes than the one below."""
    return scene(
        *(
            body(
                free() if loose else "",
                box((side,) * 3, rgba="yellow", mass=0.5),
                pos=((place - (row - 1) / 2) * (side + gap), 0, (level + 0.5) * side),
            )
            for level, row in enumerate(rows)
            for place in range(row)
        )
    )


_PYRAMID = (4, 3, 2, 1)


CASES = (
    Case(
        "stack_of_five",
        "a stack of 5 cubes, each 10 cm wide",
        (with_sides(_BOX, (0.1, 0.1, 0.1)), stacked(_BOX, 5), only(5)),
        (tower(5), tower_of_materials(5, 0.1)),
        (
            ("four", tower(4)),
            ("10 m", tower(5, 10.0)),
            ("half sizes", tower(5, 0.2)),
            ("leaning till it falls", tower(5, lean=0.3)),
            ("side by side", lying(*[("box", (0.1,) * 3, "red", 1)] * 5)),
            ("one welded tower", tower(5, loose=False)),
            ("above each other in the air", tower(5, gap=0.08)),
        ),
    ),
    Case(
        "tower_of_eight",
        "Build a tower of eight brown wooden blocks. It has to stand.",
        (stacked(Things("box", "brown"), 8), stays(_BOX, metres=0.03), only(8)),
        (tower(8, 0.12), tower_of_materials(8, 0.08)),
        (
            ("seven", tower(7)),
            ("blue", tower(8, rgba="blue")),
            ("falls", tower(8, lean=0.35)),
            ("glass-smooth and aslant", tower(8, lean=0.12, friction=(0.0, 0, 0))),
            ("welded", tower(8, loose=False)),
        ),
    ),
    Case(
        "two_dozen_boxes",
        "a pile of two dozen boxes",
        (count(_BOX, 24), piled(_BOX, 5), rests(_BOX)),
        (heap(24), loose_heap(24, 0.1, "box")),
        (
            ("twelve", heap(12)),
            ("two", heap(2)),
            ("side by side", lying(*[("box", (0.2,) * 3, "red", 1)] * 24)),
            ("balls", heap(24, shape="sphere")),
            ("welded", lying(*[("box", (0.2,) * 3, "red", 1)] * 24, loose=False)),
        ),
    ),
    Case(
        "heap_of_balls",
        "throw thirty balls on a heap, about 10 cm in diameter",
        (
            count(_BALL, 30),
            with_sides(_BALL, (0.1, 0.1, 0.1)),
            piled(_BALL, 5),
            rests(_BALL, metres_per_sec=2.0),
        ),
        (heap(30, shape="sphere"), loose_heap(30, 0.1, "sphere")),
        (
            ("thirteen", heap(13, shape="sphere")),
            ("boxes", heap(30)),
            ("10 cm radius", loose_heap(30, 0.2, "sphere")),
            ("side by side", lying(*[("sphere", (0.05,), "red", 1)] * 30)),
            ("29", heap(29, shape="sphere")),
        ),
    ),
    Case(
        "pyramid_wall",
        "A flat pyramid of ten boxes: four at the bottom, then three, then two and one on top",
        (count(_BOX, 10), only(10), pyramid(_BOX, _PYRAMID), stays(_BOX, metres=0.03)),
        (layers(_PYRAMID), layers(_PYRAMID, side=0.2, gap=0.01)),
        (
            ("upside down", layers(_PYRAMID[::-1])),
            ("nine", layers((4, 3, 2))),
            ("two rows", layers((5, 5))),
            ("one welded thing", layers(_PYRAMID, loose=False)),
            ("gaps that the next row falls through", layers(_PYRAMID, gap=0.12)),
        ),
    ),
)  # fmt: skip
