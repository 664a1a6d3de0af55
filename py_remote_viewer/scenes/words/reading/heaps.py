"""Arrangements, and what they are made of: `stack of five boxes`, `pile of 9 boxes and 5 balls`."""

from collections.abc import Callable

from py_remote_viewer.scenes.words.building.groups import FLAT
from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import NOUNS, PARTS
from py_remote_viewer.scenes.words.reading.contrast import adds_one
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.heaps_again import counted, take_measure
from py_remote_viewer.scenes.words.reading.lexing import Number
from py_remote_viewer.scenes.words.reading.modifiers import DEFINITE
from py_remote_viewer.scenes.words.reading.naming import place
from py_remote_viewer.scenes.words.reading.phrasebook import FILLERS, LOCATIONS
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["Heaps"]

_OF = (
    "of", "with", "out", "made", "from", "consisting", "up", "containing", "composed", "built",
    "formed", "comprising", "using", "that", "which", "contains", "is", "are", "has",
)  # fmt: skip
#: Tell that a number is none exactly.
_ABOUT = ("about", "around", "roughly", "approximately", "exactly", "some")
#: Of a heap as a whole.
_MEASURES = ("unnamed", "height", "radius", "diameter")
#: What may follow a number of nobody knows what.
_BEHIND = ("and", "with", "that", "which", "each", "also", "plus", "then", "a", "an", "the", "has",
           "have", "where", "whose", "of")  # fmt: skip


