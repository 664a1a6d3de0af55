"""Numbers, and of whom they are said."""

import itertools
import math
from collections.abc import Sequence

from py_remote_viewer.scenes.words.items import Item, Relation, Value
from py_remote_viewer.scenes.words.reading.heaps_again import heap_of
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["Told", "say"]

Told = Quantity | Number
#: What a floor can have, too.
_OF_FLOORS = ("friction", "angle")
#: What of a heap is no such thing of what it is made of.
_OF_HEAPS = ("height", "unnamed", "length", "width", "mass", "depth", "radius",
             "diameter")  # fmt: skip


def say(
    sentence: Sentence, name: str, values: Sequence[Told], said: str = "", *, each: bool = False
) -> list[Item]:
    """Add them, in the words behind `said`, to all that is spoken of, and return those; `each`
    where it is told that they are of each of several."""
    if name == "spacing" and _apart(sentence, values):
        return []
    subjects = [sentence.world] if name == "gravity" else _subjects(sentence, name)
    for subject in subjects:
        for told in values:
            dimension = told.dimension if isinstance(told, Quantity) else ""
            value = told.value
            if name.endswith("angle") and dimension == "percent":
                # How much a slope rises for each metre.
                value = math.degrees(math.atan(value))
            words = f"{said} {told.said}".strip()
            if subject is sentence.whole and name in _OF_HEAPS and not each:
                name = f"{heap_of(subject)} {name}"
            subject.add(name, Value(value, dimension, words, each or bool(sentence.several)))
    return subjects


def _subjects(sentence: Sentence, name: str) -> list[Item]:
    ramps = [one for one in sentence.items if one.kind == "ramp"]
    if name == "angle" and len(ramps) == 1 and not ramps[0].has("angle"):
        # "a slope with a box, 40 degrees"
        return ramps
    rings = [
        one
        for one in sentence.items
        if any(a.kind == "around" and a.other in sentence.subjects for a in one.relations)
    ]
    if name in ("spacing", "gap") and rings:
        # "8 cubes around a ball, 1 m apart"
        return rings
    last = sentence.last_loose()
    on_floor = [one.kind for one in sentence.subjects] == ["floor"]
    if on_floor and last is not None and name not in _OF_FLOORS:
        return [last]
    return sentence.subjects


def _apart(sentence: Sentence, values: Sequence[Told]) -> bool:
    """ "a box and a ball 1 m apart": each from the one before."""
    things = sentence.coordinated()
    alone = all(one.number(1) == 1 and not one.plural for one in things)
    if len(things) < 2 or len(values) != 1 or not alone:
        return False
    for before, thing in itertools.pairwise(things):
        thing.relations.append(Relation("apart", before, values[0].said, values[0].value))
    return True
