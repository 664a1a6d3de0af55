"""Ramps, and the things that slide, roll or hold on them."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, replace

from py_remote_viewer.protocol.expectations import (
    Attribute,
    HasColour,
    HasSize,
    Moves,
    On,
    Slope,
)
from py_remote_viewer.scenes.words.building.loose import Thing
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.rubbing import told_friction
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["Ramp", "build_ramp", "lay_on_ramp", "told_of_ramp"]

_USUAL = (2.0, 0.8, 0.06)
_USUAL_SLOPE = 25.0
#: What there is where nothing is said of it: less than the tangent of most slopes, or more.
_SLIPPERY, _ROUGH = 0.2, 1.2
#: What rolls has to grip.
_ROLLS = 0.9


@dataclass
class Ramp:
    """A board that rises along x by `slope` degrees, `long` along the slope and `wide` (m); its
    friction is None where nothing was said of it."""

    fragment: Fragment
    name: str
    slope: float
    long: float
    wide: float
    friction: float | None
    board: ET.Element


def build_ramp(item: Item, names: Names) -> Ramp:
    """The ramp alone, its lower end on the floor."""
    item.only_one()
    long, wide, thick = _USUAL
    slope, long = _slope(item, long)
    wide = item.one(wide, "width") * item.scale("width")
    if not (1.0 <= slope <= 80.0 and 0.2 <= long <= 20.0 and 0.05 <= wide <= 10.0):
        raise Misunderstood(
            f"A ramp of {slope:.3g}° and {long:.3g} m cannot be made; 1 to 80° and 0.2 to 20 m can."
        )
    friction = told_friction(item)
    colour = item.colour("grey")
    item.flag("fixed", "under gravity")
    (name,) = names.give("ramp", 1)
    radians = math.radians(slope)
    fragment = Fragment(
        "Ramp", f"A ramp of {long:.3g} m rises by {slope:.3g}°.",
        left=long * math.cos(radians) / 2 + 0.6, right=long * math.cos(radians) / 2 + 0.1,
        depth=wide / 2, height=long * math.sin(radians) + 0.1,
    )  # fmt: skip
    # The middle of the upper face is at half the rise; the board lies below it.
    middle = (thick / 2 * math.sin(radians), 0,
              long / 2 * math.sin(radians) - thick / 2 * math.cos(radians))  # fmt: skip
    body = fragment.body(name, middle, euler=(0, -slope, 0))
    size = (long / 2, wide / 2, thick / 2)
    board = element(body, "geom", name=f"{name}_board", type="box", size=size, rgba=RGBA[colour])
    fragment.expectations += [
        Slope(name, slope),
        HasSize(name, "length", long),
        HasColour(name, colour),
    ]
    ramp = Ramp(fragment, name, slope, long, wide, friction, board)
    if ramp.friction is not None:
        _set_friction(ramp, ramp.friction)
    return ramp


def _slope(item: Item, long: float) -> tuple[float, float]:
    """Its angle and its length, of which height can be said in the place of one."""
    high = item.one(-1.0, "height", "drop") * item.scale("height")
    said = item.has("length", "unnamed")
    long = item.one(long, "length", "unnamed") * item.scale("length") * item.scale("size")
    slope = item.one(-1.0, "angle") * item.scale("angle")
    if slope > 0 and high > 0 and not said:
        return slope, high / math.sin(math.radians(min(slope, 89.0)))
    if slope > 0 and high > 0:
        raise Misunderstood("Of a ramp's angle, length and height only two can be chosen.")
    if slope > 0:
        return slope, long
    if high > 0:
        return math.degrees(math.asin(min(1.0, high / long))), long
    return _USUAL_SLOPE * abs(slope), long


def _set_friction(ramp: Ramp, friction: float) -> None:
    ramp.board.set("friction", f"{friction:g} 0.005 0.0001")
    wanted = Attribute("geom", f"{ramp.name}_board", "friction", (friction,))
    if wanted not in ramp.fragment.expectations:
        ramp.fragment.expectations.append(wanted)


def lay_on_ramp(ramp: Ramp, laid: Sequence[Thing], places: Sequence[str], gravity: float) -> None:
    """Lay things side by side, each at the `top`, the `middle` or the `bottom`. They hold where
    friction is above the slope's tangent, unless they roll."""
    taken = sum(thing.extent[1] * 1.3 for thing in laid)
    if taken > ramp.wide + 0.01 and len(laid) > 1:
        raise Misunderstood(
            f"{len(laid)} things have no place side by side on a ramp {ramp.wide:g} m wide."
        )
    frictions = [_friction(ramp, thing) for thing in laid]
    if len(set(frictions)) == 1 and not all(thing.rolls for thing in laid):
        _set_friction(ramp, frictions[0])
    y = -taken / 2
    for thing, friction, place in zip(laid, frictions, places, strict=True):
        if max(thing.extent[0], thing.extent[1]) > 0.6 * ramp.long:
            raise Misunderstood(f"A {thing.kind} that large has no place on {ramp.long:g} m.")
        y += thing.extent[1] * 0.65
        _lay(ramp, replace(thing, friction=friction), _along(ramp, thing, place), y)
        y += thing.extent[1] * 0.65
        _expect(ramp, thing, friction, gravity, moves=0.05 if place == "bottom" else 0.2)


