"""Things and parts that are named, for the first time or again."""

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import singular
from py_remote_viewer.scenes.words.reading.members_named import (
    group_of,
    member_of,
    more,
    take_waiting,
)
from py_remote_viewer.scenes.words.reading.sentence import OF_PARTS, Sentence

__all__ = ["another", "place", "refer"]

_COUNTED = ("first", "second", "third", "last")


def place(sentence: Sentence, item: Item, *, definite: bool = False, part: bool = False) -> None:
    """Another thing, a part of the root, or one that was named before."""
    sentence.several, sentence.whole = [], None
    if part and sentence.root is not None:
        take_waiting(sentence, item)
        _add_part(sentence, sentence.root, item, definite=definite)
        return
    known = _known(sentence, item) if definite else None
    if known is not None:
        sentence.root = sentence.current = known
        if item.which:
            sentence.current = member_of(sentence, known, item, definite=True)
            return
        # "the heavy ball" is heavy; its numbers are known.
        item.values, item.sizes = {}, ()
        more(known, item)
        return
    if item.which:
        raise Misunderstood(f"There is no {item.which} {item.said}.", word=item.which)
    take_waiting(sentence, item)
    if sentence.root is not None and sentence.with_:
        sentence.company = sentence.root.accompanies or sentence.root
    robot = _is_robot(item)
    if robot and sentence.with_ and sentence.root is not None and _is_robot(sentence.root):
        item.flags["with it"] = "with"
    if robot or (item.kind in OF_PARTS and item.kind not in LOOSE):
        sentence.company = sentence.shared = None
    item.accompanies = sentence.company
    if sentence.shared is not None:
        item.relations.append(sentence.shared)
    item.flags |= sentence.ahead
    sentence.ahead = {}
    sentence.items.append(item)
    sentence.current = sentence.root = item
    sentence.with_ = False


def _is_robot(item: Item) -> bool:
    return item.kind.startswith("robot:")


def _add_part(sentence: Sentence, root: Item, item: Item, *, definite: bool) -> None:
    again = [one for one in root.parts if one.kind == item.kind and one.which == item.which]
    counted = item.count is None or any(one.count == item.count for one in again)
    if again and (definite or item.which) and counted and not item.values:
        sentence.current = again[-1]
        more(again[-1], item)
        return
    root.parts.append(item)
    sentence.current = item


def _known(sentence: Sentence, item: Item) -> Item | None:
    """What is meant by "the box"; None where there is none yet."""
    same = [one for one in sentence.items if one.kind == item.kind]
    if item.kind == "object":
        same = [one for one in sentence.items if one.kind.startswith("robot:")] or same
    if item.values or item.sizes:
        return _known_by_number(item, same)
    if item.count is not None:
        same = [one for one in same if one.count == item.count]
    if item.which:
        same = [one for one in same if one.number(1) != 1]
    alike = [one for one in same if _is_so(one, item)]
    same = alike or same
    if not item.colours or item.which:
        return same[-1] if same else None
    fits = [one for one in same if item.colours == one.colours]
    if not fits and len(same) == 1 and same[0].single and not same[0].colours:
        # "a ball on a ramp, the red ball weighs 1 kg"
        fits = same
    several = [one for one in same if one.number(1) > 1 and not (one.colours or one.members)]
    if not fits and several and item.count is None and not item.plural:
        raise Misunderstood(f"It is not clear which {item.said} is meant.", word=item.said)
    return fits[-1] if fits else None


def _is_so(known: Item, item: Item) -> bool:
    """True where all was said of it that it is called by: "the big box"."""
    scales = all(known.scales.get(name) == scale for name, scale in item.scales.items())
    return scales and item.flags.keys() <= known.flags.keys()


def _known_by_number(item: Item, same: list[Item]) -> Item | None:
    """ "the 2 kg box": the one of which that was said."""
    fits = [
        one
        for one in same
        if one.sizes == item.sizes
        and all(_values(one, name) == _values(item, name) for name in item.values)
    ]
    if same and len(fits) != 1:
        raise Misunderstood(f"It is not clear which {item.said} is meant.", word=item.said)
    return fits[0] if fits else None


def _values(item: Item, name: str) -> list[float]:
    return [one.value for one in item.values.get(name, ())]


def another(sentence: Sentence, item: Item, group: Item | None = None) -> bool:
    """ "a black box and a white one": another thing of the same kind, or more of a group's."""
    last = group or sentence.last_loose()
    if last is None or last.kind not in LOOSE or last not in sentence.items:
        if group is not None:
            raise Misunderstood(f"It is not clear of which {group.said} that is said.",
                                word=item.said)  # fmt: skip
        return False
    item.kind, item.said = last.kind, last.said
    if item.number(1) == 1:
        item.said = singular(last.said)
    item.single = item.number(1) == 1
    sentence.alike.append((item, last))
    place(sentence, item)
    return True


def refer(sentence: Sentence, item: Item, *, definite: bool, all_of_them: bool = False) -> bool:
    """Speak of some of several: "the red one", "the second", "two of them"; False where there are
    none."""
    group, root = group_of(sentence), sentence.root
    sentence.several, sentence.whole = [], None
    if group is not None and root is not None and group in root.parts and group.which:
        # "the first link is 1 m long, the second 2 m"
        item.kind, item.said = group.kind, group.said
        place(sentence, item, definite=definite, part=True)
        return True
    if group is None:
        return _refer_to_item(sentence, item)
    if all_of_them and group.count is None and not item.colours and not item.flags:
        # "dominoes: 15 of them"
        group.count = item.count
        sentence.current = group
        return True
    sentence.current = member_of(sentence, group, item, definite=definite)
    return True


def _refer_to_item(sentence: Sentence, item: Item) -> bool:
    """One of several things that were named one by one."""
    fits = [
        one
        for one in sentence.items
        if one.kind in LOOSE
        and (not item.colours or one.colours == item.colours)
        and all(one.scales.get(name) == scale for name, scale in item.scales.items())
    ]
    if item.which in _COUNTED and not item.colours:
        at = len(fits) - 1 if item.which == "last" else _COUNTED.index(item.which)
        fits = fits[at : at + 1]
    elif item.which or not (item.colours or item.scales):
        return False
    if len(fits) != 1 or item.values or item.flags or item.sizes:
        return False
    sentence.current = sentence.root = fits[0]
    return True
