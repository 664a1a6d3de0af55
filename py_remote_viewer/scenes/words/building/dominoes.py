"""Dominoes in rows and along curves."""

from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import (
    Apart,
    Colour,
    Count,
    HasSize,
    Mass,
    Things,
    Topples,
)
from py_remote_viewer.scenes.words.building.domino_paths import (
    WHERE,
    Domino,
    domino_path,
    places,
)
from py_remote_viewer.scenes.words.building.making import PALETTE
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.members import split

__all__ = ["build_dominoes"]

_MOST = 100
#: Thickness, width, height (m).
_DOMINO = (0.02, 0.1, 0.2)
_DENSITY = 600.0
_BETWEEN_ROWS = 0.2


def build_dominoes(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Rows along x, or a curve; the first one is tipped, unless they shall stand."""
    count = _number(item)
    around, heaps = domino_path(item, count), item.heaps
    from_right = item.flag("topples from right")
    fall_over = item.flag("topples from left") or from_right
    _in_rows(item, count)
    thick, wide, high = _size(item)
    pitch = item.one(high / 2, "spacing")
    pitch = item.one(pitch - thick, "gap") + thick
    mass = item.one(float(f"{thick * wide * high * _DENSITY:.3g}"), "mass") * item.scale("mass")
    pushed = item.flag("pushed")
    topples = item.flag("topples", "falls") or fall_over
    # They fall once somebody pushes them, or they are asked to stand.
    stands = pushed or (item.flag("standing", "holds", "vertical") and not topples)
    item.flag("under gravity", "alike", "vertical", "standing", "let go")
    knocks = 1.4 * thick < pitch < high * 0.95
    if not knocks and (pushed or not stands):
        raise Misunderstood(
            f"Dominoes {high:.3g} m high and {thick:.3g} m thick, {pitch:.3g} m apart, do not "
            f"knock each other over; {high / 2:.3g} m would.", word="apart",
        )  # fmt: skip
    if pitch <= thick:
        raise Misunderstood(f"Dominoes {thick:.3g} m thick cannot be {pitch:.3g} m apart.")
    if from_right and around:
        raise Misunderstood("Dominoes along a curve fall from left to right.", word=item.said)
    colours = _colours(item, count)
    item.finish()
    size, where = (thick, wide, high), f"{WHERE[around]}, {pitch:.3g} m apart"
    path = places(count, size, pitch, around, tipped=not stands)
    if from_right:
        colours.reverse()
    rows = [
        _row(names, path, where, size, mass, colours, gravity, stands=stands) for _ in range(heaps)
    ]
    for row in rows:
        bodies = [body.get("name", "") for body in row.bodies]
        row.expectations += [Apart(bodies[1], bodies[2], pitch)] if count > 2 else []
        if from_right:
            row.turn_round()
    return _side_by_side(rows, 2 * rows[0].depth + _BETWEEN_ROWS)


def _number(item: Item) -> int:
    """How many are in a row; what was said of its tiles is of the dominoes."""
    tile = item.part("tile")
    told = [item.count] if item.count is not None else []
    told += [tile.number(10)] if tile is not None else []
    members = sum(one.number(1) for one in item.members)
    count = told[0] if told else members or 10
    if not 1 <= count <= _MOST or len(set(told)) > 1:
        raise Misunderstood(f"1 to {_MOST} dominoes can be made, not {told}.")
    if tile is not None:
        for name, values in tile.values.items():
            item.values.setdefault(name, []).extend(values)
        item.colours = item.colours or tile.colours
        tile.values, tile.colours = {}, []
        tile.finish()
    return count


def _in_rows(item: Item, count: int) -> None:
    """Raises Misunderstood for what is not in rows or curves."""
    item.flag("in a row", "from left")
    arrangement = item.arrangement or "row"
    if arrangement not in ("row", "group") or item.grid or item.mixed or count * item.heaps > _MOST:
        raise Misunderstood(
            f"Up to {_MOST} dominoes can stand in rows, curves and circles.", word=item.said
        )
    item.heaps, item.arrangement = 1, ""


def _side_by_side(rows: list[Fragment], pitch: float) -> Fragment:
    whole = rows[0]
    if len(rows) == 1:
        return whole
    middle = pitch * (len(rows) - 1) / 2
    whole.shift_across(middle)
    for number, row in enumerate(rows[1:], 1):
        row.shift_across(middle - pitch * number)
        whole = whole.merged(row)
    whole.title = f"{len(rows)} rows of {rows[0].title}"
    whole.explanation = f"{len(rows)} rows: {rows[0].explanation}"
    whole.depth += middle
    return whole


def _size(item: Item) -> tuple[float, float, float]:
    """Thickness, width and height; the others grow with one that is told, and with a gap."""
    scale = item.scale("size")
    thick, wide, high = (value * scale for value in _DOMINO)
    if item.sizes:
        thick, wide, high = sorted(item.sizes) if len(item.sizes) == 3 else (thick, *item.sizes)
        item.sizes = ()
        return thick, wide, high
    usual = high
    told = item.has("height", "unnamed", "length")
    high = item.one(high, "height", "unnamed", "length") * item.scale("height")
    if not told:
        # A row that is told to be narrower is of smaller ones.
        gap = next((value.value for value in item.values.get("gap", ())), 0.0)
        pitch = next((value.value for value in item.values.get("spacing", ())), gap)
        if pitch and not 0.3 * high < pitch < 0.9 * high:
            high = min(max(2 * pitch, 0.02), 2.0)
    grown = high / usual
    thick = item.one(thick * grown, "thickness") * item.scale("thickness")
    wide = item.one(wide * grown, "width", "depth") * item.scale("width")
    if not (0.001 <= thick < high / 1.5 and 0.002 <= wide <= 5.0 and 0.01 <= high <= 5.0):
        raise Misunderstood(
            f"Dominoes of {thick:.3g} by {wide:.3g} by {high:.3g} m cannot be made."
        )
    return thick, wide, high


def _colours(item: Item, count: int) -> list[Colour]:
    """Of each of them."""
    if item.flag("colourful"):
        item.colours = [*PALETTE[:7]]
        item.colours = [item.colours[i % 7] for i in range(count)]
    if item.flag("alternating") and len(item.colours) < 2:
        raise Misunderstood("It is not said between which colours they alternate.")
    single = Item("domino", item.said, colours=item.colours, members=item.members,
                  material=item.material)  # fmt: skip
    item.colours, item.members, item.material = [], [], ""
    if len(single.colours) > 1 and count % len(single.colours):
        single.colours = [single.colours[i % len(single.colours)] for i in range(count)]
    singles = split(single, count)
    found: list[Colour] = [one.colour("white") for one in singles]
    for one in singles:
        one.finish()
    return found


def _row(
    names: Names, path: Sequence[Domino], where: str, size: tuple[float, float, float],
    mass: float, colours: list[Colour], gravity: float, *, stands: bool,
) -> Fragment:  # fmt: skip
    thick, wide, high = size
    count = len(path)
    reach = max(abs(one.at[0]) for one in path) + high
    fragment = Fragment(
        f"{count} dominoes", f"{count} dominoes stand {where}"
        + ("." if stands else "; the first one is tipped and knocks the others over."),
        left=reach, right=reach, depth=wide + max(abs(one.at[1]) for one in path), height=high,
        timestep=0.002 if high > 0.08 else 0.001,
    )  # fmt: skip
    bodies = names.give("domino", count)
    for name, colour, one in zip(bodies, colours, path, strict=True):
        body = fragment.body(name, one.at, quat=one.turn)
        element(body, "freejoint", name=f"{name}_free")
        element(body, "geom", type="box", size=(thick / 2, wide / 2, high / 2), mass=mass,
                friction=(0.5, 0.005, 0.0001), rgba=RGBA[colour])  # fmt: skip
    fragment.joints["free"] = count
    fragment.expectations += [
        Count(Things(name="domino", shape="box"), count),
        Mass(bodies[-1], mass),
        HasSize(bodies[-1], "length", max(thick, wide, high)),
        HasSize(bodies[-1], "thickness", min(thick, wide, high)),
        *(Count(Things(name="domino", colour=colour), colours.count(colour))
          for colour in dict.fromkeys(colours)),
    ]  # fmt: skip
    if stands or gravity < 0.1:
        fragment.stays += bodies
    else:
        fragment.expectations.append(Topples(tuple(bodies)))
    return fragment
