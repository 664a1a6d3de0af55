"""Links of pendulums and chains: how many, and what was said of each."""

from collections.abc import Sequence
from dataclasses import replace

from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.members import ORDINALS, place_of, spread

__all__ = [
    "LINKS",
    "count_links",
    "link_values",
    "one_by_one",
    "one_value",
    "shared_flag",
    "swing_axis",
    "turn_to_side",
]

#: Parts that there are as many of as links.
LINKS = ("link", "rod", "joint", "hinge", "ball joint", "tile", "dof")


def count_links(item: Item, kinds: Sequence[str], most: int, default: int = 1) -> int:
    """How many links were said, by the noun or as parts of these kinds."""
    said = {item.links} if item.links else set[int]()
    parts = [part for part in item.parts if part.kind in kinds]
    # "with one driven joint" does not say how many there are, unless nothing else does.
    driven = [part for part in parts if {"actuated", "passive"} & part.flags.keys()]
    said |= _counted([part for part in parts if part not in driven], kinds)
    said = said or _counted(driven, kinds)
    told_apart = [part.which for part in parts if part.which]
    if told_apart and not said:
        said.add(_at_least(told_apart))
    if len(said) > 1:
        raise Misunderstood(
            f"{item.said} cannot have {' and '.join(map(str, sorted(said)))} links at once."
        )
    count = said.pop() if said else default
    if not 1 <= count <= most:
        raise Misunderstood(f"{item.said} can have 1 to {most} links, not {count}.")
    item.links = 0
    return count


def _counted(parts: Sequence[Item], kinds: Sequence[str]) -> set[int]:
    """How many there are of each of these kinds, where that is told."""
    said = set[int]()
    for kind in kinds:
        told = [part for part in parts if part.kind == kind and not part.which]
        counted = [part for part in told if part.count is not None]
        single = [part for part in told if part.count is None and part.single]
        # One rod may be told of several: of the first.
        if counted or len(single) > 1:
            said.add(sum(part.number(1) for part in (*counted, *single)))
    return said


def _at_least(told: Sequence[str]) -> int:
    """ "the first, the second and the third": of three; "upper and lower": of two."""
    counted = [which for which in told if which in ORDINALS]
    for count in range(2, 11):
        try:
            if len({place_of(which, count) for which in counted}) == len(set(counted)):
                return max(count, len(set(counted)))
        except Misunderstood:
            continue
    return 2


def link_values(item: Item, count: int, *names: str) -> list[float]:
    """What was said of the links by the whole: one value is of all; none where nothing was."""
    values = item.take(*names)
    if len(values) not in (0, 1, count):
        raise Misunderstood(f"{len(values)} values of {names[0]} are said of {count} links.")
    return values * count if len(values) == 1 else values


def one_by_one(item: Item, kinds: Sequence[str], count: int) -> list[Item]:
    """The parts of these kinds, taken out of it, as one for each link."""
    parts = [part for part in item.parts if part.kind in kinds]
    item.parts = [part for part in item.parts if part not in parts]
    return spread(parts, count)


def shared_flag(items: Sequence[Item], *names: str) -> bool:
    """True where one of these was said of any of them; of all it is taken."""
    said = [one.flag(*names) for one in items]
    return any(said)


def turn_to_side(item: Item, right: float) -> None:
    """An angle that was said to be to the left or to the right gets its sign: `right` is that of
    those to the right."""
    for one in (item, *item.parts, *(member for part in item.parts for member in part.members)):
        for flag, sign in (("at the left", -right), ("at the right", right)):
            if one.has("angle") and one.flags.get(flag, "").startswith("to the"):
                del one.flags[flag]
                angles = one.values["angle"]
                one.values["angle"] = [replace(told, value=sign * told.value) for told in angles]


def swing_axis(items: Sequence[Item]) -> tuple[int, int, int]:
    """About which horizontal axis hinges turn."""
    said = {axis for axis in ("about x", "about y", "about z") if shared_flag(items, axis)}
    shared_flag(items, "about horizontal")
    if "about z" in said or len(said) > 1:
        raise Misunderstood(
            "What hangs swings about a horizontal axis: x or y.", word=sorted(said)[-1]
        )
    return (1, 0, 0) if said == {"about x"} else (0, 1, 0)


def one_value(item: Item, parts: Sequence[Item], *names: str) -> list[float]:
    """What was said of the parts, else of the whole: one value."""
    values = [value for part in parts for value in part.take(*names)] or item.take(*names)
    if len(set(values)) > 1:
        raise Misunderstood(f"Of all of them one {names[0]} can be said.")
    return values
