"""Whether "a blue one" is one of several that were named, or another thing beside them."""

from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.lexicon import COLOUR_WORDS, SCALES
from py_remote_viewer.scenes.words.reading.cursor import Cursor
from py_remote_viewer.scenes.words.reading.lexing import Quantity, Sizes
from py_remote_viewer.scenes.words.reading.modifiers import BY_UNIT, modifier
from py_remote_viewer.scenes.words.shades import SHADES

__all__ = ["adds_one", "contradicts", "ends_in_one", "inherit"]

_AND = ("and", "plus")
#: Numbers that tell how large something is.
_LENGTHS = ("length", "unnamed", "side", "diameter", "radius", "height", "width", "depth",
            "thickness")  # fmt: skip
_EITHER = ({"standing", "lying"}, {"vertical", "horizontal"}, {"rough", "undamped"})


def contradicts(group: Item, item: Item) -> bool:
    """True where what is said of `item` cannot be so of any of a group: none of two red cubes is
    blue."""
    if group.members:
        # "a red and a blue box and a green one"
        return group.members[-1].said == group.said
    colour = bool(item.colours and group.colours) and not {*item.colours} & {*group.colours}
    material = bool(item.material and group.material) and item.material != group.material
    scale = any(
        name in group.scales and group.scales[name][0] != factor
        for name, (factor, _) in item.scales.items()
    )
    value = any(name in group.values and not _shared(group, item, name) for name in item.values)
    size = bool((item.sizes or _sized(item)) and (group.sizes or _sized(group))) and (
        item.sizes != group.sizes or value
    )
    either = any(
        pair & group.flags.keys() and pair - group.flags.keys() & item.flags.keys()
        for pair in _EITHER
    )
    return colour or material or scale or value or size or either


def _shared(group: Item, item: Item, name: str) -> bool:
    mine = [one.value for one in item.values[name]]
    return mine == [one.value for one in group.values[name]]


def _sized(item: Item) -> bool:
    return any(name in item.values for name in _LENGTHS)


def ends_in_one(cursor: Cursor, item: Item, ahead: int) -> int:
    """How many tokens "one" or "ones" is there, behind what was said of it."""
    word = cursor.said(ahead)
    again = word == "one" and (item.single or item.count == 1)
    if again and not item.single and cursor.word(ahead + 1) in (*COLOUR_WORDS, *SHADES, *SCALES):
        # "one red one blue"
        return 0
    return int(again or cursor.word(ahead) == "ones")


def adds_one(cursor: Cursor, group: Item, ahead: int) -> bool:
    """True where "and a blue one", which begins so far ahead, is another thing than those of the
    group; "and one of them" is not."""
    probe, begin = Item("", ""), ahead
    while (step := modifier(cursor, probe, ahead)) > 0:
        ahead += step
    ahead += ends_in_one(cursor, probe, ahead)
    if cursor.said(ahead - 1) not in ("one", "ones") or probe.which or ahead == begin:
        return False
    if cursor.word(ahead) == "of" and cursor.word(ahead + 1) in ("them", "these", "those", "the"):
        return False
    sized = cursor.word(ahead) in ("of", "with") and _other_size(cursor, group, ahead + 1)
    if sized or contradicts(group, probe):
        return True
    told = probe.colours or probe.scales or probe.material or probe.values or probe.flags
    return cursor.said(begin - 1) in _AND and bool(told) and not group.members


def _other_size(cursor: Cursor, group: Item, ahead: int) -> bool:
    """ "three balls of 5 cm and one of 10 cm": no number of the same kind twice."""
    token = cursor.token(ahead)
    if isinstance(token, Sizes):
        return bool(group.sizes)
    if not isinstance(token, Quantity):
        return False
    if token.dimension == "length":
        return _sized(group) or bool(group.sizes)
    return BY_UNIT.get(token.dimension, "") in group.values


def inherit(item: Item, group: Item) -> None:
    """ "two small red balls and a blue one": that is a small ball, too."""
    if not (item.sizes or _sized(item) or {"size", "height", "width"} & item.scales.keys()):
        item.sizes = group.sizes
        for name in _LENGTHS:
            if len(group.values.get(name, ())) == 1:
                item.values[name] = list(group.values[name])
        scale = group.scales.get("size")
        item.scales |= {"size": scale} if scale is not None else {}
    item.material = item.material or group.material
