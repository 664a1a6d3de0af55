"""Loose things into a fragment, and what is expected of them there."""

import itertools
from dataclasses import replace

from py_remote_viewer.protocol.expectations import Falls, On
from py_remote_viewer.scenes.words.building.clusters import Group
from py_remote_viewer.scenes.words.building.groups import Placed
from py_remote_viewer.scenes.words.building.mjcf import Fragment

__all__ = ["put"]

#: What carries others shall not sink under them.
_CARRIES = ("stack", "pyramid", "wall", "on")


def put(fragment: Fragment, group: Group, *, floor: float, gravity: float) -> None:
    """Build a group into a fragment, `floor` (m) above its origin, and say what is expected."""
    arrangement, drops = group.arrangement, group.drop is not None
    for one in group.placed:
        name = one.thing.name
        euler = (0.0, 0.0, one.thing.turn) if one.thing.turn else None
        body = fragment.body(name, (one.x, one.y, floor + one.z), euler=euler)
        replace(one.thing, stiff=arrangement in _CARRIES).build(body)
        fragment.things.append((name, one.thing.colour))
        if not one.thing.fixed:
            fragment.joints["free"] = fragment.joints.get("free", 0) + 1
        _expect(fragment, group, one, gravity)
        reach = max(one.thing.size) / 2
        fragment.left = max(fragment.left, reach - one.x)
        fragment.right = max(fragment.right, reach + one.x)
        fragment.depth = max(fragment.depth, reach + abs(one.y))
        fragment.height = max(fragment.height, floor + one.z + reach)
    if arrangement == "stack" and not (drops or group.struck) and gravity > 0.1:
        for below, above in itertools.pairwise(group.placed):
            if above.x == below.x:
                fragment.expectations.append(On(above.thing.name, below.thing.name))


def _expect(fragment: Fragment, group: Group, one: Placed, gravity: float) -> None:
    name, low = one.thing.name, one.z - one.thing.extent[2] / 2 - group.above
    if one.thing.fixed:
        return
    if gravity < 0.01:
        fragment.stays.append(name)
    elif group.drop is not None:
        if low > 0.05 and group.arrangement not in ("pile", "stack", "pyramid"):
            fragment.expectations.append(Falls(name, 0.8 * low))
        if not one.thing.bouncy:
            fragment.settles.append(name)
    elif group.arrangement == "pile" or group.struck:
        fragment.settles.append(name)
    else:
        fragment.stays.append(name)
