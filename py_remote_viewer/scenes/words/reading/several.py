"""Several things that are spoken of at once: "they", "all of them", "stack them"."""

from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, DIMENSIONS, MATERIALS
from py_remote_viewer.scenes.words.reading.behaviours import FLAGS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number, Quantity, Word
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["Several"]

_WORDS = ("they", "them", "all", "both", "each", "every")
_BEGINS = ("", ",", ".", ";", "and", "(", "is", "are", "that", "which")
#: Behind "each" where something is said of each.
_SAYS = ("of", "with", "weighing", "measuring", "is", "are", "has", "have", "weighs", "weigh",
         "made", "in", "having", "painted", "coloured", "colored", *COLOUR_WORDS, *MATERIALS,
         *DIMENSIONS, "dark", "light")  # fmt: skip
#: Verbs that say how what is named next is arranged, where it is not said that one is on another.
_HEAPING = {"stack": "each other", "pile": "in a pile", "heap": "in a pile", "line": "in a row"}


class Several:
    """Reads them at the cursor into the sentence."""

    def __init__(self, cursor: Cursor, sentence: Sentence, nouns: Nouns) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._nouns = nouns

    def read(self) -> bool:
        """ "they are", "all of them", ", each"; False, and nothing is read, where none is meant."""
        cursor, word = self._cursor, self._cursor.word()
        if word not in _WORDS:
            return False
        one_by_one = word in ("each", "every")
        length = 1 + (one_by_one and cursor.said(1) == "one")
        if cursor.word(1) == "of" and cursor.word(2) in ("them", "these", "those"):
            length = 3
        elif length == 1 and word != "they" and self._nouns.leads_to():
            return False
        begins = cursor.said(-1) in _BEGINS
        if one_by_one and length < 3 and not (begins and self._says_something(length)):
            return False
        found = self._sentence.coordinated()
        if not found or (word == "both" and sum(one.number(1) for one in found) != 2):
            return False
        self._sentence.several = found
        cursor.at += length
        return True

    def _says_something(self, ahead: int) -> bool:
        cursor = self._cursor
        number = isinstance(cursor.token(ahead), Quantity)
        return number or cursor.word(ahead) in _SAYS or cursor.match(FLAGS, ahead)[0] is not None

    def each_number(self) -> bool:
        """ "red and blue balls, three of each"."""
        cursor, token = self._cursor, self._cursor.token()
        ahead = 1 + (cursor.word(1) == "of")
        if not isinstance(token, Number) or cursor.word(ahead) != "each":
            return False
        ahead += 1 + (cursor.word(ahead + 1) in ("colour", "color", "kind", "type"))
        behind = cursor.token(ahead)
        found, each = self._sentence.coordinated(), int(token.value)
        found = [*found, *(other for one in found for other in one.mixed)]
        uncounted = all(one.count is None and one.plural for one in found)
        if not (behind is None or isinstance(behind, Mark | Word)) or not found or not uncounted:
            return False
        if not self._is_told(found):
            return False
        for one in found:
            colours = one.colours if len(found) == 1 else one.colours[:1]
            one.count = each * max(1, len(colours))
            if len(found) == 1:
                one.colours = [colour for colour in one.colours for _ in range(each)]
        cursor.at += ahead
        return True

    @staticmethod
    def _is_told(found: list[Item]) -> bool:
        """True for several kinds, or several colours of one."""
        return len(found) > 1 or len(found[0].colours) > 1

    def heap(self) -> bool:
        """ "stack them", "stack a red and a blue box"."""
        cursor, word = self._cursor, self._cursor.word()
        behind = cursor.word(1)
        if word not in _HEAPING or cursor.word(-1) in ("a", "the", "one", "this"):
            return False
        if behind in ("them", "it", "these", "those", "all", "both"):
            self._sentence.heap(self._sentence.coordinated(), _HEAPING[word])
            cursor.at += 4 if behind == "all" and cursor.word(2) == "of" else 2
            return True
        if behind not in ("a", "an", "the", "some", "up", "all"):
            return False
        self._sentence.heaping = _HEAPING[word]
        cursor.at += 1
        return True
