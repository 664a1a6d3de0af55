"""What may stand before a noun: numbers, sizes, colours, and how something is."""

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.items import Item, Value
from py_remote_viewer.scenes.words.lexicon import (
    COLOUR_WORDS,
    DIMENSIONS,
    MATERIALS,
    NOUNS,
    SCALES,
)
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number, Quantity, Sizes, Word
from py_remote_viewer.scenes.words.reading.phrasebook import PLAIN, RELATIONS
from py_remote_viewer.scenes.words.shades import SHADES, shade

__all__ = ["BY_UNIT", "DEFINITE", "DISTRIBUTED", "colours_from", "fits", "modifier"]

#: What a number without a dimension's name is of.
BY_UNIT = {
    "mass": "mass", "angle": "angle", "stiffness": "stiffness", "acceleration": "gravity",
    "time": "period", "speed": "speed", "force": "force", "percent": "percent",
    "damping": "damping", "density": "density",
}  # fmt: skip
#: Units of what has such a name; all others are lengths. Friction has none.
_UNITS = {
    "mass": ("mass",), "angle": ("angle", "percent"), "stiffness": ("stiffness",),
    "turn": ("angle",), "friction": ("percent",), "damping": ("damping",), "period": ("time",),
    "gravity": ("acceleration",), "density": ("density",),
}  # fmt: skip
#: Before a thing that was named already.
DEFINITE = ("the", "this", "that", "its", "these", "those")
#: Before several that are spoken of one by one.
DISTRIBUTED = ("each", "every", "all", "both")
_ARTICLES = ("a", "an", "the", "some", "several", "many", "few", "another", "its", "these", "those")
_OTHERS = ("other", "others", "rest", "remaining")
#: Behind "n" where it is a number.
_LINKS = ("link", "segment", "bar", "body", "linked")
#: By how much more so.
_VERY = {"very": 1.6, "really": 1.6, "extremely": 2.2, "quite": 1.0, "rather": 1.0, "fairly": 1.0}
_COLOURED = ("coloured", "colored", "painted")


def fits(name: str, dimension: str) -> bool:
    """True where a quantity can be of a dimension's name."""
    return dimension in _UNITS.get(name.removeprefix("total "), ("length",))


def modifier(cursor: Cursor, item: Item, ahead: int) -> int:
    """Take what may stand before a noun; how many tokens it is, 0 where there is nothing."""
    token = cursor.token(ahead)
    match token:
        case Number(value=value) if value.is_integer():
            return _count(cursor, item, int(value), ahead)
        case Sizes(values=values):
            item.sizes = values
            return 1
        case Quantity():
            return _quantity(cursor, item, token, ahead)
        case Word(text=word):
            return _adjective(cursor, item, word, ahead)
        case Mark(said=","):
            # "red, green and blue boxes"
            listed = cursor.word(ahead + 1) in (*COLOUR_WORDS, *SHADES, "and")
            return 1 if item.colours and listed else 0
        case _:
            return 0


def _count(cursor: Cursor, item: Item, value: int, ahead: int) -> int:
    if item.count is not None or item.values:
        return 0
    by, other = cursor.word(ahead + 1), cursor.token(ahead + 2)
    if by in ("x", "by") and isinstance(other, Number) and other.value.is_integer():
        # "a 3 x 4 grid"
        item.grid = (value, int(other.value))
        item.count = value * int(other.value)
        return 3
    item.count = value
    return 1


def _quantity(cursor: Cursor, item: Item, token: Quantity, ahead: int) -> int:
    name = DIMENSIONS.get(cursor.word(ahead + 1), "")
    value = Value(token.value, token.dimension, token.said, each=True)
    # "a 20 degree slope" is a slope.
    if name and fits(name, token.dimension) and cursor.match(NOUNS, ahead + 1)[0] is None:
        item.add(name, value)
        return 2
    item.add(BY_UNIT.get(token.dimension, "unnamed"), value)
    return 1


def _adjective(cursor: Cursor, item: Item, word: str, ahead: int) -> int:
    for take in (_look, _which, _article, _behaviour):
        step = take(cursor, item, word, ahead)
        if step:
            return step
    return 1 if word in PLAIN else 0


