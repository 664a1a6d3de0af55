"""Robots, and what they are to reach."""

from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import Reaches, Robot
from py_remote_viewer.scenes.robots import RobotEntry
from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names, element
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.rings import ring
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["Robots"]

#: How far before an arm that stands on the floor things are (m).
_REACH = 0.47
_LEGGED_ROOM = 0.7
_ARM_ROOM = 0.35
#: It looks along x.
_SIDES = {"front": (1, 0), "behind": (-1, 0), "left": (0, 1), "right": (0, -1), "beside": (1, 0),
          "apart": (1, 0)}  # fmt: skip
#: Where a thing is that a robot is to such a side of: it looks at it.
_TURNED = {"left": "right", "right": "left", "behind": "front"}
_MOST = 8
#: What is checked of the things that one is to reach.
_MOST_REACHED = 4


class Robots:
    """Places them in fragments; each is called by its name, with a number where there are more."""

    def __init__(self, entries: dict[str, RobotEntry], names: Names, gravity: float) -> None:
        self._entries = entries
        self._names = names
        self._gravity = gravity

    def entry(self, item: Item) -> RobotEntry:
        """What the catalogue says of it."""
        return self._entries[item.kind.removeprefix("robot:")]

    def stand(self, item: Item, turn: float = 0.0) -> Fragment:
        """One or several on the floor, turned about z by so many degrees."""
        entry = self.entry(item)
        if entry.kind == "tool":
            raise Misunderstood(f"A {item.said} is held by an arm; name one.", word=item.said)
        count = item.number(1)
        if not 1 <= count <= _MOST:
            raise Misunderstood(f"1 to {_MOST} robots can be made, not {count}.")
        facing, in_row = item.flag("facing"), item.flag("in a row")
        if facing and count == 1:
            raise Misunderstood(f"It is not said what the {item.said} faces.", word="facing")
        item.flag("standing", "under gravity", "actuated", "let go")
        if entry.kind == "arm":
            item.flag("fixed")
        room = _ARM_ROOM if entry.kind == "arm" else _LEGGED_ROOM
        pitch = item.one(1.4 if facing else 2.5 * room, "spacing")
        if pitch < 0.4:
            raise Misunderstood(f"Robots cannot stand {pitch:g} m apart.")
        wide = pitch * (count - 1) / 2 + room
        across = not facing and not in_row
        fragment = Fragment(
            f"{item.said.capitalize()}" if count == 1 else f"{count} {item.said}",
            f"{count} {'robot' if count == 1 else 'robots'} {entry.title}.",
            left=room if across else wide, right=room if across else wide,
            depth=wide if across else room, height=1.2,
        )  # fmt: skip
        for i in range(count):
            far = pitch * (i - (count - 1) / 2)
            at = (0.0, far, 0.0) if across else (far, 0.0, 0.0)
            self.place(fragment, item, at, turn + (180.0 if facing and i % 2 else 0.0))
        return fragment

    def place(
        self, fragment: Fragment, item: Item, at: tuple[float, float, float], turn: float
    ) -> None:
        """One of them, turned about z by so many degrees."""
        name = self.entry(item).name
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

    def put_near(
        self, fragment: Fragment, robot: Item, near: Sequence[tuple[Sequence[Item], Cluster]]
    ) -> None:
        """What is before one on the floor, or at another side of it."""
        entry = self.entry(robot)
        if near and robot.number(1) != 1:
            raise Misunderstood(f"It is not said by which of the {robot.said} things are.")
        forward = _REACH if entry.kind == "arm" else _LEGGED_ROOM + 0.3
        for items, cluster in near:
            if self._surrounds(robot, items, cluster):
                self._put(fragment, cluster)
                continue
            side, asked = self._side(items, robot)
            far = asked if asked is not None else forward
            if not 0.1 <= far <= 20.0:
                raise Misunderstood(f"Things cannot be {far:g} m from a {robot.said}.")
            self._turn(cluster, side)
            cluster.shift(side[0] * far, side[1] * far)
            self._put(fragment, cluster)
            if asked is None and side == (1, 0):
                forward += 2.0 * max(max(thing.extent) for thing in cluster.things)

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
        if not side[0]:
            return
        for group in cluster.groups:
            if group.arrangement in ("", "row"):
                group.placed = [one.moved(one.y - one.x, one.x - one.y) for one in group.placed]

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
