"""Dominoes, and a seesaw."""

import math

from py_remote_viewer.protocol.expectations import (
    Apart,
    Axis,
    Colour,
    Count,
    HasColour,
    HasSize,
    Joints,
    Mass,
    Things,
    Topples,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element

__all__ = ["build_dominoes", "build_seesaw"]

_MOST = 100
#: Thickness, width, height (m).
_DOMINO = (0.02, 0.1, 0.2)
_DENSITY = 600.0
#: Beyond where it would fall back by itself.
_TIPPED_DEG = 6.0


def build_dominoes(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A row along x; the first one is tipped, unless they shall stand."""
    tile = item.part("tile")
    count = item.number(tile.number(10) if tile is not None else 10)
    if not 1 <= count <= _MOST:
        raise Misunderstood(f"1 to {_MOST} dominoes can be made, not {count}.")
    arrangement = item.arrangement or "row"
    item.flag("in a row")
    if arrangement not in ("row", "group") or item.heaps != 1:
        raise Misunderstood(f"Dominoes can stand in one row, not in a {arrangement}.")
    item.arrangement = ""
    scale = item.scale("size")
    thick, wide, high = (value * scale for value in _DOMINO)
    if item.sizes:
        thick, wide, high = sorted(item.sizes)[:3] if len(item.sizes) == 3 else (thick, *item.sizes)
        item.sizes = ()
    high = item.one(high, "height", "unnamed", "length") * item.scale("height")
    # The others grow with it where nothing is said of them.
    thick = item.one(thick if high == _DOMINO[2] * scale else high / 10, "thickness")
    thick *= item.scale("thickness")
    wide = item.one(wide if high == _DOMINO[2] * scale else high / 2, "width")
    pitch = item.one(high / 2, "spacing")
    mass = item.one(float(f"{thick * wide * high * _DENSITY:.3g}"), "mass")
    pushed = item.flag("pushed")
    topples = item.flag("topples", "falls")
    # They fall once somebody pushes them, or they are asked to stand.
    stands = pushed or (item.flag("standing", "fixed") and not topples)
    item.flag("connected", "under gravity", "random", "hinged")
    if not 2.2 * thick < pitch < high * 0.95 and (pushed or not stands):
        raise Misunderstood(
            f"Dominoes {high:.3g} m high and {thick:.3g} m thick, {pitch:.3g} m apart, do not "
            f"knock each other over; {high / 2:.3g} m would."
        )
    colours: list[Colour] = list(item.colours) or ["white"]
    item.material = ""
    fragment = Fragment(
        f"{count} dominoes", f"{count} dominoes stand in a row, {pitch:.3g} m apart"
        + ("." if stands else "; the first one is tipped and knocks the others over."),
        left=count * pitch / 2 + high, right=count * pitch / 2 + high, depth=wide, height=high,
    )  # fmt: skip
    bodies = names.give("domino", count)
    for i, name in enumerate(bodies):
        x = pitch * (i - (count - 1) / 2)
        tipped = i == 0 and not stands
        at, turn = _tipped(x, thick, high, pitch) if tipped else ((x, 0.0, high / 2), {})
        body = fragment.body(name, at, **turn)
        element(body, "freejoint", name=f"{name}_free")
        element(body, "geom", type="box", size=(thick / 2, wide / 2, high / 2), mass=mass,
                friction=(0.5, 0.005, 0.0001), rgba=RGBA[colours[i % len(colours)]])  # fmt: skip
    item.finish()
    fragment.joints["free"] = count
    found = fragment.expectations
    found += [
        Count(Things(name="domino", shape="box"), count),
        Mass(bodies[-1], mass),
        HasSize(bodies[-1], "length", max(thick, wide, high)),
        HasSize(bodies[-1], "thickness", min(thick, wide, high)),
        HasColour(bodies[-1], colours[(count - 1) % len(colours)]),
    ]
    if count > 2:
        found.append(Apart(bodies[1], bodies[2], pitch))
    if stands or gravity < 0.1:
        fragment.stays += bodies
    else:
        found.append(Topples(tuple(bodies)))
    return fragment


def _tipped(
    x: float, thick: float, high: float, pitch: float
) -> tuple[tuple[float, float, float], dict[str, object]]:
    """Where a domino is that stands on its front edge, over by more than it can bear."""
    bears = math.degrees(math.atan2(thick, high))
    # Where it would touch the next one.
    touches = math.degrees(math.asin(min(1.0, (pitch - thick) / high)))
    angle = min(bears + _TIPPED_DEG, (bears + touches) / 2)
    turn = math.radians(angle)
    # From the edge to the middle.
    along, up = -thick / 2, high / 2
    at_x = x + thick / 2 + along * math.cos(turn) + up * math.sin(turn)
    at_z = -along * math.sin(turn) + up * math.cos(turn)
    return (at_x, 0.0, at_z), {"euler": (0, angle, 0)}


def build_seesaw(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A plank on a hinge, one end down."""
    if item.number(1) != 1:
        raise Misunderstood(f"One {item.said} can be made, not {item.count}.", word=item.said)
    long = item.one(2.0, "length", "unnamed") * item.scale("length") * item.scale("size")
    wide = item.one(0.3, "width")
    high = item.one(0.15 * long, "height")
    mass = item.one(5.0, "mass")
    colour = item.colour("orange")
    item.flag("swings", "undamped", "under gravity", "hinged")
    item.material = ""
    tilt = math.degrees(math.asin(min(0.9, 1.8 * high / long))) * 0.8
    item.finish()
    fragment = Fragment(
        "Seesaw", f"A plank of {long:.3g} m turns on a hinge {high:.3g} m above the floor.",
        left=long / 2, right=long / 2, depth=wide, height=2 * high,
    )  # fmt: skip
    (name,), (joint,) = names.give("plank", 1), names.give("hinge", 1)
    fragment.geom("box", (0, 0, high / 2), size=(0.05, wide / 2, high / 2), rgba=RGBA["grey"])
    body = fragment.body(name, (0, 0, high), euler=(0, tilt, 0))
    element(body, "joint", name=joint, type="hinge", axis=(0, 1, 0), damping=0.05 * mass)
    element(body, "geom", type="box", size=(long / 2, wide / 2, 0.02), mass=mass, rgba=RGBA[colour])
    fragment.joints["hinge"] = 1
    fragment.expectations += [
        Joints("hinge", 1, name),
        Axis(joint, (0.0, 1.0, 0.0)),
        Mass(name, mass),
        HasSize(name, "length", long),
        HasColour(name, colour),
    ]
    return fragment
