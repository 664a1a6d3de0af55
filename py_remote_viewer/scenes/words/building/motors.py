"""Motors on joints, where they are asked for."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from py_remote_viewer.scenes.words.building.mjcf import Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Relation
from py_remote_viewer.scenes.words.members import place_of, places_of

__all__ = ["add_motors", "driven_joints"]

_PLACES = ("on", "at", "attached", "in", "down")
_JOINTS = ("shoulder", "elbow", "joint", "hinge", "ball joint", "anchor", "link", "rod")
_NAMED = ("anchor", "shoulder", "elbow")


def driven_joints(item: Item, joints: int) -> list[int] | None:
    """Which of the joints of a chain are to be driven, from 0; what was said of that is taken. None
    where nothing was said."""
    motor = item.part("motor")
    driven = [one for one in item.parts if one.kind == "dof" and one.flag("actuated")]
    told, passive = _told(item, "actuated", joints), _told(item, "passive", joints)
    if passive is not None:
        if (told or set()) & passive or motor is not None or driven:
            raise Misunderstood(f"{item.said} either has motors or has none.", word=item.said)
        # "with a passive second joint": the others are driven.
        return sorted(set(range(joints)) - passive if told is None else told)
    if driven:
        count = driven[0].number(1)
        item.parts.remove(driven[0])
        return _first(item, count, joints)
    if motor is None:
        return sorted(told) if told is not None else None
    motor.flag("actuated")
    if motor.flag("at the top"):
        motor.relations.append(Relation("at", Item("anchor", "top"), "at the top"))
    where = motor.related(*_PLACES)
    motor.finish()
    if len(where) > 1:
        raise Misunderstood("One place can be told of motors.", word=motor.said)
    if where:
        return _at(where[0].other, where[0].said, motor, joints)
    if told is not None:
        # "a motor drives the first joint"
        return sorted(told)
    if motor.single or motor.count is not None:
        return _first(item, motor.number(1), joints)
    return list(range(joints))


def _told(item: Item, flag: str, joints: int) -> set[int] | None:
    """Of which joints a flag was said; of all where it was said of the whole, and of none of
    them."""
    whole, found = item.flag(flag), set[int]()
    told = False
    for part in list(item.parts):
        for one in (part, *part.members):
            if one.flag(flag):
                told = True
                found |= set(_joints_of(one, joints))
        part.members = [one for one in part.members if not (one.used and not one.count)]
        if told and part.used and (part.kind in _NAMED or part.which or part.number(1) < joints):
            item.parts.remove(part)
    if told:
        return found
    return set(range(joints)) if whole else None


def _joints_of(part: Item, joints: int) -> list[int]:
    """Those that a part is, or is on."""
    if part.kind not in (*_JOINTS, ""):
        raise Misunderstood(f"Joints are driven, no {part.said}.", word=part.said)
    if part.kind in _NAMED:
        return _by_name(part, joints)
    if part.which:
        return places_of(part, joints, upward=False)
    if part.count is None:
        return [0] if part.single else list(range(joints))
    return _first(part, part.count, joints)


def _by_name(part: Item, joints: int) -> list[int]:
    """Shoulders are above, elbows in the middle."""
    if part.kind in ("anchor", "shoulder"):
        return [0]
    if joints != 2:
        raise Misunderstood(f"It is not clear which of {joints} joints is an {part.said}.",
                            word=part.said)  # fmt: skip
    return [1]


def _first(item: Item, count: int, joints: int) -> list[int]:
    if not 0 <= count <= joints:
        raise Misunderstood(f"{item.said} has {joints} joints to drive, not {count}.")
    return list(range(count))


def _at(place: Item, said: str, motor: Item, joints: int) -> list[int]:
    """At "the first joint", "each joint" or "the pivot"."""
    if place.kind not in _JOINTS:
        raise Misunderstood(f"A motor {said} is not understood here.", word=said)
    if place.kind in _NAMED:
        return _by_name(place, joints)
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
