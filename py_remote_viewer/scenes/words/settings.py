"""Loose things, tables, ramps and robots: what stands on what, and where."""

from collections.abc import Sequence
from dataclasses import replace

from py_remote_viewer.protocol.expectations import On, Reaches, Robot
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.furniture import Table, build_table, table_slots
from py_remote_viewer.scenes.words.groups import Placed, arrange, put
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.loose import (
    LOOSE,
    MOST_THINGS,
    Thing,
    count_things,
    expect_things,
    make_things,
)
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.ramps import build_ramp, lay_on_ramp

__all__ = ["Setting"]

_DROP = 1.0
#: How far before an arm that stands on the floor things are (m).
_REACH = 0.47
_LEGGED_ROOM = 0.7
_BESIDE = ("beside", "left", "right", "front", "behind", "at")
_ARM_ROOM = 0.35


class Setting:
    """Takes all items of its kinds, then builds them into fragments."""

    def __init__(
        self, items: Sequence[Item], names: Names, gravity: float, robots: dict[str, RobotEntry]
    ) -> None:
        self._names = names
        self._gravity = gravity
        self._robots = robots
        self._tables = [item for item in items if item.kind == "table"]
        self._ramps = [item for item in items if item.kind == "ramp"]
        self._loose: list[Item] = []
        self._arms: list[Item] = []
        self._things: dict[int, list[Thing]] = {}
        self._mounted: list[Item] = []

    def add(self, item: Item) -> None:
        """One of them."""
        if item.kind.startswith("robot:"):
            self._arms.append(item)
        elif item.kind in LOOSE:
            self._loose.append(item)

    def build(self) -> list[Fragment]:
        """All of them, each fragment to be placed beside the others."""
        fragments = [self._ramp(item) for item in self._ramps]
        fragments += [self._table(item) for item in self._tables]
        before = [item for item in self._arms if item not in self._mounted]
        fragments += self._on_floor_apart(before) or [self._robot(item) for item in before]
        floor = [item for item in self._loose if id(item) not in self._things]
        # One on another that is on the floor comes with it.
        for item in floor:
            if id(item) not in self._things:
                fragments.append(self._on_floor(item))
        made = [thing for things in self._things.values() for thing in things]
        if made:
            fragments[0].expectations += count_things(made)
        for item in (*self._ramps, *self._tables, *self._arms, *self._loose):
            self._finish(item)
        return fragments

    # what is on what

    def _support(self, item: Item) -> Item | None:
        """What it stands on; None is the floor."""
        for relation in item.relations:
            if relation.kind == "on" and relation.other is not None:
                return relation.other
            if relation.kind == "down" and relation.other is not None:
                return relation.other
        for relation in item.relations:
            beside = relation.other
            if relation.kind == "beside" and beside is not None and beside.kind in LOOSE:
                return self._support(beside)
        if "reach" in item.flags and not item.relations and len(self._tables) == 1:
            return self._tables[0]
        above = item.accompanies
        if above is not None and above.kind in ("table", "ramp") and not item.relations:
            return above
        if above is not None and above.kind.startswith("robot:") and len(self._tables) == 1:
            return self._tables[0]
        return None

    def _carried(self, support: Item) -> list[Item]:
        return [item for item in self._loose if self._support(item) is support]

    def _finish(self, item: Item) -> None:
        """Relations that hold by how the fragments are placed."""
        kept: list[Relation] = []
        for one in item.relations:
            other = one.other.kind if one.other is not None else ""
            fine = one.kind in ("on", "down", "beside") or (
                one.kind in ("front", "above") and (other.startswith("robot:") or other == "floor")
            )
            either = (item.kind, other)
            robot = any(kind.startswith("robot:") for kind in either) and one.kind in _BESIDE
            if not fine and not robot:
                kept.append(one)
        item.relations = kept
        item.finish()

    # ramps and tables

    def _ramp(self, item: Item) -> Fragment:
        ramp = build_ramp(item, self._names)
        ramp_holds, ramp_slides = item.flag("holds"), item.flag("slides", "rolls")
        laid: list[tuple[Thing, bool | None]] = []
        for loose in self._carried(item):
            down = any(one.kind == "down" for one in loose.relations)
            holds = True if loose.flag("holds", "fixed") or ramp_holds else None
            slides = loose.flag("slides", "rolls", "falls") or ramp_slides
            holds = False if slides or down else holds
            things = self._make(loose)
            laid += [(thing, holds) for thing in things]
            ramp.fragment.expectations += expect_things(things, tilted=True)
            ramp.fragment.title = f"{loose.said.capitalize()} on a ramp"
        lay_on_ramp(ramp, laid, self._gravity)
        return ramp.fragment

    def _table(self, item: Item) -> Fragment:
        arms = [arm for arm in self._arms if self._stands_on(arm, item)]
        if len(arms) > 1 or any(arm.number(1) > 1 for arm in arms):
            raise Misunderstood("One robot arm has a place on a table.")
        table = build_table(item, self._names, for_arm=bool(arms))
        beside = self._beside(arms, item)
        loose = self._carried(item)
        groups = [group for one in loose for group in self._groups(one)]
        if groups:
            edge = (-0.15 if beside else 0.15) if arms else None
            sizes = [_footprint(placed) for placed, _, _ in groups]
            slots = table_slots(table, sizes, edge)
            for (placed, arrangement, drop), (x, y) in zip(groups, slots, strict=True):
                moved = [replace(p, x=p.x + x, y=p.y + y, z=p.z + drop) for p in placed]
                put(table, moved, arrangement, floor=table.top, drops=drop > 0,
                    gravity=self._gravity)  # fmt: skip
                lowest = moved[0].thing
                if self._gravity > 0.1 and arrangement != "pile" and not lowest.bouncy:
                    table.expectations.append(On(lowest.name, table.name))
        for one in loose:
            table.expectations += expect_things(self._things[id(one)])
        self._on_others(table, loose, table.top)
        for arm in arms:
            self._mount(arm, table, loose, beside=beside)
        told = [_told(one, self._things[id(one)]) for one in loose]
        told += [f"a {arm.said}" for arm in arms]
        if told:
            table.title = f"Table with {_listed(told)}"
            table.explanation += f" On it: {_listed(told)}."
        return table

    @staticmethod
    def _drop(item: Item) -> float:
        """How far above the table it begins (m)."""
        falls = item.flag("falls") or item.has("drop")
        return item.one(_DROP / 2, "drop", "height") if falls else 0.0

    @staticmethod
    def _is_heap(item: Item) -> bool:
        return item.arrangement not in ("", "row") or any(
            flag in item.flags for flag in ("each other", "in a pile", "in a pyramid")
        )

    def _groups(self, item: Item) -> list[tuple[list[Placed], str, float]]:
        """What of it has one place on a table: each thing, or a stack of them; with how it is
        arranged, and how far above the table it begins (m)."""
        things, drop = self._make(item, on_table=True), self._drop(item)
        if self._is_heap(item):
            placed, arrangement = arrange(item, things, None)
            return [(placed, arrangement, drop)]
        item.flag("in a row", "random", "fixed")
        item.arrangement = ""
        return [([Placed(thing, 0.0, 0.0, thing.size[2] / 2)], "", drop) for thing in things]

    # robots

    def _stands_on(self, arm: Item, table: Item) -> bool:
        """Arms stand on the table that they are to reach things on, unless it is said otherwise."""
        entry = self._robots[arm.kind.removeprefix("robot:")]
        if any(one.kind == "on" and one.other is not table for one in arm.relations):
            return False
        return entry.kind == "arm"

    @staticmethod
    def _beside(arms: Sequence[Item], table: Item) -> bool:
        """True where the arm stands next to the table, as high."""
        return any(
            one.kind in _BESIDE and one.other is other
            for arm in arms
            for one, other in (
                *((one, table) for one in arm.relations),
                *((one, arm) for one in table.relations),
            )
        )

    def _mount(self, arm: Item, table: Table, loose: list[Item], *, beside: bool) -> None:
        self._mounted.append(arm)
        at = (-table.long / 2 + (-0.15 if beside else 0.15), 0.0, table.top)
        if beside:
            (name,) = self._names.give("pedestal", 1)
            pedestal = table.body(name, (at[0], 0.0, table.top / 2))
            element(pedestal, "geom", type="box", size=(0.14, 0.14, table.top / 2),
                    rgba=RGBA["grey"])  # fmt: skip
            table.left += 0.3
        self._place_robot(table, arm, at, 0.0)
        self._expect_reach(table, arm, loose)
        table.height = max(table.height, table.top + 1.0)

    def _expect_reach(self, fragment: Fragment, arm: Item, loose: Sequence[Item]) -> None:
        entry = self._robots[arm.kind.removeprefix("robot:")]
        asked = [arm.flag("reach"), *(one.flag("reach") for one in loose)]
        if not any(asked):
            return
        if entry.kind != "arm":
            raise Misunderstood(f"A {arm.said} has no hand to reach things with.", word="reach")
        things = [thing for one in loose for thing in self._things[id(one)]]
        if not things:
            raise Misunderstood(f"It is not said what the {arm.said} is to reach.", word="reach")
        prefix = fragment.robots[-1]
        fragment.expectations += [Reaches(prefix, thing.name) for thing in things[:4]]

    def _place_robot(
        self, fragment: Fragment, arm: Item, at: tuple[float, float, float], turn: float
    ) -> None:
        name = arm.kind.removeprefix("robot:")
        (called,) = self._names.give(name, 1)
        holder = fragment.body(called, at)
        fragment.bodies.remove(holder)
        prefix = "" if called == name else f":{called}"
        site = element(
            holder, "site", name=f"robot:{name}{prefix}", pos=at,
            euler=(0, 0, turn) if turn else None,
        )  # fmt: skip
        fragment.bodies.append(site)
        fragment.robots.append(called)
        wanted = [one for one in fragment.expectations if isinstance(one, Robot)]
        same = [one for one in wanted if one.name == name]
        for one in same:
            fragment.expectations.remove(one)
        fragment.expectations.append(Robot(name, (same[0].count if same else 0) + 1))

    def _robot(self, item: Item) -> Fragment:
        """A robot on the floor, with what it is to reach before it."""
        entry = self._robots[item.kind.removeprefix("robot:")]
        if entry.kind == "tool":
            raise Misunderstood(f"A {item.said} is held by an arm; name one.", word=item.said)
        count = item.number(1)
        if not 1 <= count <= 8:
            raise Misunderstood(f"1 to 8 robots can be made, not {count}.")
        facing = item.flag("facing")
        item.flag("standing", "fixed", "under gravity", "actuated", "random")
        room = _ARM_ROOM if entry.kind == "arm" else _LEGGED_ROOM
        pitch = 1.4 if facing else 2.5 * room
        fragment = Fragment(
            f"{item.said.capitalize()}" if count == 1 else f"{count} {item.said}",
            f"{count} {'robot' if count == 1 else 'robots'} {entry.title}.",
            left=room + pitch * (count - 1) / 2, right=room + pitch * (count - 1) / 2, depth=room,
            height=1.2,
        )  # fmt: skip
        for i in range(count):
            x = pitch * (i - (count - 1) / 2)
            if facing:
                self._place_robot(fragment, item, (x, 0.0, 0.0), 180.0 if i % 2 else 0.0)
            else:
                y = pitch * (i - (count - 1) / 2)
                self._place_robot(fragment, item, (0.0, y, 0.0), 0.0)
        self._before(fragment, item, entry)
        return fragment

    def _on_floor_apart(self, robots: Sequence[Item]) -> list[Fragment]:
        """ "a Panda and a UR5e, 1 m from each other": in one fragment."""
        spacing = next((item.take("spacing") for item in robots if item.has("spacing")), [])
        if not spacing:
            return []
        if len(robots) != 2 or any(item.number(1) != 1 for item in robots):
            raise Misunderstood("A distance can be said of two robots, or of several of one kind.")
        parts = [self._robot(item) for item in robots]
        for part, x in zip(parts, (-spacing[0] / 2, spacing[0] / 2), strict=True):
            part.shift(x)
        return [parts[0].merged(parts[1])]

    def _before(self, fragment: Fragment, robot: Item, entry: RobotEntry) -> None:
        """What comes with a robot lies before it on the floor."""
        near = [
            item
            for item in self._loose
            if id(item) not in self._things
            and self._support(item) is None
            and (
                item.accompanies is robot
                or any(one.other is robot for one in item.relations)
                or any(one.other is item for one in robot.relations)
                or "reach" in robot.flags
            )
        ]
        x = _REACH if entry.kind == "arm" else _LEGGED_ROOM + 0.3
        for item in near:
            things = self._make(item, on_table=True)
            drops = item.flag("falls")
            placed, arrangement = arrange(item, things, _DROP if drops else None)
            # Across, so that all of them are in reach.
            placed = [Placed(one.thing, x + one.y, one.x, one.z) for one in placed]
            put(fragment, placed, arrangement, floor=0.0, drops=drops, gravity=self._gravity)
            fragment.expectations += expect_things(things)
            x += 2.0 * max(max(thing.size) for thing in things)
        self._expect_reach(fragment, robot, near)

    # the floor

    def _make(self, item: Item, *, on_table: bool = False) -> list[Thing]:
        if item.shares and item.count is None:
            item.count = sum(count for count, _ in item.shares)
        usual = len(item.colours) if len(item.colours) > 1 else 1
        heap = item.arrangement or next(
            (flag for flag in ("each other", "in a pile", "in a pyramid") if flag in item.flags), ""
        )
        usual = {"pyramid": 6, "in a pyramid": 6, "wall": 12}.get(heap, 5) if heap else usual
        each = item.number(usual)
        count = each * item.heaps
        if item.heaps > 1 and item.shares:
            raise Misunderstood(f"Of several {item.arrangement}s all are alike.")
        if count > MOST_THINGS:
            raise Misunderstood(f"{count} {item.said} are too many; up to {MOST_THINGS} can be.")
        things = make_things(item, self._names.give(item.kind, count), on_table=on_table)
        self._things[id(item)] = things
        return things

    def _on_floor(self, item: Item) -> Fragment:
        things = self._make(item)
        item.flag("let go")
        falls = item.flag("falls") or (item.has("drop") and not item.arrangement)
        bounces = any(thing.bouncy for thing in things)
        above = [one for one in item.relations if one.kind == "above"]
        drop: float | None = None
        if falls or bounces or above:
            high = item.one(-1.0, "drop", "height")
            # Heights are told of its middle.
            drop = high if high > 0 else _DROP
            if drop < things[0].size[2] / 2:
                raise Misunderstood(f"{item.said} of that size cannot begin {drop:g} m high.")
        for one in above:
            if one.other is None or one.other.kind != "floor":
                raise Misunderstood(f"{one.said!r} is not understood here.", word=one.said)
        placed, arrangement = arrange(item, things, drop)
        fragment = Fragment(
            _title(item, things, arrangement), "", left=0.1, right=0.1, depth=0.1, height=0.1
        )
        put(fragment, placed, arrangement, floor=0.0, drops=drop is not None,
            gravity=self._gravity)  # fmt: skip
        begin = f", let go {drop:g} m high" if drop is not None else ""
        fragment.explanation = f"{fragment.title}{begin}."
        fragment.expectations += expect_things(things)
        self._on_others(fragment, [item], 0.0)
        return fragment

    def _on_others(self, fragment: Fragment, below: Sequence[Item], floor: float) -> None:
        """What stands on one of these things: `a ball on a box`."""
        for item in self._loose:
            if id(item) in self._things or (support := self._support(item)) is None:
                continue
            if not any(support is one for one in below):
                continue
            carriers = self._things[id(support)]
            things = self._make(item, on_table=floor > 0)
            if len(things) > len(carriers):
                raise Misunderstood(
                    f"{len(things)} {item.said} have no place on {len(carriers)} {support.said}."
                )
            for thing, carrier in zip(things, carriers, strict=False):
                x, y, z = _centre(fragment, carrier.name)
                high = z - floor + (carrier.size[2] + thing.size[2]) / 2
                put(fragment, [Placed(thing, x, y, high)], "", floor=floor, drops=False,
                    gravity=self._gravity)  # fmt: skip
                if self._gravity > 0.1:
                    fragment.expectations.append(On(thing.name, carrier.name))
            fragment.expectations += expect_things(things)


