"""Numbers in figures and in words."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.reading.units import at, unit, unit_named

__all__ = ["number"]

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBERS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (i + 2) for i, word in enumerate(_TENS)
}
_TIMES = {"dozen": 12, "dozens": 12, "hundred": 100, "thousand": 1000}
#: Of which so many are told: "two pairs of cubes".
_TWOS = ("pair", "pairs", "couple", "couples")
_FRACTIONS = {"half": 0.5, "quarter": 0.25}


def number(pieces: Sequence[str], place: int) -> tuple[float, int] | None:
    """The number that begins there, and where it ends; None where there is none."""
    piece = at(pieces, place)
    if not piece or ":" in piece:
        return None
    if piece in ("-", "minus", "negative"):
        return _negative(pieces, place + 1)
    if piece in _FRACTIONS or (piece == "a" and at(pieces, place + 1) in _FRACTIONS):
        return _fraction(pieces, place + (piece == "a"))
    if piece in ("three", "3") and at(pieces, place + 1) in ("quarter", "quarters"):
        return _fraction(pieces, place + 1, 3)
    if piece in ("a", "an"):
        return _one_of(pieces, place)
    if piece[0].isdecimal() or (piece[0] == "." and len(piece) > 1):
        value, place = _figures(piece), place + 1
    elif piece in _NUMBERS:
        value, place = _words(pieces, place)
    elif (piece in _TIMES and piece != "dozens") or _is_two(pieces, place):
        value = 1.0
    else:
        return None
    value, place = _multiplied(pieces, place, value)
    return (2 * value, place + 2) if _is_two(pieces, place) else (value, place)


def _is_two(pieces: Sequence[str], place: int) -> bool:
    return at(pieces, place) in _TWOS and at(pieces, place + 1) == "of"


def _negative(pieces: Sequence[str], place: int) -> tuple[float, int] | None:
    """An angle or an acceleration below zero; nothing else can be."""
    found = None if at(pieces, place) in ("-", "minus", "negative") else number(pieces, place)
    known = unit(pieces, found[1]) if found is not None else None
    if found is None or known is None or known[0] not in ("angle", "acceleration"):
        return None
    return -found[0], found[1]


def _multiplied(pieces: Sequence[str], place: int, value: float) -> tuple[float, int]:
    """`two hundred and five`, `one and a half`."""
    while at(pieces, place) in _TIMES:
        value *= _TIMES[pieces[place]]
        place += 1
        if at(pieces, place) == "of" and pieces[place - 1] in ("dozens", "dozen"):
            return value, place + 1
        more = place + (at(pieces, place) == "and" and value >= 100)
        if at(pieces, more) in _NUMBERS:
            added, place = _words(pieces, more)
            value += added
    if [at(pieces, place + i) for i in range(3)] in (["and", "a", "half"], ["and", "one", "half"]):
        return value + 0.5, place + 3
    return value, place


def _fraction(pieces: Sequence[str], place: int, times: int = 1) -> tuple[float, int] | None:
    """`half a metre`, `a half kilogram`, `half dozen`; nothing where no unit follows."""
    value = times * _FRACTIONS[pieces[place].removesuffix("s")]
    place += 1
    while at(pieces, place) in ("a", "an", "of"):
        place += 1
    if at(pieces, place) == "dozen":
        return value * 12, place + 1
    return (value, place) if unit(pieces, place) else None


def _one_of(pieces: Sequence[str], place: int) -> tuple[float, int] | None:
    """`a metre long`, `a dozen`, `a pair of`; an article elsewhere."""
    behind = at(pieces, place + 1)
    if behind in _TIMES:
        return number(pieces, place + 1)
    if behind in ("pair", "couple"):
        return 2.0, place + 2 + (at(pieces, place + 2) == "of")
    # "a second pendulum" is another one, "a pound" a pound.
    known = unit_named(behind)
    single = known is not None and len(behind) > 2 and known[0] in ("length", "mass")
    return (1.0, place + 1) if single else None


def _words(pieces: Sequence[str], place: int) -> tuple[float, int]:
    value = float(_NUMBERS[pieces[place]])
    place += 1
    if value >= 20 and 0 < _NUMBERS.get(at(pieces, place), 0) < 10:
        value += _NUMBERS[pieces[place]]
        place += 1
    digits = ""
    if at(pieces, place) == "point":
        while _NUMBERS.get(at(pieces, place + 1 + len(digits)), 10) < 10:
            digits += str(_NUMBERS[pieces[place + 1 + len(digits)]])
    if digits:
        return value + float(f"0.{digits}"), place + 1 + len(digits)
    return value, place


def _figures(piece: str) -> float:
    if "/" in piece:
        over, under = piece.split("/")
        return float(over) / float(under) if float(under) else float("inf")
    return float(piece.replace(",", ""))
