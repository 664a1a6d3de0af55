"""Numbers that are said of a thing: `2 m long`, `length of 2 m`, `from a height of 2 m`."""

import math
from collections.abc import Sequence

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Misunderstood, Value
from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, NOUNS
from py_remote_viewer.scenes.words.lexing import Number, Quantity, Sizes
from py_remote_viewer.scenes.words.modifiers import BY_UNIT, fits
from py_remote_viewer.scenes.words.phrasebook import LOCATIONS, RELATIONS
from py_remote_viewer.scenes.words.phrases import Phrases
from py_remote_viewer.scenes.words.sentence import Sentence

__all__ = ["TOTAL", "Values"]

#: Of all parts of a thing together.
TOTAL = ("total", "overall", "whole", "combined")
_IN_TOTAL = (("in", "total"), ("altogether",), ("total",), ("overall",), ("in", "all"))
_APART: dict[tuple[str, ...], bool] = {
    tuple(words.split()): True
    for words in ("from each other", "from one another", "away from each other", "between them",
                  "apart from each other", "between each other", "from one to the next",
                  "between neighbours", "between two neighbours", "in between")
}  # fmt: skip
_BEFORE = ("from", "at", "by", "to", "off")
#: What may stand between a dimension's name and its value.
_BETWEEN = (
    "of", "is", "=", ":", "about", "to", "are", "at", "by", "around", "approximately", "a", "an",
    "coefficient", "constant", "angle", "each", "ratio", "length", "total", "only", "exactly",
    "initial", "equal", "roughly", "both", "all",
)  # fmt: skip
#: A symbol between a name and its value: "length L = 2 m".
_SYMBOLS = ("l", "m", "r", "h", "k", "d", "w", "theta", "mu", "alpha", "a", "c", "b", "t", "g")
#: And between "from" and where something begins.
_BEGIN = (
    "a", "an", "the", "of", "about", "height", "heights", "angle", "angles", "initial", "drop",
    "around", "roughly", "exactly", "starting",
)  # fmt: skip
_FALL = ("drop", "fall", "falling", "dropping", "release", "initial", "starting", "drops")
_DIRECTED = ("left", "right", "front", "behind", "beside", "apart", "above", "under")

_Told = Quantity | Number