def _centre(fragment: Fragment, name: str) -> tuple[float, float, float]:
    body = next(one for one in fragment.bodies if one.get("name") == name)
    x, y, z = (float(value) for value in body.attrib["pos"].split())
    return x, y, z


def _footprint(placed: Sequence[Placed]) -> float:
    """How much room it takes on a table (m)."""
    return max(2 * max(abs(one.x), abs(one.y)) + max(one.thing.size[:2]) for one in placed)


def _told(item: Item, things: Sequence[Thing]) -> str:
    """`a red cup`, `3 blue cubes`."""
    colours = {thing.colour for thing in things}
    colour = f"{colours.pop()} " if len(colours) == 1 else ""
    if len(things) > 1:
        return f"{len(things)} {colour}{item.said}"
    return f"{'an' if (colour + item.said)[0] in 'aeiou' else 'a'} {colour}{item.said}"


def _listed(told: Sequence[str]) -> str:
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _title(item: Item, things: Sequence[Thing], arrangement: str) -> str:
    colours = {thing.colour for thing in things}
    colour = f"{colours.pop()} " if len(colours) == 1 else ""
    if len(things) == 1:
        return f"{colour}{item.said}".capitalize()
    each, heaps = len(things) // item.heaps, item.heaps
    heap = f"{arrangement} of " if heaps == 1 else f"{heaps} {arrangement}s of "
    return f"{heap if arrangement else ''}{each} {colour}{item.said}".capitalize()
