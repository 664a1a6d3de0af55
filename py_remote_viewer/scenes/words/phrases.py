"""Nouns with what stands before them: `three red boxes`, `a 2 kg ball`, `a stack of five cubes`."""

from collections.abc import Mapping

from py_remote_viewer.scenes.words.cursor import Cursor
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value
from py_remote_viewer.scenes.words.lexicon import (
    ARRANGEMENTS,
    COLOUR_WORDS,
    DIMENSIONS,
    MATERIALS,
    NOUNS,
    PARTS,
    SCALES,
    Noun,
)
from py_remote_viewer.scenes.words.lexing import Mark, Number, Quantity, Sizes, Word
from py_remote_viewer.scenes.words.phrasebook import FLAGS, PLAIN
from py_remote_viewer.scenes.words.sentence import OF_PARTS, Sentence

__all__ = ["BY_UNIT", "Phrases", "fits"]

#: What a number without a dimension's name is of.
BY_UNIT = {
    "mass": "mass", "angle": "angle", "stiffness": "stiffness", "acceleration": "gravity",
    "time": "period", "speed": "speed", "force": "force", "percent": "percent",
}  # fmt: skip
#: Before a thing that was named already.
_DEFINITE = ("the", "this", "that", "its")
_ARTICLES = ("a", "an", "the", "some", "several", "many", "few", "another", "each", "every", "its")
_OF = ("of", "with", "out", "made")
#: What only dominoes stand in.
_RUNS = ("chain", "run", "track", "cascade", "rally")
#: Words that are a part where there is a thing with such parts, and hardly anything else.
_WEAK = ("trolley", "coil", "weight")

_Table = Mapping[tuple[str, ...], Noun]


def fits(name: str, dimension: str) -> bool:
    """True where a quantity can be of a dimension's name."""
    kinds = {"mass": "mass", "angle": "angle", "stiffness": "stiffness"}
    return dimension == kinds.get(name, "length")


