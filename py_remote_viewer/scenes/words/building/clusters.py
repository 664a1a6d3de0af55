"""Loose things that are placed as one: with what stands on them, and with what is beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from py_remote_viewer.protocol.expectations import Apart, Expectation, On
from py_remote_viewer.scenes.words.building.groups import Placed, lay_out, read_arrangement
from py_remote_viewer.scenes.words.building.heap_sizes import share_height
from py_remote_viewer.scenes.words.building.loose import Thing, expect_things
from py_remote_viewer.scenes.words.building.making import make_things, number_of
from py_remote_viewer.scenes.words.building.mjcf import Names
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["Cluster", "Group", "make_cluster"]

_DROP = 1.0
_SPHERES = ("sphere", "marble", "apple", "orange")
_CANNOT_CARRY = ("sphere", "ellipsoid", "capsule")
_SIDES = {"left": (-1, 0), "right": (1, 0), "front": (0, -1), "behind": (0, 1), "beside": (1, 0),
          "apart": (1, 0)}  # fmt: skip


@dataclass(eq=False)
class Group:
    """The things of one item, as they are arranged about the origin of their cluster."""

    item: Item
    arrangement: str
    placed: list[Placed]
    heaps: int = 1
    #: True where it was told how far they are from each other.
    spaced: bool = False
    #: How high they are let go (m), None for what begins where it rests; above what, and whether
    #: something falls onto these.
    drop: float | None = None
    above: float = 0.0
    struck: bool = False

    @property
    def things(self) -> list[Thing]:
        """Without their places."""
        return [one.thing for one in self.placed]


@dataclass(eq=False)
class Cluster:
    """Groups about one origin, each above what all of them stand on."""

    groups: list[Group]
    expectations: list[Expectation] = field(default_factory=list[Expectation])

    @property
    def things(self) -> list[Thing]:
        """All of them."""
        return [thing for group in self.groups for thing in group.things]

    @property
    def told(self) -> list[tuple[Group, list[Thing]]]:
        """The first group of each item, with all of its things."""
        found: dict[int, tuple[Group, list[Thing]]] = {}
        for group in self.groups:
            found.setdefault(id(group.item), (group, []))[1].extend(group.things)
        return list(found.values())

    def box(self, groups: Sequence[Group] = ()) -> tuple[float, float, float, float]:
        """Its least x and y, and its greatest ones, or those of some of its groups."""
        placed = [one for group in groups or self.groups for one in group.placed]
        return (
            min(one.x - one.thing.extent[0] / 2 for one in placed),
            min(one.y - one.thing.extent[1] / 2 for one in placed),
            max(one.x + one.thing.extent[0] / 2 for one in placed),
            max(one.y + one.thing.extent[1] / 2 for one in placed),
        )

    @property
    def footprint(self) -> float:
        """The side of a square that it has room in (m)."""
        return 2 * max(abs(value) for value in self.box())

    def footprint_along(self, side: tuple[int, int]) -> float:
        """How long it is in a direction along x or y."""
        box = self.box()
        return box[2] - box[0] if side[0] else box[3] - box[1]

    def shift(self, x: float, y: float) -> None:
        """Move all of it."""
        for group in self.groups:
            group.placed = [one.moved(x, y) for one in group.placed]

    def centre(self) -> None:
        """Bring its middle to the origin."""
        left, front, right, back = self.box()
        self.shift(-(left + right) / 2, -(front + back) / 2)

    def group_of(self, item: Item) -> Group | None:
        """The group of an item, None where it is not here."""
        return next((group for group in self.groups if group.item is item), None)

    def take_in(self, other: "Cluster", x: float, y: float, said: str) -> None:
        """Another one becomes part of this, so far from its own origin."""
        other.shift(x, y)
        mine, others = self.box(), other.box()
        if all(mine[i] < others[i + 2] and others[i] < mine[i + 2] for i in (0, 1)):
            raise Misunderstood(f"There is no room {said}.", word=said)
        self.groups += other.groups
        self.expectations += other.expectations

    def put_beside(self, other: "Cluster", item: Item, relation: Relation) -> None:
        """Another one, with `item` in it, is to a side of a thing of this: `left`, `front` and so
        on."""
        here, there = self.group_of(relation.other), other.group_of(item)
        assert here is not None
        assert there is not None
        side, mine, its = _SIDES[relation.kind], self.box([here]), other.box([there])
        axis = 0 if side[0] else 1
        middle = [(mine[i] + mine[i + 2] - its[i] - its[i + 2]) / 2 for i in (0, 1)]
        sizes = [box[axis + 2] - box[axis] for box in (mine, its)]
        usual = sum(sizes) / 2 + max(0.03, 0.5 * min(sizes))
        distance = relation.distance if relation.distance is not None else usual
        if distance < sum(sizes) / 2:
            raise Misunderstood(
                f"Things of {sizes[0]:.3g} and {sizes[1]:.3g} m cannot be {distance:g} m apart."
            )
        middle[axis] += side[axis] * distance
        self.take_in(other, middle[0], middle[1], relation.said)
        if relation.distance is not None and len(here.placed) == len(there.placed) == 1:
            pair = here.things[0].name, there.things[0].name
            high = abs(here.placed[0].z - there.placed[0].z)
            self.expectations.append(Apart(*pair, (distance**2 + high**2) ** 0.5))

    def carry(self, item: Item, carrier: Item, names: Names, *, small: bool) -> None:
        """What stands on a thing of it: a ball on a box."""
        group = self.group_of(carrier)
        assert group is not None
        if group.drop is not None or group.arrangement in ("pile", "wall", "circle"):
            raise Misunderstood(
                f"Nothing can be put on a {group.arrangement or 'thing that falls'} here.",
                word=item.said,
            )
        upper = make_cluster(item, names, small=small).groups[0]
        carriers = group.placed[-1:] if group.arrangement in ("stack", "pyramid") else group.placed
        heap = upper.arrangement in ("stack", "pyramid", "wall")
        if len(carriers) == 1 or heap:
            self._on_one(upper, carriers)
        elif len(carriers) == len(upper.placed):
            upper.placed = [
                Placed(one.thing, below.x, below.y, _over(one.thing, below))
                for one, below in zip(upper.placed, carriers, strict=True)
            ]
        else:
            raise Misunderstood(
                f"It is not clear where {len(upper.placed)} {item.said} are on {len(carriers)} "
                f"{carrier.said}.", word=item.said,
            )  # fmt: skip
        for i, one in enumerate(upper.placed):
            below = carriers[0] if len(carriers) == 1 else carriers[i]
            _fits_on(one.thing, below.thing)
            if not heap or i == 0:
                self.expectations.append(On(one.thing.name, below.thing.name))
        upper.arrangement = upper.arrangement or "on"
        group.arrangement = group.arrangement or "on"
        self.groups.append(upper)

    def _on_one(self, upper: Group, carriers: Sequence[Placed]) -> None:
        below = carriers[0]
        high = below.z + below.thing.extent[2] / 2
        if len(carriers) > 1:
            raise Misunderstood(f"One stack stands on one thing, not on {len(carriers)}.")
        if len(upper.placed) > 1 and upper.arrangement in ("", "row", "grid"):
            # Close together, so that all of them have room.
            upper.placed = _close(upper.things, below.thing)
        upper.placed = [one.moved(below.x, below.y, high) for one in upper.placed]


def _close(things: Sequence[Thing], below: Thing) -> list[Placed]:
    wide = sum(thing.extent[0] for thing in things)
    free = below.extent[0] - wide
    if free < 0.002 * len(things):
        raise Misunderstood(
            f"{len(things)} things have no place on one of {below.extent[0]:.3g} m."
        )
    placed: list[Placed] = []
    x = -below.extent[0] / 2
    for thing in things:
        x += free / (2 * len(things)) + thing.extent[0] / 2
        placed.append(Placed(thing, x, 0.0, thing.extent[2] / 2))
        x += free / (2 * len(things)) + thing.extent[0] / 2
    return placed


def _over(thing: Thing, below: Placed) -> float:
    return below.z + (below.thing.extent[2] + thing.extent[2]) / 2


def _fits_on(thing: Thing, below: Thing) -> None:
    if below.shape in _CANNOT_CARRY or below.lying or below.kind in ("cup", "bowl", "bottle"):
        raise Misunderstood(f"A {below.kind} carries nothing.", word=below.kind)
    if min(thing.extent[:2]) > 2.0 * min(below.extent[:2]):
        raise Misunderstood(
            f"{min(thing.extent[:2]):.3g} m wide does not stand on {min(below.extent[:2]):.3g} m."
        )


def make_cluster(
    item: Item, names: Names, *, on_table: bool = False, small: bool = False
) -> Cluster:
    """The things of one item alone, smaller than usual where they are to be `small`."""
    drops = _drops(item, on_table=on_table)
    _in_ring(item)
    how = read_arrangement(item)
    share_height(item, how.kind, number_of(item) // item.heaps)
    item.flag("let go")
    if not drops and "floats" in item.flags:
        # It stays only where nothing pulls it down; the setting knows.
        drops = [_DROP]
    things = make_things(item, names, small=small)
    for other in item.mixed:
        if other.arrangement or other.relations:
            raise Misunderstood(f"{other.said} are in the same heap.", word=other.said)
        other.arrangement = how.kind
        things += make_things(other, names, small=small)
        other.arrangement = ""
        other.finish()
    if item.mixed and how.kind == "pile":
        things = _shuffled(things)
    item.mixed = []
    if any(thing.bouncy for thing in things) and not drops:
        drops = [_DROP / (2 if on_table else 1)]
    if any(thing.holds is False for thing in things):
        raise Misunderstood(f"Nothing makes the {item.said} move here.", word=item.said)
    drop = _highest(item, things, drops, on_table=on_table)
    placed = lay_out(how, things, drop)
    if len(drops) > 1:
        if len(drops) != len(placed) or how.kind not in ("", "row"):
            raise Misunderstood(f"{len(drops)} heights are said of {len(placed)} {item.said}.")
        above = [0.5 * one.thing.extent[2] if on_table else 0.0 for one in placed]
        placed = [
            Placed(one.thing, one.x, one.y, height + more)
            for one, height, more in zip(placed, drops, above, strict=True)
        ]
    item.arrangement, item.heaps = "", 1
    spaced = max(how.spacing, how.gap, how.radius) >= 0
    group = Group(item, how.kind, placed, how.heaps, spaced, drop)
    return Cluster([group], expect_things(things))


def _in_ring(item: Item) -> None:
    """What is around another thing is in a circle, and a distance is from that thing."""
    around = next((one for one in item.relations if one.kind == "around"), None)
    if around is None:
        return
    if item.number(2) > 1 and not item.single:
        item.arrangement = item.arrangement or "circle"
    told = item.values.get("spacing", [])
    if told and told[0].said.startswith("distance"):
        around.distance = item.one(0.0, "spacing")


def _drops(item: Item, *, on_table: bool) -> list[float]:
    """How high it begins, where it falls; empty where it does not."""
    falls = item.flag("falls") or item.has("drop")
    if not falls:
        return []
    told = item.values.get("height", [])
    if told and told[0].said.startswith("height") and not item.has("drop"):
        if item.kind not in _SPHERES:
            raise Misunderstood(
                f"It is not clear whether {told[0].said} is how high {item.said} is or falls from.",
                word=told[0].said,
            )
        return item.take("height")
    return item.take("drop") or [_DROP / (2 if on_table else 1)]


def _highest(
    item: Item, things: Sequence[Thing], drops: Sequence[float], *, on_table: bool
) -> float | None:
    """Where the lowest one's centre begins above what is below it (m)."""
    if not drops:
        return None
    drop = drops[0] + (things[0].extent[2] / 2 if on_table else 0.0)
    # Heights above the floor are told of its middle.
    if drop < things[0].extent[2] / 2:
        raise Misunderstood(f"{item.said} of that size cannot begin {drop:g} m high.")
    return drop


def _shuffled(things: list[Thing]) -> list[Thing]:
    """In an order that mixes their kinds evenly."""
    kinds = list(dict.fromkeys(thing.name.rstrip("0123456789") for thing in things))
    of_kind = {kind: [one for one in things if one.name.rstrip("0123456789") == kind]
               for kind in kinds}  # fmt: skip
    placed = [
        ((i + 0.5) / len(several), thing)
        for several in of_kind.values()
        for i, thing in enumerate(several)
    ]
    return [thing for _, thing in sorted(placed, key=lambda one: one[0])]
