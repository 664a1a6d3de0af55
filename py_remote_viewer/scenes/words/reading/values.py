"""Numbers that are said of a thing: `2 m long`, `length of 2 m`, `from a height of 2 m`."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, NOUNS
from py_remote_viewer.scenes.words.reading.counts import count_behind, number_of_links
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity, Sizes
from py_remote_viewer.scenes.words.reading.lists import floor_at, gradient, value_list
from py_remote_viewer.scenes.words.reading.modifiers import BY_UNIT, fits
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.phrasebook import (
    ALOFT,
    APART,
    BOTH,
    LOCATIONS,
    RELATIONS,
)
from py_remote_viewer.scenes.words.reading.saying import Told, say
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["TOTAL", "Values"]

#: Of all parts of a thing together.
TOTAL = ("total", "overall", "whole", "combined")
_IN_TOTAL = (("in", "total"), ("altogether",), ("total",), ("overall",), ("in", "all"))
_BEFORE = ("from", "at", "by", "to", "off")
#: What may stand between a dimension's name and its value.
_BETWEEN = (
    "of", "is", "=", ":", "about", "to", "are", "at", "by", "around", "approximately", "a", "an",
    "coefficient", "constant", "angle", "each", "ratio", "length", "lengths", "sizes", "total",
    "only", "exactly", "initial", "equal", "roughly", "both", "all",
)  # fmt: skip
#: A symbol between a name and its value: "length L = 2 m".
_SYMBOLS = ("l", "m", "r", "h", "k", "d", "w", "theta", "mu", "alpha", "a", "c", "b", "t", "g")
#: And between "from" and where something begins.
_BEGIN = (
    "a", "an", "the", "of", "about", "height", "heights", "angle", "angles", "initial", "drop",
    "around", "roughly", "exactly", "starting",
)  # fmt: skip
_FALL = ("drop", "fall", "falling", "dropping", "release", "initial", "starting", "drops")
#: Behind these a length is of a thing, not how far it is from another.
_SIZED = ("of", "with", "(", "measuring", "is", "size")
_USUAL_LINK = 0.08
_DIRECTED = ("left", "right", "front", "behind", "beside", "apart", "above", "under")


class Values:
    """Reads them at the cursor, and says them of what is spoken of."""

    def __init__(self, cursor: Cursor, sentence: Sentence, nouns: Nouns) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._nouns = nouns
        #: "1 m to the left of": of the relation that follows.
        self.distance: float | None = None
        self._said: tuple[list[Item], str] = [], ""

    def read(self) -> bool:
        """Read one or several; False, and nothing is read, where there is none."""
        self._said = [], ""
        read = self._read()
        if read:
            self._sentence.last = (self._cursor.at, *self._said)
        return read

    def _read(self) -> bool:
        cursor, word = self._cursor, self._cursor.word()
        token = cursor.token()
        if word == "n" and number_of_links(cursor, self._sentence, self._nouns):
            return True
        if word in DIMENSIONS:
            return self._named(DIMENSIONS[word])
        if word == "at" and cursor.word(1) in ("a", "the") and cursor.word(2) == "distance":
            return self._far_away()
        if word in _BEFORE:
            return self._begin()
        rise = gradient(cursor, "angle", 0) if self._sentence.subject.kind == "ramp" else None
        if rise is not None:
            self._say("angle", rise[0])
            cursor.at += rise[1]
            return True
        if isinstance(token, Number) and count_behind(cursor, self._sentence, token):
            return True
        if not isinstance(token, Quantity | Sizes) or self._nouns.leads_to():
            return False
        if isinstance(token, Sizes):
            return self._sizes(token)
        return self._quantities(token)

    def _say(self, name: str, values: Sequence[Told], said: str = "") -> None:
        word, number = self._cursor.word, len(values)
        each = "each" in (word(-1), word(-2), word(number), word(number + 1))
        self._said = say(self._sentence, name, values, said, each=each), name

    def _sizes(self, token: Sizes) -> bool:
        cursor = self._cursor
        for subject in self._sentence.subjects:
            subject.sizes = token.values
        cursor.at += 1
        if cursor.word() in ("large", "big"):
            cursor.at += 1
        elif cursor.word() == "in" and cursor.word(1) in ("size", "dimensions"):
            cursor.at += 2
        return True

    def _quantities(self, token: Quantity) -> bool:
        """`2 m long`, `0.5 m and 0.3 m`, `2 m above the floor`."""
        cursor, is_length = self._cursor, token.dimension == "length"
        values, ahead = value_list(cursor, self._nouns, 0)
        high = cursor.word(ahead) == "high"
        if is_length and cursor.word(ahead + high) in ("above", "over", "off"):
            floor = floor_at(cursor, ahead + high + 1)
            if floor:
                self._say("drop", values)
                cursor.at += ahead + high + 1 + floor
                return True
        aloft = cursor.match(ALOFT, ahead)[1] if is_length else 0
        if aloft:
            # "2 m up in the air"
            self._say("drop", values)
            cursor.at += ahead + aloft
            return True
        apart, length = cursor.match(APART, ahead)
        if apart and is_length:
            self._say("gap" if cursor.word(ahead) == "between" else "spacing", values)
            cursor.at += ahead + length
            return True
        if is_length and len(values) == 1 and self._is_distance(ahead):
            self.distance = token.value
            cursor.at += ahead
            return True
        name, length = self._name_behind(token, ahead)
        if is_length and len(values) == 1 and self._of_whole(token.value):
            sentence = self._sentence
            sentence.current, sentence.several = sentence.root, []
        ahead += length
        total = next((one for one in _IN_TOTAL if cursor.starts(one, ahead)), ())
        ahead += len(total)
        if total:
            # "links of 5 cm, 1 m in total"
            self._say(name, values[:-1])
            values = values[-1:]
            name = f"total {'length' if name == 'unnamed' else name}"
        self._say(name, values)
        cursor.at += ahead
        return True

    def _of_whole(self, metres: float) -> bool:
        """ "12 links, 2 m long": of the chain, where its links would be too long else."""
        sentence, cursor = self._sentence, self._cursor
        root, part = sentence.root, sentence.current
        if root is None or part is None or root.kind not in ("chain", "rope"):
            return False
        if part.kind != "link" or cursor.said(-1) != "," or part.values or sentence.several:
            return False
        # Of a link as it mostly is, both are equally far.
        return metres**2 > part.number(1) * _USUAL_LINK**2

    def _far_away(self) -> bool:
        """ "at a distance of 1 m", perhaps from something."""
        cursor, ahead = self._cursor, 3
        while cursor.word(ahead) in _BETWEEN:
            ahead += 1
        token = cursor.token(ahead)
        if not isinstance(token, Quantity) or token.dimension != "length":
            return False
        if cursor.word(ahead + 1) in ("from", "to"):
            self.distance = token.value
            cursor.at += ahead + 1
            return True
        cursor.at += 2
        return self._named(DIMENSIONS["distance"])

    def _is_distance(self, ahead: int) -> bool:
        """ "1 m to the left of"; "a cube of 30 cm next to a ball" is not that far from it."""
        cursor = self._cursor
        kind, _ = cursor.match(RELATIONS, ahead)
        if cursor.word(ahead) in ("to", "on") and cursor.word(ahead + 1) == "its":
            kind, _ = cursor.match(LOCATIONS, ahead)
        if kind == "beside" and cursor.word(ahead) != "away":
            return False
        return kind in _DIRECTED and cursor.said(-1) not in _SIZED

    def _name_behind(self, token: Quantity, ahead: int) -> tuple[str, int]:
        """The dimension that is named behind a number, and how many tokens that is."""
        word, behind = self._cursor.word(ahead), self._cursor.word(ahead + 1)
        if word in DIMENSIONS and fits(DIMENSIONS[word], token.dimension):
            return DIMENSIONS[word], 1
        if word == "in" and behind in DIMENSIONS:
            return DIMENSIONS[behind], 2
        name = BY_UNIT.get(token.dimension, "unnamed")
        if name == "percent" and self._sentence.subject.kind in ("ramp", "floor"):
            name = "angle"
        return name, 0

    def _begin(self) -> bool:
        """`from 2 m`, `at an angle of 30 degrees`, `from 1 m, 2 m and 3 m`."""
        cursor, sentence, ahead = self._cursor, self._sentence, 1
        if self._coordinate():
            return True
        while cursor.word(ahead) in _BEGIN:
            ahead += 1
        token = cursor.token(ahead)
        if not isinstance(token, Quantity):
            return False
        name = {"length": "drop", "angle": "angle"}.get(token.dimension, "")
        if not name or self._nouns.leads_to(ahead):
            return False
        values, end = value_list(cursor, self._nouns, ahead)
        subject = sentence.subject
        if name == "drop" and subject.kind in ("floor", "table"):
            # "bouncing on the floor from 2 m"
            subject = sentence.last_loose() or subject
        if name == "drop":
            # "a ball falling onto a box from 2 m"
            above = [one for one in sentence.items if "falls" in one.flags and not one.has("drop")]
            onto = [one for one in above if any(a.other is subject for a in one.relations)]
            subject = onto[0] if onto and "falls" not in subject.flags else subject
        several = sentence.several
        dropped = name == "drop" and len(values) == 1 and "falls" not in subject.flags
        dropped = dropped or (name == "drop" and len(values) == 1 and not subject.relations)
        sentence.several = several or (sentence.dropped(subject) if dropped else [subject])
        self._say(name, values)
        sentence.several = several
        cursor.at += end
        if cursor.word() in ("high", "height", "up", "respectively"):
            cursor.at += 1
        floor = floor_at(cursor, 1) if cursor.word() in ("above", "over", "off") else 0
        cursor.at += 1 + floor if floor else 0
        return True

    def _coordinate(self) -> bool:
        """`at x = 0.5 m`."""
        cursor, axis = self._cursor, self._cursor.word(1)
        token = cursor.token(3)
        if axis not in ("x", "y", "z") or cursor.said(2) != "=":
            return False
        if not isinstance(token, Quantity) or token.dimension != "length":
            return False
        self._say(f"at {axis}", [token], f"at {axis} =")
        cursor.at += 4
        return True

    def _named(self, name: str) -> bool:
        """A dimension's name, and its value or values behind it."""
        cursor, sentence, ahead = self._cursor, self._sentence, 1
        said = cursor.word()
        if sentence.root is None and cursor.match(NOUNS)[0] is not None:
            # "slope of 20 %"
            return False
        name = self._whole_name(name)
        while cursor.token(ahead) is not None and self._between(ahead):
            ahead += 1
        token = cursor.token(ahead)
        if isinstance(token, Sizes) and name == "side":
            cursor.at += ahead
            return self._sizes(token)
        if not isinstance(token, Quantity | Number):
            return False
        said_of = name.removesuffix(" ratio")
        fitting = gradient(cursor, name, ahead) or fits(said_of, getattr(token, "dimension", ""))
        if isinstance(token, Quantity) and not fitting:
            raise Misunderstood(f"{token.said!r} is no {said}.", word=token.said)
        values, ahead = gradient(cursor, name, ahead) or value_list(cursor, self._nouns, ahead)
        self._say(name, values, said)
        cursor.at += ahead
        if name in ("spacing", "gap"):
            cursor.at += cursor.word() == "apart"
            cursor.at += cursor.match(APART)[1]
        if name == "friction":
            cursor.at += cursor.match(BOTH)[1]
        return True

    def _whole_name(self, name: str) -> str:
        """With what stands before and behind it: `total length`, `damping ratio`."""
        before, behind = self._cursor.word(-1), self._cursor.word(1)
        if name == "height" and before in _FALL:
            name = "drop"
        if name == "damping" and behind == "ratio":
            name = "damping ratio"
        return f"total {name}" if before in TOTAL else name

    def _between(self, ahead: int) -> bool:
        cursor = self._cursor
        if cursor.said(ahead) in _SYMBOLS and cursor.said(ahead + 1) == "=":
            return True
        return cursor.said(ahead) in _BETWEEN
