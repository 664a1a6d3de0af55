"""Which of the things that are named hang on a spring, are attached by one, or joined by them."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.links import shared_flag
from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["WEIGHTS", "on_springs"]

WEIGHTS = ("weight", *LOOSE)
_JOINED = ("on", "attached", "from")
#: "by a spring".
_BY = ("beside", "with")


def on_springs(items: list[Item]) -> list[Item]:
    """The things to be made: springs with what is on them as their parts."""
    for coil in [item for item in items if item.kind == "coil"]:
        joined = _joined_by(items, coil)
        if joined:
            items = _couple(items, coil, joined)
            continue
        masses = [item for item in items if _relation(item, coil)]
        masses = masses or [
            item for item in items if item.accompanies is coil and item.kind in WEIGHTS
        ]
        holders, attached = _attached(items)
        if not masses and coil.has("mass"):
            # "a spring with a stiffness of 500 N/m and a mass of 4 kg"
            coil.kind = "spring"
        elif len(masses or attached) == 1:
            items = _load(items, coil, (masses or attached)[0], [] if masses else holders)
    return items


def _relation(item: Item, coil: Item) -> Relation | None:
    if item.kind not in WEIGHTS:
        return None
    fits = (one for one in item.relations if one.other is coil and one.kind in _JOINED)
    return next(fits, None)


def _load(items: list[Item], coil: Item, mass: Item, holders: Sequence[Relation]) -> list[Item]:
    """A thing is the spring's mass; `holders` are the wall that it is attached to."""
    relation = _relation(mass, coil)
    if relation is not None:
        mass.relations.remove(relation)
    mass.relations = [one for one in mass.relations if one not in holders]
    coil.kind = "spring"
    for one in holders:
        wall = one.other
        wall.relations = [each for each in wall.relations if each.other is not coil]
        mass.relations = [each for each in mass.relations if each.other is not coil]
        wall.flag("fixed", "vertical", "standing", "holds")
        if wall.kind == "wall":
            coil.flags.setdefault("horizontal", one.said)
        wall.finish()
    if mass.kind == "weight":
        mass.flag("at its end", "at the bottom")
    coil.parts.append(Item(
        "bob", mass.said, mass.count, colours=mass.colours, values=mass.values,
        material=mass.material, flags=mass.flags, relations=mass.relations,
        scales=mass.scales, sizes=mass.sizes, members=mass.members,
    ))  # fmt: skip
    gone = [mass, *(one.other for one in holders)]
    return [item for item in items if item not in gone]


def _attached(items: Sequence[Item]) -> tuple[list[Relation], list[Item]]:
    """ "a block attached to a wall by a spring": how, and what."""
    found = [
        (one, item)
        for item in items
        if item.kind in WEIGHTS
        for one in item.relations
        if one.kind in _JOINED and one.other.kind in ("wall", "anchor") and one.distance is None
    ]
    return [one for one, _ in found], list(dict.fromkeys(item for _, item in found))


def _joined_by(items: Sequence[Item], coil: Item) -> list[Item]:
    """Several things that springs join; none where that was not said."""
    things = [item for item in items if item.kind in WEIGHTS]
    between = [one.other for one in coil.relations if one.kind == "between"]
    told = any("connected" in one.flags for one in (*things, coil))
    count = sum(item.number(2 if item.plural else 1) for item in things)
    if between and all(one in things for one in between):
        return between
    return things if told and count > 1 else []


def _couple(items: list[Item], coil: Item, joined: Sequence[Item]) -> list[Item]:
    count = sum(item.number(2 if item.plural else 1) for item in joined)
    coil.related("between")
    shared_flag([coil, *joined], "connected")
    if coil.has("mass") and count == 2 and len(joined[0].values.get("mass", ())) == 1:
        # "blocks of 1 kg and 2 kg connected by a spring"
        joined[0].values["mass"] += coil.values.pop("mass")
    if coil.number(count - 1) != count - 1:
        raise Misunderstood(
            f"{count - 1} springs join {count} things, not {coil.count}.", word=coil.said
        )
    coil.kind, coil.count, coil.plural = "coupled", None, False
    coil.parts += joined
    for one in joined:
        one.accompanies = None
    return [item for item in items if item not in joined]
