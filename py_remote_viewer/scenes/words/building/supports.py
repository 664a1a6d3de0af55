"""What loose things stand on, and which of them are beside each other."""

from collections.abc import Callable, Sequence

from py_remote_viewer.scenes.words.building.clusters import Cluster, Group, make_cluster
from py_remote_viewer.scenes.words.building.edges import at_edge
from py_remote_viewer.scenes.words.building.falling_onto import drop_onto, falls
from py_remote_viewer.scenes.words.building.loose import LOOSE
from py_remote_viewer.scenes.words.building.mjcf import Names
from py_remote_viewer.scenes.words.building.rings import put_around
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation, Value

__all__ = ["Supports"]

_BESIDE = ("left", "right", "front", "behind", "beside", "apart", "between", "around")
#: Which words tell where along a ramp things are.
_ALONG = {
    "bottom": {"bottom", "foot", "lower"}, "top": {"top", "upper"},
    "middle": {"middle", "centre", "center", "halfway", "midway", "half"},
}  # fmt: skip
#: Where on what they share things are, from left to right.
_ACROSS = ("at the left", "at the middle", "at the right")


class Supports:
    """Of all loose things of a scene: `of` is what each stands on (None is the floor), `clusters`
    are those on one of these that are placed as one. `mounted` tells the table that a robot stands
    on."""

    def __init__(
        self, loose: Sequence[Item], tables: Sequence[Item], names: Names,
        mounted: Callable[[Item], Item | None],
    ) -> None:  # fmt: skip
        self._mounted = mounted
        self._loose = list(loose)
        self._tables = tables
        self._names = names
        self._on: dict[int, Item | None] = {}
        for item in self._loose:
            self._find_again(item, [])

    def of(self, item: Item) -> Item | None:
        """What it stands on in the end: a table, a ramp or None."""
        below = self._on[id(item)]
        return self.of(below) if below is not None and below.kind in LOOSE else below

    def carried(self, support: Item | None) -> list[Item]:
        """All that stand on it, or on what stands on it."""
        return [item for item in self._loose if self.of(item) is support]

    def _find(self, item: Item, asked: list[Item]) -> Item | None:
        """What it stands on next."""
        if item in asked:
            raise Misunderstood(f"{item.said} cannot be on itself.", word=item.said)
        on = item.related("on", "down")
        if on:
            return self._on_what(item, on)
        for relation in list(item.relations):
            beside = relation.other
            if beside.kind == "seesaw" and relation.said.startswith(("on", "at")):
                # "on the left side of the seesaw"
                item.relations.remove(relation)
                item.flags.setdefault(f"at the {relation.kind}", relation.said)
                return beside
            above = relation.kind == "above" and beside is not item
            if above and beside.kind in ("table", "floor", *LOOSE):
                return self._fall_onto(item, relation)
            if relation.kind in _BESIDE and beside.kind in LOOSE and beside is not item:
                below = self._find_again(beside, [*asked, item])
                # A ball beside a box that is on a table is on the table.
                if below is None or below.kind not in LOOSE:
                    return below
        return self._by_company(item)

    @staticmethod
    def _fall_onto(item: Item, above: Relation) -> Item | None:
        """It begins in the air, perhaps so far above."""
        below = above.other
        item.relations.remove(above)
        item.flags.setdefault("falls", above.said)
        if above.distance is not None:
            name = "above" if below.kind in LOOSE else "drop"
            item.add(name, Value(above.distance, "length", above.said))
        return None if below.kind == "floor" else below

    @staticmethod
    def _on_what(item: Item, on: Sequence[Relation]) -> Item | None:
        other, said = on[0].other, on[0].said
        if len({id(one.other) for one in on}) > 1:
            raise Misunderstood(f"{item.said} can be on one thing.", word=item.said)
        if other.kind == "floor":
            return None
        if other.kind not in (*LOOSE, "table", "ramp", "seesaw") or other is item:
            raise Misunderstood(f"{said!r} cannot be said of {item.said} here.", word=said)
        if on[0].kind == "down":
            item.flags.setdefault("slides", "down")
        Supports._place_on(item, other, said)
        return other

    @staticmethod
    def _place_on(item: Item, other: Item, said: str) -> None:
        """Where on a ramp it is: "at the bottom of a ramp"."""
        for place, words in _ALONG.items():
            if not words & {*said.split()}:
                continue
            if other.kind == "ramp":
                item.flags.setdefault(f"at the {place}", said)
            elif place == "bottom":
                raise Misunderstood(f"{said!r} cannot be said of {item.said}.", word=said)

    def _find_again(self, item: Item, asked: list[Item]) -> Item | None:
        if id(item) not in self._on:
            self._on[id(item)] = self._find(item, asked)
        return self._on[id(item)]

    def _by_company(self, item: Item) -> Item | None:
        """What it came with."""
        company = item.accompanies
        for one in item.relations:
            beside = one.kind in _BESIDE and one.other.kind in LOOSE
            if one.other.kind.startswith("robot:") and one.kind in _BESIDE:
                return self._mounted(one.other)
            if not beside:
                return None
        if "reach" in item.flags and len(self._tables) == 1:
            return self._tables[0]
        if company is not None and company.kind in ("table", "ramp", "seesaw"):
            return company
        robot = company is not None and company.kind.startswith("robot:")
        return self._tables[0] if robot and len(self._tables) == 1 else None

    # clusters

    def clusters(
        self, support: Item | None, small: Callable[[Item], bool] = lambda _: True
    ) -> list[Cluster]:
        """What stands on it, to be placed side by side in this order; things are smaller than usual
        where they are to be `small`, as on a table."""
        items = self.carried(support)
        made: dict[int, Cluster] = {}
        for item in items:
            if self._on[id(item)] is support:
                made[id(item)] = make_cluster(
                    item, self._names, on_table=support is not None, small=small(item)
                )
        upper = [item for item in items if id(item) not in made]
        while upper:
            item = next(one for one in upper if id(self._on[id(one)]) in made)
            carrier = self._on[id(item)]
            assert carrier is not None
            if falls(item):
                drop_onto(made[id(carrier)], item, carrier, self._names, small=small(item))
            else:
                made[id(carrier)].carry(item, carrier, self._names, small=small(item))
            made[id(item)] = made[id(carrier)]
            upper.remove(item)
        for item in items:
            self._put_beside(item, made)
        return self._across(items, made)

    def _put_beside(self, item: Item, made: dict[int, Cluster]) -> None:
        """Merge the clusters of what is to a side of each other."""
        between = [one for one in item.relations if one.kind == "between"]
        if between and all(id(one.other) in made for one in between):
            item.related("between")
            self._put_between(item, between, made)
        for relation in list(item.relations):
            other = made.get(id(relation.other))
            if other is None or relation.kind not in _BESIDE or relation.kind == "between":
                continue
            if relation.kind == "apart" and relation.distance is None:
                continue
            item.relations.remove(relation)
            if relation.kind == "beside" and relation.distance is None:
                # Neighbours are beside each other in any case.
                continue
            mine = made[id(item)]
            if mine is other:
                raise Misunderstood(
                    f"{relation.said!r} cannot be said of {item.said} here.", word=relation.said
                )
            if relation.kind == "around":
                put_around(other, mine, item, relation)
            else:
                other.put_beside(mine, item, relation)
            self._replace(mine, other, made)

    @staticmethod
    def _replace(old: Cluster, new: Cluster, made: dict[int, Cluster]) -> None:
        for key, cluster in made.items():
            if cluster is old:
                made[key] = new

    def _put_between(self, item: Item, relations: list[Relation], made: dict[int, Cluster]) -> None:
        mine = made[id(item)]
        others = [made[id(one.other)] for one in relations]
        if len(others) == 1 and len(others[0].groups) == 1 and len(others[0].things) == 2:
            # "between two boxes"
            others = _halves(others[0])
        if len(others) != 2 or mine in others or others[0] is others[1]:
            raise Misunderstood("Things can be between two others.", word=relations[0].said)
        for other, side in zip(others, (-1, 1), strict=True):
            box, its = mine.box(), other.box()
            gap = max(0.03, 0.3 * (its[2] - its[0]))
            x = box[0] - gap - its[2] if side < 0 else box[2] + gap - its[0]
            mine.take_in(other, x, 0.0, relations[0].said)
            self._replace(other, mine, made)
        for one in relations:
            made[id(one.other)] = mine

    def _across(self, items: Sequence[Item], made: dict[int, Cluster]) -> list[Cluster]:
        clusters = list(dict.fromkeys(made[id(item)] for item in items))
        told = {
            id(made[id(item)]): i
            for item in items
            for i, where in enumerate(_ACROSS)
            if where in item.flags
        }
        inner = [one for one in clusters if not at_edge(one)]
        if not told or len(inner) == 1:
            # The table knows where one is.
            return clusters
        if len(told) != len(clusters):
            raise Misunderstood("It is not said where all of them are.")
        for item in items:
            item.flag(*_ACROSS)
        order = sorted(clusters, key=lambda one: told[id(one)])
        whole, *rest = order
        for other in rest:
            box, its = whole.box(), other.box()
            gap = max(0.05, 0.5 * (its[2] - its[0]))
            whole.take_in(other, box[2] + gap - its[0], 0.0, "beside each other")
        whole.centre()
        return [whole]


def _halves(cluster: Cluster) -> list[Cluster]:
    """Two things of one group in a cluster each."""
    (group,) = cluster.groups
    found: list[Cluster] = []
    for one in group.placed:
        alone = Group(group.item, group.arrangement, [one.moved(-one.x, -one.y)], drop=group.drop)
        found.append(Cluster([alone]))
    found[0].expectations = cluster.expectations
    return found
