"""A prompt as words, numbers and quantities in SI units."""

import re
from dataclasses import dataclass

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


def _split(text: str) -> list[str]:
    return text.split()


_RAD = 57.29577951308232
_INCH, _FOOT, _POUND, _OUNCE = 0.0254, 0.3048, 0.45359237, 0.028349523125

_UNITS: dict[str, tuple[str, float]] = {}
for _names, _dimension, _factor in (
    ("mm millimeter millimeters millimetre millimetres", "length", 1e-3),
    ("cm cms centimeter centimeters centimetre centimetres", "length", 1e-2),
    ("dm decimeter decimeters decimetre decimetres", "length", 0.1),
    ("m meter meters metre metres", "length", 1.0),
    ("inch inches", "length", _INCH),
    ("ft foot feet", "length", _FOOT),
    ("yd yard yards", "length", 0.9144),
    ("mg milligram milligrams", "mass", 1e-6),
    ("g gram grams gramme grammes gm", "mass", 1e-3),
    ("kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes", "mass", 1.0),
    ("tonne tonnes ton tons", "mass", 1000.0),
    ("lb lbs pound pounds", "mass", _POUND),
    ("oz ounce ounces", "mass", _OUNCE),
    ("deg degs degree degrees", "angle", 1.0),
    ("rad rads radian radians", "angle", _RAD),
    ("s sec secs second seconds", "time", 1.0),
    ("ms millisecond milliseconds", "time", 1e-3),
    ("percent", "percent", 0.01),
    ("n/m", "stiffness", 1.0),
    ("n/cm", "stiffness", 100.0),
    ("n/mm", "stiffness", 1000.0),
    ("m/s", "speed", 1.0),
    ("m/s2 m/s^2 m/s²", "acceleration", 1.0),
    ("n newton newtons", "force", 1.0),
):
    for _name in _names.split():
        _UNITS[_name] = (_dimension, _factor)

_ONES = _split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = _split("twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBERS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * (i + 2) for i, word in enumerate(_TENS)
}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1000}

#: Apostrophe, times, degrees, double prime.
_SIGNS = (
    ("\u2019", "'"), ("\u00d7", " x "), ("\u00b0", " degrees "), ("%", " percent "),
    ("\u2033", '"'),
)  # fmt: skip
#: Between words: hyphens and dashes.
_HYPHEN = re.compile("(?<=\\w)[\u2010-\u2014-](?=\\w)")
_PIECE = re.compile(
    r"n/c?m+\b|m/s(?:\^?2|²)?|\d{1,3}(?:,\d{3})+(?!\d)|\d+/\d+|\d*\.?\d+(?:e-?\d+)?"
    r"|[^\W\d_][^\W_]*(?:'[^\W\d_]+)?|[,.;:!?()]|[^\s]"
)
#: Of what stands behind "in" where that is no inch.
_PLACES = _split("a an the front line row rows total mass weight length height width mujoco")


def lex(prompt: str) -> list[Token]:
    """All of it; what is no word and no number is a mark."""
    text = prompt.lower()
    for old, new in _SIGNS:
        text = text.replace(old, new)
    # "newton meter" would be two units.
    text = re.sub(r"newtons? per (?:meter|metre)s?", "n/m", text)
    text = re.sub(r"met(?:er|re)s? per second(?: squared)", "m/s2", text)
    text = re.sub(r"(\d)\s*(?:\"|'')", r"\1 inches ", text)
    text = re.sub(r"(\d)\s*x\s*(?=\d)", r"\1 x ", text)
    text = _HYPHEN.sub(" ", text)
    return _with_units(_join([match[0] for match in _PIECE.finditer(text)]))


def _with_units(tokens: list[Token]) -> list[Token]:
    """ "10, 20 and 30 cm": the unit is of all."""
    for at in range(len(tokens) - 1, -1, -1):
        last = tokens[at]
        while isinstance(last, Quantity):
            before = at - 1
            while before >= 0 and tokens[before].said in (",", "and"):
                before -= 1
            number = tokens[before] if before >= 0 else None
            if before == at - 1 or not isinstance(number, Number):
                break
            dimension, factor = _UNITS[last.said.split()[-1]]
            said = f"{number.said} {last.said.split()[-1]}"
            tokens[before] = Quantity(number.value * factor, dimension, said)
            at = before
    return tokens


