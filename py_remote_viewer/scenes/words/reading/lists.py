"""Several numbers of one dimension: `10 cm, 20 cm and 30 cm`; and the floor that is below."""

import math

from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, NOUNS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.saying import Told

__all__ = ["floor_at", "gradient", "value_list"]

#: What a length behind a comma is called that is none of a list.
_OF_ITS_OWN = ("apart", "away", "above", "from", "between", "high", "tall", "wide", "long", "thick",
               "deep", "up")  # fmt: skip


def value_list(cursor: Cursor, nouns: Nouns, ahead: int) -> tuple[list[Told], int]:
    """The values of one dimension that stand there, and where they end; no other thing begins with
    one: "mass 2 kg and 3 boxes"."""
    token = cursor.token(ahead)
    assert isinstance(token, Quantity | Number)
    values: list[Told] = [token]
    ahead += 1
    begin, joined = ahead, False
    while True:
        step = cursor.listed(ahead)
        behind = cursor.token(ahead + step)
        if not step or not isinstance(behind, Quantity | Number):
            named = cursor.word(ahead) in DIMENSIONS and isinstance(token, Quantity)
            if len(values) == 2 and not joined and named:
                # "links of 5 cm, 1 m long"
                return values[:1], begin
            return values, ahead
        if cursor.said(ahead) == "," and cursor.word(ahead + step + 1) in _OF_ITS_OWN and step == 1:
            # "cubes of 20 cm, 50 cm apart"
            return values, ahead
        joined |= "and" in cursor.said(ahead, step).split()
        if not _alike(token, behind) or nouns.leads_to(ahead + step):
            return values, ahead
        values.append(behind)
        ahead += step + 1


def gradient(cursor: Cursor, name: str, ahead: int) -> tuple[list[Told], int] | None:
    """`1:4`, `1 in 4`, `1/4`: how far a slope rises on so long a way, as an angle, and where it
    ends; None where nothing like that stands there."""
    rise, joined = cursor.token(ahead), cursor.said(ahead + 1)
    if name != "angle" or not isinstance(rise, Quantity | Number):
        return None
    # "1 in" looks like an inch.
    inch = isinstance(rise, Quantity) and rise.said.endswith(" in")
    way = cursor.token(ahead + (1 if inch else 2))
    if isinstance(rise, Number) and "/" in rise.said:
        up, over, end = rise.value, 1.0, ahead + 1
    elif isinstance(way, Number) and (inch or joined in (":", "in")):
        up = float(rise.said.split()[0]) if inch else rise.value
        over, end = way.value, ahead + (2 if inch else 3)
    else:
        return None
    degrees = math.degrees(math.atan2(up, over))
    return [Quantity(degrees, "angle", cursor.said(ahead, end - ahead))], end


def _alike(token: Told, other: Told) -> bool:
    """True where both are numbers of the same dimension."""
    if isinstance(token, Quantity):
        return isinstance(other, Quantity) and other.dimension == token.dimension
    return isinstance(other, Number)


def floor_at(cursor: Cursor, ahead: int) -> int:
    """How many tokens "the floor" is there, 0 where something else stands there."""
    articles = 0
    while cursor.word(ahead + articles) in ("the", "a"):
        articles += 1
    floor, length = cursor.match(NOUNS, ahead + articles)
    return articles + length if floor is not None and floor.kind == "floor" else 0
