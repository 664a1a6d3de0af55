"""Several numbers of one dimension: `10 cm, 20 cm and 30 cm`; and the floor that is below."""

from py_remote_viewer.scenes.words.lexicon import NOUNS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.saying import Told

__all__ = ["floor_at", "value_list"]

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
    while True:
        step = cursor.listed(ahead)
        behind = cursor.token(ahead + step)
        if not step or not isinstance(behind, Quantity | Number):
            return values, ahead
        if cursor.said(ahead) == "," and cursor.word(ahead + step + 1) in _OF_ITS_OWN and step == 1:
            # "cubes of 20 cm, 50 cm apart"
            return values, ahead
        if not _alike(token, behind) or nouns.leads_to(ahead + step):
            return values, ahead
        values.append(behind)
        ahead += step + 1


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