def _join(pieces: list[str]) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(pieces):
        sizes = _sizes(pieces, at)
        if sizes is not None:
            token, at = sizes
            tokens.append(token)
            continue
        number = _number(pieces, at)
        if number is None:
            piece = pieces[at]
            word = piece[0].isalpha()
            tokens.append(Word(piece, piece) if word else Mark(piece))
            at += 1
            continue
        value, after = number
        unit = _unit(pieces, after)
        said = " ".join(pieces[at:after])
        if unit is None:
            tokens.append(Number(value, said))
            at = after
        else:
            dimension, factor = unit
            tokens.append(Quantity(value * factor, dimension, f"{said} {pieces[after]}"))
            at = after + 1
    return tokens


def _unit(pieces: list[str], at: int) -> tuple[str, float] | None:
    if at >= len(pieces):
        return None
    piece = pieces[at]
    if piece == "in":
        behind = pieces[at + 1] if at + 1 < len(pieces) else ""
        return None if behind in _PLACES else ("length", _INCH)
    return _UNITS.get(piece)


def _sizes(pieces: list[str], at: int) -> tuple[Sizes, int] | None:
    """`20 x 10 x 5 cm`, `20 cm x 10 cm`, `1 by 2 m`."""
    values: list[tuple[float, float | None]] = []
    place = at
    while True:
        number = _number(pieces, place)
        if number is None:
            break
        value, place = number
        unit = _unit(pieces, place)
        if unit is not None and unit[0] != "length":
            return None
        if unit is not None:
            place += 1
        values.append((value, unit[1] if unit else None))
        if place < len(pieces) and pieces[place] in ("x", "by") and _number(pieces, place + 1):
            place += 1
            continue
        break
    if len(values) not in (2, 3) or values[-1][1] is None:
        return None
    last = values[-1][1]
    lengths = tuple(value * (unit if unit is not None else last) for value, unit in values)
    return Sizes(lengths, " ".join(pieces[at:place])), place


def _number(pieces: list[str], at: int) -> tuple[float, int] | None:
    """A number in figures or words from there on, and where it ends."""
    if at >= len(pieces):
        return None
    piece = pieces[at]
    if piece in ("half", "quarter") or (
        piece == "a" and _at(pieces, at + 1) in ("half", "quarter")
    ):
        return _fraction(pieces, at + (piece == "a"))
    if piece in ("a", "an"):
        return _one_of(pieces, at)
    if piece[0].isdigit() or (piece[0] == "." and len(piece) > 1):
        value = _figures(piece)
        at += 1
    elif piece in _NUMBERS:
        value, at = _words(pieces, at)
    elif piece in _TIMES:
        value = 1.0
    else:
        return None
    while _at(pieces, at) in _TIMES:
        value *= _TIMES[pieces[at]]
        at += 1
        if _at(pieces, at) in _NUMBERS:
            more, at = _words(pieces, at)
            value += more
    if [_at(pieces, at + i) for i in range(3)] in (["and", "a", "half"], ["and", "one", "half"]):
        return value + 0.5, at + 3
    return value, at


def _fraction(pieces: list[str], at: int) -> tuple[float, int] | None:
    """`half a metre`, `a half kilogram`, `half dozen`; nothing where no unit follows."""
    value = 0.5 if pieces[at] == "half" else 0.25
    at += 1
    while _at(pieces, at) in ("a", "an", "of"):
        at += 1
    if _at(pieces, at) == "dozen":
        return value * 12, at + 1
    return (value, at) if _unit(pieces, at) else None


def _one_of(pieces: list[str], at: int) -> tuple[float, int] | None:
    """`a metre long`, `a dozen`, `a pair of`; an article elsewhere."""
    behind = _at(pieces, at + 1)
    if behind in _TIMES:
        return _number(pieces, at + 1)
    if behind in ("pair", "couple"):
        return 2.0, at + 2 + (_at(pieces, at + 2) == "of")
    # "a second pendulum" is another one, "a pound" a pound.
    known = _UNITS.get(behind)
    single = known is not None and len(behind) > 2 and known[0] in ("length", "mass")
    return (1.0, at + 1) if single else None


def _words(pieces: list[str], at: int) -> tuple[float, int]:
    value = float(_NUMBERS[pieces[at]])
    at += 1
    if value >= 20 and 0 < _NUMBERS.get(_at(pieces, at), 0) < 10:
        value += _NUMBERS[pieces[at]]
        at += 1
    if _at(pieces, at) == "point" and _at(pieces, at + 1) in _NUMBERS:
        return value + _NUMBERS[pieces[at + 1]] / 10.0, at + 2
    return value, at


def _figures(piece: str) -> float:
    if "/" in piece:
        over, under = piece.split("/")
        return float(over) / float(under) if float(under) else float("inf")
    return float(piece.replace(",", ""))


def _at(pieces: list[str], at: int) -> str:
    return pieces[at] if at < len(pieces) else ""
