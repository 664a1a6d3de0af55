"""One by one what is said of several: "three boxes, the first of 1 kg and the others red"."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["ORDINALS", "place_of", "places_of", "split", "spread"]

_COUNTED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth")  # fmt: skip
_BEGIN = ("upper", "top", "topmost", "uppermost", "left", "leftmost", "inner")
_END = ("last", "lower", "bottom", "lowest", "lowermost", "right", "rightmost", "outer", "final",
        "bottommost")  # fmt: skip
_MIDDLE = ("middle", "central", "centre", "center")
#: Words that tell which of several is meant.
ORDINALS = frozenset({*_COUNTED, *_BEGIN, *_END, *_MIDDLE})
#: What is of all of them together, whatever is said of some.
_TOGETHER = ("reach", "floats", "at the left", "at the middle", "at the right",
             "at the edge", "at the corner")  # fmt: skip
_UPWARD = {"top": "last", "topmost": "last", "upper": "last", "uppermost": "last",
           "bottom": "first", "lower": "first", "lowest": "first", "bottommost": "first",
           "lowermost": "first"}  # fmt: skip


def place_of(which: str, count: int, *, upward: bool = False) -> int:
    """The place from 0 of what is called so among several, which go up where they are `upward` and
    else down, and from left to right."""
    which = _UPWARD.get(which, which) if upward else which
    place = -1
    if which.isdecimal():
        place = int(which)
    elif which in _COUNTED:
        place = _COUNTED.index(which)
    elif which in _BEGIN:
        place = 0
    elif which in _END:
        place = count - 1
    elif which in _MIDDLE and count % 2:
        place = count // 2
    if not 0 <= place < count:
        raise Misunderstood(f"There is no {which} one among {count}.", word=which)
    return place


def places_of(member: Item, count: int, *, upward: bool) -> list[int]:
    """ "the first two", "the last": where they are."""
    first = place_of(member.which, count, upward=upward)
    number = member.number(1)
    if number > 1 and first == count - 1:
        first -= number - 1
    if number > 1 and (not 0 <= first <= count - number or 0 < first < count - number):
        raise Misunderstood(f"There are no {member.which} {number} among {count}.",
                            word=member.which)  # fmt: skip
    return list(range(first, first + number))


def split(item: Item, count: int) -> list[Item]:
    """All that is said of an item, moved to one for each of the several that it is."""
    upward = item.arrangement in ("stack", "pyramid", "wall")
    singles = [
        Item(item.kind, item.said, 1, links=item.links, material=item.material, sizes=item.sizes,
             scales=dict(item.scales),
             flags={flag: said for flag, said in item.flags.items() if flag not in _TOGETHER},
             parts=[_copy(part) for part in item.parts])
        for _ in range(count)
    ]  # fmt: skip
    for name, values in item.values.items():
        if len(values) not in (1, count) and count > 1:
            raise Misunderstood(f"{len(values)} values of {name} are said of {count} {item.said}.")
        for i, single in enumerate(singles):
            shared = len(values) == 1 or count == 1
            single.values[name] = list(values) if shared else [values[i]]
    if item.colours:
        if len(item.colours) > count > 1:
            raise Misunderstood(
                f"{len(item.colours)} colours are said of {count} {item.said}.",
                word=item.colours[-1],
            )
        for i, single in enumerate(singles):
            single.colours = list(item.colours)
            if count > 1:
                single.colours = [item.colours[i % len(item.colours)]]
    _overlay_members(singles, item.members, upward=upward, said=item.said)
    item.values, item.sizes, item.scales = {}, (), {}
    item.flags = {flag: said for flag, said in item.flags.items() if flag in _TOGETHER}
    item.parts, item.members, item.colours, item.material = [], [], [], ""
    return singles


def _copy(part: Item) -> Item:
    return replace(
        part, values={name: list(values) for name, values in part.values.items()},
        scales=dict(part.scales), flags=dict(part.flags), colours=list(part.colours),
        parts=[_copy(one) for one in part.parts], members=[_copy(one) for one in part.members],
        relations=list(part.relations),
    )  # fmt: skip


def _overlay_members(
    singles: Sequence[Item], members: Iterable[Item], *, upward: bool, said: str
) -> None:
    count = len(singles)
    free = list(range(count))
    members = sorted(members, key=lambda one: (one.which == "other", not one.which))
    for member in members:
        if member.which and member.which != "other":
            places = places_of(member, count, upward=upward)
        else:
            rest = len(free) if member.which == "other" else 1
            places = free[: member.number(rest)]
            if len(places) < member.number(rest) or not places:
                raise Misunderstood(f"More than {count} {said} are told apart.", word=member.said)
        free = [one for one in free if one not in places]
        for place, one in zip(places, split(member, len(places)), strict=True):
            _overlay(singles[place], one)
        member.finish()


def _overlay(single: Item, member: Item) -> None:
    """What is said of one of them goes before what is said of all."""
    single.values |= member.values
    single.sizes = member.sizes or single.sizes
    single.scales |= member.scales
    single.material = member.material or single.material
    single.flags |= member.flags
    single.colours = member.colours or single.colours
    single.parts += member.parts
    if member.kind and not single.said:
        single.kind, single.said = member.kind, member.said


def spread(parts: Iterable[Item], count: int) -> list[Item]:
    """Of each of so many links what its parts say of it: those of a place, those that are named one
    by one, and those that are all of them."""
    parts = list(parts)
    singles = [Item("", "") for _ in range(count)]
    one_by_one = [part for part in parts if not part.which and _counted(part, count)]
    begin = 0
    for part in parts:
        if part.which:
            places = places_of(part, count, upward=False)
        elif part in one_by_one:
            places = list(range(begin, begin + part.number(1)))
            begin += part.number(1)
            if begin > count or (begin < count and part is one_by_one[-1]):
                told = sum(one.number(1) for one in one_by_one)
                raise Misunderstood(
                    f"{told} {part.said} cannot be told of {count}; all of them can, or one by one."
                )
        else:
            places = list(range(count))
        for place, one in zip(places, split(part, len(places)), strict=True):
            _overlay(singles[place], one)
        part.finish()
    return singles


def _counted(part: Item, count: int) -> bool:
    """True where a part is some of so many, and not all of them."""
    return count > 1 and (part.single or part.count is not None) and part.number(1) < count
