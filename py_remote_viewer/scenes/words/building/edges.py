"""What stands at an edge of a table, or at its corners."""

import math
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.clusters import Cluster
from py_remote_viewer.scenes.words.building.furniture import Table
from py_remote_viewer.scenes.words.items import Misunderstood

__all__ = ["at_edge", "put_at_edges"]

_EDGE, _CORNERS = "at the edge", "at the corner"
#: From the edge to what stands at it (m).
_MARGIN = 0.02
#: In the order in which they are taken.
_SIGNS = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def at_edge(part: Cluster) -> bool:
    """True where it was said so."""
    return bool({_EDGE, _CORNERS} & part.groups[0].item.flags.keys())


def put_at_edges(
    table: Table, aside: Sequence[Cluster], rest: Sequence[Cluster], *, arm: bool
) -> None:
    """Move each of these there; the `rest` have their places."""
    corners = [part for part in aside if _CORNERS in part.groups[0].item.flags]
    edge = [part for part in aside if part not in corners]
    said = [part.groups[0].item.flags[_CORNERS if part in corners else _EDGE] for part in aside]
    if len(corners) > len(_SIGNS):
        raise Misunderstood(f"A table has 4 corners, not {len(corners)}.", word=said[0])
    if table.round and (corners or len(edge) > 1):
        raise Misunderstood("At a round table one thing can be at the edge.", word=said[0])
    deep = table.wide / 2 * (math.sqrt(2) if table.round else 1.0)
    if aside and arm:
        raise Misunderstood("Things for a robot are before it.", word=said[0])
    for part, (along, across) in zip(corners, _SIGNS, strict=False):
        _, _, x, y = part.box()
        part.shift(along * (table.long / 2 - x - _MARGIN), across * (table.wide / 2 - y - _MARGIN))
    wide = [2 * part.box()[2] + _MARGIN for part in edge]
    at = -sum(wide) / 2
    for part, room in zip(edge, wide, strict=True):
        part.shift(at + room / 2, -(deep - part.box()[3] - _MARGIN))
        at += room
    boxes = [part.box() for part in (*aside, *rest)]
    apart = all(
        one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
        for i, one in enumerate(boxes)
        for other in boxes[:i]
    )
    if aside and (sum(wide) > table.long or not apart):
        raise Misunderstood(f"There is no room {said[0]}.", word=said[0])
    for part in aside:
        part.groups[0].item.flag(_EDGE, _CORNERS)
