"""Seesaws, and what is on their ends."""

import math
from collections.abc import Sequence

from py_remote_viewer.protocol.expectations import (
    Axis,
    HasColour,
    HasSize,
    Joints,
    Mass,
    Moves,
    On,
)
from py_remote_viewer.scenes.words.building.loose import Thing, expect_things
from py_remote_viewer.scenes.words.building.making import make_things
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.telling import begun, listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["build_seesaw"]

_THICK = 0.04
#: How high the hinge is, of the plank's length; lower where something could slide off.
_HIGH, _LOADED = 0.15, 0.1
#: Which end each of these is; what is at neither has the one that is left.
_ENDS = {
    "at the left": -1, "one end": -1, "fixed end": -1, "at the middle": 0, "other end": 1,
    "at the right": 1,
}  # fmt: skip
#: Loads that differ by less balance each other.
_ALIKE = 0.02


def build_seesaw(
    item: Item, names: Names, gravity: float = 9.81, loads: Sequence[Item] = ()
) -> Fragment:
    """A plank on a hinge, one end down, or level with loads on it."""
    item.only_one()
    plank = item.part("link")
    for part in [plank] if plank is not None else []:
        item.values |= part.values
        item.colours, item.material = item.colours or part.colours, item.material or part.material
        part.values, part.colours, part.material = {}, [], ""
        part.finish()
    laid, words = _lay(loads, names)
    long = item.one(2.0, "length", "unnamed") * item.scale("length") * item.scale("size")
    wide = item.one(max([0.3, *(1.2 * thing.extent[1] for thing, _ in laid)]), "width")
    high = item.one((_LOADED if laid else _HIGH) * long, "height")
    mass = item.one(5.0, "mass")
    colour = item.colour("orange")
    usual = 0.0 if item.flag("undamped") else 0.01 if item.flag("slick") else 0.05
    damping = item.one(usual * mass, "damping")
    item.flag("swings", "under gravity", "hinged", "moves", "up and down", "carries")
    balanced = item.flag("horizontal", "inverted")
    if balanced and _turns(laid, long):
        raise Misunderstood("With these loads it is not balanced.", word="balanced")
    level = balanced or bool(laid)
    item.finish()
    if not (0.2 <= long <= 20.0 and 0.02 <= high < long):
        raise Misunderstood(f"A seesaw of {long:.3g} m, {high:.3g} m high, cannot be made.")
    fragment = Fragment(
        "Seesaw", f"A plank of {long:.3g} m turns on a hinge {high:.3g} m above the floor.",
        left=long / 2, right=long / 2, depth=wide, height=2 * high,
    )  # fmt: skip
    tilt = 0.0 if level else math.degrees(math.asin(min(0.9, 1.8 * high / long))) * 0.8
    (name,), (joint,) = names.give("plank", 1), names.give("hinge", 1)
    fragment.geom("box", (0, 0, high / 2), size=(0.05, wide / 2, high / 2), rgba=RGBA["grey"])
    body = fragment.body(name, (0, 0, high), euler=(0, tilt, 0) if tilt else None)
    balanced = level and _turns(laid, long) == 0.0
    # Where nothing pulls it down a little dry friction keeps it level.
    element(body, "joint", name=joint, type="hinge", axis=(0, 1, 0), damping=damping or None,
            frictionloss=0.02 * mass if balanced else None)  # fmt: skip
    element(body, "geom", type="box", size=(long / 2, wide / 2, _THICK / 2), mass=mass,
            rgba=RGBA[colour])  # fmt: skip
    fragment.joints["hinge"] = 1
    fragment.expectations += [
        Joints("hinge", 1, name),
        Axis(joint, (0.0, 1.0, 0.0)),
        Mass(name, mass),
        HasSize(name, "length", long),
        HasColour(name, colour),
    ]
    if balanced:
        fragment.stays.append(name)
    if laid:
        _put(fragment, laid, name, long, high + _THICK / 2, gravity)
        fragment.title = f"Seesaw with {listed(words)}"
        fragment.explanation += f" On it: {listed(words)}. {_outcome(laid, long, gravity)}"
    return fragment


