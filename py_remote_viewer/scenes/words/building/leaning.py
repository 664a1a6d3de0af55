"""To which side something leans, or is: "45 degrees to the right"."""

from collections.abc import Sequence

from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["take_side"]

_SIDES = {"at the right": 1.0, "at the left": -1.0}


def take_side(items: Sequence[Item]) -> float:
    """1 to the right, which is along x, -1 to the left, 0 where nothing was said; taken. What is
    `on` the left stands there, and that is left over."""
    found: set[float] = set()
    for item in items:
        for flag, side in _SIDES.items():
            if item.flags.get(flag, "").startswith("to the"):
                del item.flags[flag]
                found.add(side)
    if len(found) > 1:
        raise Misunderstood("To one side it can lean, not to both.", word="left")
    return found.pop() if found else 0.0
