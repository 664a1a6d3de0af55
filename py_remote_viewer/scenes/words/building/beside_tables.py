"""What stands on the floor to a side of a table, or around it."""

import math
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.furniture import Table
from py_remote_viewer.scenes.words.building.putting import put
from py_remote_viewer.scenes.words.building.rings import ring
from py_remote_viewer.scenes.words.building.telling import listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["put_beside_table"]

_SIDES = {"left": (-1, 0), "right": (1, 0), "front": (0, -1), "behind": (0, 1), "under": (0, 0)}
#: Between the table and what is beside it (m).
_GAP = 0.15
_LEGS = 0.1


def put_beside_table(
    item: Item, table: Table, on_floor: list[tuple[list[Item], Cluster]], gravity: float
) -> None:
    """Put what is told to be there into the table's fragment, and take it out of `on_floor`."""
    taken: list[tuple[int, int]] = []
    for items, cluster in list(on_floor):
        relation = _relation(items, item)
        if relation is None:
            continue
        on_floor.remove((items, cluster))
        side = _SIDES.get(relation.kind)
        if side is not None and side in taken:
            raise Misunderstood("Two are to one side of a table.", word=relation.said)
        taken += [side] if side is not None else []
        cluster.centre()
        if side is None:
            ring(cluster, cluster.groups[0].item, math.hypot(table.long, table.wide) / 2, relation)
        elif relation.kind == "under":
            _fits_under(cluster, table, relation)
        else:
            _shift(cluster, table, side, relation)
        for group in cluster.groups:
            put(table, group, floor=0.0, gravity=gravity)
        table.expectations += cluster.expectations
        words = [
            title_of(one.item, things, one.arrangement, one.heaps) for one, things in cluster.told
        ]
        table.title += f" and {listed(words)}"


def _relation(items: Sequence[Item], table: Item) -> Relation | None:
    for item in items:
        for one in item.relations:
            if one.other is table and one.kind in (*_SIDES, "around"):
                item.relations.remove(one)
                return one
    return None


def _shift(cluster: Cluster, table: Table, side: tuple[int, int], relation: Relation) -> None:
    _, _, right, back = cluster.box()
    reach = (table.long / 2 + right, table.wide / 2 + back)
    axis = 0 if side[0] else 1
    far = relation.distance if relation.distance is not None else reach[axis] + _GAP
    if far < reach[axis]:
        raise Misunderstood(
            f"{relation.said!r} is {reach[axis]:.3g} m from the middle of the table at least.",
            word=relation.said,
        )
    cluster.shift(side[0] * far, side[1] * far)


def _fits_under(cluster: Cluster, table: Table, relation: Relation) -> None:
    highest = max(
        one.z + one.thing.extent[2] / 2 for group in cluster.groups for one in group.placed
    )
    _, _, right, back = cluster.box()
    falls = any(group.drop is not None for group in cluster.groups)
    room = (table.long / 2 - _LEGS, table.wide / 2 - _LEGS)
    if falls or highest > table.top - _LEGS or right > room[0] or back > room[1]:
        raise Misunderstood(f"There is no room {relation.said}.", word=relation.said)