def _lay(loads: Sequence[Item], names: Names) -> tuple[list[tuple[Thing, int]], list[str]]:
    """Each load with its end (-1 is left, 0 the middle), and what they are called."""
    told: list[tuple[list[Thing], int | None]] = []
    words: list[str] = []
    for load in loads:
        if load.arrangement not in ("", "row") or load.mixed:
            raise Misunderstood(f"A {load.arrangement} cannot be on a seesaw.", word=load.said)
        load.arrangement = ""
        each = load.flag("each end", "both ends")
        if {"one end", "other end"} <= load.flags.keys() and not load.plural:
            # "20 kg on one end and 5 kg on the other"
            load.flag("one end", "other end")
            each = True
        if each and load.number(1) == 1:
            load.count = 2
        ends = [end for flag, end in _ENDS.items() if load.flag(flag)]
        if len(ends) > 1 or (each and ends):
            raise Misunderstood(f"{load.said} is at one end.", word=load.said)
        load.flag("in a row", "falls", "let go", "alike")
        things = make_things(load, names)
        words.append(title_of(load, things, "", 1, article=True))
        told.append((things, ends[0] if ends else None))
    return _at_ends(told), words


def _at_ends(told: Sequence[tuple[list[Thing], int | None]]) -> list[tuple[Thing, int]]:
    free = [end for end in (-1, 1) if end not in [one for _, one in told]]
    laid: list[tuple[Thing, int]] = []
    for things, end in told:
        for thing in things:
            if end is None and not free:
                raise Misunderstood("A seesaw has two ends, each for one thing.", word=thing.kind)
            laid.append((thing, free.pop(0) if end is None else end))
    if len({end for _, end in laid}) < len(laid):
        raise Misunderstood("A seesaw has two ends, each for one thing.", word=laid[-1][0].kind)
    return laid


def _reach(thing: Thing, end: int, long: float) -> float:
    return end * (long / 2 - thing.extent[0] / 2 - 0.02)


def _turns(laid: Sequence[tuple[Thing, int]], long: float) -> float:
    """The moment of the loads (kg m), positive to the right; 0 where they balance."""
    moments = [thing.mass * _reach(thing, end, long) for thing, end in laid]
    largest = max([abs(one) for one in moments], default=0.0)
    return 0.0 if abs(sum(moments)) <= _ALIKE * largest else sum(moments)


def _put(
    fragment: Fragment, laid: Sequence[tuple[Thing, int]], plank: str, long: float, top: float,
    gravity: float,
) -> None:  # fmt: skip
    moment = _turns(laid, long)
    for thing, end in laid:
        x = _reach(thing, end, long)
        if abs(x) < thing.extent[0] / 2 and end:
            raise Misunderstood(f"A {thing.kind} that large has no place on {long:g} m.")
        thing.build(fragment.body(thing.name, (x, 0.0, top + thing.extent[2] / 2)))
        fragment.things.append((thing.name, thing.colour))
        fragment.joints["free"] = fragment.joints.get("free", 0) + 1
        fragment.height = max(fragment.height, top + thing.extent[2])
        if gravity > 0.1 and not moment:
            fragment.stays.append(thing.name)
        elif gravity > 0.1 and x * moment > 0 and not thing.rolls:
            # What is light may be thrown off.
            fragment.expectations.append(On(thing.name, plank))
    fragment.expectations += expect_things([thing for thing, _ in laid], tilted=True)
    if gravity > 0.1 and moment:
        fragment.expectations.append(Moves(plank, 0.05 * long))


def _outcome(laid: Sequence[tuple[Thing, int]], long: float, gravity: float) -> str:
    moment = _turns(laid, long) if gravity > 0.1 else 0.0
    side = "right" if moment > 0 else "left"
    return begun(f"it tips to the {side}." if moment else "it stays level.")
