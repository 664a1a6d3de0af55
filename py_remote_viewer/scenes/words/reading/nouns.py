"""What a word means that can be a thing, a part, an arrangement, a dimension or a verb."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    DIMENSIONS,
    MATERIALS,
    NOUNS,
    PARTS,
    Noun,
)
from py_remote_viewer.scenes.words.members import ORDINALS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.heaps_again import counted
from py_remote_viewer.scenes.words.reading.lexing import Mark, Number, Quantity
from py_remote_viewer.scenes.words.reading.modifiers import (
    DEFINITE,
    DISTRIBUTED,
    fits,
    modifier,
)
from py_remote_viewer.scenes.words.reading.phrasebook import AT_ITS_END
from py_remote_viewer.scenes.words.reading.sentence import OF_PARTS, Sentence

__all__ = ["Found", "Nouns"]

#: What only dominoes stand in.
_RUNS = ("chain", "run", "track", "cascade", "rally", "effect")
#: Words that are a part where there is a thing with such parts, and hardly anything else.
_WEAK = ("trolley", "coil", "weight", "pole", "anchor")
_MADE_OF = (("of",), ("made", "of"), ("made", "up"), ("made", "from"), ("made", "out"),
            ("built", "of"), ("built", "from"), ("built", "out"), ("consisting", "of"),
            ("composed", "of"), ("formed", "of"), ("that", "is", "made"),
            ("which", "is", "made"))  # fmt: skip
#: Between a dimension's name and its value.
_OF = ("of", "=", ":", "is", "about", "around")
#: What a part is told behind; elsewhere a word that is a thing too is the thing.
_OWNED = ("with", "has", "have", "having", "whose", "of", "where", ",", ":", "(", "its", "using")
#: What arrangements are verbs before: "stack them", "stack a box on a crate".
_OBJECTS = ("them", "it", "these", "those", "up", "all", "both")
_ARTICLES = ("a", "an", "the", "some")
#: Where a list or another part of the sentence begins.
_BEGINS = ("a", "an", "the", "and", ",", "each")


@dataclass(frozen=True)
class Found:
    """What a noun means, how many tokens it is, and of which sort."""

    noun: Noun
    length: int
    sort: Literal["thing", "part", "arrangement"]


class Nouns:
    """Looks at the cursor, and at what was said before; `table` are the things that there are."""

    def __init__(
        self, cursor: Cursor, sentence: Sentence, table: Mapping[tuple[str, ...], Noun]
    ) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self.table = table

    def at(self, ahead: int) -> Found | None:
        """The noun there, None where there is none."""
        cursor = self._cursor
        if self._is_dimension(ahead) or self._is_material(ahead):
            return None
        if ahead == 0 and cursor.word() == "can":
            # "that can swing"
            return None
        thing, length = cursor.match(self.table, ahead)
        heap, heap_length = cursor.match(ARRANGEMENTS, ahead)
        if heap is not None:
            if self._is_verb(ahead, heap_length):
                return None
            of = any(cursor.starts(one, ahead + heap_length) for one in _MADE_OF)
            of = of or counted(cursor, ahead + heap_length) is not None
            alone = thing is None and heap.kind != "group"
            if heap_length >= length and (of or alone):
                return Found(heap, heap_length, "arrangement")
        part, part_length = cursor.match(PARTS, ahead)
        if part is not None and part_length >= length and self._is_part(part, thing, ahead):
            return Found(part, part_length, "part")
        return Found(thing, length, "thing") if thing is not None else None

    def leads_to(self, begin: int = 0) -> bool:
        """True where what stands here is of a noun behind it."""
        probe, ahead = Item("", ""), begin
        while self._cursor.token(ahead) is not None:
            if ahead > begin and self.at(ahead) is not None:
                return not isinstance(self._cursor.token(ahead - 1), Mark)
            step = modifier(self._cursor, probe, ahead)
            if step == 0:
                return False
            ahead += step
        return False

    def part_of_next(self, ahead: int, length: int) -> Noun | None:
        """The part that a word means, where what has such parts stands behind it: "three link
        pendulum"."""
        part, part_length = self._cursor.match(PARTS, ahead)
        if part is None or part_length != length:
            return None
        behind = self.at(ahead + length)
        probe, at = Item("", ""), ahead + length
        while behind is None:
            step = modifier(self._cursor, probe, at)
            if step == 0 or self._cursor.said(at) in _BEGINS:
                return None
            at += step
            behind = self.at(at)
        if behind.sort == "arrangement" and part.kind == "layer":
            return part
        if behind.sort != "thing":
            return None
        return part if part.kind in OF_PARTS.get(behind.noun.kind, ()) else None

    def arrangement_at(self, ahead: int) -> tuple[str, int]:
        """The arrangement that a noun stands before: "domino row", "box stack"."""
        cursor = self._cursor
        if cursor.word(ahead) in _RUNS and cursor.word(ahead - 1).startswith("domino"):
            return "row", 1 + (cursor.word(ahead + 1) == "reaction")
        if self._is_verb(ahead, 1):
            return "", 0
        found, length = cursor.match(ARRANGEMENTS, ahead)
        kind = found.kind if found is not None and found.kind != "group" else ""
        return kind, length if kind else 0

    def kind_of_loose(self, ahead: int) -> str:
        """The kind of the thing that a word means, were it no part."""
        thing, _ = self._cursor.match(self.table, ahead)
        return thing.kind if thing is not None else ""

    def names(self, item: Item, ahead: int) -> int:
        """How many tokens there call an item once more, 0 where none do."""
        for table in (self.table, PARTS):
            noun, length = self._cursor.match(table, ahead)
            if noun is not None and noun.kind == item.kind:
                return length
        return 0

    def _is_verb(self, ahead: int, length: int) -> bool:
        behind = self._cursor.word(ahead + length)
        return behind in _OBJECTS or (ahead == 0 and behind in _ARTICLES)

    def _is_dimension(self, ahead: int) -> bool:
        """ "a slope of 20 degrees", "a weight of 2 kg": a number of what was named before."""
        cursor, word, root = self._cursor, self._cursor.word(ahead), self._sentence.root
        if word not in DIMENSIONS or root is None:
            return False
        thing = cursor.match(NOUNS, ahead)[0]
        if thing is not None and thing.kind == "ramp" and root.kind not in ("ramp", "floor"):
            return False
        behind = ahead + 1
        while cursor.said(behind) in _OF:
            behind += 1
        token = cursor.token(behind)
        if isinstance(token, Number) and behind > ahead + 1:
            return True
        if not isinstance(token, Quantity) or not fits(DIMENSIONS[word], token.dimension):
            return False
        heavy = word in ("weight", "mass") and self._sentence.may_have("bob")
        hangs = any(cursor.starts(phrase, behind + 1) for phrase in AT_ITS_END)
        return not (heavy and hangs)

    def _is_material(self, ahead: int) -> bool:
        """ "a glass bottle" is no glass."""
        cursor = self._cursor
        if cursor.word(ahead) not in MATERIALS:
            return False
        return cursor.match(self.table, ahead + 1)[0] is not None

    def _is_part(self, part: Noun, thing: Noun | None, ahead: int) -> bool:
        """True where a word means a part and not the thing that is called so too."""
        cursor, sentence = self._cursor, self._sentence
        begin, before = cursor.said(), cursor.said(-1)
        if not sentence.may_have(part.kind):
            # "the top one"
            top = begin in DEFINITE and cursor.word(ahead) in ORDINALS
            return thing is None and not top
        if thing is not None and sentence.related and before == "between":
            # "between two poles" are no links of the chain that hangs there.
            return False
        if thing is None or sentence.with_ or thing.kind in _WEAK:
            return True
        current = sentence.current
        # "a bob on a 1 m rod"
        carried = current is not None and current.kind == "bob" and before in ("on", "from", "by")
        # "newton's cradle 5 balls"
        named = (sentence.root, current)
        follows = any(one is not None and one.said.split()[-1:] == [before] for one in named)
        owned = follows or before in _OWNED or begin in (*DEFINITE, *DISTRIBUTED)
        return carried or owned or (before == "." and begin != "a")
