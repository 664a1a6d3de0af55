"""Several loose things: side by side, stacked, in a pile, a pyramid or a circle, or in the air."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from py_remote_viewer.scenes.words.building.heap_sizes import check_rows, count_rows
from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.building.piles import pile
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["ARRANGED", "FLAT", "Arrangement", "Placed", "lay_out", "read_arrangement"]

#: Between neighbours, in their sizes.
_GAP = 0.5
#: Carry others.
FLAT = ("box", "cube", "brick", "disk", "coin", "plate", "book", "cylinder", "can", "plank")
#: What says how things are arranged.
ARRANGED = {
    "each other": "stack", "in a row": "row", "in a circle": "circle", "in a pile": "pile",
    "in a pyramid": "pyramid", "in a grid": "grid", "in a wall": "wall",
}  # fmt: skip
_SPACED = ("", "row", "circle", "grid")


@dataclass(frozen=True)
class Placed:
    """A thing with where its centre is, above what it stands on (m)."""

    thing: Thing
    x: float
    y: float
    z: float

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> "Placed":
        """The same elsewhere."""
        return replace(self, x=self.x + x, y=self.y + y, z=self.z + z)

    def turned(self) -> "Placed":
        """A quarter turn about z, of what stands."""
        x, y, z = self.thing.size
        thing = self.thing if x == y else replace(self.thing, size=(y, x, z))
        return replace(self, thing=thing, x=-self.y, y=self.x)


@dataclass(frozen=True)
class Arrangement:
    """`stack`, `pile` and so on, empty for loose things; `spacing` is from centre to centre, `gap`
    from surface to surface, `radius` that of a circle (m), each negative where it is not told. The
    first is at the top where it is `downward`."""

    kind: str
    spacing: float
    gap: float
    heaps: int
    grid: tuple[int, int] | None
    downward: bool
    radius: float = -1.0


def read_arrangement(item: Item) -> Arrangement:
    """What was said of how the things of an item are arranged, taken; `arrangement` stays, for it
    says where the first is."""
    for flag, arrangement in ARRANGED.items():
        if item.flag(flag):
            item.arrangement = arrangement
    kind = item.arrangement
    count_rows(item, kind)
    grid, item.grid = item.grid, None
    if kind == "pile":
        item.flag("thrown")
    if kind == "stack":
        item.flag("standing", "vertical", "from below")
    if kind in ("pyramid", "wall"):
        # They are flat in any case.
        item.flag("hinged", "from below")
    if kind == "pyramid" and item.members:
        check_rows(item)
    if kind in ("row", ""):
        item.flag("from left")
    told = item.values.get("height", [])
    sized = item.has("length", "width", "depth")
    if kind in ("stack", "wall", "pyramid") and told and not told[0].each and not sized:
        raise Misunderstood(
            f"It is not clear of what {told[0].said} is said; say 'each' of one of them.",
            word=told[0].said,
        )
    downward = item.flag("from above first")
    spacing, gap, radius = _distances(item, kind)
    return Arrangement(kind, spacing, gap, item.heaps, grid, downward, radius)


def _distances(item: Item, kind: str) -> tuple[float, float, float]:
    """From centre to centre, from surface to surface, and a circle's radius; negative where it is
    not told."""
    spacing, gap = item.one(-1.0, "spacing"), item.one(-1.0, "gap")
    alone = item.number(1 if item.single else 2) == 1 and not item.mixed
    if max(spacing, gap) > 0 and (kind not in _SPACED or alone) and item.heaps == 1:
        raise Misunderstood(
            f"Nothing is apart in a {kind}." if kind else f"One {item.said} is not apart.",
            word="apart",
        )
    radius = item.one(2 * item.one(-1.0, "circle radius"), "circle diameter", "circle unnamed") / 2
    if radius > 0 and max(spacing, gap) > 0:
        raise Misunderstood("Of a circle only its size or how far things are apart can be said.")
    return spacing, gap, radius


def lay_out(how: Arrangement, things: Sequence[Thing], drop: float | None) -> list[Placed]:
    """Where each of them is; `drop` is how high the lowest one's centre begins (m)."""
    things = list(reversed(things)) if how.downward else list(things)
    if how.heaps > 1:
        placed = _heaps(how, things)
    else:
        layouts: dict[str, Callable[[Sequence[Thing], Arrangement], list[Placed]]] = {
            "stack": _stack, "pile": _pile, "pyramid": _pyramid, "wall": _wall,
            "circle": _circle, "grid": _grid, "row": _row, "": _loose,
        }  # fmt: skip
        placed = layouts[how.kind](things, how)
    if drop is not None:
        lowest = min(one.z for one in placed)
        placed = [one.moved(z=drop - lowest) for one in placed]
    return placed


