"""Things in a heap."""

import math
from collections.abc import Sequence
from dataclasses import replace

from py_remote_viewer.scenes.words.building.loose import Thing

__all__ = ["pile"]

#: Between neighbours, in their sizes.
_GAP = 0.3
#: More that tumble over each other would not come to rest within a trial.
_MOST_TUMBLING = 50


def pile(things: Sequence[Thing]) -> list[tuple[Thing, float, float, float]]:
    """Each with where its centre is (m): layers in the air, each smaller and over the gaps of the
    one below, that fall upon each other."""
    if len(things) > _MOST_TUMBLING:
        return _columns(things)
    things = [_turned(thing, i) for i, thing in enumerate(things)]
    wide, deep = (max(thing.extent[i] for thing in things) * (1 + _GAP) for i in (0, 1))
    high = max(thing.extent[2] for thing in things)
    columns, rows = _base(len(things))
    left, layer = list(things), 0
    placed: list[tuple[Thing, float, float, float]] = []
    while left:
        spots = [(x, y) for y in range(max(1, rows - layer)) for x in range(columns - layer)]
        # Something has to be on something.
        spots = spots[: len(left) - (layer == 0 and len(left) > 1)]
        for x, y in spots:
            i = len(placed)
            # As irregular as a golden angle, and the same each time.
            at = (
                wide * (x - (columns - layer - 1) / 2 + 0.06 * math.cos(2.4 * i)),
                deep * (y - (max(1, rows - layer) - 1) / 2 + 0.06 * math.sin(2.4 * i)),
            )
            # Not so far that they hit hard.
            placed.append((left.pop(0), *at, high * (0.55 + 1.15 * layer)))
        layer += 1
    return placed


def _columns(things: Sequence[Thing]) -> list[tuple[Thing, float, float, float]]:
    """Layers of as many each, a little beside each other."""
    size = max(max(thing.extent[:2]) for thing in things)
    high = max(thing.extent[2] for thing in things)
    pitch, side = size * (1 + _GAP), math.ceil((len(things) / 2) ** (1 / 3))
    placed: list[tuple[Thing, float, float, float]] = []
    for i, thing in enumerate(things):
        layer, within = divmod(i, side * side)
        x = pitch * (within % side - (side - 1) / 2) + 0.1 * size * math.cos(2.4 * i)
        y = pitch * (within // side - (side - 1) / 2) + 0.1 * size * math.sin(2.4 * i)
        placed.append((thing, x, y, high * (0.55 + 1.15 * layer)))
    return placed


def _base(count: int) -> tuple[int, int]:
    """Columns and rows of the lowest layer of a heap of so many."""
    columns, rows = 2, 1
    while sum((columns - i) * max(1, rows - i) for i in range(columns)) < count:
        columns, rows = (columns + 1, rows) if columns == rows else (columns, rows + 1)
    return columns, rows


def _turned(thing: Thing, i: int) -> Thing:
    """Boxes lie every way in a heap."""
    if thing.shape != "box" or thing.turn or thing.kind in ("cup", "bowl"):
        return thing
    return replace(thing, turn=round(25.0 * math.sin(2.4 * i + 1.0), 1))
