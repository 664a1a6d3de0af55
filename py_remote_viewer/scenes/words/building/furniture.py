"""Tables, and where things stand on them."""

import math
from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import HasColour, HasSize
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["Table", "build_table", "table_slots"]

_TABLE = (1.2, 0.8, 0.75)
_ROUND = 1.1
_TOP = 0.04


class Table(Fragment):
    """A table's fragment; `top` is its height, `long` and `wide` what of it can be used (m)."""

    top: float = 0.0
    long: float = 0.0
    wide: float = 0.0
    name: str = ""
    round: bool = False


def build_table(item: Item, names: Names, *, for_arm: bool) -> Table:
    """A table, fixed to the floor; longer where a robot arm stands on it."""
    item.only_one()
    round_ = item.flag("round")
    long, wide, high = _size(item, 1.6 if for_arm else _TABLE[0], round_=round_)
    colour = item.colour("brown")
    top, leg = item.part("top") or Item("", ""), item.part("leg") or Item("", "")
    thick, legs = top.one(_TOP, "thickness"), leg.number(4)
    top_colour, leg_colour = top.colour(colour), leg.colour(colour)
    top.finish()
    leg.finish()
    if legs not in (3, 4):
        raise Misunderstood(f"A table with {legs} legs cannot be made; with 3 or 4 it can.")
    if not (0.1 <= high <= 3.0 and 0.1 <= long <= 10.0 and 0.1 <= wide <= 10.0):
        raise Misunderstood("Tables of 0.1 to 10 m, up to 3 m high, can be made.")
    (name,) = names.give("table", 1)
    shape = f"{long:.3g} m across" if round_ else f"{long:.3g} by {wide:.3g} m"
    table = Table(
        "Table", f"A table of {shape}, {high:.3g} m high.", left=long / 2,
        right=long / 2, depth=wide / 2, height=high,
    )  # fmt: skip
    table.top, table.long, table.wide, table.name = high, long, wide, name
    body = table.body(name, (0, 0, 0))
    if round_:
        table.long = table.wide = long / math.sqrt(2)
        table.round = True
    size = (long / 2, thick / 2) if round_ else (long / 2, wide / 2, thick / 2)
    element(body, "geom", name=f"{name}_top", type="cylinder" if round_ else "box", size=size,
            pos=(0, 0, high - thick / 2), rgba=RGBA[top_colour])  # fmt: skip
    x, y = table.long / 2 - 0.05, table.wide / 2 - 0.05
    corners = [(x, y), (x, -y), (-x, y), (-x, -y)] if legs == 4 else [(x, y), (x, -y), (-x, 0)]
    for corner in corners:
        element(body, "geom", type="box", size=(0.025, 0.025, (high - thick) / 2),
                pos=(*corner, (high - thick) / 2), rgba=RGBA[leg_colour])  # fmt: skip
    table.expectations += [HasSize(name, "height", high), HasColour(name, top_colour)]
    return table


def _size(item: Item, long: float, *, round_: bool) -> tuple[float, float, float]:
    _, wide, high = _TABLE
    if item.sizes:
        given, item.sizes = item.sizes, ()
        long, wide = given[0], given[1]
        high = given[2] if len(given) == 3 else high
    size = item.scale("size")
    high = item.one(high, "height") * item.scale("height") * (1 + (size - 1) * 0.3)
    if round_:
        across = 2 * item.one(item.one(_ROUND, "diameter", "unnamed", "width") / 2, "radius") * size
        return across, across, high
    if item.flag("square"):
        side = item.one(wide, "unnamed", "side", "length", "width") * size
        return side, side, high
    long = item.one(long, "length", "unnamed") * size * item.scale("length")
    wide = item.one(wide, "width", "depth") * size * item.scale("width")
    return long, wide, high


def table_slots(
    table: Table, sizes: Sequence[float], arm: float | None
) -> list[tuple[float, float]]:
    """Where things of these sizes (m) stand on it (x, y): in rows across, before an arm so near
    that it reaches them. `arm` is how far that stands from the edge (m), None without one."""
    wide, long = (0.5, 0.35) if arm is not None else (table.wide - 0.1, table.long - 0.1)
    rows: list[list[float]] = [[]]
    for size in sizes:
        room = 1.35 * size + 0.02
        if rows[-1] and sum(rows[-1]) + room > max(wide, room):
            rows.append([])
        rows[-1].append(room)
    deep = [max(row) for row in rows]
    if sum(deep) > long + max(deep) / 2 or max(sizes) > min(table.wide, table.long):
        raise Misunderstood(
            f"{len(sizes)} things of {max(sizes):.2g} m have no place on a table of "
            f"{table.long:.3g} by {table.wide:.3g} m; fewer, smaller or a larger table would."
        )
    middle = 0.0 if arm is None else -table.long / 2 + arm + 0.47
    slots: list[tuple[float, float]] = []
    x = middle - sum(deep) / 2
    for row, room in zip(rows, deep, strict=True):
        y = -sum(row) / 2
        for one in row:
            slots.append((x + room / 2, y + one / 2))
            y += one
        x += room
    return slots
