"""What several things that are named make together: a pole on a cart is a cart-pole."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.groups import ARRANGED
from py_remote_viewer.scenes.words.building.links import shared_flag
from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.building.on_springs import WEIGHTS, on_springs
from py_remote_viewer.scenes.words.building.spans import tell_holders
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.members import split

__all__ = ["combine"]

_JOINED = ("on", "attached", "from")
_HANGS = (*_JOINED, "apart", "at")
#: What can hang from a hook, or stand fixed.
_HUNG = ("pendulum", "acrobot", "pendubot", "chain", "rope", "coil", "spring", "cradle")
_ENDS = ("one end", "other end", "each end", "at the left", "at the right")
#: Things that have room side by side on a ramp.
_ON_RAMP = 3
_ARRANGED = tuple(flag for flag in ARRANGED if flag != "in a row")


def combine(items: Sequence[Item]) -> list[Item]:
    """The things to be made."""
    found = [one for item in items for one in (item, *_weights_on(item))]
    for item in found:
        if item.kind == "weight" and _is_load(item):
            item.kind = "box"
        if item.kind == "floor" and item.has("angle"):
            # "a plane tilted by 20 degrees"
            item.kind = "ramp"
    found = on_springs(tell_holders(found))
    found = _off_anchors(found)
    found = [_on_pivot(item) for item in _on_carts(found)]
    found = _on_pendulums(_on_ropes(found))
    _on_ramps(found)
    return _on_each(found)


def _weights_on(item: Item) -> list[Item]:
    """ "a seesaw with a weight of 20 kg on one end and 5 kg on the other": that is no mass of its
    own."""
    ends = {flag: said for flag, said in item.flags.items() if flag in _ENDS}
    masses = item.values.get("mass", [])
    if item.kind != "seesaw" or not ends or not masses:
        return []
    item.flags = {flag: said for flag, said in item.flags.items() if flag not in ends}
    del item.values["mass"]
    load = Item("box", "weight", len(masses), plural=len(masses) > 1, values={"mass": masses})
    load.flags = ends if len(masses) == 1 else {}
    load.accompanies = item
    return [load]


def _is_load(item: Item) -> bool:
    """True for a weight on a seesaw."""
    on = [one.other for one in item.relations if one.kind == "on"]
    holders = [*on, item.accompanies]
    return any(one is not None and one.kind == "seesaw" for one in holders)


def _on_each(items: Sequence[Item]) -> list[Item]:
    """A ball on each of two tables: one by one."""
    found = list(items)
    for item in [one for one in items if one.flag("one on each")]:
        relation = next((one for one in item.relations if one.kind == "on"), None)
        if relation is None or relation.other.kind != "table":
            continue
        item.relations.remove(relation)
        table, count = relation.other, item.number(1)
        if any(one is not item and _is_at(one, table) for one in found):
            raise Misunderstood(f"It is not clear on which {table.said} that is.", word=table.said)
        tables, things = split(table, count), split(item, count)
        for one, under in zip(things, tables, strict=True):
            one.relations.append(Relation("on", under, relation.said))
        item.finish()
        table.finish()
        at = found.index(table)
        found = [one for one in found if one not in (item, table)]
        found[at:at] = [*tables, *things]
    return found


def _is_at(item: Item, table: Item) -> bool:
    return item.accompanies is table or any(one.other is table for one in item.relations)


def _on_ramps(items: Sequence[Item]) -> None:
    """What is named with a ramp, and not said to be elsewhere, is on it."""
    ramps = [item for item in items if item.kind == "ramp"]
    if len(ramps) != 1 or any(item.kind not in ("ramp", "floor", *LOOSE) for item in items):
        return
    loose = [item for item in items if item.kind in LOOSE]
    free = [item for item in loose if _is_free(item)]
    if free != loose or sum(item.number(3 if item.plural else 1) for item in free) > _ON_RAMP:
        free = [item for item in free if {"slides", "rolls"} & item.flags.keys()]
    for item in free:
        item.accompanies = ramps[0]


def _is_free(item: Item) -> bool:
    """True for what nothing tells where it is."""
    placed = item.relations or item.accompanies is not None or item.mixed or item.heaps != 1
    falls = item.has("drop") or {"falls", "floats", "bounces", *_ARRANGED} & item.flags.keys()
    return not placed and not falls and item.arrangement in ("", "row")


def _off_anchors(items: list[Item]) -> list[Item]:
    """Ceilings and hooks are where things hang in any case."""
    anchors = [item for item in items if item.kind == "anchor"]
    for item in items:
        hung = [one for one in item.relations if one.other in anchors]
        if not hung:
            continue
        if item.kind not in _HUNG:
            continue
        fits = [one for one in hung if one.kind in _HANGS and one.distance is None]
        item.relations = [one for one in item.relations if one not in fits]
        if fits and item.kind in ("chain", "rope"):
            item.flags["anchored"] = fits[0].said
        for one in fits:
            one.other.flag("fixed")
            one.other.finish()
            if one.other.number(1) == 1:
                items = [other for other in items if other is not one.other]
    return items


def _on_carts(items: list[Item]) -> list[Item]:
    """A pendulum or a pole on a cart."""
    for cart in [item for item in items if item.kind == "trolley"]:
        poles = [item for item in items if _joined(item, cart, ("pendulum", "pole", "cartpole"))]
        rod = any(one.kind in ("rod", "link") for one in cart.parts)
        if len(poles) > 1 or (poles and rod) or not (poles or rod):
            continue
        whole = poles[0] if poles else Item("cartpole", cart.said)
        if poles:
            relation = _joined(whole, cart, (whole.kind,))
            assert relation is not None
            whole.relations.remove(relation)
            hangs = relation.kind == "from" or (
                whole.kind == "pendulum" and "inverted" not in whole.flags
                and "hangs" in whole.flags
            )  # fmt: skip
            if whole.kind == "pole":
                # What was said of the pole is its part's.
                whole = Item("cartpole", cart.said, parts=[whole], flags=whole.flags)
                whole.parts[0].kind, whole.parts[0].flags = "rod", {}
            if hangs:
                whole.flags["hanging down"] = relation.said
            whole.kind = "cartpole"
            items = [whole if item is poles[0] else item for item in items if item is not cart]
        else:
            items = [whole if item is cart else item for item in items]
        whole.relations += [one for one in cart.relations if one.kind != "on"]
        cart.flag("carries")
        whole.flags |= cart.flags
        whole.parts += cart.parts
        cart.flags, cart.parts, cart.relations, cart.kind = {}, [], [], "cart"
        whole.count, cart.count = whole.count if poles else cart.count, None
        whole.parts.append(cart)
    return items


def _on_pivot(item: Item) -> Item:
    """ "an inverted pendulum with a motor at its base": on no cart, which a motor would push."""
    words = {word for part in item.parts for word in part.said.split()} | {*item.said.split()}
    if item.kind != "cartpole" or "pendulum" not in words or words & {"cart", "trolley"}:
        return item
    if any(part.kind in ("cart", "rail", "slide joint") for part in item.parts):
        return item
    motors = [part for part in item.parts if part.kind == "motor"]
    at_base = [
        one for part in motors for one in part.relations
        if one.other.kind in ("base", "anchor") and "moving" not in one.other.said
    ]  # fmt: skip
    below = shared_flag(motors, "at the bottom")
    if not at_base and not below and "fixed" not in item.flags:
        return item
    for one in at_base:
        one.other.kind = "anchor"
    item.flag("inverted", "fixed")
    item.kind = "pendulum"
    item.links = item.links or 1
    item.flags.setdefault("upside down", "inverted")
    return item


def _joined(item: Item, other: Item, kinds: Sequence[str]) -> Relation | None:
    if item.kind not in kinds:
        return None
    return next((one for one in item.relations if one.other is other and one.kind in _JOINED), None)


def _on_ropes(items: list[Item]) -> list[Item]:
    """A ball that hangs on a rope."""
    for rope in [item for item in items if item.kind in ("rope", "chain", "rod", "pole")]:
        if rope.kind in ("rod", "pole") and any(part.kind == "bob" for part in rope.parts):
            _swing(rope)
        balls = [item for item in items if _hangs_on(item, rope)]
        if not balls:
            continue
        ball = balls[0]
        if len(balls) > 1 or ball.number(1) != 1 or rope.number(1) != 1:
            raise Misunderstood("One thing hangs on one rope.", word=ball.said)
        relation = next(one for one in ball.relations if one.other is rope)
        ball.relations.remove(relation)
        swings = {flag: said for flag, said in ball.flags.items() if flag in ("swings", "hangs")}
        ball.flags = {flag: said for flag, said in ball.flags.items() if flag not in swings}
        if rope.kind in ("rod", "pole"):
            _swing(rope)
        rope.flags |= swings
        rope.relations += ball.relations
        ball.relations, ball.kind = [], f"bob:{ball.kind}"
        rope.parts.append(ball)
        items = [item for item in items if item is not ball]
    return items


def _on_pendulums(items: list[Item]) -> list[Item]:
    """ "a pendulum with a box as its bob"."""
    for bob in [item for item in items if "as bob" in item.flags]:
        pendulum = bob.accompanies
        if pendulum is None or pendulum.kind != "pendulum" or bob.number(1) != 1:
            continue
        bob.flag("as bob")
        bob.kind = f"bob:{bob.kind}"
        pendulum.parts.append(bob)
        items = [item for item in items if item is not bob]
    return items


def _swing(rod: Item) -> None:
    """A rod with a weight turns about its other end."""
    part = Item("rod", rod.said, values=rod.values, colours=rod.colours, material=rod.material,
                scales=rod.scales)  # fmt: skip
    rod.values, rod.colours, rod.material, rod.scales = {}, [], "", {}
    rod.kind = "pendulum"
    rod.parts.append(part)


def _hangs_on(item: Item, rope: Item) -> bool:
    if item.kind not in WEIGHTS or item is rope:
        return False
    hung = ("from", "attached") if rope.kind in ("rod", "pole") else _JOINED
    return any(one.other is rope and one.kind in hung for one in item.relations)