def _look(cursor: Cursor, item: Item, word: str, ahead: int) -> int:
    """Colours and materials."""
    before_colour = cursor.word(ahead + 1) in COLOUR_WORDS
    if word in COLOUR_WORDS:
        item.colours.append(COLOUR_WORDS[word])
        return 1
    if word in MATERIALS:
        item.material = word
        return 1
    if word in _COLOURED and (item.colours or _before_noun(cursor, ahead + 1)):
        if not item.colours:
            # "five coloured blocks"
            item.flags["colourful"] = word
        return 1
    shaded = shade(word, COLOUR_WORDS[cursor.word(ahead + 1)]) if before_colour else None
    if shaded is not None:
        item.colours.append(shaded)
        return 2
    shades = cursor.word(ahead + 1) in SHADES and cursor.word(ahead + 2) in COLOUR_WORDS
    return (before_colour or shades) and word == "and" and bool(item.colours)


def _which(cursor: Cursor, item: Item, word: str, ahead: int) -> int:
    """Which of several it is."""
    behind = cursor.word(ahead + 1)
    if word == "n" and behind in _LINKS:
        item.flags["n"] = "n"
        return 1
    if word == "second" and cursor.word(ahead - 1) in ("a", "another"):
        return 1
    if word in _OTHERS:
        item.which = "other"
        return 1
    of_them = any(cursor.starts(("of", one), ahead + 1) for one in ("them", "the", "these"))
    shaded = behind in SHADES and cursor.word(ahead + 2) in COLOUR_WORDS
    halves = behind in COLOUR_WORDS or shaded or of_them
    if word == "half" and (halves or cursor.match(FLAGS, ahead + 1)[0] == "raised"):
        # "the other half"
        item.which = item.which or "half"
        return 1
    if word in ORDINALS and cursor.match(RELATIONS, ahead)[0] is None:
        item.which = word
        return 1
    return 0


def _article(cursor: Cursor, item: Item, word: str, ahead: int) -> int:
    if word not in (*_ARTICLES, *DISTRIBUTED):
        return 0
    if word in ("several", "many", "few"):
        item.count = 3 if word == "few" else 5
    elif word == "both":
        item.count = 2
    item.single |= word in ("a", "an", "another")
    return 1


def _behaviour(cursor: Cursor, item: Item, word: str, ahead: int) -> int:
    """How large it is, or how it behaves."""
    flag, length = cursor.match(FLAGS, ahead)
    behind = SCALES.get(cursor.word(ahead + 1))
    if word in _VERY and behind is not None:
        name, factor = behind
        said = cursor.said(ahead, 2)
        item.scales[name] = (factor ** _VERY[word], said)
        return 2
    if word in SCALES and length <= 1:
        name, factor = SCALES[word]
        item.scales[name] = (factor, word)
        return 1
    if ahead > 0 and cursor.word(ahead + length) in ("a", "an", "the"):
        # "2 kg joined by a spring"
        return 0
    if flag is not None:
        item.flags[flag] = cursor.said(ahead, length)
    elif word == "standing" and _before_noun(cursor, ahead + 1):
        # "standing on a table" only tells where.
        item.flags[word], length = word, 1
    return length


def _before_noun(cursor: Cursor, ahead: int) -> bool:
    """True where only how it looks stands between here and a noun."""
    while cursor.word(ahead) in (*COLOUR_WORDS, *SHADES, *MATERIALS, *SCALES, "one", "ones"):
        if cursor.said(ahead) in ("one", "ones"):
            return True
        ahead += 1
    return cursor.match(NOUNS, ahead)[0] is not None


def colours_from(cursor: Cursor) -> tuple[list[Colour], int]:
    """ "red, green and blue" that stand here, and how many tokens they are."""
    found: list[Colour] = []
    ahead = 0
    while True:
        step = ahead + cursor.listed(ahead) if found else ahead
        word, behind = cursor.word(step), COLOUR_WORDS.get(cursor.word(step + 1))
        shaded = shade(word, behind) if behind is not None else None
        if (word not in COLOUR_WORDS and shaded is None) or (found and step == ahead):
            return found, ahead
        found.append(shaded or COLOUR_WORDS[word])
        ahead = step + (1 if shaded is None else 2)
