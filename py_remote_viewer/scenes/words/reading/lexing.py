"""A prompt as words, numbers and quantities in SI units."""

import itertools
import math
import re
from dataclasses import dataclass

from py_remote_viewer.scenes.words.reading.numerals import number
from py_remote_viewer.scenes.words.reading.units import SMALLER, at, unit, unit_named

__all__ = ["Mark", "Number", "Quantity", "Sizes", "Token", "Word", "lex"]


@dataclass(frozen=True)
class Word:
    """A word in small letters; `said` is how it was written."""

    text: str
    said: str


@dataclass(frozen=True)
class Number:
    """A number without a unit."""

    value: float
    said: str


@dataclass(frozen=True)
class Quantity:
    """A number with a unit, in m, kg, degrees, s, N/m, m/s² and so on."""

    value: float
    dimension: str
    said: str


@dataclass(frozen=True)
class Sizes:
    """Two or three lengths (m): 20 x 10 x 5 cm."""

    values: tuple[float, ...]
    said: str


@dataclass(frozen=True)
class Mark:
    """What stands between parts of a sentence."""

    said: str


Token = Word | Number | Quantity | Sizes | Mark

#: Apostrophe, times, degrees, double prime, pi.
_SIGNS = (
    ("\u2019", "'"), ("\u00d7", " x "), ("\u00b0", " degrees "), ("%", " percent "),
    ("\u2033", '"'), ("\u03c0", "pi"), ("\u2032", "'"), ("\u2212", "-"), ("\u03b8", "theta"),
    ("\u2080", "0"),
)  # fmt: skip
#: Units of several words, which would be several units.
_LONG_UNITS = (
    (r"n(?:ewton)?[\s·*-]?m(?:et(?:er|re))?[\s·*-]?s(?:ec(?:onds?)?)?\s?(?:/|per)\s?rad(?:ian)?\b",
     "nms/rad"),
    (r"\bn(?:ewton)?[\s·*-]?s(?:ec(?:onds?)?)?\s?(?:/|per)\s?m(?:et(?:er|re))?\b", "ns/m"),
    (r"\bnewtons? per (?:meter|metre)s?\b", "n/m"),
    (r"\b(?:kg|kilograms?|kilos?) per cubic met(?:er|re)s?\b", "kg/m3"),
    (r"\b(?:g|grams?) per cubic centimet(?:er|re)s?\b", "g/cm3"),
    # "theta0 = 60 deg"
    (r"\b(theta|phi)_?0\b", r"\1"),
    # "a slope of 1 in 4"
    (r"\b((?:slope|gradient|incline|inclination|steepness)(?: of)?) (\d+) in (\d+)\b", r"\1 \2:\3"),
    (r"met(?:er|re)s? per second(?: squared)", "m/s2"),
    (r"\b3[- ]?d\b", "spatial"),
    (r"\b2[- ]?d\b", "planar"),
    # These degrees are no angle.
    (r"\bdegrees? of freedom\b", "dofs"),
)  # fmt: skip
_PI = re.compile(r"(\d*\.?\d+)?\s?\*?\s?\bpi\b(?:\s?/\s?(\d+))?(?:\s*rad(?:ian)?s?\b)?")
#: Between words: hyphens and dashes.
_HYPHEN = re.compile("(?<=\\w)[\u2010-\u2014-](?=\\w)")
_RATIO = re.compile(r"\d+:\d+")
#: "2,5 cm"; what stands between numbers of a list has a blank behind it.
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(0(?=,\d)|\d+(?=,\d{1,2}(?!\d))),(\d+)(?=[\s-]*([a-z]+))")
_PIECE = re.compile(
    r"k?g/(?:c?m|dm)(?:\^?3|³)|g/cc|g/ml|kg/l\b|\d+:\d+|n/c?m+\b|nms/rad|ns/m\b|m/s(?:\^?2|²)?|\d{1,3}(?:,\d{3})+(?!\d)|\d+/\d+"
    r"|\d*\.?\d+(?:e-?\d+)?|[^\W\d_][^\W_]*(?:'[^\W\d_]+)?|[,.;:!?()=]|[^\s]"
)


def lex(prompt: str) -> list[Token]:
    """All of it; what is no word and no number is a mark."""
    text = prompt.lower()
    for old, new in _SIGNS:
        text = text.replace(old, new)
    for pattern, short in _LONG_UNITS:
        text = re.sub(pattern, short, text)
    text = _PI.sub(_radians, text)
    text = _DECIMAL_COMMA.sub(_point, text)
    text = re.sub(r"(\d)\s*(?:\"|'')", r"\1 inches ", text)
    text = re.sub(r"(\d)\s?'(?![a-z'])", r"\1 feet ", text)
    text = re.sub(r"(\d)\s*x\s*(?=\d)", r"\1 x ", text)
    text = _HYPHEN.sub(" ", text)
    return _with_units(_join([match[0] for match in _PIECE.finditer(text)]))


