"""Tables, and where things stand on them."""

import math
from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import HasColour, HasSize
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element

__all__ = ["Table", "build_table", "table_slots"]

_TABLE = (1.2, 0.8, 0.75)
_TOP = 0.04


class Table(Fragment):
    """A table's fragment; `top` is its height, `long` and `wide` its top (m)."""

    top: float = 0.0
    long: float = 0.0
    wide: float = 0.0
    name: str = ""


def build_table(item: Item, names: Names, *, for_arm: bool) -> Table:
    """A table, fixed to the floor; longer where a robot arm stands on it."""
    if item.number(1) != 1:
        raise Misunderstood(f"One {item.said} can be made, not {item.count}.", word=item.said)
    long, wide, high = _TABLE
    long = 1.6 if for_arm else long
    if item.sizes:
        given, item.sizes = item.sizes, ()
        long, wide = given[0], given[1]
        high = given[2] if len(given) == 3 else high
    size = item.scale("size")
    leg, top = item.part("leg"), item.part("top")
    long = item.one(long, "length", "unnamed") * size * item.scale("length")
    wide = item.one(wide, "width", "depth") * size * item.scale("width")
    high = item.one(high, "height") * item.scale("height") * (1 + (size - 1) * 0.3)
    thick = _TOP
    colour = item.colour("brown")
    if top is not None:
        thick = top.one(thick, "thickness")
        colour = top.colour(colour)
        top.finish()
    legs = 4
    if leg is not None:
        legs = leg.number(4)
        leg.scales.clear()
        leg.finish()
    if legs not in (3, 4):
        raise Misunderstood(f"A table with {legs} legs cannot be made; with 3 or 4 it can.")
    if not (0.1 <= high <= 3.0 and 0.1 <= long <= 10.0 and 0.1 <= wide <= 10.0):
        raise Misunderstood("Tables of 0.1 to 10 m, up to 3 m high, can be made.")
    (name,) = names.give("table", 1)
    table = Table(
        "Table", f"A table of {long:.3g} by {wide:.3g} m, {high:.3g} m high.", left=long / 2,
        right=long / 2, depth=wide / 2, height=high,
    )  # fmt: skip
    table.top, table.long, table.wide, table.name = high, long, wide, name
    body = table.body(name, (0, 0, 0))
    rgba = RGBA[colour]
    element(body, "geom", name=f"{name}_top", type="box", size=(long / 2, wide / 2, thick / 2),
            pos=(0, 0, high - thick / 2), rgba=rgba)  # fmt: skip
    x, y = long / 2 - 0.05, wide / 2 - 0.05
    corners = [(x, y), (x, -y), (-x, y), (-x, -y)] if legs == 4 else [(x, y), (x, -y), (-x, 0)]
    for corner in corners:
        element(body, "geom", type="box", size=(0.025, 0.025, (high - thick) / 2),
                pos=(*corner, (high - thick) / 2), rgba=rgba)  # fmt: skip
    table.expectations += [HasSize(name, "height", high), HasColour(name, colour)]
    return table


def table_slots(
    table: Table, sizes: Sequence[float], arm: float | None
) -> list[tuple[float, float]]:
    """Where things of these sizes (m) stand on it (x, y): in rows, before an arm so near that it
    reaches them. `arm` is how far that stands from the edge (m), None without one."""
    size = max(sizes)
    pitch = size * 1.4 + 0.02
    wide = min(0.7, table.wide - 0.1) if arm is not None else table.wide - 0.1
    columns = max(1, int(wide / pitch))
    rows = math.ceil(len(sizes) / columns)
    long = 0.35 if arm is not None else table.long - 0.1
    if rows * pitch > long + pitch:
        raise Misunderstood(
            f"{len(sizes)} things of {size:.2g} m have no place on a table of {table.long:.3g} by "
            f"{table.wide:.3g} m; fewer, smaller or a larger table would."
        )
    middle = 0.0 if arm is None else -table.long / 2 + arm + 0.47
    slots: list[tuple[float, float]] = []
    for i in range(len(sizes)):
        row, column = divmod(i, columns)
        in_row = min(columns, len(sizes) - row * columns)
        slots.append((middle + pitch * (row - (rows - 1) / 2), pitch * (column - (in_row - 1) / 2)))
    return slots
