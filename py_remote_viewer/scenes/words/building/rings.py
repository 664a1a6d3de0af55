"""Things in a ring around another one."""

import math

from py_remote_viewer.scenes.words.building.clusters import Cluster, Group
from py_remote_viewer.scenes.words.building.groups import Placed
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation

__all__ = ["put_around", "ring"]

#: Between what is in the middle and the ring, in sizes of its things.
_GAP = 0.5


def put_around(inner: Cluster, outer: Cluster, item: Item, relation: Relation) -> None:
    """`item`, which is `outer`, comes around a thing of `inner`, and becomes part of it."""
    here = inner.group_of(relation.other)
    assert here is not None
    left, front, right, back = inner.box([here])
    ring(outer, item, math.hypot(right - left, back - front) / 2, relation)
    outer.shift((left + right) / 2, (front + back) / 2)
    others = [one for group in inner.groups for one in group.placed]
    if any(_touch(one, other) for one in outer.groups[0].placed for other in others):
        raise Misunderstood(f"There is no room {relation.said}.", word=relation.said)
    inner.groups += outer.groups
    inner.expectations += outer.expectations


def ring(cluster: Cluster, item: Item, inner: float, relation: Relation) -> None:
    """Bring what a cluster is of into a ring about its origin that leaves so much room (m)."""
    group = cluster.groups[0]
    count = len(group.placed)
    if count < 2 or len(cluster.groups) > 1 or group.arrangement != "circle":
        raise Misunderstood(
            f"Several things can be around one, not {count if count < 2 else 'these'} "
            f"{item.said}.", word=relation.said,
        )  # fmt: skip
    radius = _radius(group, inner, relation)
    group.placed = [
        Placed(one.thing, radius * math.cos(angle), radius * math.sin(angle), one.z)
        for one, angle in zip(
            group.placed, (2 * math.pi * i / count for i in range(count)), strict=True
        )
    ]


def _radius(group: Group, inner: float, relation: Relation) -> float:
    size = max(_across(one) for one in group.placed)
    now = max(math.hypot(one.x, one.y) for one in group.placed)
    least = inner + size / 2
    told = now if group.spaced else relation.distance
    if told is None:
        return max(now, least + _GAP * min(size, 2 * inner))
    pitch = 2 * told * math.sin(math.pi / len(group.placed))
    if told < least or pitch < size - 1e-6:
        raise Misunderstood(
            f"{len(group.placed)} things of {size:.3g} m have no room in a ring of {told:.3g} m; "
            f"the least is {max(least, size / 2 / math.sin(math.pi / len(group.placed))):.3g} m.",
            word=relation.said,
        )
    return told


def _across(one: Placed) -> float:
    """As seen from above, however it is turned."""
    x, y = one.thing.extent[:2]
    return x if one.thing.shape in ("sphere", "cylinder") and x == y else math.hypot(x, y)


def _touch(one: Placed, other: Placed) -> bool:
    at = zip((one.x, one.y, one.z), (other.x, other.y, other.z), strict=True)
    sizes = zip(one.thing.extent, other.thing.extent, strict=True)
    return all(
        abs(a - b) < (size + its) / 2 - 1e-6 for (a, b), (size, its) in zip(at, sizes, strict=True)
    )
