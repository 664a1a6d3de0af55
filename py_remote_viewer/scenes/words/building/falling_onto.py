"""Things that are let go above others, and fall onto them."""

from py_remote_viewer.scenes.words.building.clusters import Cluster, make_cluster
from py_remote_viewer.scenes.words.building.mjcf import Names
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["drop_onto", "falls"]

#: How far above what is below, where it is not told (m).
_ABOVE = 0.5
#: In these there is one place that is the top.
_HEAPS = ("stack", "pyramid", "wall", "pile")


def falls(item: Item) -> bool:
    """True for what begins in the air."""
    return item.has("drop", "above") or bool({"falls", "bounces"} & item.flags.keys())


def drop_onto(cluster: Cluster, item: Item, carrier: Item, names: Names, *, small: bool) -> None:
    """Let `item` go above a thing of the cluster, which is struck by it."""
    group = cluster.group_of(carrier)
    assert group is not None
    if group.drop is not None or (len(group.placed) > 1 and group.arrangement not in _HEAPS):
        raise Misunderstood(f"It is not clear onto which {carrier.said} it falls.", word=item.said)
    told, above = item.has("drop"), item.one(_ABOVE, "above")
    item.flags.setdefault("falls", "falling")
    upper = make_cluster(item, names, small=small).groups[0]
    left, front, right, back = cluster.box([group])
    top = max(one.z + one.thing.extent[2] / 2 for one in group.placed)
    lowest = min(one.z for one in upper.placed)
    half = max(one.thing.extent[2] for one in upper.placed) / 2
    if told and lowest < top + half:
        raise Misunderstood(
            f"{item.said} has to begin above {carrier.said}, which is {top:.3g} m high.",
            word=item.said,
        )
    lift = 0.0 if told else top + max(above, half) - lowest
    across = max(abs(one.x) + one.thing.extent[0] / 2 for one in upper.placed)
    if len(upper.placed) > 1 and 2 * across > right - left + 1e-6 and upper.arrangement != "pile":
        raise Misunderstood(
            f"{len(upper.placed)} {item.said} do not all fall onto one {carrier.said}.",
            word=item.said,
        )
    x, y = (left + right) / 2, (front + back) / 2
    upper.placed = [one.moved(x, y, lift) for one in upper.placed]
    upper.above = top
    for one in cluster.groups:
        one.struck = True
    cluster.groups.append(upper)