def _point(match: re.Match[str]) -> str:
    """With a point, where it is a number with a unit."""
    return f"{match[1]}.{match[2]}" if unit_named(match[3]) else match[0]


def _radians(match: re.Match[str]) -> str:
    """ "2 pi / 3" as a number."""
    over = float(match[2] or 1)
    return f" {float(match[1] or 1) * math.pi / over:.9f} rad " if over else match[0]


def _with_units(tokens: list[Token]) -> list[Token]:
    """ "10, 20 and 30 cm": the unit is of all."""
    for end in range(len(tokens) - 1, 0, -1):
        last = tokens[end]
        if not isinstance(last, Quantity):
            continue
        numbers, place, joined = list[int](), end, False
        while True:
            before = place - 1
            while before >= 0 and tokens[before].said in (",", "and"):
                joined |= tokens[before].said == "and"
                before -= 1
            if before < 0 or before == place - 1 or not isinstance(tokens[before], Number):
                break
            numbers.append(before)
            place = before
        # "a row of 15, 5 cm apart" is no list.
        if not joined and len(numbers) < 2:
            continue
        for place in numbers:
            tokens[place] = _as(tokens[place], last)
    return tokens


def _as(number_token: Token, last: Quantity) -> Token:
    name = last.said.split()[-1]
    dimension, factor = unit_named(name) or (last.dimension, 1.0)
    assert isinstance(number_token, Number)
    return Quantity(number_token.value * factor, dimension, f"{number_token.said} {name}")


#: Two words that mean one: `10 cm edge length`, `5 kg per link`.
_AS_ONE = {
    **dict.fromkeys(itertools.product(("side", "edge"), ("length", "lengths")), "side"),
    **{("per", one): "each" for one in ("link", "segment", "box", "cube", "block", "ball")},
}


def _join(pieces: list[str]) -> list[Token]:
    tokens: list[Token] = []
    place = 0
    while place < len(pieces):
        sizes = _sizes(pieces, place)
        if sizes is not None:
            token, place = sizes
            tokens.append(token)
            continue
        pair = (pieces[place], at(pieces, place + 1))
        if pair in _AS_ONE:
            tokens.append(Word(_AS_ONE[pair], " ".join(pair)))
            place += 2
            continue
        if _RATIO.fullmatch(pieces[place]):
            over, under = (float(part) for part in pieces[place].split(":"))
            share = over / under if under else math.inf
            tokens.append(Quantity(share, "percent", pieces[place]))
            place += 1
            continue
        found = number(pieces, place)
        if found is None:
            piece = pieces[place]
            tokens.append(Word(piece, piece) if piece[0].isalpha() else Mark(piece))
            place += 1
            continue
        value, after = found
        known = unit(pieces, after)
        said = " ".join(pieces[place:after])
        if known is None:
            tokens.append(Number(value, said))
            place = after
        else:
            dimension, factor = known
            value, end = _with_smaller(pieces, after + 1, value * factor, known)
            said = " ".join([said, *pieces[after:end]])
            tokens.append(Quantity(value, dimension, said))
            place = end
    return tokens


def _with_smaller(
    pieces: list[str], place: int, value: float, known: tuple[str, float]
) -> tuple[float, int]:
    """ "5 feet 6 inches": the value with what is told in the smaller unit, and where that ends."""
    found, smaller = number(pieces, place), SMALLER.get(known)
    if found is None or smaller is None or not found[0] * smaller < known[1]:
        return value, place
    more, end = found
    behind = unit(pieces, end)
    return (value + more * smaller, end + 1) if behind == (known[0], smaller) else (value, place)


def _sizes(pieces: list[str], begin: int) -> tuple[Sizes, int] | None:
    """`20 x 10 x 5 cm`, `20 cm x 10 cm`, `1 by 2 m`."""
    values: list[tuple[float, float | None]] = []
    place = begin
    while True:
        found = number(pieces, place)
        if found is None:
            break
        value, place = found
        known = unit(pieces, place)
        if known is not None and known[0] != "length":
            return None
        if known is not None:
            metres, place = _with_smaller(pieces, place + 1, value * known[1], known)
            value = metres / known[1]
        values.append((value, known[1] if known else None))
        if at(pieces, place) in ("x", "by") and number(pieces, place + 1):
            place += 1
            continue
        break
    if len(values) not in (2, 3) or values[-1][1] is None:
        return None
    last = values[-1][1]
    lengths = tuple(value * (factor if factor is not None else last) for value, factor in values)
    return Sizes(lengths, " ".join(pieces[begin:place])), place
