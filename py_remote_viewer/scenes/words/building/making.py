"""Loose things as they were told: size, colour, mass and surface of each."""

import math
from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import Colour
from py_remote_viewer.scenes.words.building.loose import SHAPES, Thing
from py_remote_viewer.scenes.words.building.mjcf import Names
from py_remote_viewer.scenes.words.building.rubbing import told_friction
from py_remote_viewer.scenes.words.building.sizing import size_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.lexicon import MATERIALS
from py_remote_viewer.scenes.words.members import split
from py_remote_viewer.scenes.words.shades import plain

__all__ = ["PALETTE", "make_things", "number_of"]

#: Where several have no colour of their own.
PALETTE: tuple[Colour, ...] = (
    "blue", "orange", "green", "red", "yellow", "purple", "cyan", "pink", "brown", "white",
    "black", "grey",
)  # fmt: skip
_DENSITY = 500.0
_HOLLOW = ("cup", "bowl")
_MOST_THINGS = 300
_USUAL_NUMBER = {"pyramid": 6, "wall": 12, "grid": 9, "": 1}
_IN_HEAPS = 5
_SEVERAL = 3
#: Lie, unless it is said that they stand.
_LIE = ("capsule", "rod")
_MAY_LIE = ("capsule", "rod", "cylinder", "can", "bottle", "post")
#: Would have to stand on an edge.
_ON_EDGE = ("book", "plank", "plate", "coin", "disk")
#: On a table things are smaller than on the floor.
_ON_TABLE = 0.5
_SHRINKS = ("box", "cube", "sphere", "cylinder", "capsule", "ellipsoid", "disk", "plank")
_OBJECTS = ("box", "sphere", "cylinder", "box", "capsule")
_USUAL_COLOUR: dict[str, Colour] = {
    "brick": "red", "marble": "cyan", "can": "red", "coin": "yellow", "rod": "brown",
    "plank": "brown", "cup": "white", "plate": "white", "bowl": "white", "book": "blue",
    "bottle": "green", "apple": "red", "orange": "orange", "wall": "grey", "post": "grey",
    "stone": "grey", "pedestal": "grey",
}  # fmt: skip
_USUAL_MASS: dict[str, float] = {
    "cup": 0.2, "plate": 0.4, "bowl": 0.3, "book": 0.5, "bottle": 0.6, "can": 0.35, "apple": 0.15,
    "orange": 0.2, "coin": 0.008, "marble": 0.02, "rod": 0.05,
}  # fmt: skip


def make_things(item: Item, names: Names, *, small: bool = False) -> list[Thing]:
    """The things that an item names, everything used that was said of them; `small` ones are
    smaller where their size is not told."""
    count = number_of(item)
    if not 1 <= count <= _MOST_THINGS:
        raise Misunderstood(f"{count} {item.said} cannot be made; 1 to {_MOST_THINGS} can.")
    if count > 1:
        item.flag("random", "alike", "mixed")
    _of_heaps(item, count)
    tapering, varied = item.flag("tapering"), item.flag("varied")
    if item.flag("alternating") and len(item.colours) < 2:
        raise Misunderstood("It is not said between which colours they alternate.")
    colourful = item.flag("colourful")
    _three_sides(item, count)
    singles = split(item, count)
    usual = _usual_colours(item.kind, singles, colourful=colourful)
    things: list[Thing] = []
    for i, (name, single) in enumerate(zip(names.give(item.kind, count), singles, strict=True)):
        kind = _OBJECTS[i % len(_OBJECTS)] if item.kind == "object" else item.kind
        factor = _ON_TABLE if small and item.kind in _SHRINKS else 1.0
        factor *= 1.0 - 0.6 * i / count if tapering else 1.0
        # As irregular as a golden angle, and the same each time.
        factor *= 1.0 + 0.35 * math.sin(2.4 * i + 1.0) if varied else 1.0
        things.append(_make(single, name, kind, factor, usual[i]))
    return things


def number_of(item: Item) -> int:
    """How many things an item is, with all of its heaps."""
    told = sum(one.number(1) for one in item.members if not one.which)
    if item.count is None and told and not any(one.which == "other" for one in item.members):
        item.count = told
    listed = {len(values) for values in item.values.values() if len(values) > 1}
    if item.count is None and item.plural and len(listed) == 1:
        # "boxes of 10, 20 and 30 cm"
        item.count = listed.pop()
    colours = len(item.colours) if len(item.colours) > 1 else 1
    heap = item.arrangement
    if colours > 1 and item.single and item.count is None and not heap:
        raise Misunderstood(
            f"One {item.said} has one colour, not {' and '.join(item.colours)}; of several each is "
            "named with its own.", word=item.colours[-1],
        )  # fmt: skip
    usual = colours if colours > 1 else _USUAL_NUMBER.get(heap, _IN_HEAPS)
    if "alternating" in item.flags and heap:
        # As many of each.
        usual = colours * max(1, round(_IN_HEAPS / colours))
    if usual == 1 and item.plural:
        usual = _SEVERAL
    return item.number(usual) * item.heaps


