"""The built-in scenes by name: title, sentence, MJCF file and picture.

The gateway imports this module, so it never touches mujoco: it names files, the worker loads them.
"""

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from py_remote_viewer.errors import SceneError

__all__ = ["BuiltinSceneEntry", "builtin_scenes", "find_builtin"]

# Beside this module, in a checkout as in an installed wheel: both lie unpacked on the disk,
# and mujoco wants a path, so no resource is ever copied out.
_FOLDER = Path(__file__).resolve().parent / "builtin"

#: Name, title and sentence, in the order in which a person sees them.
_SCENES: tuple[tuple[str, str, str], ...] = (
    (
        "humanoid",
        "Humanoid",
        "A person of capsules stands on position servos: make it squat, reach or fall.",
    ),
    (
        "quadruped",
        "Quadruped",
        "A four-legged robot stands on twelve position servos, ready to crouch, stretch or sit.",
    ),
    (
        "robot_arm",
        "Robot arm",
        "A seven-joint arm with a parallel gripper waits above a table of things to grasp.",
    ),
    (
        "boxes",
        "200 boxes",
        "A wrecking ball swings into a tower of two hundred loose boxes.",
    ),
    (
        "cloth",
        "Cloth",
        "A square of cloth falls over a sphere, drapes and comes to rest.",
    ),
    (
        "newtons_cradle",
        "Newton's cradle",
        "Five balls hand one swing from end to end while the middle ones hardly move.",
    ),
    (
        "cart_pole",
        "Cart-pole",
        "A pole on a cart begins to fall: push the cart to keep it upright.",
    ),
    (
        "double_pendulum",
        "Double pendulum",
        "Two arms on two hinges, let go from above: chaos that never repeats.",
    ),
    (
        "pendulum",
        "Pendulum",
        "A bob on a rod swings with hardly any loss, as steady as a clock.",
    ),
)


@dataclass(frozen=True)
class BuiltinSceneEntry:
    """A built-in scene; `picture_path` is a JPEG of 640x400 pixels."""

    name: str
    title: str
    description: str
    xml_path: Path
    picture_path: Path


@cache
def builtin_scenes() -> tuple[BuiltinSceneEntry, ...]:
    """All built-in scenes, in the order in which to show them."""
    return tuple(
        BuiltinSceneEntry(
            name=name,
            title=title,
            description=description,
            xml_path=_FOLDER / f"{name}.xml",
            picture_path=_FOLDER / f"{name}.jpg",
        )
        for name, title, description in _SCENES
    )


def find_builtin(name: str) -> BuiltinSceneEntry:
    """The built-in scene of that name; SceneError if there is none."""
    entries = {entry.name: entry for entry in builtin_scenes()}
    if name in entries:
        return entries[name]
    # Cut, because the name may come from a stranger and the message goes back to a page.
    shown = name if len(name) <= 60 else name[:60] + "..."
    # In the spelling of the names, so that "Robot Arm" and "cart-pole" find theirs.
    normal = name[:60].strip().lower().replace(" ", "_").replace("-", "_")
    near = difflib.get_close_matches(normal, entries, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise SceneError(
        f"There is no built-in scene named {shown!r}.{hint} Built-in scenes: {', '.join(entries)}."
    )