def _along(ramp: Ramp, thing: Thing, place: str) -> float:
    """How far up the slope from its middle."""
    match place:
        case "bottom":
            return -ramp.long / 2 + thing.extent[0] / 2 + 0.02
        case "middle":
            return 0.0
        case _:
            return 0.3 * ramp.long


def _lay(ramp: Ramp, thing: Thing, along: float, y: float) -> None:
    radians, out = math.radians(ramp.slope), thing.extent[2] / 2
    at = (along * math.cos(radians) - out * math.sin(radians), y,
          (ramp.long / 2 + along) * math.sin(radians) + out * math.cos(radians))  # fmt: skip
    thing.build(ramp.fragment.body(thing.name, at, euler=(0, -ramp.slope, 0)))
    ramp.fragment.things.append((thing.name, thing.colour))
    ramp.fragment.joints["free"] = ramp.fragment.joints.get("free", 0) + 1


def _friction(ramp: Ramp, thing: Thing) -> float:
    """As it was told of one of the two, else so that it does what was told."""
    said = [one for one in (thing.friction, ramp.friction) if one is not None]
    if said:
        return max(said)
    tangent = math.tan(math.radians(ramp.slope))
    if thing.rolls:
        return max(_ROLLS, tangent)
    if thing.holds:
        return max(_ROUGH, 1.5 * tangent)
    return _SLIPPERY if thing.holds is None else min(_SLIPPERY, 0.5 * tangent)


def told_of_ramp(ramp: Ramp, things: Sequence[Thing]) -> str:
    """What they do there, and why: `slides: the friction is 0.2, the slope's tangent 0.466`."""
    first, many = things[0], len(things) > 1
    tangent, friction = math.tan(math.radians(ramp.slope)), _friction(ramp, first)
    if first.rolls:
        return "roll down" if many else "rolls down"
    does = "hold" if friction > tangent * 1.05 else "slide"
    return (
        f"{does}{'' if many else 's'}: the friction is {friction:.3g}, the slope's tangent "
        f"{tangent:.3g}"
    )


def _expect(ramp: Ramp, thing: Thing, friction: float, gravity: float, *, moves: float) -> None:
    tangent = math.tan(math.radians(ramp.slope))
    sticks = not thing.rolls and friction > tangent * 1.05
    if thing.holds is not None and thing.holds != sticks and gravity > 0.01:
        raise Misunderstood(
            f"With a friction of {friction:g} a {thing.kind} {'holds' if sticks else 'moves'} on a "
            f"slope of {ramp.slope:.3g}°, whose tangent is {tangent:.3g}."
        )
    if sticks and tangent > 0.95 * thing.extent[0] / thing.extent[2]:
        raise Misunderstood(
            f"A {thing.kind} {thing.extent[2]:.3g} m high and {thing.extent[0]:.3g} m long tips "
            f"over on a slope of {ramp.slope:.3g}°; a flat one would hold.", word=thing.kind,
        )  # fmt: skip
    if gravity < 0.01:
        return
    if sticks:
        ramp.fragment.stays.append(thing.name)
        ramp.fragment.expectations.append(On(thing.name, ramp.name))
    else:
        ramp.fragment.expectations.append(Moves(thing.name, moves))
