"""Some of what was named, without its name: "the red one", "two of them", "the other"."""

from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, MATERIALS, PARTS
from py_remote_viewer.scenes.words.reading.contrast import adds_one, ends_in_one
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.heaps import Heaps
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity, Sizes
from py_remote_viewer.scenes.words.reading.members_named import group_of, wait
from py_remote_viewer.scenes.words.reading.naming import another, place, refer
from py_remote_viewer.scenes.words.reading.nouns import Nouns
from py_remote_viewer.scenes.words.reading.phrasebook import LOCATIONS
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["Pronouns"]

#: Behind a number of things that are not named again.
_VERBS = ("is", "are", "has", "have", "weighs", "weigh", "weighing", "measures", "measuring")
#: Which of several it is, even without an article.
_PLACES = ("first", "second", "third", "last", "half", "other")


class Pronouns:
    """Reads them at the cursor, once it is known that no noun follows."""

    def __init__(self, cursor: Cursor, sentence: Sentence, nouns: Nouns, heaps: Heaps) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._nouns = nouns
        self._heaps = heaps

    def read(self, item: Item, ahead: int, *, definite: bool) -> bool:
        """`item` is what was said in so many tokens; "a red" waits for its noun."""
        cursor, sentence = self._cursor, self._sentence
        item.said = cursor.said(0, ahead)
        ahead += ends_in_one(cursor, item, ahead)
        heap = sentence.untold or group_of(sentence)
        untold = heap is not None and heap.placeholder > 0
        if untold and item.count == 1 and cursor.word(ahead) in ("of", "with", "made"):
            assert heap is not None
            cursor.at += ahead
            return self._heaps.read_one(heap)
        if item.count is not None and self._of_balls(ahead):
            cursor.at += ahead + 3
            return refer(sentence, item, definite=definite)
        of_them = self._of_them(ahead)
        if of_them and item.count is None and not item.which:
            return False
        ahead += of_them
        read = self._refer(item, ahead, definite=definite, of_them=of_them > 0)
        cursor.at += ahead if read else 0
        return read

    def _refer(self, item: Item, ahead: int, *, definite: bool, of_them: bool) -> bool:
        sentence = self._sentence
        group = group_of(sentence)
        if group is not None and not definite and adds_one(self._cursor, group, 0):
            return another(sentence, item, group)
        told = bool(
            item.which or item.colours or item.flags or item.scales or item.material or item.values
        )
        pronoun = self._cursor.said(ahead - 1) in ("one", "ones") and (told or definite)
        named = item.which and (definite or item.which in _PLACES)
        if of_them or pronoun or named:
            new = pronoun and not definite and not item.which and group is None
            if new and another(sentence, item):
                return True
            return refer(sentence, item, definite=definite, all_of_them=of_them)
        if self._waits(item, ahead):
            wait(sentence, item)
            return True
        more = item.flags or item.values or item.sizes or self._goes_on(ahead)
        if item.count is None or not more or group is None:
            return False
        return refer(sentence, item, definite=definite)

    def _waits(self, item: Item, ahead: int) -> bool:
        """True for "a red"; "the box is red" only says how it is."""
        at = self._cursor.match(LOCATIONS, ahead)[0] is not None
        counted = item.single or item.count is not None
        return bool(item.colours and (counted or at)) or bool(item.scales and counted)

    def _of_balls(self, ahead: int) -> bool:
        """ "the last three of six balls", of a cradle: so many it has."""
        cursor, root = self._cursor, self._sentence.root
        whole, (noun, length) = cursor.token(ahead + 1), cursor.match(PARTS, ahead + 2)
        if root is None or root.kind != "cradle" or cursor.word(ahead) != "of":
            return False
        if not isinstance(whole, Number) or noun is None or noun.kind != "bob" or length != 1:
            return False
        balls = Item("bob", cursor.said(ahead + 2), int(whole.value))
        place(self._sentence, balls, part=True)
        return True

    def _of_them(self, ahead: int) -> int:
        """How many tokens "of them" or "of the boxes" are, 0 where neither stands there."""
        cursor = self._cursor
        if cursor.word(ahead) != "of":
            return 0
        if cursor.word(ahead + 1) in ("them", "these", "those"):
            return 2
        group = group_of(self._sentence)
        if cursor.word(ahead + 1) not in ("the", "its") or group is None:
            return 0
        length = self._nouns.names(group, ahead + 2)
        return 2 + length if length else 0

    def _goes_on(self, ahead: int) -> bool:
        """True where something is said of a number of things."""
        cursor = self._cursor
        word, behind = cursor.word(ahead), cursor.word(ahead + 1)
        if isinstance(cursor.token(ahead), Quantity | Sizes):
            return True
        if word in ("at", "on", "in"):
            return behind in ("the", "top")
        group = group_of(self._sentence)
        if group is not None and group.arrangement == "pyramid":
            # "four below, then three, then two"
            return cursor.said(ahead) in (",", "and", ".", "then", "")
        if word in ("with", "of"):
            number = isinstance(cursor.token(ahead + 1), Quantity | Sizes)
            return number or behind in ("a", "an", *DIMENSIONS, *MATERIALS)
        return word in _VERBS
