"""Heaps that were named before: "the stack", and how many things long and high a wall is."""

from py_remote_viewer.scenes.words.building.groups import ARRANGED
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value
from py_remote_viewer.scenes.words.lexicon import DIMENSIONS, NOUNS
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Number, Quantity
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["counted", "heap_of", "refer_to_heap", "take_counts", "take_measure"]

_ALONG = ("long", "wide", "across", "broad", "columns")
_UP = ("high", "tall", "deep", "rows", "layers", "levels", "courses")
#: Between how large a heap is and what it is made of.
_MADE = ("of", "made", "with", "consisting", "from", "formed", "built", "containing")
#: Of those with rows of several.
_COUNTED = ("wall", "grid", "stack", "row", "pyramid")


def refer_to_heap(cursor: Cursor, sentence: Sentence, item: Item, kind: str, end: int) -> bool:
    """Speak of "the stack" that is there, with what stood before its name in `item`, whose name
    ends so far ahead; False, and nothing is read, where there is none."""
    same = [one for one in sentence.items if heap_of(one) == kind]
    made_of, length = _of(cursor, end)
    if made_of:
        same = [one for one in same if one.kind == made_of]
    if item.colours:
        same = [one for one in same if one.colours == item.colours]
    if not same:
        return False
    known = same[-1]
    if item.which or item.values or item.count not in (None, known.heaps):
        raise Misunderstood(f"It is not clear which {item.said} is meant.", word=item.said)
    if len(same) > 1 and item.count is None and not made_of:
        raise Misunderstood(f"There are {len(same)} of them; which {item.said} is not said.",
                            word=item.said)  # fmt: skip
    cursor.at += end + length
    known.flags |= item.flags
    sentence.several = []
    sentence.root = sentence.current = sentence.whole = known
    return True


def heap_of(item: Item) -> str:
    """How it is arranged, as far as that is said by now."""
    return item.arrangement or next((ARRANGED[one] for one in item.flags if one in ARRANGED), "")


def _of(cursor: Cursor, end: int) -> tuple[str, int]:
    """ "the stack of boxes": what of, where no number of them is said."""
    if cursor.word(end) != "of":
        return "", 0
    articles = cursor.word(end + 1) in ("the", "these", "those")
    noun, length = cursor.match(NOUNS, end + 1 + articles)
    if noun is None:
        # "the stack of 4 red boxes"
        return "new", 0
    return noun.kind, 1 + articles + length


def counted(cursor: Cursor, ahead: int = 0) -> tuple[int, str, int] | None:
    """ "8 bricks long", "3 high": how many, along or up, and how many tokens that is."""
    token = cursor.token(ahead)
    if not isinstance(token, Number) or not token.value.is_integer():
        return None
    _, length = cursor.match(NOUNS, ahead + 1)
    way = cursor.word(ahead + 1 + length)
    if way not in (*_ALONG, *_UP) or cursor.word(ahead + 2 + length) == "of":
        return None
    return int(token.value), "columns" if way in _ALONG else "rows", 2 + length


def take_measure(cursor: Cursor, heap: Item) -> bool:
    """ "a circle with a radius of 1 m, of 10 balls": how large all of it is, said of `heap`."""
    ahead = 1
    if cursor.word() not in ("of", "with", "having"):
        return False
    ahead += cursor.word(ahead) in ("a", "the")
    name = DIMENSIONS.get(cursor.word(ahead), "")
    ahead += bool(name)
    ahead += bool(name) and cursor.said(ahead) in ("of", "=")
    token = cursor.token(ahead)
    if not isinstance(token, Quantity) or token.dimension != "length":
        return False
    ahead += 1
    if not name and cursor.word(ahead) in DIMENSIONS:
        name, ahead = DIMENSIONS[cursor.word(ahead)], ahead + 1
    if name not in ("height", "radius", "diameter") or cursor.word(ahead) not in _MADE:
        return False
    heap.add(name, Value(token.value, token.dimension, token.said))
    cursor.at += ahead
    return True


def take_counts(cursor: Cursor, sentence: Sentence) -> bool:
    """Say such a number of the heap that is spoken of."""
    root, found = sentence.root, counted(cursor)
    if root is None or found is None or heap_of(root) not in _COUNTED:
        return False
    count, way, length = found
    root.add(way, Value(count, "", cursor.said(length=length)))
    cursor.at += length
    return True
