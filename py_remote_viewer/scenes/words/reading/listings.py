"""Several things that are named one by one behind a colon: "two robots: a Panda and a UR5e"."""

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.reading.sentence import Sentence

__all__ = ["begin_list", "end_list"]

#: What such a word can stand for.
_FORMS = {"box": ("cube", "brick"), "sphere": ("marble",), "cylinder": ("can", "disk")}


def begin_list(sentence: Sentence) -> None:
    """What follows may be those several that were named last."""
    items = [one for one in sentence.items[sentence.begun :] if one.count != 1]
    several = [one for one in items if (one.count or 0) > 1 or one.plural]
    if several and sentence.listing is None:
        sentence.listing = several[-1], len(sentence.items)


def end_list(sentence: Sentence) -> None:
    """Put what was listed in the place of what it was said to be."""
    listing, sentence.listing = sentence.listing, None
    if listing is None or listing[0] not in sentence.items:
        return
    whole, begin = listing
    found = [one for one in sentence.items[begin:] if _is_one_of(one, whole)]
    if not found or (whole.members and whole.kind == found[0].kind):
        return
    total = sum(one.number(1) for one in found)
    if whole.count is not None and total != whole.count:
        raise Misunderstood(
            f"{total} {whole.said} are listed, where it is said that there are {whole.count}.",
            word=whole.said,
        )
    if any(other.other is whole for one in sentence.items for other in one.relations):
        raise Misunderstood(f"It is not clear which {whole.said} is meant.", word=whole.said)
    for one in found:
        _tell(one, whole)
    sentence.items.remove(whole)
    if whole.arrangement:
        _arrange(sentence, found, whole)
    if sentence.root is whole:
        sentence.root = found[-1]
    if sentence.current is whole:
        sentence.current = found[-1]


def _is_one_of(item: Item, whole: Item) -> bool:
    """True for what the word for all of them can mean."""
    robots = item.kind.startswith("robot:") and whole.kind.startswith("robot:")
    same = item.kind == whole.kind or item.kind in _FORMS.get(whole.kind, ())
    return robots or same or (whole.kind == "object" and item.kind in LOOSE)


def _tell(item: Item, whole: Item) -> None:
    """What was said of all of them is of each."""
    item.flags = {**whole.flags, **item.flags}
    item.scales = {**whole.scales, **item.scales}
    item.values = {**{name: [*said] for name, said in whole.values.items()}, **item.values}
    item.sizes = item.sizes or whole.sizes
    item.colours = item.colours or [*whole.colours]
    item.material = item.material or whole.material
    item.accompanies = item.accompanies or whole.accompanies
    known = {id(one.other) for one in item.relations}
    item.relations += [one for one in whole.relations if id(one.other) not in known]


def _arrange(sentence: Sentence, found: list[Item], whole: Item) -> None:
    first, *others = found
    first.arrangement, first.heaps, first.grid = whole.arrangement, whole.heaps, whole.grid
    for one in others:
        one.relations = []
        sentence.items.remove(one)
    for one in found:
        one.count = one.number(1)
    first.mixed += others
