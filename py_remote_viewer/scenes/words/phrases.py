"""Nouns with what stands before them: `three red boxes`, `a 2 kg ball`, `the second link`."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.heaps import Heaps
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    DIMENSIONS,
    MATERIALS,
    NOUNS,
    PARTS,
    Noun,
)
from py_remote_viewer.scenes.words.lexing import Mark, Number, Quantity, Sizes
from py_remote_viewer.scenes.words.loose import LOOSE
from py_remote_viewer.scenes.words.modifiers import DEFINITE, DISTRIBUTED, fits, modifier
from py_remote_viewer.scenes.words.phrasebook import AT_ITS_END, FLAGS, LOCATIONS
from py_remote_viewer.scenes.words.sentence import OF_PARTS, Sentence

__all__ = ["Phrases"]

#: What only dominoes stand in.
_RUNS = ("chain", "run", "track", "cascade", "rally", "effect")
#: Words that are a part where there is a thing with such parts, and hardly anything else.
_WEAK = ("trolley", "coil", "weight", "pole", "anchor")
#: Between a dimension's name and its value.
_OF = ("of", "=", ":", "is", "about", "around")
#: What a part is told behind; elsewhere a word that is a thing too is the thing.
_OWNED = ("with", "has", "have", "having", "whose", "of", "where", ",", ":", "(", "its", "using")

_Table = Mapping[tuple[str, ...], Noun]


class Phrases:
    """Reads them at the cursor into the sentence; `nouns` are those of the templates, and robots'
    names."""

    def __init__(self, cursor: Cursor, sentence: Sentence, nouns: _Table) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._nouns = nouns
        self._heaps = Heaps(cursor, sentence, self.read)

    def read(self) -> bool:
        """Read one; False, and nothing is read, where there is none."""
        cursor = self._cursor
        item, ahead, definite = Item("", ""), 0, False
        if self._says_more():
            return False
        while cursor.token(ahead) is not None:
            noun = self._noun_at(ahead)
            if noun is not None:
                part = self._part_of_next(ahead, noun[1])
                if part is None:
                    return self._end(item, noun, ahead, definite)
                # "three link pendulum"
                made = self._named(item, part, ahead, noun[1])
                item, ahead = Item("", "", parts=[made]), ahead + noun[1]
                continue
            definite |= cursor.said(ahead) in (*DEFINITE, *DISTRIBUTED)
            step = modifier(cursor, item, ahead)
            if step == 0:
                break
            ahead += step
        return ahead > 0 and self._without_noun(item, ahead, definite)

    def leads_to_noun(self, begin: int = 0) -> bool:
        """True where what stands here is of a noun behind it."""
        probe, ahead = Item("", ""), begin
        while self._cursor.token(ahead) is not None:
            if ahead > begin and self._noun_at(ahead) is not None:
                return not isinstance(self._cursor.token(ahead - 1), Mark)
            step = modifier(self._cursor, probe, ahead)
            if step == 0:
                return False
            ahead += step
        return False

    def _says_more(self) -> bool:
        """True where a word says how what was named is, as it does of a noun before that:
        "two boxes connected by a rope"."""
        cursor = self._cursor
        begins = ("", ",", ".", ";", ":", "and", "with", "of", "to", "(")
        behind_noun = cursor.said(-1) not in begins
        return (
            behind_noun
            and self._sentence.current is not None
            and cursor.match(FLAGS)[0] is not None
            and cursor.match(self._nouns)[0] is None
        )

    # some of several

    def _without_noun(self, item: Item, ahead: int, definite: bool) -> bool:
        """ "the red one", "two of them", "the other"; "a red" waits for its noun."""
        cursor, sentence = self._cursor, self._sentence
        item.said = cursor.said(0, ahead)
        if cursor.word(ahead) == "ones":
            ahead += 1
        of_them, length = self._of_them(ahead)
        ahead += length
        counted = item.count is not None
        heap = sentence.untold or sentence.group()
        one_of = cursor.word(ahead) in ("of", "with", "made")
        if item.count == 1 and heap is not None and heap.placeholder > 0 and one_of:
            cursor.at += ahead
            return self._heaps.read_one(heap)
        told = bool(item.which or item.colours or item.flags or item.scales)
        last = cursor.said(ahead - 1)
        if of_them and not counted:
            return False
        pronoun = last in ("one", "ones") and (told or definite)
        named = item.which and (
            definite or item.which in ("first", "second", "third", "last", "half")
        )
        if of_them or pronoun or named or item.which == "other":
            read = sentence.refer(item, definite, all_of_them=of_them)
        elif (item.colours or (counted and item.scales)) and self._waits(item, ahead):
            sentence.wait(item)
            read = True
        elif counted and (item.flags or item.values or item.sizes or self._goes_on(ahead)):
            read = sentence.group() is not None and sentence.refer(item, definite)
        else:
            read = False
        cursor.at += ahead if read else 0
        return read

    def _waits(self, item: Item, ahead: int) -> bool:
        """True unless it only says how what is spoken of is: "the box is red"."""
        at = self._cursor.match(LOCATIONS, ahead)[0] is not None
        return item.single or item.count is not None or at

    def _of_them(self, ahead: int) -> tuple[bool, int]:
        cursor = self._cursor
        if cursor.word(ahead) != "of":
            return False, 0
        if cursor.word(ahead + 1) in ("them", "these", "those"):
            return True, 2
        if cursor.word(ahead + 1) not in ("the", "these", "those", "its"):
            return False, 0
        # "two of the boxes"
        group = self._sentence.group()
        for table in (self._nouns, PARTS):
            noun, length = cursor.match(table, ahead + 2)
            if noun is not None and group is not None and noun.kind == group.kind:
                return True, 2 + length
        return False, 0

    def _goes_on(self, ahead: int) -> bool:
        """True where something is said of a number of things that are not named again."""
        cursor = self._cursor
        if isinstance(cursor.token(ahead), Quantity | Sizes):
            return True
        if cursor.word(ahead) in ("at", "on", "in"):
            return cursor.word(ahead + 1) in ("the", "top")
        group = self._sentence.group()
        if group is not None and group.arrangement == "pyramid":
            # "four below, then three, then two"
            return cursor.said(ahead) in (",", "and", ".", "then", "")
        if cursor.word(ahead) in ("with", "of"):
            behind = cursor.token(ahead + 1)
            return isinstance(behind, Quantity | Sizes) or cursor.word(ahead + 1) in (
                "a", "an", *DIMENSIONS, *MATERIALS,
            )  # fmt: skip
        return cursor.word(ahead) in (
            "is", "are", "has", "have", "weighs", "weigh", "weighing", "measures", "measuring",
        )  # fmt: skip

    # nouns

    def _end(self, item: Item, noun: tuple[Noun, int, _Table], ahead: int, definite: bool) -> bool:
        """A noun: the thing, its arrangement, or a part."""
        cursor = self._cursor
        found, length, table = noun
        self._named(item, found, ahead, length)
        if table is ARRANGEMENTS:
            cursor.at += ahead + length
            self._heaps.read(item, found.kind)
            return True
        run, run_length = self._arrangement_at(ahead + length)
        part = table is PARTS and not run
        if part and not self._sentence.may_have(found.kind):
            raise Misunderstood(f"{item.said!r} is a part of what is not there.", word=item.said)
        if run == "pendulum":
            raise Misunderstood(f"{item.said!r} is not understood here.", word=item.said)
        if self._sentence.root is not None and self._sentence.root.kind in ("chain", "rope"):
            shape, _ = cursor.match(self._nouns, ahead)
            made_of = cursor.said(-1) in ("of", "from") and not item.single
            if made_of and shape is not None and shape.kind in LOOSE and found.kind != "link":
                # "a chain of 10 spheres"
                item.flags["made of"], item.kind, part = shape.kind, "link", True
        root = self._sentence.root
        of_cradle = root is not None and root.kind == "cradle" and found.kind == "pendulum"
        if of_cradle and cursor.said(-1) in ("of", "with", "from"):
            item.kind, part = "bob", True
        # "cart mass 2 kg" is of the cart that was named.
        definite |= ahead == 0 and cursor.word(length) in DIMENSIONS
        item.arrangement = run
        cursor.at += ahead + length + run_length
        self._sentence.place(item, definite, part=part)
        if run:
            # "domino run with 30 dominoes", "block tower with 8 blocks"
            self._heaps.read_more(item, run)
        return True

    def _named(self, item: Item, noun: Noun, ahead: int, length: int) -> Item:
        item.kind, item.links = noun.kind, noun.links
        item.plural = noun.plural and item.count is None
        item.said = self._cursor.said(ahead, length)
        return item

    def _noun_at(self, ahead: int) -> tuple[Noun, int, _Table] | None:
        cursor = self._cursor
        if self._is_dimension(ahead) or self._is_material(ahead):
            return None
        found, length = cursor.match(self._nouns, ahead)
        part, part_length = cursor.match(PARTS, ahead)
        heap, heap_length = cursor.match(ARRANGEMENTS, ahead)
        if found is not None and ahead == 0 and cursor.word() == "can":
            # "that can swing"
            return None
        if heap is not None and self._is_verb(ahead, heap_length):
            return None
        of = cursor.word(ahead + heap_length) == "of"
        alone = found is None and heap is not None and heap.kind != "group"
        if heap is not None and heap_length >= length and (of or alone):
            return heap, heap_length, ARRANGEMENTS
        if part is not None and part_length >= length and self._is_part(part, found, ahead):
            return part, part_length, PARTS
        return (found, length, NOUNS) if found is not None else None

    def _is_verb(self, ahead: int, length: int) -> bool:
        """ "stack them", "stack a box on a crate"."""
        behind = self._cursor.word(ahead + length)
        said = ("them", "it", "these", "those", "up", "all", "both")
        return behind in said or (ahead == 0 and behind in ("a", "an", "the", "some"))

    def _is_dimension(self, ahead: int) -> bool:
        """ "a slope of 20 degrees", "a weight of 2 kg": a number of what was named before."""
        cursor, word = self._cursor, self._cursor.word(ahead)
        if word not in DIMENSIONS or self._sentence.root is None:
            return False
        behind, root = ahead + 1, self._sentence.root
        slope = cursor.match(self._nouns, ahead)[0]
        if slope is not None and slope.kind == "ramp" and root.kind not in ("ramp", "floor"):
            return False
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
        return cursor.match(self._nouns, ahead + 1)[0] is not None

    def _is_part(self, part: Noun, found: Noun | None, ahead: int) -> bool:
        """True where a word means a part and not the thing that is called so too."""
        if found is None:
            return True
        if not self._sentence.may_have(part.kind):
            return False
        before = self._cursor.said(-1)
        current = self._sentence.current
        # "a bob on a 1 m rod"
        carried = current is not None and current.kind == "bob" and before in ("on", "from", "by")
        said = (
            self._sentence.with_
            or carried
            or before in _OWNED
            or self._cursor.said() in (*DEFINITE, *DISTRIBUTED)
        )
        return said or found.kind in _WEAK or (before == "." and self._cursor.word() != "a")

    def _part_of_next(self, ahead: int, length: int) -> Noun | None:
        """The part that a word means, where what has such parts stands behind it."""
        part, part_length = self._cursor.match(PARTS, ahead)
        if part is None or part_length != length:
            return None
        behind = self._noun_at(ahead + length)
        probe, at = Item("", ""), ahead + length
        while behind is None:
            step = modifier(self._cursor, probe, at)
            if step == 0 or self._cursor.said(at) in ("a", "an", "the", "and", ",", "each"):
                return None
            at += step
            behind = self._noun_at(at)
        if behind[2] is ARRANGEMENTS and part.kind == "layer":
            return part
        if behind[2] is not NOUNS:
            return None
        return part if part.kind in OF_PARTS.get(behind[0].kind, ()) else None

    def _arrangement_at(self, ahead: int) -> tuple[str, int]:
        """The arrangement that a noun stands before: "domino row", "box stack"."""
        cursor = self._cursor
        if cursor.word(ahead) in _RUNS and cursor.word(ahead - 1).startswith("domino"):
            return "row", 1
        if self._is_verb(ahead, 1):
            return "", 0
        found, length = cursor.match(ARRANGEMENTS, ahead)
        kind = found.kind if found is not None and found.kind != "group" else ""
        return kind, length if kind else 0
