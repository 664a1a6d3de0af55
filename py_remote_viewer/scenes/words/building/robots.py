"""Robots, and what they are to reach."""

from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import Reaches, Robot
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.rings import ring
from py_remote_viewer.scenes.words.building.telling import begun, listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["Robots"]

#: How far before an arm that stands on the floor things are (m).
_REACH = 0.47
_LEGGED_ROOM = 0.7
_ARM_ROOM = 0.35
#: It looks along x.
_SIDES = {"front": (1, 0), "behind": (-1, 0), "left": (0, 1), "right": (0, -1), "beside": (1, 0),
          "apart": (1, 0), "facing": (1, 0)}  # fmt: skip
_WHERE = {(1, 0): "In front of it", (-1, 0): "Behind it", (0, 1): "To its left",
          (0, -1): "To its right"}  # fmt: skip
#: Where a thing is that a robot is to such a side of: it looks at it.
_TURNED = {"left": "right", "right": "left", "behind": "front"}
_MOST = 8
_SPELLED = {"ur5e": "UR5e", "ur10e": "UR10e", "anymal": "ANYmal", "anymal c": "ANYmal C"}
_ARMS = ("arm", "arms", "robot arms", "robotic arms")
#: What is checked of the things that one is to reach.
_MOST_REACHED = 4