class Values:
    """Reads them at the cursor, and says them of what is spoken of."""

    def __init__(self, cursor: Cursor, sentence: Sentence, phrases: Phrases) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._phrases = phrases
        #: "1 m to the left of": of the relation that follows.
        self.distance: float | None = None

    def read(self) -> bool:
        """Read one or several; False, and nothing is read, where there is none."""
        cursor, word = self._cursor, self._cursor.word()
        token = cursor.token()
        if word == "n" and self._number_of_links():
            return True
        if word in DIMENSIONS:
            return self._named(DIMENSIONS[word])
        if word in _BEFORE:
            return self._begin()
        if not isinstance(token, Quantity | Sizes) or self._phrases.leads_to_noun():
            return False
        if isinstance(token, Sizes):
            return self._sizes(token)
        return self._quantities(token)

    def _say(self, name: str, values: Sequence[_Told], said: str = "") -> None:
        each = bool(self._sentence.several) or "each" in (
            self._cursor.word(-1), self._cursor.word(-2), self._cursor.word(len(values) + 1),
            self._cursor.word(len(values)),
        )  # fmt: skip
        for subject in self._sentence.subjects:
            for token in values:
                dimension = token.dimension if isinstance(token, Quantity) else ""
                value = token.value
                if name.endswith("angle") and dimension == "percent":
                    # How much a slope rises for each metre.
                    value = math.degrees(math.atan(value))
                subject.add(name, Value(value, dimension, f"{said} {token.said}".strip(), each))

    def _sizes(self, token: Sizes) -> bool:
        for subject in self._sentence.subjects:
            subject.sizes = token.values
        self._cursor.at += 1
        if self._cursor.word() in ("in", "large", "big") and (
            self._cursor.word() != "in" or self._cursor.word(1) in ("size", "dimensions")
        ):
            self._cursor.at += 1 + (self._cursor.word() == "in")
        return True

    def _number_of_links(self) -> bool:
        """`n = 5`: of what is named behind it, else of what was named before."""
        cursor, ahead = self._cursor, 1
        while cursor.said(ahead) in ("=", "is", "equals", ":", "equal", "to", "of"):
            ahead += 1
        token = cursor.token(ahead)
        if ahead == 1 or not isinstance(token, Number) or not token.value.is_integer():
            return False
        root = self._sentence.root
        if self._phrases.leads_to_noun(ahead):
            cursor.at += ahead
            return True
        if root is None:
            return False
        if root.kind in ("pendulum", "chain", "rope", "cartpole"):
            root.links = int(token.value)
        elif root.count is None:
            root.count = int(token.value)
        else:
            return False
        for one in (root, *root.parts):
            one.flag("n")
        cursor.at += ahead + 1
        return True

    def _list(self, ahead: int) -> tuple[list[_Told], int]:
        """The values of one dimension that stand there, and where they end; no other thing begins
        with one: "mass 2 kg and 3 boxes"."""
        cursor = self._cursor
        token = cursor.token(ahead)
        assert isinstance(token, Quantity | Number)
        values: list[_Told] = [token]
        ahead += 1
        while True:
            step = cursor.listed(ahead)
            behind = cursor.token(ahead + step)
            if not step or not _alike(token, behind) or self._phrases.leads_to_noun(ahead + step):
                return values, ahead
            assert isinstance(behind, Quantity | Number)
            values.append(behind)
            ahead += step + 1

    def _quantities(self, token: Quantity) -> bool:
        """`2 m long`, `0.5 m and 0.3 m`, `2 m above the floor`."""
        cursor = self._cursor
        values, ahead = self._list(0)
        word = cursor.word(ahead)
        above = ahead + 1 + (word == "high")
        over = cursor.word(above - 1) in ("above", "over", "off")
        if over and token.dimension == "length" and self._is_floor(above):
            return self._above_floor(values, above)
        kind, _ = cursor.match(RELATIONS, ahead)
        apart, length = cursor.match(_APART, ahead)
        if apart and token.dimension == "length":
            self._say("gap" if cursor.word(ahead) == "between" else "spacing", values)
            cursor.at += ahead + length
            return True
        if cursor.word(ahead) in ("to", "on") and cursor.word(ahead + 1) == "its":
            kind, _ = cursor.match(LOCATIONS, ahead)
        # "a cube of 30 cm next to a ball" is not that far from it.
        told = cursor.said(-1) in ("of", "with", "(", "measuring", "is", "size")
        if kind == "beside" and not cursor.starts(("away", "from"), ahead):
            kind = None
        if kind in _DIRECTED and not told and token.dimension == "length" and len(values) == 1:
            self.distance = token.value
            cursor.at += ahead
            return True
        name = BY_UNIT.get(token.dimension, "unnamed")
        if name == "percent" and self._sentence.subject.kind in ("ramp", "floor"):
            name = "angle"
        if word in DIMENSIONS and fits(DIMENSIONS[word], token.dimension):
            name, ahead = DIMENSIONS[word], ahead + 1
        elif word == "in" and cursor.word(ahead + 1) in DIMENSIONS:
            name, ahead = DIMENSIONS[cursor.word(ahead + 1)], ahead + 2
        total = next((one for one in _IN_TOTAL if cursor.starts(one, ahead)), ())
        ahead += len(total)
        if total:
            name = f"total {'length' if name == 'unnamed' else name}"
        self._say(name, values)
        cursor.at += ahead
        return True

    def _is_floor(self, ahead: int) -> bool:
        while self._cursor.word(ahead) in ("the", "a"):
            ahead += 1
        floor, _ = self._cursor.match(NOUNS, ahead)
        return floor is not None and floor.kind == "floor"

    def _above_floor(self, values: Sequence[_Told], ahead: int) -> bool:
        cursor = self._cursor
        while cursor.word(ahead) in ("the", "a"):
            ahead += 1
        _, length = cursor.match(NOUNS, ahead)
        self._say("drop", values)
        cursor.at += ahead + length
        return True

    def _begin(self) -> bool:
        """`from 2 m`, `at an angle of 30 degrees`, `from 1 m, 2 m and 3 m`."""
        cursor, ahead = self._cursor, 1
        while cursor.word(ahead) in _BEGIN:
            ahead += 1
        token = cursor.token(ahead)
        if not isinstance(token, Quantity):
            return False
        name = {"length": "drop", "angle": "angle"}.get(token.dimension, "")
        if not name or self._phrases.leads_to_noun(ahead):
            return False
        values, end = self._list(ahead)
        subject = self._sentence.subject
        if name == "drop" and subject.kind in ("floor", "table"):
            # "bouncing on the floor from 2 m"
            subject = self._sentence.last_loose() or subject
        several = self._sentence.several
        if name == "drop" and len(values) == 1 and not several:
            self._sentence.several = self._sentence.dropped(subject)
        elif not several:
            self._sentence.several = [subject]
        self._say(name, values)
        self._sentence.several = several
        cursor.at += end
        if cursor.word() in ("high", "height", "up", "respectively"):
            cursor.at += 1
        if cursor.word() in ("above", "over", "off") and self._is_floor(1):
            cursor.at += 1
            while cursor.word() in ("the", "a"):
                cursor.at += 1
            cursor.at += cursor.match(NOUNS)[1]
        return True

    def _named(self, name: str) -> bool:
        """A dimension's name, and its value or values behind it."""
        cursor, ahead, said = self._cursor, 1, self._cursor.word()
        if self._sentence.root is None and cursor.match(NOUNS)[0] is not None:
            # "slope of 20 %"
            return False
        if name == "gravity":
            self._sentence.several = [self._sentence.world]
        name = self._full_name(name)
        while cursor.token(ahead) is not None and self._between(ahead):
            ahead += 1
        token = cursor.token(ahead)
        if isinstance(token, Sizes) and name == "side":
            cursor.at += ahead
            return self._sizes(token)
        if not isinstance(token, Quantity | Number):
            return False
        if isinstance(token, Quantity) and not fits(name, token.dimension):
            raise Misunderstood(f"{token.said!r} is no {said}.", word=token.said)
        values, ahead = self._list(ahead)
        self._say(name, values, said)
        if name == "gravity":
            self._sentence.several = []
        cursor.at += ahead
        self._skip_apart(name)
        return True

    def _skip_apart(self, name: str) -> None:
        """ "spaced 5 cm apart", "a distance of 1 m from each other"."""
        cursor = self._cursor
        if cursor.word() == "apart" and name == "spacing":
            cursor.at += 1
        if name in ("spacing", "gap"):
            cursor.at += cursor.match(_APART)[1]

    def _full_name(self, name: str) -> str:
        """With what stands before it: "drop height", "total mass"."""
        before = self._cursor.word(-1)
        if name == "height" and before in _FALL:
            name = "drop"
        return f"total {name}" if before in TOTAL else name

    def _between(self, ahead: int) -> bool:
        cursor = self._cursor
        if cursor.said(ahead) in _SYMBOLS and cursor.said(ahead + 1) == "=":
            return True
        return cursor.said(ahead) in _BETWEEN


def _alike(token: _Told, other: object) -> bool:
    """True where both are numbers of the same dimension."""
    if isinstance(token, Quantity):
        return isinstance(other, Quantity) and other.dimension == token.dimension
    return isinstance(other, Number)
