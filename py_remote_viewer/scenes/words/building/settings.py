"""Loose things, tables, ramps and robots: each with what belongs to it in a fragment."""

from collections.abc import Sequence

from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.building.beside_tables import put_beside_table
from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.furniture import Table, build_table
from py_remote_viewer.scenes.words.building.loose import expect_things
from py_remote_viewer.scenes.words.building.making import make_things
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names
from py_remote_viewer.scenes.words.building.pairs import pair_of
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.ramps import build_ramp
from py_remote_viewer.scenes.words.building.robots import Robots
from py_remote_viewer.scenes.words.building.seesaws import build_seesaw
from py_remote_viewer.scenes.words.building.sloping import make_ramp
from py_remote_viewer.scenes.words.building.supports import Supports
from py_remote_viewer.scenes.words.building.tabletop import is_beside, make_table
from py_remote_viewer.scenes.words.building.telling import begun, heaps_told, sizes_told
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.members import split

__all__ = ["build_setting"]

_ROBOT = "robot:"
#: Between two robots that face each other (m).
_FACING = 1.4


def build_setting(
    items: Sequence[Item], loose: Sequence[Item], names: Names, gravity: float,
    robots: dict[str, RobotEntry],
) -> list[Fragment]:  # fmt: skip
    """All items of these kinds, each fragment to be placed beside the others."""
    return _Setting(items, loose, names, gravity, robots).build()


