"""Motors on joints, where they are asked for."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from py_remote_viewer.scenes.words.items import Item
from py_remote_viewer.scenes.words.mjcf import Fragment, Names, element

__all__ = ["add_motors", "wants_motors"]


def wants_motors(item: Item, joints: int, default: int = 0) -> int:
    """How many of the joints are to be driven; what was said of that is taken."""
    part = item.part("motor")
    said = [one.flag("actuated") for one in (item, *item.parts)]
    passive = [one.flag("passive") for one in (item, *item.parts)]
    if any(passive):
        return 0
    asked = any(said) or part is not None
    if part is not None:
        part.flag("actuated", "at the pivot")
        part.finish()
        return min(part.number(joints), joints)
    return joints if asked else default


def add_motors(fragment: Fragment, joints: Sequence[str], names: Names, *, gear: float) -> None:
    """A motor for each of these joints; a control of 1 is `gear` N or N m."""
    holder = ET.Element("actuator")
    for joint, name in zip(joints, names.give("motor", len(joints)) if joints else (), strict=True):
        fragment.actuators.append(
            element(holder, "motor", name=name, joint=joint, gear=gear, ctrlrange=(-1, 1))
        )
    fragment.actuated += len(joints)
