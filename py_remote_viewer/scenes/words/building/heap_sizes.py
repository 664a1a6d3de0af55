"""How many things a heap is long and high, and how high it is as a whole."""

from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value

__all__ = ["check_rows", "count_rows", "share_height"]


def count_rows(item: Item, kind: str) -> None:
    """ "8 bricks long and 5 high", taken: the number of all of them."""
    said = " and ".join(
        one.said for name in ("columns", "rows") for one in item.values.get(name, ())
    )
    columns, rows = int(item.one(0, "columns")), int(item.one(0, "rows"))
    if not said:
        return
    most = max(columns, rows)
    if kind in ("stack", "row"):
        if (columns and kind == "stack") or (rows and kind == "row"):
            raise Misunderstood(f"{said!r} cannot be said of a {kind}.", word=said)
        count = most
    elif kind == "pyramid":
        count = most * (most + 1) // 2
        if columns and rows and columns != rows:
            raise Misunderstood(f"A pyramid {columns} wide is {columns} high.", word=said)
    else:
        known = item.count if item.count is not None and most and item.count % most == 0 else None
        usual = known // most if known else max(2, round(most / 1.5))
        columns, rows = columns or usual, rows or usual
        count, item.grid = columns * rows, (columns, rows)
    if item.number(count) != count:
        raise Misunderstood(f"{said!r} makes {count} {item.said}, not {item.count}.", word=said)
    item.count = count


def share_height(item: Item, kind: str, count: int) -> None:
    """ "the tower is 1 m high": how high each of so many on each other is."""
    names = (f"{kind} height", f"{kind} unnamed")
    told = next((item.values[name] for name in names if name in item.values), [])
    if not told or kind not in ("stack", "pyramid"):
        return
    total = item.one(0.0, *names)
    levels = count if kind == "stack" else round(((8 * count + 1) ** 0.5 - 1) / 2)
    sized = item.sizes or item.mixed or item.members or item.scales
    if sized or item.has("height", "side", "unnamed", "diameter", "radius"):
        raise Misunderstood(
            f"How high it is comes of the {item.said}; say either that or {told[0].said}.",
            word=told[0].said,
        )
    name = "side" if item.kind in ("box", "cube") else "height"
    item.add(name, Value(total / levels, "length", told[0].said, each=True))


def check_rows(item: Item) -> None:
    """ "four at the bottom, then three, then two and one on top", or the lowest rows alone."""
    told = [one.number(1) for one in item.members]
    plain = not any(one.colours or one.values or one.flags or one.sizes for one in item.members)
    total = told[0] * (told[0] + 1) // 2
    rows = [told[0] - i for i in range(len(told))]
    below = item.members[0].which in ("", "bottom", "first")
    if not plain or not below or told != rows or rows[-1] < 1:
        raise Misunderstood(
            f"Rows of {', '.join(map(str, told))} make no pyramid; each has one fewer than the one "
            "below it.", word=item.members[0].said,
        )  # fmt: skip
    if item.number(total) != total:
        raise Misunderstood(
            f"A pyramid with {told[0]} at the bottom has {total} {item.said}, not {item.count}.",
            word=item.members[0].said,
        )
    item.count, item.members = total, []