class Heaps:
    """Reads them behind the arrangement's name; `read_phrase` reads a noun with what stands before
    it into the sentence."""

    def __init__(self, cursor: Cursor, sentence: Sentence, read_phrase: Callable[[], bool]) -> None:
        self._cursor = cursor
        self._sentence = sentence
        self._read_phrase = read_phrase

    def read(self, item: Item, kind: str) -> None:
        """`stack of five boxes`, or a stack of whatever; `item` is what stood before its name."""
        cursor = self._cursor
        heaps, item.count = item.number(1) if item.grid is None else 1, None
        item.single = False
        listed = cursor.said() == ":"
        cursor.at += listed
        take_measure(cursor, item)
        told = counted(cursor)
        if told is not None:
            # "a wall 5 bricks long and 3 high"
            pass
        elif listed or cursor.word() in _OF or isinstance(cursor.token(), Number):
            new = self._what_is_arranged(item, kind)
            if new:
                self._mix(new)
                self._join(new[0], item, kind, heaps)
                self._at_base(new[0])
                if len(new) > 1 and kind == "stack" and cursor.match(LOCATIONS)[0] == "top":
                    # The last one is in any case.
                    cursor.at += cursor.match(LOCATIONS)[1]
                return
            bare = cursor.token()
            if isinstance(bare, Number) and bare.value.is_integer():
                self._check_end(1)
                cursor.at += 1
                item.count = int(bare.value)
        said = "brick" if kind == "wall" else "box"
        new_item = Item(said, said, item.count, placeholder=heaps)
        noun = cursor.match(NOUNS, 1)[0] if told is not None else None
        if noun is not None and noun.kind in LOOSE:
            new_item.kind, new_item.said = noun.kind, cursor.said(1, cursor.match(NOUNS, 1)[1])
        place(self._sentence, new_item)
        self._join(new_item, item, kind, heaps)

    def _check_end(self, ahead: int) -> None:
        """Raises Misunderstood where "a row of 5 wobbly cubes" would be five boxes and more."""
        word, end = self._cursor.word(ahead), ahead
        while self._cursor.word(end) in FILLERS and self._cursor.word(end) not in _BEHIND:
            end += 1
        if end > ahead and self._cursor.match(NOUNS, end)[0] is not None:
            raise Misunderstood(f"The word {word!r} is not understood.", word=word)

    def read_more(self, item: Item, kind: str) -> None:
        """ "a block tower with 8 blocks", "domino run of 30 tiles": it is told again what of."""
        cursor, begin = self._cursor, self._cursor.at
        if cursor.word() not in ("with", "of", "made", "from", "consisting"):
            return
        self._skip_of()
        sentence = self._sentence
        nouns = (cursor.match(NOUNS, ahead)[0] for ahead in range(6))
        found = next((noun for noun in nouns if noun is not None), None)
        if found is None or found.kind != item.kind or item.count is not None:
            cursor.at = begin
            return
        before = len(sentence.items)
        sentence.with_ = False
        if not self._read_phrase() or len(sentence.items) != before + 1:
            cursor.at = begin
            return
        new = sentence.items.pop()
        sentence.items.remove(item)
        sentence.items.append(new)
        new.accompanies = item.accompanies
        self._join(new, item, kind, 1)

    def read_one(self, group: Item) -> bool:
        """ "two stacks, one of 3 red boxes and one of 4 blue ones": what one heap is made of."""
        sentence, begin = self._sentence, self._cursor.at
        self._skip_of()
        before = len(sentence.items)
        if not self._read_phrase() or len(sentence.items) != before + 1:
            self._cursor.at = begin
            return False
        new = sentence.items[-1]
        if new.kind not in LOOSE or new.arrangement or group.placeholder < 1:
            raise Misunderstood(f"{new.said!r} is not understood here.", word=new.said)
        new.arrangement = group.arrangement
        new.accompanies, new.relations = group.accompanies, [*group.relations, *new.relations]
        group.placeholder -= 1
        if group in sentence.items:
            sentence.items.remove(group)
        # The next one is told of the same.
        sentence.untold = group
        return True

    def _what_is_arranged(self, heap: Item, kind: str) -> list[Item]:
        cursor, items = self._cursor, self._sentence.items
        self._skip_of()
        self._layers(heap, kind)
        before, company = len(items), self._sentence.company
        self._sentence.related = True
        # "a red, a green and a blue box"
        while self._read_phrase() and len(items) == before:
            while cursor.said() in (",", "and"):
                cursor.at += 1
        self._sentence.related = False
        if len(items) == before:
            return []
        first = items[before]
        self._sentence.related = True
        while self._goes_on(first, kind):
            at = cursor.at
            cursor.at += cursor.listed(0)
            self._sentence.company = company
            if not self._read_phrase() or len(items) != before + 2:
                cursor.at = at
                break
            before += 1
        self._sentence.related = False
        return items[items.index(first) :]

    def _skip_of(self) -> None:
        cursor = self._cursor
        while cursor.word() in _OF:
            cursor.at += 1
        if cursor.word() in _ABOUT and isinstance(cursor.token(1), Number):
            cursor.at += 1

    def _layers(self, heap: Item, kind: str) -> None:
        """ "3 layers of boxes", "a base of 4 boxes"."""
        cursor = self._cursor
        count = cursor.token()
        layer, length = cursor.match(PARTS, 1)
        if isinstance(count, Number) and layer is not None and layer.kind == "layer":
            heap.parts.append(Item("layer", cursor.said(0, 1 + length), int(count.value)))
            cursor.at += 1 + length
            self._skip_of()
        article = int(cursor.word() in ("a", "the"))
        if cursor.word(article) == "base" and kind == "pyramid":
            heap.parts.append(Item("base", "base"))
            cursor.at += article + 1
            self._skip_of()

    def _at_base(self, item: Item) -> None:
        """ "with 4 boxes at the base"."""
        cursor = self._cursor
        if item.arrangement != "pyramid" or item.count is None:
            return
        if cursor.word() in ("at", "on", "in") and cursor.word(2) in ("base", "bottom"):
            cursor.at += 3 + (cursor.word(3) in ("row", "layer", "level"))
            item.count = _triangular(item.count)

    def _goes_on(self, first: Item, kind: str) -> bool:
        """True where the list goes on with more of the same heap: "10 boxes and 5 balls", "a red
        box and a blue box"; "three boxes and a ball" has a ball beside it."""
        cursor = self._cursor
        step = cursor.listed(0)
        if not step or cursor.said() not in (",", "and") or first.kind not in LOOSE:
            return False
        if cursor.word(step) in DEFINITE:
            return False
        if adds_one(cursor, first, step):
            # "a stack of three red boxes and a blue one"
            return True
        one = cursor.word(step) in ("a", "an")
        for ahead in range(step, step + 6):
            noun, _ = cursor.match(NOUNS, ahead)
            if noun is not None:
                if first.plural or (first.count or 1) > 1:
                    # "a tower of 3 cubes and two cups" has cups beside it.
                    flat = noun.kind in FLAT or kind not in ("stack", "pyramid", "wall")
                    return noun.kind in LOOSE and not one and flat
                return noun.kind in LOOSE and (one == first.single)
            if cursor.token(ahead) is None or cursor.said(ahead) in (",", ".", "and", "on", "with"):
                return False
        return False

    def _mix(self, heap: list[Item]) -> None:
        """All of them are in one heap, which the first stands for."""
        first, *others = heap
        first.flags.pop("mixed", None)
        for one in heap if others else ():
            if one.count is None and not one.plural:
                one.count = 1
        for other in others:
            first.mixed.append(other)
            self._sentence.items.remove(other)
            other.flags.pop("mixed", None)
        if others:
            self._sentence.root = self._sentence.current = first
            self._sentence.several = heap

    @staticmethod
    def _join(new: Item, heap: Item, kind: str, heaps: int) -> None:
        """What stood before the arrangement's name is of what it is made of."""
        new.arrangement = "" if kind == "group" else kind
        new.heaps = 1 if kind == "group" else heaps
        if kind == "group" and new.count is None and heaps > 1:
            new.count = heaps
        new.grid = new.grid or heap.grid
        if new.grid is not None:
            new.count = new.grid[0] * new.grid[1]
            new.arrangement = new.arrangement or "grid"
        new.colours = new.colours or heap.colours
        new.material = new.material or heap.material
        for name, values in heap.values.items():
            for value in values:
                new.add(f"{kind} {name}" if name in _MEASURES else name, value)
        for part in heap.parts:
            whole = part.count if part.kind == "layer" else new.count
            if whole is not None:
                new.count = _triangular(whole) if kind == "pyramid" else whole
        # "a big pile", "a tall tower": of more
        for name in ("size", "height"):
            large, word = heap.scales.pop(name, (0.0, "")) if kind != "group" else (0.0, "")
            if large and new.count is None and word != "flat":
                new.count = 8 if large > 1 else 3
                new.count = _triangular(4 if large > 1 else 2) if kind == "pyramid" else new.count
        new.scales = {**heap.scales, **new.scales}
        new.flags = {**heap.flags, **new.flags}


def _triangular(rows: int) -> int:
    return rows * (rows + 1) // 2
