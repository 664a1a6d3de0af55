"""Two robots that are told of together: facing each other, beside each other, with a thing or a
table between them."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.furniture import Table
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.robots import Robots
from py_remote_viewer.scenes.words.building.telling import begun, listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["Pair", "pair_of"]

#: From one robot to the other, besides the room of both, where they face each other and where they
#: stand side by side (m); arms stretch out as far as others are long.
_FACING, _BESIDE = 0.8, 0.3
#: From a table's edge to the robot that stands before it (m).
_FROM_TABLE = 0.2
_SIDES = ("left", "right", "front", "behind", "beside", "apart", "facing")


class Pair:
    """Two robots, with how they are to each other, taken from what was said of them."""

    def __init__(self, items: Sequence[Item], robots: Robots) -> None:
        self._items = items
        self._robots = robots
        seats = [item for item in items for _ in range(item.number(1))]
        self._first, self._second = seats
        self._room = max(robots.check(item) for item in items)
        self._spacing = next((item.one(-1.0, "spacing") for item in items if item.has("spacing")),
                             -1.0)  # fmt: skip
        for item in items:
            item.flag("in a row")
        facing = [item.flag("facing") for item in items]
        self._relation = self._between_them()
        if self._relation is not None and self._relation.distance is not None:
            self._spacing = self._relation.distance
        kind = self._relation.kind if self._relation is not None else ""
        self.facing = any(facing) or kind == "facing"
        self.side = kind if kind in ("left", "right", "front", "behind") else ""

    @property
    def told(self) -> bool:
        """True where it was said how they stand."""
        return self.facing or bool(self.side) or self._spacing > 0

    def _between_them(self) -> Relation | None:
        found: Relation | None = None
        for item in self._items:
            mine = [one for one in item.relations if one.other in self._items]
            item.relations = [one for one in item.relations if one not in mine]
            for one in mine:
                if one.kind not in _SIDES or one.other is item or found is not None:
                    raise Misunderstood(f"{one.said!r} is not understood here.", word=one.said)
                found = one
                if one.other is self._first:
                    # "a Panda, a UR5e to its left"
                    self._first, self._second = self._second, self._first
        return found

    def stand(self, table: Table | None, names: Names, *, between: bool) -> Fragment:
        """Both in one fragment, their middle at its origin; around the table, where there is one,
        or around what is `between` them."""
        facing = self.facing or table is not None or between
        usual = 2 * self._room + (_FACING if facing else _BESIDE)
        apart = self._spacing if self._spacing > 0 else usual
        if table is not None:
            # Whoever is told how far they are means the robots.
            least = table.left + table.right + 2 * _FROM_TABLE
            apart = max(apart, least) if self._spacing < 0 else self._spacing
            if apart < least - 0.2:
                raise Misunderstood(f"A table has no place between robots {apart:g} m apart.")
        if not 0.4 <= apart <= 20.0:
            raise Misunderstood(f"Robots cannot stand {apart:g} m apart.")
        order = [self._first, self._second]
        if self.side in ("right", "front"):
            order.reverse()
        # Beside each other they look away from whoever looks at the scene, so that left is left.
        turns = (0.0, 180.0) if facing else (90.0, 90.0) if self.side in ("left", "right") else None
        robots_tall = [self._robots.entry(item).tall for item in self._items]
        called = [self._robots.called(item) for item in self._items]
        wide = apart / 2 + self._room
        fragment = Fragment(
            " and ".join(self._robots.title(item) for item in self._items),
            f"{begun(listed(called))}, {apart:.3g} m apart"
            f"{', facing each other' * facing}{self._how()}.",
            left=wide, right=wide, depth=self._room,
            height=max(robots_tall) + (table.top if table is not None else 0.0),
        )  # fmt: skip
        for item, x, turn in zip(order, (-apart / 2, apart / 2), turns or (0.0, 0.0), strict=True):
            high = 0.0
            if table is not None and self._robots.entry(item).kind == "arm":
                high = table.top
                self._robots.lift(fragment, names, x, high)
            self._robots.place(fragment, item, (x, 0.0, high), turn)
        return fragment

    def _how(self) -> str:
        """Which of them is where, where that was said."""
        if not self.side or self._relation is None:
            return ""
        where = {"front": "in front of", "behind": "behind"}.get(
            self.side, f"to the {self.side} of"
        )
        return f", the {self._first.said} {where} the {self._second.said}"

    def put_between(self, fragment: Fragment, clusters: Sequence[Cluster], gravity: float) -> None:
        """Things in the middle of the fragment."""
        y = -sum(cluster.footprint_along((0, 1)) + 0.1 for cluster in clusters) / 2
        words: list[str] = []
        for cluster in clusters:
            cluster.centre()
            deep = cluster.footprint_along((0, 1)) + 0.1
            cluster.shift(0.0, y + deep / 2)
            y += deep
            for group in cluster.groups:
                put(fragment, group, floor=0.0, gravity=gravity)
            fragment.expectations += cluster.expectations
            words += [title_of(one.item, things, one.arrangement, one.heaps, article=True)
                      for one, things in cluster.told]  # fmt: skip
        if words:
            fragment.explanation += f" Between them: {listed(words)}."


def pair_of(items: Sequence[Item], robots: Robots) -> Pair | None:
    """The pair that these robots are; None unless there are two."""
    return Pair(items, robots) if sum(item.number(1) for item in items) == 2 else None
