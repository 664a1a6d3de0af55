"""Numbers that are said of a thing: `2 m long`, `length of 2 m`, `from a height of 2 m`."""

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Item, Value
from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, NOUNS
from py_remote_viewer.scenes.words.lexing import Number, Quantity, Sizes
from py_remote_viewer.scenes.words.phrases import BY_UNIT, Phrases, fits
from py_remote_viewer.scenes.words.sentence import Sentence

__all__ = ["TOTAL", "Values"]

#: Of all parts of a thing together.
TOTAL = ("total", "overall")
_APART = {
    tuple(words.split()): True
    for words in ("from each other", "from one another", "away from each other", "between them",
                  "apart from each other", "between each other")
}  # fmt: skip
_BEFORE = ("from", "at", "by", "to")
#: What may stand between a dimension's name and its value.
_BETWEEN = (
    "of", "is", "=", ":", "about", "to", "are", "at", "by", "around", "approximately", "a",
    "coefficient", "constant", "angle", "each", "ratio", "length", "total", "only",
)  # fmt: skip
#: And between "from" and where something begins.
_BEGIN = ("a", "an", "the", "of", "about", "height", "angle", "initial")


class Values:
    """Reads them at the cursor, and says them of what is spoken of."""

    def __init__(self, cursor: Cursor, sentence: Sentence, phrases: Phrases) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._phrases = phrases

    def read(self) -> bool:
        """Read one or several; False, and nothing is read, where there is none."""
        cursor, subject = self._cursor, self._sentence.subject
        token, word = cursor.token(), cursor.word()
        if isinstance(token, Number):
            return self._counted(token)
        if word in DIMENSIONS:
            return self._named(DIMENSIONS[word])
        if word in _BEFORE:
            return self._begin(subject)
        if not isinstance(token, Quantity | Sizes) or self._phrases.leads_to_noun():
            return False
        if isinstance(token, Sizes):
            subject.sizes = token.values
            cursor.at += 1
            return True
        return self._quantities(subject, token)

    def _counted(self, token: Number) -> bool:
        """`15 of them`."""
        cursor, root = self._cursor, self._sentence.root
        if (cursor.word(1), cursor.word(2)) != ("of", "them") or not token.value.is_integer():
            return False
        if root is None or root.count is not None:
            return False
        root.count = int(token.value)
        cursor.at += 3
        return True

    def _quantities(self, subject: Item, token: Quantity) -> bool:
        """`2 m long`, `0.5 m and 0.3 m`, `2 m above the floor`."""
        cursor = self._cursor
        values, ahead = [token], 1
        while True:
            step = cursor.listed(ahead)
            behind = cursor.token(ahead + step)
            if not step or not isinstance(behind, Quantity):
                break
            if behind.dimension != token.dimension:
                break
            values.append(behind)
            ahead += step + 1
        word = cursor.word(ahead)
        if word in ("above", "over", "off") and token.dimension == "length":
            return self._above_floor(subject, token, ahead)
        name = BY_UNIT.get(token.dimension, "unnamed")
        apart, length = cursor.match(_APART, ahead)
        if apart and token.dimension == "length":
            name, ahead = "spacing", ahead + length
        elif word in DIMENSIONS and fits(DIMENSIONS[word], token.dimension):
            name, ahead = DIMENSIONS[word], ahead + 1
        elif word == "in" and cursor.word(ahead + 1) in DIMENSIONS:
            name, ahead = DIMENSIONS[cursor.word(ahead + 1)], ahead + 2
        for value in values:
            subject.add(name, Value(value.value, value.dimension, value.said))
        cursor.at += ahead
        return True

    def _above_floor(self, subject: Item, token: Quantity, ahead: int) -> bool:
        ahead += 1
        while self._cursor.word(ahead) in ("the", "a"):
            ahead += 1
        floor, length = self._cursor.match(NOUNS, ahead)
        if floor is None or floor.kind != "floor":
            return False
        subject.add("drop", Value(token.value, token.dimension, token.said))
        self._cursor.at += ahead + length
        return True

    def _begin(self, subject: Item) -> bool:
        """`from 2 m`, `at an angle of 30 degrees`."""
        cursor, ahead = self._cursor, 1
        while cursor.word(ahead) in _BEGIN:
            ahead += 1
        token = cursor.token(ahead)
        name = ""
        if isinstance(token, Quantity):
            name = {"length": "drop", "angle": "angle"}.get(token.dimension, "")
        if not isinstance(token, Quantity) or not name:
            return False
        if name == "drop" and subject.kind == "floor":
            # "bouncing on the floor from 2 m"
            subject = self._sentence.last_loose() or subject
        value = Value(token.value, token.dimension, token.said)
        for one in self._sentence.dropped(subject) if name == "drop" else [subject]:
            one.add(name, value)
        cursor.at += ahead + 1
        if cursor.word() in ("high", "height", "up"):
            cursor.at += 1
        return True

    def _named(self, name: str) -> bool:
        """A dimension's name, and its value or values behind it."""
        cursor, ahead, said = self._cursor, 1, self._cursor.word()
        subject = self._sentence.world if name == "gravity" else self._sentence.subject
        if cursor.word(-1) in TOTAL:
            name = f"total {name}"
        while cursor.token(ahead) is not None and cursor.said(ahead) in _BETWEEN:
            ahead += 1
        token = cursor.token(ahead)
        if not isinstance(token, Quantity | Number):
            return False
        while isinstance(token, Quantity | Number):
            dimension = token.dimension if isinstance(token, Quantity) else ""
            subject.add(name, Value(token.value, dimension, f"{said} {token.said}"))
            ahead += 1
            step = cursor.listed(ahead)
            if not step or not self._goes_on(token, ahead + step):
                break
            token = cursor.token(ahead + step)
            ahead += step
        cursor.at += ahead
        if cursor.word() == "apart" and name == "spacing":
            cursor.at += 1
        return True

    def _goes_on(self, token: Quantity | Number, ahead: int) -> bool:
        """True where the list has another value of this kind there, and no other thing begins:
        "mass 2 kg and 3 boxes"."""
        behind = self._cursor.token(ahead)
        if isinstance(token, Quantity):
            same = isinstance(behind, Quantity) and behind.dimension == token.dimension
        else:
            same = isinstance(behind, Number)
        return same and not self._phrases.leads_to_noun(ahead)
