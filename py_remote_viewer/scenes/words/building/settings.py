"""Loose things, tables, ramps and robots: each with what belongs to it in a fragment."""

from collections.abc import Sequence
from dataclasses import replace

from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.building.beside_tables import put_beside_table
from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.furniture import Table, build_table
from py_remote_viewer.scenes.words.building.loose import Thing, expect_things
from py_remote_viewer.scenes.words.building.making import make_things
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.ramps import build_ramp, lay_on_ramp
from py_remote_viewer.scenes.words.building.robots import Robots
from py_remote_viewer.scenes.words.building.supports import Supports
from py_remote_viewer.scenes.words.building.tabletop import is_beside, make_table
from py_remote_viewer.scenes.words.building.telling import listed, title_of
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
        self._arms = [item for item in items if item.kind.startswith(_ROBOT)]
        self._loose = list(loose)
        self._supports = Supports(self._loose, self._tables, names, self._mounted)

    def build(self) -> list[Fragment]:
        """Ramps and tables with what is on them, robots, and what is on the floor."""
        fragments = [one for item in self._ramps for one in self._ramp(item)]
        mounted: list[Item] = []
        tables: list[tuple[Item, Table]] = []
        for table in self._tables:
            arms = [arm for arm in self._arms if self._stands_on(arm, table)]
            mounted += arms
            made = self._table(table, arms)
            fragments += made
            tables += [(table, made[0])] if len(made) == 1 else []
        on_floor = self._on_floor()
        for item, table in tables:
            put_beside_table(item, table, on_floor, self._gravity)
        standing = [arm for arm in self._arms if arm not in mounted]
        robots = self._apart(standing) or [self._robot(arm, on_floor) for arm in standing]
        # They look along x, at what follows.
        fragments = [*robots, *fragments]
        fragments += [self._alone(items, cluster) for items, cluster in on_floor]
        for item in (*self._ramps, *self._tables, *self._arms, *self._loose):
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
        ramp = build_ramp(item, self._names)
        # What is said behind "down a ramp" is of what is on it.
        holds, slides = item.flag("holds"), item.flag("slides", "rolls")
        item.flag("carries")
        laid, words = list[Thing](), list[str]()
        for loose in carried:
            if loose.arrangement not in ("", "row") or loose.mixed:
                raise Misunderstood(f"A {loose.arrangement} cannot be on a ramp.", word=loose.said)
            loose.arrangement = ""
            loose.flag("in a row", "falls", "at the top", "let go", "random")
            things = make_things(loose, self._names)
            if any(thing.turn for thing in things):
                raise Misunderstood("Nothing is turned on a ramp.", word=loose.said)
            if holds or slides:
                things = [replace(thing, holds=holds and not slides) for thing in things]
            laid += things
            words.append(title_of(loose, things, "", 1))
            ramp.fragment.expectations += expect_things(things, tilted=True)
        if laid:
            ramp.fragment.title = f"{listed(words)} on a ramp"
        lay_on_ramp(ramp, laid, self._gravity)
        return [ramp.fragment]

    def _table(self, item: Item, arms: Sequence[Item]) -> list[Table]:
        if item.number(1) > 1 and not arms and not self._supports.carried(item):
            return [
                build_table(one, self._names, for_arm=False) for one in split(item, item.number(1))
            ]
        return [make_table(item, arms, self._supports, self._robots, self._names, self._gravity)]

    # robots

    def _mounted(self, arm: Item) -> Item | None:
        """The table that it stands on, or next to as high."""
        return next((one for one in self._tables if self._stands_on(arm, one)), None)

    def _stands_on(self, arm: Item, table: Item) -> bool:
        """Arms stand on the table that they are to reach things on, unless it is said otherwise."""
        if self._robots.entry(arm).kind != "arm":
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
        fragment = self._robots.stand(robot)
        near = [(items, cluster) for items, cluster in on_floor if self._is_near(items, robot)]
        for one in near:
            on_floor.remove(one)
        told_of = [(group.item, group.things) for _, cluster in near for group in cluster.groups]
        self._robots.put_near(fragment, robot, near)
        self._robots.expect_reach(fragment, robot, told_of)
        return fragment

    def _is_near(self, items: Sequence[Item], robot: Item) -> bool:
        return any(
            item.accompanies is robot
            or any(one.other is robot for one in item.relations)
            or any(one.other is item for one in robot.relations)
            or "reach" in robot.flags
            or ("reach" in item.flags and len(self._arms) == 1)
            for item in items
        )

    def _apart(self, robots: Sequence[Item]) -> list[Fragment]:
        """ "a Panda and a UR5e, 1 m from each other", or facing each other: in one fragment."""
        if len(robots) == 1:
            return []
        spacing = next((item.take("spacing") for item in robots if item.has("spacing")), [])
        facing = any("facing" in item.flags for item in robots if item.number(1) == 1)
        if not spacing and not facing:
            return []
        if len(robots) != 2 or any(item.number(1) != 1 for item in robots):
            raise Misunderstood(
                "A distance, or that they face each other, can be said of two robots, or of "
                "several of one kind.", word="" if spacing else "facing",
            )  # fmt: skip
        for item in robots:
            item.flag("facing")
        far = spacing[0] if spacing else _FACING
        parts = [self._robots.stand(robots[0])]
        parts.append(self._robots.stand(robots[1], turn=180.0 if facing else 0.0))
        for part, x in zip(parts, (-far / 2, far / 2), strict=True):
            part.shift(x)
        return [parts[0].merged(parts[1])]

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
        title = listed(
            [title_of(one.item, things, one.arrangement, one.heaps) for one, things in cluster.told]
        )
        fragment = Fragment(title, "", left=0.1, right=0.1, depth=0.1, height=0.1)
        heights = [f"{one.drop:g} m high" for one in groups if one.drop is not None]
        begin = f", let go {heights[0]}" if heights else ""
        fragment.explanation = f"{title}{begin}."
        for group in groups:
            floats = group.item.flag("floats")
            if floats and self._gravity > 0.01:
                raise Misunderstood("Where there is gravity nothing floats.", word="floating")
            put(fragment, group, floor=0.0, gravity=self._gravity)
        fragment.expectations += cluster.expectations
        return fragment


_OnFloor = list[tuple[list[Item], Cluster]]
