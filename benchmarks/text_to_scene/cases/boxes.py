"""Boxes and balls on the floor: how many, how large, how heavy, in which colours."""

from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    free,
    scene,
)
from benchmarks.text_to_scene.verify.resting import (
    lies_on_ground,
    rests,
    stays,
)
from benchmarks.text_to_scene.verify.things import Things, count, mass, only, with_sides

__all__ = ["CASES", "lying"]

_INCH, _POUND = 0.0254, 0.45359237

_BOX, _BALL = Things("box"), Things("sphere")


def lying(
    *things: tuple[str, Sequence[float], str, float],
    apart: float = 0.5,
    loose: bool = True,
    above: float = 0.0,
    **more: Value,
) -> str:
    """Things side by side on the floor: shape, full sides (or a radius), colour, kg."""
    found: list[str] = []
    for place, (shape, sides, name, kg) in enumerate(things):
        half = sides[0] if shape == "sphere" else sides[2] / 2
        drawn = (
            ball(sides[0], rgba=name, mass=kg, **more)
            if shape == "sphere"
            else box(sides, rgba=name, mass=kg, **more)
        )
        found.append(
            body(
                free() if loose else "", drawn, pos=(apart * place, 0.1 * (place % 2), half + above)
            )
        )
    return scene(*found)


_RED, _BLUE = ("box", (0.2, 0.2, 0.2), "red", 1.0), ("sphere", (0.1,), "blue", 0.5)

_SIX = (6 * _INCH, 4 * _INCH, 2 * _INCH)


CASES = (
    Case(
        "boxes_and_balls",
        "three red boxes and two blue balls lying on the floor",
        (
            count(Things("box", "red"), 3),
            count(Things("sphere", "blue"), 2),
            only(5),
            lies_on_ground(Things()),
        ),
        (
            lying(_RED, _RED, _RED, _BLUE, _BLUE),
            lying(("box", (0.1, 0.3, 0.2), "red", 2), _BLUE, _RED, _BLUE, _RED, above=0.05),
        ),
        (
            ("two red boxes", lying(_RED, _RED, _BLUE, _BLUE)),
            ("a red ball", lying(_RED, _RED, _RED, _BLUE, ("sphere", (0.1,), "red", 1))),
            ("blue boxes, red balls", lying(*[("box", (0.2,) * 3, "blue", 1)] * 3,
                                            *[("sphere", (0.1,), "red", 1)] * 2)),
            ("one more, green", lying(_RED, _RED, _RED, _BLUE, _BLUE,
                                        ("box", (0.2,) * 3, "green", 1))),
            ("not loose", lying(_RED, _RED, _RED, _BLUE, _BLUE, loose=False)),
            ("in each other", lying(_RED, _RED, _RED, _BLUE, _BLUE, apart=0.1)),
            ("through the floor", lying(_RED, _RED, _RED, _BLUE, _BLUE, contype=0, conaffinity=0)),
        ),
    ),
    Case(
        "box_in_inches",
        "a green box, 2 by 4 by 6 inches, weighing 3 pounds",
        (
            count(Things("box", "green"), 1),
            only(1),
            with_sides(_BOX, _SIX),
            mass(_BOX, 3 * _POUND),
            rests(_BOX),
        ),
        (
            lying(("box", _SIX, "green", 3 * _POUND)),
            lying(("box", _SIX[::-1], "green", 3 * _POUND), above=0.2),
        ),
        (
            ("centimetres", lying(("box", (0.06, 0.04, 0.02), "green", 3 * _POUND))),
            ("3 kg", lying(("box", _SIX, "green", 3.0))),
            ("half sizes", lying(("box", [2 * s for s in _SIX], "green", 3 * _POUND))),
            ("red", lying(("box", _SIX, "red", 3 * _POUND))),
            ("two", lying(*[("box", _SIX, "green", 3 * _POUND)] * 2)),
            ("a ball", lying(("sphere", (0.05,), "green", 3 * _POUND))),
        ),
    ),
    Case(
        "heavy_and_light",
        "put a heavy 10kg yellow cube of 30 cm next to a small orange cube, 5 cm and 50 g",
        (
            mass(Things("box", "yellow", (0.3, 0.3, 0.3)), 10.0),
            mass(Things("box", "orange", (0.05, 0.05, 0.05)), 0.05),
            only(2),
            lies_on_ground(_BOX),
            stays(_BOX, metres=0.03),
        ),
        (
            lying(("box", (0.3,) * 3, "yellow", 10), ("box", (0.05,) * 3, "orange", 0.05)),
            lying(("box", (0.05,) * 3, "orange", 0.05), ("box", (0.3,) * 3, "yellow", 10),
                  apart=0.3),
        ),
        (
            ("colours swapped", lying(("box", (0.3,) * 3, "orange", 10),
                                      ("box", (0.05,) * 3, "yellow", 0.05))),
            ("50 kg", lying(("box", (0.3,) * 3, "yellow", 10), ("box", (0.05,) * 3, "orange", 50))),
            ("5 mm", lying(("box", (0.3,) * 3, "yellow", 10),
                           ("box", (0.005,) * 3, "orange", 0.05))),
            ("only the large one", lying(("box", (0.3,) * 3, "yellow", 10))),
            ("falls from above", lying(("box", (0.3,) * 3, "yellow", 10),
                                       ("box", (0.05,) * 3, "orange", 0.05), above=0.3)),
        ),
    ),
)  # fmt: skip
