"""Some of several that are told apart: "three boxes, one red and two blue"."""

from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import singular
from py_remote_viewer.scenes.words.reading.contrast import contradicts
from py_remote_viewer.scenes.words.reading.sentence import SUPPORTS, Sentence

__all__ = ["adds_more", "group_of", "member_of", "more", "share_waiting", "take_waiting", "wait"]


def group_of(sentence: Sentence) -> Item | None:
    """The several things or parts of which one can be spoken of."""
    current = sentence.current
    if current is None:
        return None
    current = sentence.groups.get(id(current), current)
    for one in (current, sentence.root, sentence.last_loose()):
        if one is not None and (one.number(1) != 1 or one.members or one.arrangement):
            return one
    return current if current.which or current.plural else None


def member_of(sentence: Sentence, group: Item, item: Item, *, definite: bool) -> Item:
    """What `item` says of some of a group: of those that were told apart before, where it is
    definite, else of others."""
    same = [
        one
        for one in group.members
        if definite
        and (one.which == item.which if item.which else one.colours == item.colours)
        and (item.which or item.colours)
    ]
    if same:
        more(same[0], item)
        return same[0]
    if definite:
        _find_by_colour(group, item)
    if group.count == 1 or (group.single and not group.arrangement):
        raise Misunderstood(f"There is only one {group.said}.", word=item.said)
    if not item.which and item.count is None:
        item.count = 1
    if item.which == "half" and group.number(1) % 2 == 0:
        item.which, item.count = "", group.number(1) // 2
    if item.which and item.which != "other" and item.count == 1:
        item.count = None
    group.members.append(item)
    sentence.groups[id(item)] = group
    return item


def _find_by_colour(group: Item, item: Item) -> None:
    """ "red and blue boxes, the red one": its place among them."""
    if len(item.colours) != 1 or not len(group.colours) == group.number(1) > 1:
        return
    if group.colours.count(item.colours[0]) == 1:
        item.which = str(group.colours.index(item.colours[0]))


def more(known: Item, item: Item) -> None:
    """Add what was said with a name that was known already."""
    known.scales |= item.scales
    known.flags |= item.flags
    known.material = item.material or known.material
    known.colours = item.colours or known.colours
    for name, values in item.values.items():
        known.values.setdefault(name, []).extend(values)


def wait(sentence: Sentence, item: Item) -> None:
    """ "a red and a blue": of what comes next, or of what was named last."""
    sentence.several = []
    sentence.pending.append(item)
    sentence.current = item


def share_waiting(sentence: Sentence) -> None:
    """ "three boxes, one red and two blue": what waits is of the last thing."""
    pending, sentence.pending = sentence.pending, []
    if not pending:
        return
    group = sentence.root
    if group is not None and group.kind in SUPPORTS:
        # "two balls on a ramp, one red and one blue"
        group = sentence.last_loose() or group
    if group is None:
        raise Misunderstood(f"It is not said what is {pending[0].said}.", word=pending[0].said)
    if all(one.count is None and not one.which and not one.single for one in pending):
        # "20 bricks, red"
        for one in pending:
            if sentence.current is one:
                sentence.current = group
            group.colours += one.colours
            one.colours = []
            more(group, one)
        return
    new = [one for one in pending if contradicts(group, one)]
    for one in pending:
        if one in new:
            _add_to(sentence, group, one, new.index(one))
        else:
            member_of(sentence, group, one, definite=False)


def adds_more(sentence: Sentence) -> bool:
    """True where what waits is none of those that were named last."""
    root = sentence.root
    return root is not None and any(contradicts(root, one) for one in sentence.pending)


def _add_to(sentence: Sentence, group: Item, item: Item, place: int) -> None:
    """ "two red cubes and one blue": another where they are; `place` from 0 among such ones."""
    if group not in sentence.items or group.kind not in LOOSE:
        raise Misunderstood(f"It is not clear of which {group.said} that is said.", word=item.said)
    item.kind, item.accompanies = group.kind, group.accompanies
    item.said = singular(group.said) if item.number(1) == 1 else group.said
    item.relations = [*group.relations]
    item.single = item.number(1) == 1
    sentence.alike.append((item, group))
    if group.arrangement:
        group.mixed.append(item)
        return
    sentence.items.insert(sentence.items.index(group) + 1 + place, item)
    sentence.root = item if sentence.current is item else sentence.root


def take_waiting(sentence: Sentence, item: Item) -> None:
    """ "a red, a green and a blue box": what waits is of this, unless it was of what is before."""
    if not sentence.pending:
        return
    told = sum(one.number(1) for one in sentence.pending)
    root = sentence.root
    whole = root is not None and not root.members and root.count == told
    if whole or not (item.colours or item.count or item.scales):
        share_waiting(sentence)
        return
    pending, sentence.pending = sentence.pending, []
    item.members += pending
    last = Item("", item.said, item.number(1), colours=item.colours)
    if any(one.scales for one in pending):
        last.scales, item.scales = item.scales, {}
    item.members.append(last)
    item.count = sum(one.number(1) for one in item.members)
    item.colours, item.single = [], False
    for one in item.members:
        sentence.groups[id(one)] = item
        one.single = False
