"""Tables with things, and a robot arm, on them."""

from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import On
from py_remote_viewer.scenes.words.building.clusters import Cluster, Group
from py_remote_viewer.scenes.words.building.edges import at_edge, put_at_edges
from py_remote_viewer.scenes.words.building.furniture import Table, build_table, table_slots
from py_remote_viewer.scenes.words.building.groups import ARRANGED
from py_remote_viewer.scenes.words.building.mjcf import Names
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.robots import Robots
from py_remote_viewer.scenes.words.building.supports import Supports
from py_remote_viewer.scenes.words.building.telling import listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["is_beside", "make_table"]

_BESIDE = ("beside", "left", "right", "front", "behind", "at")
#: From an arm to the edge of the table (m).
_FROM_EDGE = 0.15


def is_beside(arms: Sequence[Item], table: Item) -> bool:
    """True where an arm stands next to the table, as high."""
    return any(
        one.kind in _BESIDE and one.other is other
        for arm in arms
        for one, other in (
            *((one, table) for one in arm.relations),
            *((one, arm) for one in table.relations),
        )
    )


def make_table(
    item: Item, arms: Sequence[Item], supports: Supports, robots: Robots, names: Names,
    gravity: float,
) -> Table:  # fmt: skip
    """The table, what stands on it, and the arm that stands on it or next to it."""
    if len(arms) > 1 or any(arm.number(1) > 1 for arm in arms):
        raise Misunderstood("One robot arm has a place on a table.")
    item.flag("carries")
    if not supports.carried(item):
        item.flag("empty")
    table = build_table(item, names, for_arm=bool(arms))
    beside = is_beside(arms, item)
    loose = supports.carried(item)
    heaps = [one for one in loose if _is_heap(one)]
    for one in loose:
        if not _is_heap(one):
            # As many as have room are in a row anyway.
            one.flag("in a row", "fixed")
            one.arrangement = "" if one.arrangement == "row" else one.arrangement
        one.relations = [
            said
            for said in one.relations
            # They are before it in any case.
            if not (said.kind in ("front", "beside") and said.other in arms and not said.distance)
        ]
    clusters = supports.clusters(item)
    middle = [one for one in loose if one.flag("at the middle")]
    inner = [one for one in clusters if not at_edge(one)]
    several = any(one.number(1) > 1 and one not in heaps for one in middle)
    if middle and (len(inner) > 1 or arms or len(middle) > 1 or several):
        raise Misunderstood("One thing can be in the middle.", word="middle")
    _place(table, clusters, (-_FROM_EDGE if beside else _FROM_EDGE) if arms else None, gravity)
    told_of = [
        (one, things)
        for one in loose
        for cluster in clusters
        for group, things in cluster.told
        if group.item is one
    ]
    shown = [
        (one, things, group.arrangement, group.heaps)
        for one in loose
        for cluster in clusters
        for group, things in cluster.told
        if group.item is one
    ]
    for arm in arms:
        _mount(arm, table, item, robots, names, beside=beside)
        robots.expect_reach(table, arm, told_of)
    words = [title_of(one, things, how, heaps, article=True) for one, things, how, heaps in shown]
    stands = [robots.called(arm) for arm in arms]
    if words or stands:
        table.title = f"Table with {listed([*words, *stands])}"
    on_it = words if beside else [*words, *stands]
    if on_it:
        table.explanation += f" On it: {listed(on_it)}."
    if beside:
        table.explanation += f" Beside it, on a pedestal: {listed(stands)}."
    return table


def _is_heap(item: Item) -> bool:
    return item.arrangement not in ("", "row") or any(
        flag in item.flags for flag in ARRANGED if flag != "in a row"
    )


def _place(table: Table, clusters: Sequence[Cluster], edge: float | None, gravity: float) -> None:
    """Each at a place of its own; things that are only side by side one by one."""
    single = [part for cluster in clusters for part in _parts(cluster)]
    if not single:
        return
    for part in single:
        part.centre()
    aside = [part for part in single if at_edge(part)]
    rest = [part for part in single if part not in aside]
    slots = table_slots(table, [part.footprint for part in rest], edge) if rest else []
    for part, (x, y) in zip(rest, slots, strict=True):
        item = part.groups[0].item
        side = item.flag("at the right") - item.flag("at the left") if edge is None else 0
        part.shift(x + side * table.long / 4, y)
    put_at_edges(table, aside, rest, arm=edge is not None)
    for part in single:
        for group in part.groups:
            drops = group.drop is not None
            put(table, group, floor=table.top, gravity=gravity)
            lowest = group.placed[0]
            rests = (
                group.arrangement != "pile"
                and not group.struck
                and lowest.thing.extent[2] / 2 > lowest.z - 0.01
            )
            if gravity > 0.1 and (rests or (drops and not group.above)) and not lowest.thing.bouncy:
                table.expectations.append(On(lowest.thing.name, table.name))
    for cluster in clusters:
        table.expectations += cluster.expectations


def _parts(cluster: Cluster) -> list[Cluster]:
    (first, *others) = cluster.groups
    if others or first.arrangement:
        return [cluster]
    return [Cluster([Group(first.item, "", [one], drop=first.drop)]) for one in first.placed]


def _mount(
    arm: Item, table: Table, item: Item, robots: Robots, names: Names, *, beside: bool
) -> None:
    at = (-table.long / 2 + (-_FROM_EDGE if beside else _FROM_EDGE), 0.0, table.top)
    if beside:
        arm.relations = [
            one for one in arm.relations if not (one.other is item and one.kind in _BESIDE)
        ]
        item.relations = [
            one for one in item.relations if not (one.other is arm and one.kind in _BESIDE)
        ]
        robots.lift(table, names, at[0], table.top)
        table.left += 0.3
    arm.relations = [
        one for one in arm.relations if not (one.other is item and one.kind in ("on", "attached"))
    ]
    robots.check(arm)
    robots.place(table, arm, at, 0.0)
    table.height = max(table.height, table.top + robots.entry(arm).tall)
