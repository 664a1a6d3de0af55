"""What changes nothing."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, DIMENSIONS, Noun
from py_remote_viewer.scenes.words.reading.brackets import called_in_brackets
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.heaps_again import heap_of
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number, Quantity, Word
from py_remote_viewer.scenes.words.reading.listings import begin_list, end_list
from py_remote_viewer.scenes.words.reading.members_named import group_of, share_waiting
from py_remote_viewer.scenes.words.reading.phrasebook import FILLER_PHRASES, FILLERS
from py_remote_viewer.scenes.words.reading.sentence import OF_PARTS, SUPPORTS, Sentence
from py_remote_viewer.scenes.words.reading.values import TOTAL
from py_remote_viewer.scenes.words.shades import SHADES

__all__ = ["Fillers"]

#: Behind these parts are told, or what else is there.
_WITH = ("with", "has", "have", "having", "containing", "of", "using", "whose", "where", "contains")
_MARKS = ",.;:!?()"
_ENDS = ".;!"
_COLOURING = ("coloured", "colored", "painted", "colour", "color", "colours", "colors", "in",
              "coloring", "colouring")  # fmt: skip


class Fillers:
    """Skips it at the cursor; it may say that something belongs to what was named, or that a
    sentence ends."""

    def __init__(
        self, cursor: Cursor, sentence: Sentence, table: Mapping[tuple[str, ...], Noun]
    ) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._table = table

    def skip(self) -> bool:
        """Skip one; False where what stands there could change the scene."""
        cursor, sentence = self._cursor, self._sentence
        token, root = cursor.token(), sentence.root
        if cursor.starts(("on", "which")) and root is not None and root.kind in SUPPORTS:
            sentence.with_ = True
            cursor.at += 2
            return True
        for phrase in FILLER_PHRASES:
            # "at the start of the ramp" is a place.
            if cursor.starts(phrase) and cursor.word(len(phrase)) != "of":
                cursor.at += len(phrase)
                return True
        if isinstance(token, Mark):
            return self._mark(token.said)
        if not isinstance(token, Word) or not self._changes_nothing(token.text):
            return False
        sentence.with_ |= token.text in _WITH
        cursor.at += 1
        return True

    def _mark(self, mark: str) -> bool:
        sentence = self._sentence
        if mark not in _MARKS:
            return False
        if mark == "(" and self._other_name():
            return True
        self._cursor.at += 1
        sentence.several, sentence.whole = [], self._round_heap() if mark == "," else None
        if mark in ":(":
            begin_list(sentence)
        elif mark == ")":
            end_list(sentence)
        if mark in _ENDS:
            share_waiting(sentence)
            end_list(sentence)
            sentence.end()
        elif mark == ":" and sentence.root is not None:
            # "table: a cup, a plate"
            sentence.with_ |= sentence.root.kind in ("table", "ramp")
        return True

    def _round_heap(self) -> Item | None:
        """ "8 boxes in a ring, 2 m in diameter": the ring is."""
        cursor, root = self._cursor, self._sentence.root
        across = cursor.word(1) == "in" and cursor.word(2) in ("diameter", "radius")
        if root is None or not isinstance(cursor.token(), Quantity) or not across:
            return None
        return root if heap_of(root) == "circle" else None

    def _other_name(self) -> bool:
        """ "a cart with two poles (double inverted pendulum)": what all of that is called."""
        cursor, root = self._cursor, self._sentence.root
        found = called_in_brackets(cursor.tokens[cursor.at :], self._table)
        if found is None or root is None:
            return False
        noun, length = found
        said = cursor.said(1, length - 2)
        told = [one.number(1) for one in root.parts if one.kind in ("rod", "link")]
        links = root.links or sum(told)
        same = noun.kind == root.kind or (root.kind, noun.kind) == ("trolley", "cartpole")
        if not same and said.startswith(("a ", "an ", "the ")):
            # "a table (a cup)"
            return False
        if not same or (noun.links and links and links != noun.links):
            raise Misunderstood(f"{said!r} in brackets is no other name of {root.said}.", word=said)
        root.links = max(root.links, noun.links if not told else 0)
        cursor.at += length
        return True

    def _changes_nothing(self, word: str) -> bool:
        if word in TOTAL:
            return self._cursor.word(1) in DIMENSIONS
        if word in _COLOURING:
            return self._colours()
        if word in ("but", "out", "up", "down", "between", "then"):
            return self._here(word)
        if word in ("back", "away", "aside"):
            return "raised" in self._sentence.subject.flags
        return word in FILLERS or word in _WITH or word == "it"

    def _colours(self) -> bool:
        """ "coloured red", "red in colour", "in red"."""
        cursor, ahead = self._cursor, 1
        while cursor.word(ahead) in ("in", "of", "is", "are", "a", "the"):
            ahead += 1
        shaded = cursor.word(ahead) in SHADES and cursor.word(ahead + 1) in COLOUR_WORDS
        if cursor.word(ahead) in COLOUR_WORDS or shaded:
            return True
        before = cursor.word(-1) in COLOUR_WORDS or cursor.word(-2) in COLOUR_WORDS
        return before and (cursor.word() != "in" or cursor.word(1) in _COLOURING)

    def _here(self, word: str) -> bool:
        """Whether a word that could change something does so here."""
        cursor, sentence = self._cursor, self._sentence
        behind, root = cursor.word(1), sentence.root
        match word:
            case "but":
                # "but without a motor"; "all but one" is something else.
                return behind in ("with", "without", "no", "the", "it", "its")
            case "out":
                # "a chain out of rods"
                mechanism = root is not None and root.kind in OF_PARTS
                return (behind == "of" and mechanism) or "raised" in sentence.subject.flags
            case "up":
                made = cursor.word(-1) in ("made", "build") and behind == "of"
                return made or "raised" in sentence.subject.flags
            case "down":
                return any(one.kind == "ramp" for one in sentence.items)
            case "between":
                # "alternating between red and blue"
                return behind in COLOUR_WORDS
            case _:
                # "four at the bottom, then three"
                return not isinstance(cursor.token(1), Number) or group_of(sentence) is not None
