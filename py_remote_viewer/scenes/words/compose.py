"""From what a prompt names to a whole scene and what is expected of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from py_remote_viewer.protocol.expectations import (
    Actuated,
    Expectation,
    Gravity,
    JointKind,
    Joints,
    Settles,
    Stays,
)
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.carts import build_cartpole
from py_remote_viewer.scenes.words.chains import build_chain
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.loose import LOOSE
from py_remote_viewer.scenes.words.mjcf import Fragment, Names, scene_text
from py_remote_viewer.scenes.words.oscillators import build_cradle, build_spring
from py_remote_viewer.scenes.words.pendulums import build_pendulum
from py_remote_viewer.scenes.words.rows import build_dominoes, build_seesaw
from py_remote_viewer.scenes.words.settings import Setting

__all__ = ["Composed", "compose"]

_EARTH, _MOON, _MARS = 9.81, 1.62, 3.71
_MOST_ITEMS = 40
#: Between parts of a scene.
_GAP = 0.4
_KINDS: tuple[JointKind, ...] = ("hinge", "slide", "ball", "free")

_MECHANISMS: dict[str, Callable[[Item, Names, float], Fragment]] = {
    "pendulum": build_pendulum, "cartpole": build_cartpole, "chain": build_chain,
    "rope": build_chain, "cradle": build_cradle, "spring": build_spring,
    "domino": build_dominoes, "seesaw": build_seesaw,
}  # fmt: skip


@dataclass
class Composed:
    """A scene of the templates, with what it has to be."""

    title: str
    explanation: str
    mjcf: str
    expectations: list[Expectation] = field(default_factory=list[Expectation])


def compose(items: Sequence[Item], world: Item, robots: dict[str, RobotEntry]) -> Composed:
    """Build all of it; raises Misunderstood for what cannot be, or was said and is not used."""
    gravity, said = _gravity(world, items)
    names = Names()
    for item in items:
        if item.kind == "floor" and item.has("angle"):
            # "a plane tilted by 20 degrees"
            item.kind = "ramp"
    items = _on_springs(_with_poles(_on_carts(items)))
    floors = [item for item in items if item.kind == "floor"]
    others = [item for item in items if item.kind != "floor"]
    if len(items) > _MOST_ITEMS:
        raise Misunderstood(f"{len(items)} things are named; up to {_MOST_ITEMS} can be.")
    if not others:
        raise Misunderstood("It is not said what is to be in the scene.")
    fragments: list[Fragment] = []
    setting = Setting(others, names, gravity, robots)
    for item in others:
        if item.kind in _MECHANISMS:
            _only_on_floor(item)
            fragments.append(_MECHANISMS[item.kind](item, names, gravity))
        elif item.kind in LOOSE or item.kind in ("table", "ramp") or item.kind.startswith("robot:"):
            setting.add(item)
        else:
            raise Misunderstood(f"{item.said!r} cannot be made by itself.", word=item.said)
    fragments = [*setting.build(), *fragments]
    for floor in floors:
        floor.flag("undamped", "fixed")
        floor.scales.clear()
        floor.colours, floor.material = [], ""
        floor.finish()
    world.finish()
    placed = _side_by_side(fragments)
    title = " and ".join(fragment.title for fragment in fragments[:3])
    title = title[0] + title[1:].replace(" and Table", " and table")
    text = scene_text(title, placed, gravity if said else None, floor=True)
    explanation = " ".join(fragment.explanation for fragment in fragments)
    expectations = _expectations(fragments, gravity, said)
    return Composed(title, explanation, text, expectations)


def _on_carts(items: Sequence[Item]) -> Sequence[Item]:
    """A pendulum on a cart is a cart-pole."""
    carts = [item for item in items if item.kind == "trolley"]
    for item in items:
        cart = next((one.other for one in item.relations if one.other in carts), None)
        if cart is None or item.kind not in ("pendulum", "cartpole"):
            continue
        item.kind = "cartpole"
        item.relations = [one for one in item.relations if one.other is not cart]
        item.flags |= cart.flags
        for part in cart.parts:
            item.parts.append(part)
        cart.flags, cart.parts, cart.kind = {}, [], "cart"
        item.parts.append(cart)
    return [item for item in items if item.kind != "cart"]


def _with_poles(items: Sequence[Item]) -> Sequence[Item]:
    """A cart with a pole is a cart-pole, what was said of the cart is of its part."""
    for item in items:
        if item.kind != "trolley" or not any(one.kind in ("rod", "link") for one in item.parts):
            continue
        cart = Item("cart", item.said, colours=item.colours, values=item.values, sizes=item.sizes)
        item.colours, item.values, item.sizes = [], {}, ()
        item.kind = "cartpole"
        item.parts.append(cart)
    return items


def _on_springs(items: Sequence[Item]) -> list[Item]:
    """What is on a spring, or hangs from it, is the spring's mass."""
    found: list[Item] = []
    coils = [item for item in items if item.kind == "coil"]
    for item in items:
        coil = next((one.other for one in item.relations if one.other in coils), None)
        if coil is None or item in coils:
            found.append(item)
            continue
        coil.kind = "spring"
        item.kind, item.relations = "bob", []
        coil.parts.append(item)
    return found


def _only_on_floor(item: Item) -> None:
    """Mechanisms stand where there is room, on the floor or fixed above it."""
    item.relations = [
        one
        for one in item.relations
        if not (
            one.kind in ("on", "beside")
            and one.other is not None
            and (one.other.kind == "floor" or one.kind == "beside")
        )
    ]


def _gravity(world: Item, items: Sequence[Item]) -> tuple[float, bool]:
    found = world.take("gravity")
    for flag, value in (("weightless", 0.0), ("moon", _MOON), ("mars", _MARS)):
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
    found = [one for part in fragments for one in part.expectations]
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
