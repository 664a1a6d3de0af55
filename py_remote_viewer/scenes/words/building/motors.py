"""Motors on joints, where they are asked for."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.members import place_of

__all__ = ["add_motors", "driven_joints"]

_PLACES = ("on", "at", "attached", "in", "down")
_JOINTS = ("shoulder", "elbow", "joint", "hinge", "ball joint", "anchor", "link", "rod")


def driven_joints(item: Item, joints: int) -> list[int] | None:
    """Which of the joints of a chain are to be driven, from 0; what was said of that is taken. None
    where nothing was said."""
    motor = item.part("motor")
    driven = [one for one in item.parts if one.kind == "dof" and one.flag("actuated")]
    told = [one.flag("actuated") for one in (item, *item.parts)]
    passive = [one.flag("passive") for one in (item, *item.parts)]
    if any(passive):
        if any(told) or motor is not None:
            raise Misunderstood(f"{item.said} either has motors or has none.", word=item.said)
        return []
    if driven:
        count = driven[0].number(1)
        item.parts.remove(driven[0])
        return _first(item, count, joints)
    if motor is None:
        return list(range(joints)) if any(told) else None
    motor.flag("actuated")
    where = motor.related(*_PLACES)
    motor.finish()
    if len(where) > 1:
        raise Misunderstood("One place can be told of motors.", word=motor.said)
    if where:
        return _at(where[0].other, where[0].said, motor, joints)
    if motor.single or motor.count is not None:
        return _first(item, motor.number(1), joints)
    return list(range(joints))


def _first(item: Item, count: int, joints: int) -> list[int]:
    if not 0 <= count <= joints:
        raise Misunderstood(f"{item.said} has {joints} joints to drive, not {count}.")
    return list(range(count))


def _at(place: Item, said: str, motor: Item, joints: int) -> list[int]:
    """At "the first joint", "each joint" or "the pivot"."""
    if place.kind not in _JOINTS:
        raise Misunderstood(f"A motor {said} is not understood here.", word=said)
    if place.kind in ("anchor", "shoulder"):
        return [0]
    if place.kind == "elbow" and joints == 2:
        return [1]
    if place.which:
        return [place_of(place.which, joints)]
    if place.count is not None and place.count != joints:
        return _first(place, place.count, joints)
    one = place.single or said.split()[-2:][0] == "the"
    if one and joints > 1 and not said.endswith("s"):
        raise Misunderstood(f"It is not said at which of {joints} joints.", word=said)
    del motor
    return list(range(joints))


def add_motors(fragment: Fragment, joints: Sequence[str], names: Names, *, gear: float) -> None:
    """A motor for each of these joints; a control of 1 is `gear` N or N m."""
    holder = ET.Element("actuator")
    for joint, name in zip(joints, names.give("motor", len(joints)) if joints else (), strict=True):
        fragment.actuators.append(
            element(holder, "motor", name=name, joint=joint, gear=gear, ctrlrange=(-1, 1))
        )
    fragment.actuated += len(joints)
