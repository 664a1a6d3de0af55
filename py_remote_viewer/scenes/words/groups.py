"""Several loose things: side by side, stacked, in a pile, a pyramid or a circle, or in the air."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from py_remote_viewer.protocol.expectations import Falls, On
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.loose import Thing
from py_remote_viewer.scenes.words.mjcf import Fragment

__all__ = ["Placed", "arrange", "put"]

#: Between neighbours, in their sizes.
_GAP = 0.5
_PILE_GAP = 0.3
_FLAT = ("box", "cube", "brick", "disk", "coin", "plate", "book", "cylinder", "can", "plank")
_ARRANGED = {
    "each other": "stack", "in a row": "row", "in a circle": "circle", "in a pile": "pile",
    "in a pyramid": "pyramid", "in a grid": "grid",
}  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """A thing with where its centre is, above what it stands on (m)."""

    thing: Thing
    x: float
    y: float
    z: float


def arrange(item: Item, things: list[Thing], drop: float | None) -> tuple[list[Placed], str]:
    """Where each of them is, and how they are arranged; `drop` is how high they begin (m)."""
    kind = item.arrangement
    item.arrangement = ""
    for flag, arrangement in _ARRANGED.items():
        if item.flag(flag):
            kind = arrangement
    if kind == "pile":
        item.flag("thrown")
    spacing = item.one(-1.0, "spacing")
    spacing *= item.one(1.0, f"{kind} unnamed") if kind else 1.0
    if item.heaps > 1:
        return _heaps(item, things, kind, spacing)
    layouts: dict[str, Callable[[Sequence[Thing], float], list[Placed]]] = {
        "stack": _stack, "pile": _pile, "pyramid": _pyramid, "wall": _wall, "circle": _circle,
        "grid": _grid, "row": _row, "": _loose,
    }  # fmt: skip
    placed = layouts[kind](things, spacing)
    if drop is not None:
        lowest = min(one.z for one in placed)
        placed = [replace(one, z=one.z - lowest + drop) for one in placed]
    return placed, kind


def _heaps(item: Item, things: list[Thing], kind: str, spacing: float) -> tuple[list[Placed], str]:
    """Several stacks: what was counted is of each."""
    if kind not in ("stack", "pyramid", "row") or len(things) % item.heaps:
        raise Misunderstood(f"{item.heaps} times a {kind or 'group'} of that cannot be made.")
    each = len(things) // item.heaps
    layout = {"stack": _stack, "pyramid": _pyramid, "row": _row}[kind]
    found: list[Placed] = []
    for heap in range(item.heaps):
        placed = layout(things[heap * each : (heap + 1) * each], -1.0)
        along = "y" if kind == "row" else "x"
        size = max(max(one.thing.size) for one in placed)
        far = spacing if spacing > 0 else size * 2.5 * (each if kind == "pyramid" else 1)
        offset = far * (heap - (item.heaps - 1) / 2)
        found += [replace(one, **{along: getattr(one, along) + offset}) for one in placed]
    return found, kind


def _row(things: Sequence[Thing], spacing: float) -> list[Placed]:
    placed: list[Placed] = []
    x = 0.0
    for i, thing in enumerate(things):
        if i:
            before = things[i - 1]
            half = (before.size[0] + thing.size[0]) / 2
            x += spacing if spacing > 0 else half + _GAP * min(before.size[0], thing.size[0])
            if 0 < spacing < half:
                raise Misunderstood(f"Things of {2 * half:g} m cannot be {spacing:g} m apart.")
        placed.append(Placed(thing, x, 0.0, thing.size[2] / 2))
    return _centred(placed)


def _loose(things: Sequence[Thing], spacing: float) -> list[Placed]:
    return _row(things, spacing) if len(things) <= 5 else _grid(things, spacing)


def _grid(things: Sequence[Thing], spacing: float) -> list[Placed]:
    columns = math.ceil(math.sqrt(len(things)))
    size = max(max(thing.size[:2]) for thing in things)
    pitch = spacing if spacing > 0 else size * (1 + _GAP)
    if pitch < size:
        raise Misunderstood(f"Things of {size:g} m cannot be {spacing:g} m apart.")
    return _centred(
        [
            Placed(thing, pitch * (i % columns), pitch * (i // columns), thing.size[2] / 2)
            for i, thing in enumerate(things)
        ]
    )


def _circle(things: Sequence[Thing], spacing: float) -> list[Placed]:
    size = max(max(thing.size[:2]) for thing in things)
    pitch = spacing if spacing > 0 else size * (1 + _GAP)
    radius = max(pitch / (2 * math.sin(math.pi / max(2, len(things)))), size)
    return [
        Placed(thing, radius * math.cos(angle), radius * math.sin(angle), thing.size[2] / 2)
        for thing, angle in (
            (thing, 2 * math.pi * i / len(things)) for i, thing in enumerate(things)
        )
    ]


def _stack(things: Sequence[Thing], spacing: float) -> list[Placed]:
    if any(thing.kind not in _FLAT for thing in things[:-1]):
        raise Misunderstood(f"A {things[0].kind} carries nothing; stack things that are flat.")
    placed: list[Placed] = []
    z = 0.0
    for thing in things:
        placed.append(Placed(thing, 0.0, 0.0, z + thing.size[2] / 2))
        z += thing.size[2]
    return placed


def _pyramid(things: Sequence[Thing], spacing: float) -> list[Placed]:
    """Rows of one fewer each, as far as they go: 4, 3, 2, 1."""
    if any(thing.kind not in _FLAT for thing in things):
        raise Misunderstood(f"A {things[0].kind} carries nothing; pyramids are of flat things.")
    base = next(n for n in range(1, 100) if n * (n + 1) // 2 >= len(things))
    if base * (base + 1) // 2 != len(things):
        raise Misunderstood(
            f"{len(things)} things make no pyramid; {base * (base + 1) // 2} do, in rows of "
            f"{base}, {base - 1} and so on."
        )
    wide, high = things[0].size[0] * 1.05, things[0].size[2]
    placed: list[Placed] = []
    for row in range(base):
        for i in range(base - row):
            x = wide * (i - (base - row - 1) / 2)
            placed.append(Placed(things[len(placed)], x, 0.0, high * (row + 0.5)))
    return placed


def _wall(things: Sequence[Thing], spacing: float) -> list[Placed]:
    """Rows of bricks, each a quarter of a brick beside the one below."""
    wide = max(1, round(math.sqrt(len(things) * 1.5)))
    while len(things) % wide and wide > 1:
        wide -= 1
    long, high = things[0].size[0] * 1.02, things[0].size[2]
    return _centred(
        [
            Placed(
                thing, long * (i % wide + 0.12 * (-1) ** (i // wide)), 0.0, high * (i // wide + 0.5)
            )
            for i, thing in enumerate(things)
        ]
    )


def _pile(things: Sequence[Thing], spacing: float) -> list[Placed]:
    """Layers in the air, each a little beside the one below, that fall upon each other."""
    size = max(max(thing.size) for thing in things)
    pitch = size * (1 + _PILE_GAP)
    side = max(1, math.ceil((len(things) / 2) ** (1 / 3)))
    placed: list[Placed] = []
    for i, thing in enumerate(things):
        layer, within = divmod(i, side * side)
        # As irregular as a golden angle, and the same each time.
        shift = 0.1 * size
        placed.append(
            Placed(
                thing,
                pitch * (within % side) + shift * math.cos(2.4 * i),
                pitch * (within // side) + shift * math.sin(2.4 * i),
                size * 0.6 + pitch * 1.25 * layer,
            )
        )
    return _centred(placed)


def _centred(placed: list[Placed]) -> list[Placed]:
    xs, ys = [one.x for one in placed], [one.y for one in placed]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [replace(one, x=one.x - x, y=one.y - y) for one in placed]


def put(
    fragment: Fragment, placed: Sequence[Placed], arrangement: str, *, floor: float, drops: bool,
    gravity: float,
) -> None:  # fmt: skip
    """Build them into a fragment, `floor` (m) above its origin, and say what is expected."""
    for one in placed:
        name = one.thing.name
        body = fragment.body(name, (one.x, one.y, floor + one.z))
        # What others stand on shall not sink under them.
        replace(one.thing, stiff=arrangement in ("stack", "pyramid", "wall")).build(body)
        if not one.thing.fixed:
            fragment.joints["free"] = fragment.joints.get("free", 0) + 1
        _expect(fragment, one, arrangement, drops=drops, gravity=gravity)
        reach = max(one.thing.size) / 2
        fragment.left = max(fragment.left, reach - one.x)
        fragment.right = max(fragment.right, reach + one.x)
        fragment.depth = max(fragment.depth, reach + abs(one.y))
        fragment.height = max(fragment.height, floor + one.z + reach)
    if arrangement == "stack":
        for below, above in itertools.pairwise(placed):
            if above.x == below.x:
                fragment.expectations.append(On(above.thing.name, below.thing.name))


def _expect(
    fragment: Fragment, one: Placed, arrangement: str, *, drops: bool, gravity: float
) -> None:
    name, low = one.thing.name, one.z - one.thing.size[2] / 2
    if one.thing.fixed:
        return
    if gravity < 0.01:
        fragment.stays.append(name)
    elif drops:
        if low > 0.05 and arrangement != "pile":
            fragment.expectations.append(Falls(name, 0.8 * low))
        if not one.thing.bouncy:
            fragment.settles.append(name)
    elif arrangement == "pile":
        fragment.settles.append(name)
    else:
        fragment.stays.append(name)
