"""How one of several compares with another: "the second link is twice as long as the first"."""

from py_remote_viewer.scenes.words.items import Value
from py_remote_viewer.scenes.words.lexicon import PARTS
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["Comparing"]

_TIMES = {"twice": 2.0, "double": 2.0, "thrice": 3.0, "half": 0.5, "triple": 3.0}
#: "as long as", "the length of".
_AS = {"long": "length", "heavy": "mass"}
_THE = {"length": "length", "mass": "mass", "weight": "mass"}


class Comparing:
    """Reads it at the cursor, and says it of the part that is spoken of: a value called `times
    length`, whose dimension is the one that it is compared with."""

    def __init__(self, cursor: Cursor, sentence: Sentence) -> None:
        self._cursor = cursor
        self._sentence = sentence

    def read(self) -> bool:
        """False, and nothing is read, where nothing is compared."""
        part = self._sentence.current
        times, ahead = self._times()
        if part is None or not part.which or times <= 0:
            return False
        name, length = self._dimension(ahead)
        ahead += length
        while self._cursor.word(ahead) in ("the", "that", "of"):
            ahead += 1
        other = self._cursor.word(ahead)
        if not name or other not in (*ORDINALS, "other"):
            return False
        ahead += 1
        ahead += self._cursor.match(PARTS, ahead)[1] or self._cursor.word(ahead) == "one"
        said = self._cursor.said(0, ahead)
        part.add(f"times {name}", Value(times, other, said))
        self._cursor.at += ahead
        return True

    def _times(self) -> tuple[float, int]:
        """ "twice", "three times"; 0 where nothing like that stands here."""
        token = self._cursor.token()
        if isinstance(token, Number) and self._cursor.word(1) == "times":
            return token.value, 2
        return _TIMES.get(self._cursor.word(), 0.0), 1

    def _dimension(self, ahead: int) -> tuple[str, int]:
        word = self._cursor.word
        if word(ahead) == "as" and word(ahead + 2) == "as":
            return _AS.get(word(ahead + 1), ""), 3
        if word(ahead) == "the" and word(ahead + 2) == "of":
            return _THE.get(word(ahead + 1), ""), 3
        return "", 0
