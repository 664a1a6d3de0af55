"""From what a prompt names to a whole scene and what is expected of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.protocol.expectations import (
    Actuated,
    Colour,
    Count,
    Expectation,
    Gravity,
    JointKind,
    Joints,
    Robot,
    Settles,
    Stays,
)
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.building.carts import build_cartpole
from py_remote_viewer.scenes.words.building.chains import build_chain
from py_remote_viewer.scenes.words.building.combining import combine
from py_remote_viewer.scenes.words.building.coupled import build_coupled
from py_remote_viewer.scenes.words.building.cradles import build_cradle
from py_remote_viewer.scenes.words.building.dominoes import build_dominoes
from py_remote_viewer.scenes.words.building.loose import LOOSE, count_things
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names
from py_remote_viewer.scenes.words.building.pendulums import build_pendulum
from py_remote_viewer.scenes.words.building.rubbing import told_friction
from py_remote_viewer.scenes.words.building.seesaws import build_seesaw
from py_remote_viewer.scenes.words.building.settings import build_setting
from py_remote_viewer.scenes.words.building.springs import build_spring
from py_remote_viewer.scenes.words.building.telling import begun, joined_titles, several
from py_remote_viewer.scenes.words.building.whole import Floor, scene_text
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value
from py_remote_viewer.scenes.words.members import split
from py_remote_viewer.scenes.words.reading.axes import PLANETS
from py_remote_viewer.scenes.words.shades import plain, plainly

__all__ = ["Composed", "compose"]

_EARTH = 9.81
_MOST_ITEMS = 40
_MOST_MECHANISMS = 12
#: Between parts of a scene.
_GAP = 0.4
_KINDS: tuple[JointKind, ...] = ("hinge", "slide", "ball", "free")

_MECHANISMS: dict[str, Callable[[Item, Names, float], Fragment]] = {
    "pendulum": build_pendulum, "cartpole": build_cartpole, "chain": build_chain,
    "rope": build_chain, "cradle": build_cradle, "spring": build_spring,
    "domino": build_dominoes, "seesaw": build_seesaw, "acrobot": build_pendulum,
    "pendubot": build_pendulum, "coupled": build_coupled,
}  # fmt: skip
#: Of which several stand in one row, or are told one by one, by themselves.
_COUNTED = ("domino", "spring")


@dataclass
class Composed:
    """A scene of the templates, with what it has to be."""

    title: str
    explanation: str
    mjcf: str
    expectations: list[Expectation] = field(default_factory=list[Expectation])


def compose(items: Sequence[Item], world: Item, robots: dict[str, RobotEntry]) -> Composed:
    """Build all of it; raises Misunderstood for what cannot be, or was said and is not used."""
    gravity, said = _gravity(world)
    names = Names()
    items = combine(items)
    floors = [item for item in items if item.kind == "floor"]
    others = [item for item in items if item.kind != "floor"]
    if len(items) > _MOST_ITEMS:
        raise Misunderstood(f"{len(items)} things are named; up to {_MOST_ITEMS} can be.")
    if not others:
        raise Misunderstood("It is not said what is to be in the scene.")
    mechanisms = [item for item in others if item.kind in _MECHANISMS and not _is_loaded(item)]
    loose = [item for item in others if item.kind in LOOSE]
    for item in others:
        placed = item.kind in ("table", "ramp", "seesaw") or item.kind.startswith("robot:")
        if not placed and item not in mechanisms and item not in loose:
            raise Misunderstood(f"{item.said!r} cannot be made by itself.", word=item.said)
    setting = [item for item in others if item not in mechanisms]
    fragments = build_setting(setting, loose, names, gravity, robots)
    for item in mechanisms:
        _only_beside(item)
        fragments.append(_mechanism(item, names, gravity))
    floor = _floor(floors)
    world.finish()
    placed = _side_by_side(fragments)
    title = joined_titles(
        [part.title for part in fragments[:4]], [bool(part.robots) for part in fragments[:4]]
    )
    text = scene_text(title, placed, gravity if said else None, floor)
    explanation = " ".join(
        [*(fragment.explanation for fragment in fragments), *_told_of_world(floor, gravity, said)]
    )
    expectations = _expectations(fragments, gravity, said)
    return Composed(title, explanation, text, expectations)


def _told_of_world(floor: Floor, gravity: float, said: bool) -> list[str]:
    """What was said of floor and gravity."""
    words: list[str] = []
    if floor.friction is not None:
        words.append(f"The floor's friction is {floor.friction:g}.")
    if said:
        words.append(f"Gravity is {gravity:g} m/s²." if gravity else "There is no gravity.")
    return words


def _mechanism(item: Item, names: Names, gravity: float) -> Fragment:
    """One of them, or several beside each other."""
    build, count = _MECHANISMS[item.kind], item.number(3 if item.plural else 1)
    if item.arrangement == "row" and item.kind != "domino":
        item.arrangement = ""
    if count == 1 or item.kind in _COUNTED or item.arrangement:
        return build(item, names, gravity)
    if not 1 <= count <= _MOST_MECHANISMS:
        raise Misunderstood(f"1 to {_MOST_MECHANISMS} {item.said} can be made, not {count}.")
    item.flag("in a row", "alike")
    spacing = item.one(-1.0, "spacing")
    if item.kind == "pendulum" and item.flag("varied") and not item.has("length", "unnamed"):
        for i in range(count):
            item.add("length", Value(0.5 + 0.25 * i, "length", "of different lengths"))
    parts = [build(one, names, gravity) for one in split(item, count)]
    item.finish()
    pitch = spacing if spacing > 0 else max(2 * part.depth for part in parts) + 0.1
    whole = parts[0]
    whole.shift_across(-pitch * (count - 1) / 2)
    for number, part in enumerate(parts[1:], 1):
        part.shift_across(pitch * (number - (count - 1) / 2))
        whole = whole.merged(part)
    if len({part.title for part in parts}) == 1:
        whole.title = several(count, parts[0].title)
    if len({part.explanation for part in parts}) == 1:
        whole.explanation = f"{begun(whole.title)} beside each other. {parts[0].explanation}"
    whole.depth += pitch * (count - 1) / 2
    return whole


def _is_loaded(item: Item) -> bool:
    """True for what things can be on, of which there is one."""
    return item.kind == "seesaw" and item.number(2 if item.plural else 1) == 1


def _only_beside(item: Item) -> None:
    """Mechanisms stand where there is room, on the floor or fixed above it."""
    hangs = item.kind in ("chain", "rope", "pendulum")
    item.relations = [
        one
        for one in item.relations
        if not (
            (one.kind == "beside" and one.distance is None)
            or (
                one.other.kind == "floor"
                and one.distance is None
                and (one.kind == "above" or (one.kind == "on" and not hangs))
            )
        )
    ]


def _floor(floors: Sequence[Item]) -> Floor:
    """Where nothing is said of it, there is one of its own."""
    colours: list[Colour] = [colour for item in floors for colour in item.colours]
    frictions: set[float] = set()
    for item in floors:
        friction = told_friction(item)
        frictions |= set() if friction is None else {friction}
        item.flag("fixed", "horizontal")
        item.colours = []
        if item.scales.get("height", (0, ""))[1] == "flat":
            item.scale("height")
        item.finish()
    if len(set(colours)) > 1 or len(frictions) > 1:
        raise Misunderstood("There is one floor.", word="floor")
    return Floor(colours[0] if colours else None, next(iter(frictions)) if frictions else None)


def _gravity(world: Item) -> tuple[float, bool]:
    found = world.take("gravity")
    for flag, value in (("weightless", 0.0), *PLANETS.items()):
        if world.flag(flag):
            found.append(value)
    world.flag("under gravity")
    if len(found) > 1:
        raise Misunderstood("There can be only one gravity.")
    if found and not 0.0 <= abs(found[0]) <= 100.0:
        raise Misunderstood(f"A gravity of {found[0]:g} m/s² cannot be made; 0 to 100 can.")
    return (abs(found[0]), True) if found else (_EARTH, False)


def _side_by_side(fragments: Sequence[Fragment]) -> list[tuple[Fragment, float]]:
    total = sum(part.left + part.right for part in fragments) + _GAP * (len(fragments) - 1)
    placed: list[tuple[Fragment, float]] = []
    x = -total / 2 if len(fragments) > 1 else 0.0
    for part in fragments:
        at = x + part.left if len(fragments) > 1 else 0.0
        placed.append((part, at))
        x += part.left + part.right + _GAP
    return placed


def _expectations(fragments: Sequence[Fragment], gravity: float, said: bool) -> list[Expectation]:
    told = [plainly(one) for part in fragments for one in part.expectations]
    found = [one for one in told if not isinstance(one, Count | Robot)]
    found += _counts(told)
    robots = [one for one in told if isinstance(one, Robot)]
    for name in dict.fromkeys(one.name for one in robots):
        found.append(Robot(name, sum(one.count for one in robots if one.name == name)))
    found += count_things(
        [(name, plain(colour)) for part in fragments for name, colour in part.things]
    )
    for kind in _KINDS:
        count = sum(part.joints.get(kind, 0) for part in fragments)
        found.append(Joints(kind, count))
    found.append(Actuated(sum(part.actuated for part in fragments)))
    if said:
        found.append(Gravity(gravity))
    stays = tuple(name for part in fragments for name in part.stays)
    settles = tuple(name for part in fragments for name in part.settles)
    if stays:
        found.append(Stays(stays))
    if settles:
        found.append(Settles(settles))
    return list(dict.fromkeys(found))


def _counts(found: Sequence[Expectation]) -> list[Expectation]:
    """Of what is in several fragments all."""
    counts = [one for one in found if isinstance(one, Count)]
    kinds = dict.fromkeys(one.of for one in counts)
    return [Count(kind, sum(one.count for one in counts if one.of == kind)) for kind in kinds]