class Phrases:
    """Reads them at the cursor into the sentence; `nouns` are those of the templates, and robots'
    names."""

    def __init__(self, cursor: Cursor, sentence: Sentence, nouns: _Table) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._nouns = nouns

    def read(self) -> bool:
        """Read one; False, and nothing is read, where there is none."""
        cursor = self._cursor
        item, ahead, definite = Item("", ""), 0, False
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
            definite |= cursor.said(ahead) in _DEFINITE
            step = self._modifier(item, ahead)
            if step == 0:
                break
            ahead += step
        if not item.colours or ahead == 0:
            return False
        self._sentence.pending.append(item)
        cursor.at += ahead
        return True

    def leads_to_noun(self, begin: int = 0) -> bool:
        """True where what stands here is of a noun behind it."""
        probe, ahead = Item("", ""), begin
        while self._cursor.token(ahead) is not None:
            if ahead > begin and self._noun_at(ahead) is not None:
                return not isinstance(self._cursor.token(ahead - 1), Mark)
            step = self._modifier(probe, ahead)
            if step == 0:
                return False
            ahead += step
        return False

    # nouns

    def _end(self, item: Item, noun: tuple[Noun, int, _Table], ahead: int, definite: bool) -> bool:
        """A noun: the thing, its arrangement, or a part."""
        cursor = self._cursor
        found, length, table = noun
        self._named(item, found, ahead, length)
        if table is ARRANGEMENTS:
            cursor.at += ahead + length
            self._arranged(item, found.kind)
            return True
        run = self._arrangement_at(ahead + length)
        part = table is PARTS and not run
        if part and not self._sentence.may_have(found.kind):
            raise Misunderstood(f"{item.said!r} is a part of what is not there.", word=item.said)
        item.arrangement = run
        cursor.at += ahead + length + bool(run)
        self._sentence.place(item, definite, part=part)
        return True

    def _named(self, item: Item, noun: Noun, ahead: int, length: int) -> Item:
        item.kind, item.links = noun.kind, noun.links
        item.said = self._cursor.said(ahead, length)
        return item

    def _noun_at(self, ahead: int) -> tuple[Noun, int, _Table] | None:
        cursor = self._cursor
        found, length = cursor.match(self._nouns, ahead)
        part, part_length = cursor.match(PARTS, ahead)
        heap, heap_length = cursor.match(ARRANGEMENTS, ahead)
        if found is not None and ahead == 0 and cursor.word() == "can":
            # "that can swing"
            return None
        of = cursor.word(ahead + heap_length) == "of"
        alone = found is None and heap is not None and heap.kind != "group"
        if heap is not None and heap_length >= length and (of or alone):
            return heap, heap_length, ARRANGEMENTS
        if part is not None and part_length >= length and self._is_part(part, found):
            return part, part_length, PARTS
        return (found, length, NOUNS) if found is not None else None

    def _is_part(self, part: Noun, found: Noun | None) -> bool:
        """True where a word means a part and not the thing that is called so too."""
        if found is None:
            return True
        said = self._sentence.with_ or self._cursor.said() in (*_DEFINITE, "each", "every")
        return self._sentence.may_have(part.kind) and (said or found.kind in _WEAK)

    def _part_of_next(self, ahead: int, length: int) -> Noun | None:
        """The part that a word means, where what has such parts stands right behind it."""
        part, part_length = self._cursor.match(PARTS, ahead)
        behind = self._noun_at(ahead + length)
        if part is None or part_length != length or behind is None or behind[2] is not NOUNS:
            return None
        return part if part.kind in OF_PARTS.get(behind[0].kind, ()) else None

    # arrangements

    def _arrangement_at(self, ahead: int) -> str:
        """The arrangement that a noun stands before: "domino row", "box stack"."""
        cursor = self._cursor
        if cursor.word(ahead) in _RUNS and cursor.word(ahead - 1).startswith("domino"):
            return "row"
        found, _ = cursor.match(ARRANGEMENTS, ahead)
        return found.kind if found is not None and found.kind != "group" else ""

    def _arranged(self, item: Item, kind: str) -> None:
        """`stack of five boxes`, or a stack of whatever."""
        cursor, heaps = self._cursor, item.count or 1
        item.count = None
        if cursor.word() in _OF or isinstance(cursor.token(), Number):
            new = self._what_is_arranged()
            if new is not None:
                self._join(new, item, kind, heaps)
                return
            bare = cursor.token()
            if isinstance(bare, Number) and bare.value.is_integer():
                cursor.at += 1
                item.count = int(bare.value)
        item.kind, item.said = ("brick" if kind == "wall" else "box"), kind
        self._sentence.place(item, False)
        item.arrangement, item.heaps = kind, heaps

    def _what_is_arranged(self) -> Item | None:
        cursor, items = self._cursor, self._sentence.items
        while cursor.word() in _OF:
            cursor.at += 1
        before = len(items)
        # "a red, a green and a blue box"
        while self.read() and len(items) == before:
            while cursor.said() in (",", "and"):
                cursor.at += 1
        return items[-1] if len(items) > before else None

    @staticmethod
    def _join(new: Item, heap: Item, kind: str, heaps: int) -> None:
        """What stood before the arrangement's name is of what it is made of."""
        new.arrangement = "" if kind == "group" else kind
        new.heaps = 1 if kind == "group" else heaps
        if kind == "group" and new.count is None and heaps > 1:
            new.count = heaps
        new.colours = new.colours or heap.colours
        new.material = new.material or heap.material
        for name, values in heap.values.items():
            for value in values:
                new.add(f"{kind} {name}" if name == "unnamed" else name, value)
        new.scales = {**heap.scales, **new.scales}
        new.flags = {**heap.flags, **new.flags}

    # what stands before a noun

    def _modifier(self, item: Item, ahead: int) -> int:
        """Take what may stand before a noun; how many tokens it is."""
        token = self._cursor.token(ahead)
        match token:
            case Number(value=value) if value.is_integer():
                if item.count is not None or item.values:
                    return 0
                item.count = int(value)
                return 1
            case Sizes(values=values):
                item.sizes = values
                return 1
            case Quantity():
                return self._quantity(item, token, ahead)
            case Word(text=word):
                return self._adjective(item, word, ahead)
            case Mark(said=","):
                # "red, green and blue boxes"
                listed = self._cursor.word(ahead + 1) in (*COLOUR_WORDS, "and")
                return 1 if item.colours and listed else 0
            case _:
                return 0

    def _quantity(self, item: Item, token: Quantity, ahead: int) -> int:
        word = self._cursor.word(ahead + 1)
        name = DIMENSIONS.get(word, "")
        value = Value(token.value, token.dimension, token.said)
        if name and fits(name, token.dimension) and self._noun_at(ahead + 1) is None:
            item.add(name, value)
            return 2
        item.add(BY_UNIT.get(token.dimension, "unnamed"), value)
        return 1

    def _adjective(self, item: Item, word: str, ahead: int) -> int:
        if word in COLOUR_WORDS:
            item.colours.append(COLOUR_WORDS[word])
            return 1
        if word in MATERIALS:
            item.material = word
            return 1
        if word in _ARTICLES:
            if word in ("several", "many", "few"):
                item.count = 3 if word == "few" else 5
            return 1
        if word == "and" and item.colours and self._cursor.word(ahead + 1) in COLOUR_WORDS:
            return 1
        flag, length = self._cursor.match(FLAGS, ahead)
        if word in SCALES and length <= 1:
            name, factor = SCALES[word]
            item.scales[name] = (factor, word)
            return 1
        if flag is not None:
            item.flags[flag] = self._cursor.said(ahead, length)
            return length
        return 1 if word in PLAIN else 0