class Robots:
    """Places them in fragments; each is called by its name, with a number where there are more."""

    def __init__(self, entries: dict[str, RobotEntry], names: Names, gravity: float) -> None:
        self._entries = entries
        self._names = names
        self._gravity = gravity
        #: What an arm holds, by the arm's id.
        self._tools: dict[int, str] = {}

    def entry(self, item: Item) -> RobotEntry:
        """What the catalogue says of it."""
        return self._entries[item.kind.removeprefix("robot:")]

    def give_tools(self, items: Sequence[Item]) -> list[Item]:
        """The robots among these: a tool that one comes with is held by it."""
        found: list[Item] = []
        for item in items:
            arm = found[-1] if found else None
            if self.entry(item).kind != "tool":
                if item.flag("with it") and item.said in _ARMS:
                    raise Misunderstood(
                        "A robot with several arms cannot be made; several robot arms can.",
                        word=item.said,
                    )
                found.append(item)
            elif not item.flag("with it") or arm is None or id(arm) in self._tools:
                raise Misunderstood(f"A {item.said} is held by an arm; name one.", word=item.said)
            elif self.entry(arm).grips:
                # "a Panda with a hand", which it has.
                item.finish()
            elif not self.entry(arm).holds or item.number(1) not in (1, arm.number(1)):
                raise Misunderstood(f"A {arm.said} cannot hold a {item.said}.", word=item.said)
            else:
                item.finish()
                self._tools[id(arm)] = self.entry(item).name
        return found

    def check(self, item: Item) -> float:
        """Take what is so of every robot; how much room it has on each side (m)."""
        entry, gripper = self.entry(item), item.part("gripper")
        item.flag("standing", "under gravity", "actuated", "let go")
        if gripper is not None:
            gripper.flag("actuated")
            gripper.finish()
            self._take_gripper(item, entry, gripper)
        if entry.kind == "arm":
            item.flag("fixed")
        return _ARM_ROOM if entry.kind == "arm" else _LEGGED_ROOM

    def _take_gripper(self, item: Item, entry: RobotEntry, gripper: Item) -> None:
        if entry.grips or id(item) in self._tools:
            return
        tools = [one.name for one in self._entries.values() if one.kind == "tool"]
        if not entry.holds or not tools:
            raise Misunderstood(
                f"{begun(self.called(item))} has no {gripper.said}.", word=gripper.said
            )
        self._tools[id(item)] = tools[0]

    def stand(self, item: Item) -> Fragment:
        """One or several on the floor."""
        room, count = self.check(item), item.number(1)
        if not 1 <= count <= _MOST:
            raise Misunderstood(f"1 to {_MOST} robots can be made, not {count}.")
        facing, in_row = count == 2 and item.flag("facing"), item.flag("in a row")
        pitch = item.one(1.4 if facing else 2.5 * room, "spacing")
        if pitch < 0.4:
            raise Misunderstood(f"Robots cannot stand {pitch:g} m apart.")
        wide = pitch * (count - 1) / 2 + room
        across = not facing and not in_row
        fragment = Fragment(
            self.title(item),
            f"{begun(self.called(item))} on the floor"
            f"{', facing each other' if facing else ''}.",
            left=room if across else wide, right=room if across else wide,
            depth=wide if across else room, height=self.entry(item).tall,
        )  # fmt: skip
        for i in range(count):
            far = pitch * (i - (count - 1) / 2)
            at = (0.0, far, 0.0) if across else (far, 0.0, 0.0)
            self.place(fragment, item, at, 180.0 if facing and i % 2 else 0.0)
        return fragment

    def title(self, item: Item) -> str:
        """`Panda`, `2 Pandas`."""
        name, count = self._name(item), item.number(1)
        return begun(name) if count == 1 else f"{count} {name}"

    def called(self, item: Item) -> str:
        """`a Panda with a hand`, `2 Pandas`."""
        name, count, tool = self._name(item), item.number(1), self._tools.get(id(item), "")
        held = f" with a {tool}" if tool else ""
        if count > 1:
            return f"{count} {name}{held}"
        return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}{held}"

    def _name(self, item: Item) -> str:
        """As it was called, with capitals where it is a name."""
        own = self.entry(item).file.bodies
        return item.said if own else _SPELLED.get(item.said, item.said.title())

    @staticmethod
    def lift(fragment: Fragment, names: Names, x: float, high: float) -> None:
        """A pedestal for an arm that stands as high as a table."""
        (name,) = names.give("pedestal", 1)
        pedestal = fragment.body(name, (x, 0.0, high / 2))
        element(pedestal, "geom", type="box", size=(0.14, 0.14, high / 2), rgba=RGBA["grey"])

    def place(
        self, fragment: Fragment, item: Item, at: tuple[float, float, float], turn: float
    ) -> None:
        """One of them, that looks so many degrees about z from x."""
        entry = self.entry(item)
        (called,) = self._names.give(entry.name, 1)
        holder = fragment.body(called, at)
        fragment.bodies.remove(holder)
        tool = f"+{self._tools[id(item)]}" if id(item) in self._tools else ""
        prefix = "" if called == entry.name else f":{called}"
        turn = (turn - entry.front_deg) % 360.0
        site = element(
            holder, "site", name=f"robot:{entry.name}{tool}{prefix}", pos=at,
            euler=(0, 0, turn) if turn else None,
        )  # fmt: skip
        fragment.bodies.append(site)
        fragment.robots.append(called)
        fragment.expectations.append(Robot(entry.name))

    def put_near(
        self, fragment: Fragment, robot: Item, near: Sequence[tuple[Sequence[Item], Cluster]]
    ) -> None:
        """What is before one on the floor, or at another side of it."""
        entry = self.entry(robot)
        if near and robot.number(1) != 1:
            raise Misunderstood(f"It is not said by which of the {robot.said} things are.")
        forward, words = _REACH if entry.kind == "arm" else _LEGGED_ROOM + 0.2, list[str]()
        shown = list[str]()
        for items, cluster in near:
            if self._surrounds(robot, items, cluster):
                self._put(fragment, cluster)
                continue
            side, asked = self._side(items, robot)
            self._turn(cluster, side)
            far = asked if asked is not None else forward
            if asked is None and entry.kind != "arm":
                # As far from it however large.
                far += cluster.footprint_along(side) / 2
            if not 0.1 <= far <= 20.0:
                raise Misunderstood(f"Things cannot be {far:g} m from a {robot.said}.")
            cluster.shift(side[0] * far, side[1] * far)
            self._put(fragment, cluster)
            told_of = [title_of(one.item, things, one.arrangement, one.heaps, article=True)
                       for one, things in cluster.told]  # fmt: skip
            words.append(f"{_WHERE[side]}: {listed(told_of)}.")
            shown += told_of
            if asked is None and side == (1, 0):
                forward += 2.0 * max(max(thing.extent) for thing in cluster.things)
        fragment.explanation = " ".join([fragment.explanation, *words])
        fragment.title += f" with {listed(shown)}" if shown else ""

    def _put(self, fragment: Fragment, cluster: Cluster) -> None:
        for group in cluster.groups:
            put(fragment, group, floor=0.0, gravity=self._gravity)
        fragment.expectations += cluster.expectations

    def _surrounds(self, robot: Item, items: Sequence[Item], cluster: Cluster) -> bool:
        """ "boxes around it": a ring about it, where it is asked for."""
        found = [
            (item, one)
            for item in items
            for one in item.relations
            if one.other is robot and one.kind == "around"
        ]
        for item, relation in found:
            item.relations.remove(relation)
            arm = self.entry(robot).kind == "arm"
            ring(cluster, item, 0.35 if arm else _LEGGED_ROOM, relation)
        return bool(found)

    @staticmethod
    def _side(items: Sequence[Item], robot: Item) -> tuple[tuple[int, int], float | None]:
        """To which side of a robot these are, and how far where that is told."""
        of_items = [one for item in items for one in item.relations if one.other is robot]
        of_robot = [one for one in robot.relations if one.other in items]
        for item in items:
            item.relations = [one for one in item.relations if one not in of_items]
        robot.relations = [one for one in robot.relations if one not in of_robot]
        said = [(one.kind, one.distance, one.said) for one in of_items]
        said += [(_TURNED.get(one.kind, one.kind), one.distance, one.said) for one in of_robot]
        for kind, distance, words in said:
            if kind not in _SIDES or (kind == "apart" and distance is None):
                raise Misunderstood(f"{words!r} is not understood here.", word=words)
        kind, distance, _ = said[0] if said else ("front", None, "")
        return _SIDES[kind], distance

    @staticmethod
    def _turn(cluster: Cluster, side: tuple[int, int]) -> None:
        """Across to where it is, so that all of it is as near."""
        cluster.centre()
        if not side[0] or any(one.thing.lying for group in cluster.groups for one in group.placed):
            return
        for group in cluster.groups:
            group.placed = [one.turned() for one in group.placed]

    def expect_reach(
        self, fragment: Fragment, robot: Item, loose: Sequence[tuple[Item, Sequence[Thing]]]
    ) -> None:
        """What was said of reaching, to be checked."""
        asked = [robot.flag("reach"), *(item.flag("reach") for item, _ in loose)]
        if not any(asked):
            return
        if self.entry(robot).kind != "arm":
            raise Misunderstood(f"A {robot.said} has no hand to reach things with.", word="reach")
        things = [thing for _, several in loose for thing in several]
        if not things:
            raise Misunderstood(f"It is not said what the {robot.said} is to reach.", word="reach")
        prefix = fragment.robots[-1]
        fragment.expectations += [Reaches(prefix, thing.name) for thing in things[:_MOST_REACHED]]