class _Setting:
    def __init__(
        self, items: Sequence[Item], loose: Sequence[Item], names: Names, gravity: float,
        robots: dict[str, RobotEntry],
    ) -> None:  # fmt: skip
        self._names = names
        self._gravity = gravity
        self._robots = Robots(robots, names, gravity)
        self._tables = [item for item in items if item.kind == "table"]
        self._ramps = [item for item in items if item.kind == "ramp"]
        self._seesaws = [item for item in items if item.kind == "seesaw"]
        self._arms = self._robots.give_tools(
            [item for item in items if item.kind.startswith(_ROBOT)]
        )
        self._loose = list(loose)
        self._pedestals = self._take_pedestals()
        for item in self._loose:
            if item.accompanies in self._tables and self._is_between(item):
                # "a table with a cup between them": the table is, the cup is on it.
                assert item.accompanies is not None
                item.accompanies.relations += item.related("between")
        self._supports = Supports(self._loose, self._tables, names, self._mounted)

    def build(self) -> list[Fragment]:
        """Ramps and tables with what is on them, robots, and what is on the floor."""
        fragments = [one for item in self._ramps for one in self._ramp(item)]
        for item in self._seesaws:
            loads = self._supports.carried(item)
            fragments.append(build_seesaw(item, self._names, self._gravity, loads))
        mounted: list[Item] = []
        between = [one for one in self._tables if self._is_between(one)]
        tables: list[tuple[Item, Table]] = []
        for table in self._tables:
            if table in between:
                continue
            arms = [arm for arm in self._arms if self._stands_on(arm, table)]
            mounted += arms
            made = self._table(table, arms)
            fragments += made
            tables += [(table, made[0])] if len(made) == 1 else []
        on_floor = self._on_floor()
        for item, table in tables:
            put_beside_table(item, table, on_floor, self._gravity)
        standing = [arm for arm in self._arms if arm not in mounted]
        robots = self._pair(standing, on_floor, between)
        robots = robots or [self._robot(arm, on_floor) for arm in standing]
        # They look along x, at what follows.
        fragments = [*robots, *fragments]
        fragments += [self._alone(items, cluster) for items, cluster in on_floor]
        for item in (
            *self._ramps, *self._seesaws, *self._tables, *self._arms, *self._loose,
            *self._pedestals,
        ):  # fmt: skip
            # Fragments are beside each other in any case.
            item.relations = [
                one
                for one in item.relations
                if not (one.kind == "beside" and one.distance is None)
                and not (one.kind in ("front", "left", "at") and self._faces(item, one))
                and not (one.kind == "on" and one.other.kind == "floor")
            ]
            item.finish()
        return fragments

    @staticmethod
    def _faces(item: Item, relation: Relation) -> bool:
        """A robot in front of a table, which is where it is placed."""
        robot = item.kind.startswith(_ROBOT) and relation.other.kind in ("table", "ramp")
        return robot and relation.distance is None

    # ramps and tables

    def _ramp(self, item: Item) -> list[Fragment]:
        carried = self._supports.carried(item)
        if item.number(1) > 1 and not carried:
            return [build_ramp(one, self._names).fragment for one in split(item, item.number(1))]
        return [make_ramp(item, carried, self._names, self._gravity)]

    def _table(self, item: Item, arms: Sequence[Item]) -> list[Table]:
        if item.number(1) > 1 and not arms and not self._supports.carried(item):
            return [
                build_table(one, self._names, for_arm=False) for one in split(item, item.number(1))
            ]
        return [make_table(item, arms, self._supports, self._robots, self._names, self._gravity)]

    def _between(self, item: Item) -> Table:
        """The table between two robots."""
        return make_table(item, [], self._supports, self._robots, self._names, self._gravity)

    # robots

    def _mounted(self, arm: Item) -> Item | None:
        """The table that it stands on, or next to as high."""
        return next((one for one in self._tables if self._stands_on(arm, one)), None)

    def _stands_on(self, arm: Item, table: Item) -> bool:
        """Arms stand on the table that they are to reach things on, unless it is said otherwise."""
        if self._robots.entry(arm).kind != "arm" or self._is_between(table):
            return False
        on = [one.other for one in arm.relations if one.kind in ("on", "attached")]
        if on:
            return table in on
        if is_beside([arm], table):
            return True
        several = len(self._tables) > 1 or len(self._arms) > 1 or arm.number(1) > 1
        return not several

    def _robot(self, robot: Item, on_floor: "_OnFloor") -> Fragment:
        """One on the floor, with what is near it."""
        fragment = self._on_pedestal(robot) or self._robots.stand(robot)
        near = [(items, cluster) for items, cluster in on_floor if self._is_near(items, robot)]
        for one in near:
            on_floor.remove(one)
        told_of = [(group.item, group.things) for _, cluster in near for group in cluster.groups]
        self._robots.put_near(fragment, robot, near)
        self._robots.expect_reach(fragment, robot, told_of)
        return fragment

    def _take_pedestals(self) -> list[Item]:
        """What robots stand on, which is none of the loose things then."""
        found = [one.other for arm in self._arms for one in arm.relations
                 if one.kind in ("on", "attached") and one.other.kind == "pedestal"]  # fmt: skip
        self._loose = [item for item in self._loose if item not in found]
        return found

    def _on_pedestal(self, robot: Item) -> Fragment | None:
        """One that stands on a pedestal; None where it does not."""
        on = [one for one in robot.relations if one.other in self._pedestals]
        if not on:
            return None
        pedestal = on[0].other
        robot.relations.remove(on[0])
        (thing,) = make_things(pedestal, self._names)
        room = self._robots.check(robot)
        if robot.number(1) != 1 or self._robots.entry(robot).kind != "arm":
            raise Misunderstood("One robot arm stands on a pedestal.", word=on[0].said)
        high = thing.size[2]
        fragment = Fragment(
            f"{self._robots.title(robot)} on a pedestal",
            f"{begun(self._robots.called(robot))} on a pedestal {high:.3g} m high.",
            left=room, right=room, depth=room, height=self._robots.entry(robot).tall + high,
        )  # fmt: skip
        thing.build(fragment.body(thing.name, (0.0, 0.0, high / 2)))
        fragment.things.append((thing.name, thing.colour))
        fragment.expectations += expect_things([thing])
        self._robots.place(fragment, robot, (0.0, 0.0, high), 0.0)
        return fragment

    def _is_near(self, items: Sequence[Item], robot: Item) -> bool:
        return any(
            item.accompanies is robot
            or ("reach" in item.flags and self._arms == [robot])
            or any(one.other is robot for one in item.relations)
            or any(one.other is item for one in robot.relations)
            or "reach" in robot.flags
            or ("reach" in item.flags and len(self._arms) == 1)
            for item in items
        )

    def _is_between(self, item: Item) -> bool:
        """True for what is between two robots."""
        return any(one.kind == "between" and one.other in self._arms for one in item.relations)

    def _pair(
        self, robots: Sequence[Item], on_floor: "_OnFloor", tables: Sequence[Item]
    ) -> list[Fragment]:
        """Two robots of which it was said how they are to each other, in one fragment."""
        amid = [one for one in on_floor if any(self._is_between(item) for item in one[0])]
        pair = pair_of(robots, self._robots)
        if pair is None:
            if amid or tables or any(item.has("spacing") for item in robots if len(robots) > 1):
                raise Misunderstood("What is between robots, or how far they are, is of two.")
            return []
        if not (pair.told or amid or tables):
            return []
        if len(tables) > 1:
            raise Misunderstood("One table can be between two robots.", word="between")
        for item in (*tables, *(item for items, _ in amid for item in items)):
            item.related("between")
        table = self._between(tables[0]) if tables else None
        fragment = pair.stand(table, self._names, between=bool(amid))
        for one in amid:
            on_floor.remove(one)
        pair.put_between(fragment, [cluster for _, cluster in amid], self._gravity)
        told_of = [(group.item, group.things) for _, one in amid for group in one.groups]
        for robot in robots:
            self._robots.expect_reach(fragment, robot, told_of)
        return [fragment.merged(table) if table is not None else fragment]

    # the floor

    def _on_floor(self) -> "_OnFloor":
        clusters = self._supports.clusters(None, self._is_small)
        return [([group.item for group in cluster.groups], cluster) for cluster in clusters]

    def _is_small(self, item: Item) -> bool:
        """Things for an arm are."""
        arms = [arm for arm in self._arms if self._robots.entry(arm).kind == "arm"]
        return any(self._is_near([item], arm) for arm in arms)

    def _alone(self, items: Sequence[Item], cluster: Cluster) -> Fragment:
        """What nothing else is near of."""
        groups = cluster.groups
        told_of = [(one.item, things, one.arrangement, one.heaps) for one, things in cluster.told]
        words = heaps_told(told_of)
        title = begun(words.removeprefix("an ").removeprefix("a "))
        fragment = Fragment(title, "", left=0.01, right=0.01, depth=0.01, height=0.01)
        heights = [f"{one.drop:g} m high" for one in groups if one.drop is not None]
        begin = f", let go {heights[0]}" if heights else ""
        sizes = sizes_told(told_of[0][1]) if len(told_of) == 1 else ""
        fragment.explanation = f"{begun(words)}{sizes}{begin}."
        for group in groups:
            floats = group.item.flag("floats")
            if floats and self._gravity > 0.01:
                raise Misunderstood("Where there is gravity nothing floats.", word="floating")
            put(fragment, group, floor=0.0, gravity=self._gravity)
        fragment.expectations += cluster.expectations
        return fragment


_OnFloor = list[tuple[list[Item], Cluster]]