def _of_heaps(item: Item, count: int) -> None:
    """ "two towers of 4 cubes, one red and one blue": what is said of one is of all in it."""
    if item.heaps == 1:
        return
    each = count // item.heaps
    if item.members:
        told = sum(one.number(1) for one in item.members)
        if told != item.heaps or any(one.which for one in item.members):
            raise Misunderstood(f"It is not clear of which {item.said} that is said.")
        for one in item.members:
            one.count = each * one.number(1)
    if len(item.colours) == item.heaps:
        item.colours = [colour for colour in item.colours for _ in range(each)]


def _three_sides(item: Item, count: int) -> None:
    """ "sides of 20, 30 and 40 cm" of a box are all of its sides."""
    for one in (item, *item.members):
        values = one.values.get("side") or one.values.get("unnamed") or []
        if len(values) in (2, 3) and count not in (len(values),) and not one.sizes:
            one.sizes = tuple(one.take("side", "unnamed"))


def _usual_colours(kind: str, singles: Sequence[Item], *, colourful: bool) -> list[Colour]:
    """Of those of which none is said: none that is said of others."""
    usual = _USUAL_COLOUR.get(kind)
    if usual is not None and not colourful:
        return [usual] * len(singles)
    said = {plain(colour) for single in singles for colour in single.colours}
    left: list[Colour] = [colour for colour in PALETTE if colour not in said] or list(PALETTE)
    return [left[i % len(left)] for i in range(len(singles))]


def _make(item: Item, name: str, kind: str, factor: float, usual: Colour) -> Thing:
    tall = item.has("height") or "height" in item.scales
    size = size_of(item, kind, factor)
    mass = _mass_of(item, kind, size)
    colour = item.colour(usual)
    friction = told_friction(item)
    holds, slides, rolls = item.flag("holds"), item.flag("slides"), item.flag("rolls")
    if holds and (slides or rolls):
        raise Misunderstood(f"{item.said} either holds or moves.")
    if rolls and kind not in SHAPES:
        raise Misunderstood(f"A {kind} does not roll.", word="roll")
    made = Thing(
        name, kind, size, colour, mass, friction, item.flag("bounces"),
        fixed=item.flag("fixed") or kind in ("wall", "post", "pedestal"),
        lying=_lies(item, kind, tall=tall, rolls=rolls),
        holds=True if holds else False if slides or rolls else None,
        transparent=item.flag("transparent"), turn=_turn(item),
    )  # fmt: skip
    item.finish()
    return made


def _turn(item: Item) -> float:
    """By how many degrees it is turned about what is up."""
    if not item.has("turn"):
        return 0.0
    item.flag("about z")
    return item.one(0.0, "turn")


def _lies(item: Item, kind: str, *, tall: bool, rolls: bool) -> bool:
    """True for what lies on its side; a box lies on any of its sides."""
    if SHAPES.get(kind) in ("sphere", "cylinder"):
        item.flag("round")
    stands, lies = item.flag("standing", "vertical"), item.flag("lying", "horizontal")
    if stands and lies:
        raise Misunderstood(f"{item.said} either stands or lies.")
    if stands and kind in _ON_EDGE:
        raise Misunderstood(f"A {kind} that stands on its edge cannot be made.", word="standing")
    if kind not in _MAY_LIE or stands:
        return False
    return lies or (rolls and SHAPES[kind] == "cylinder") or (kind in _LIE and not tall)


def _mass_of(item: Item, kind: str, size: tuple[float, float, float]) -> float:
    mass = item.one(-1.0, "mass")
    if mass < 0 and item.has("density") and kind not in _HOLLOW:
        mass = item.one(0.0, "density") * _volume(kind, size)
    mass = _usual_mass(item, kind, size) if mass < 0 else mass
    mass *= item.scale("mass")
    if not 1e-6 <= mass <= 1e6:
        raise Misunderstood(f"A mass of {mass:g} kg cannot be made.")
    return mass


def _volume(kind: str, size: tuple[float, float, float]) -> float:
    """Of what is so large, in m³."""
    x, y, z = size
    match SHAPES.get(kind, "box"):
        case "sphere" | "ellipsoid":
            return math.pi / 6 * x * y * z
        case "cylinder":
            return math.pi / 4 * x * y * z
        case "capsule":
            return math.pi / 4 * x * x * (z - x) + math.pi / 6 * x**3
        case _:
            return x * y * z


def _usual_mass(item: Item, kind: str, size: tuple[float, float, float]) -> float:
    if kind in _USUAL_MASS and not item.material:
        return _USUAL_MASS[kind]
    density = MATERIALS[item.material][0] if item.material else _DENSITY
    fill = math.pi / 6 if SHAPES.get(kind) in ("sphere", "ellipsoid") else 1.0
    fill = math.pi / 4 if SHAPES.get(kind) in ("cylinder", "capsule") else fill
    return float(f"{size[0] * size[1] * size[2] * density * fill:.3g}")