def _heaps(how: Arrangement, things: list[Thing]) -> list[Placed]:
    """Several stacks: what was counted is of each."""
    layout = {"stack": _stack, "pyramid": _pyramid, "row": _row, "pile": _pile}.get(how.kind)
    if layout is None or len(things) % how.heaps:
        raise Misunderstood(f"{how.heaps} times a {how.kind or 'group'} of that cannot be made.")
    each = len(things) // how.heaps
    single = replace(how, heaps=1, spacing=-1.0, gap=-1.0)
    found: list[Placed] = []
    for heap in range(how.heaps):
        placed = layout(things[heap * each : (heap + 1) * each], single)
        along = 1 if how.kind == "row" else 0
        wide = max(one.thing.extent[along] for one in placed)
        wide += 2 * max(abs((one.x, one.y)[along]) for one in placed)
        far = how.spacing if how.spacing > 0 else wide * 1.5 if how.gap < 0 else wide + how.gap
        if far < wide:
            raise Misunderstood(f"{how.kind}s {wide:.3g} m wide cannot be {far:g} m apart.")
        offset = far * (heap - (how.heaps - 1) / 2)
        found += [one.moved(y=offset) if along else one.moved(x=offset) for one in placed]
    return found


def _spacing(how: Arrangement, size: float) -> tuple[float, float]:
    """From centre to centre, and from surface to surface: what is no more than the things are large
    can only be the latter."""
    if 0 < how.spacing <= size + 1e-6:
        return -1.0, how.spacing
    return how.spacing, how.gap


def _row(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    placed: list[Placed] = []
    x = 0.0
    spacing, gap = _spacing(how, max(thing.extent[0] for thing in things))
    for i, thing in enumerate(things):
        if i:
            before = things[i - 1]
            half = (before.extent[0] + thing.extent[0]) / 2
            usual = half + _GAP * min(before.extent[0], thing.extent[0])
            x += spacing if spacing > 0 else half + gap if gap >= 0 else usual
        placed.append(Placed(thing, x, 0.0, thing.extent[2] / 2))
    return _centred(placed)


def _loose(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    return _row(things, how) if len(things) <= 5 else _grid(things, how)


def _pitch(things: Sequence[Thing], how: Arrangement) -> float:
    size = max(max(thing.extent[:2]) for thing in things)
    spacing, gap = _spacing(how, size)
    return spacing if spacing > 0 else size + gap if gap >= 0 else size * (1 + _GAP)


def _grid(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    columns = how.grid[0] if how.grid is not None else math.ceil(math.sqrt(len(things)))
    pitch = _pitch(things, how)
    return _centred(
        [
            Placed(thing, pitch * (i % columns), pitch * (i // columns), thing.extent[2] / 2)
            for i, thing in enumerate(things)
        ]
    )


def _circle(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    size = max(max(thing.extent[:2]) for thing in things)
    half = math.sin(math.pi / max(2, len(things)))
    radius = max(_pitch(things, how) / (2 * half), size)
    if how.radius > 0:
        radius = how.radius
        if 2 * radius * half < size:
            raise Misunderstood(
                f"{len(things)} things of {size:.3g} m have no room in a circle of a radius of "
                f"{radius:g} m; {size / half / 2:.3g} m is the least."
            )
    return [
        Placed(thing, radius * math.cos(angle), radius * math.sin(angle), thing.extent[2] / 2)
        for thing, angle in (
            (thing, 2 * math.pi * i / len(things)) for i, thing in enumerate(things)
        )
    ]


def _stack(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    bad = next((one for one in things[:-1] if one.kind not in FLAT or one.lying), None)
    if bad is not None:
        raise Misunderstood(f"A {bad.kind} carries nothing; stack things that are flat.")
    for below, above in itertools.pairwise(things):
        # Else it would tip over.
        if min(above.extent[:2]) > 2.0 * min(below.extent[:2]):
            raise Misunderstood(
                f"{max(above.extent[:2]):.3g} m wide does not stand on {min(below.extent[:2]):.3g} "
                "m; put the larger ones below."
            )
    placed: list[Placed] = []
    z = 0.0
    for thing in things:
        placed.append(Placed(thing, 0.0, 0.0, z + thing.extent[2] / 2))
        z += thing.extent[2]
    return placed


def _pyramid(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    """Rows of one fewer each, as far as they go: 4, 3, 2, 1."""
    if any(thing.kind not in FLAT for thing in things):
        raise Misunderstood(f"A {things[0].kind} carries nothing; pyramids are of flat things.")
    if len({thing.size for thing in things}) > 1:
        raise Misunderstood("The things of a pyramid are of one size.")
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


def _wall(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    """Rows of bricks, each a quarter of a brick beside the one below."""
    if len({thing.size for thing in things}) > 1 or things[0].kind not in FLAT:
        raise Misunderstood("A wall is of flat things of one size.")
    wide = max(1, round(math.sqrt(len(things) * 1.5)))
    while len(things) % wide and wide > 1:
        wide -= 1
    wide = how.grid[0] if how.grid is not None else wide
    long, high = things[0].size[0] * 1.02, things[0].size[2]
    return _centred(
        [
            Placed(
                thing, long * (i % wide + 0.12 * (-1) ** (i // wide)), 0.0, high * (i // wide + 0.5)
            )
            for i, thing in enumerate(things)
        ]
    )


def _pile(things: Sequence[Thing], how: Arrangement) -> list[Placed]:
    return [Placed(*one) for one in pile(things)]


def _centred(placed: list[Placed]) -> list[Placed]:
    xs, ys = [one.x for one in placed], [one.y for one in placed]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [one.moved(-x, -y) for one in placed]
