"""Things that springs join, which slide along a line."""

import itertools
import math
from dataclasses import replace

from py_remote_viewer.protocol.expectations import Attribute, Axis, Joints, Moves, Period
from py_remote_viewer.scenes.words.building.explaining import each_of
from py_remote_viewer.scenes.words.building.loose import Thing, expect_things
from py_remote_viewer.scenes.words.building.making import make_things
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, Spring, element
from py_remote_viewer.scenes.words.building.telling import begun, listed, title_of
from py_remote_viewer.scenes.words.items import Item, Misunderstood, Value

__all__ = ["build_coupled"]

_MOST = 10
_LENGTH = 0.5
#: How much longer than at rest the springs are as it begins, of their length.
_STRETCHED = 0.2


def build_coupled(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """They slide without friction; the springs between them begin stretched."""
    del gravity
    things, words = list[Thing](), list[str]()
    for part in item.parts:
        if part.kind == "weight":
            part.kind = "box"
            if not part.has("mass"):
                part.add("mass", Value(1.0, "mass", "1 kg"))
        part.flag("in a row", "slides", "moves", "swings", "alike")
        part.count = part.number(2 if part.plural else 1)
        made = [replace(thing, lying=False) for thing in make_things(part, names)]
        words.append(title_of(part, made, "", 1, article=True))
        things += made
    item.parts = []
    if not 2 <= len(things) <= _MOST:
        raise Misunderstood(f"2 to {_MOST} things can be joined by springs, not {len(things)}.")
    stiffness = item.one(100.0, "stiffness")
    ratio = item.one(0.0, "damping ratio")
    usual = 2 * ratio * math.sqrt(stiffness * _reduced(things))
    usual = 0.1 * math.sqrt(stiffness * _reduced(things)) if item.flag("damped") else usual
    damping = item.one(usual, "damping")
    length = item.one(_LENGTH, "length", "unnamed") * item.scale("length")
    item.flag(
        "horizontal", "swings", "undamped", "moves", "each other", "alike", "slides", "along x"
    )
    item.finish()
    if not (1e-2 <= stiffness <= 1e6 and 0.02 <= length <= 10.0):
        raise Misunderstood(f"A spring of {length:g} m and {stiffness:g} N/m cannot be made.")
    springs = "a spring" if len(things) == 2 else "springs"
    fragment = Fragment(
        begun(f"{listed(words)} joined by {springs}").removeprefix("A "),
        f"{begun(listed(words))} of {each_of([one.mass for one in things], 'kg')} slide along x, "
        f"joined by {springs} of {stiffness:g} N/m, which begin{'s' * (len(things) == 2)} "
        f"stretched.{f' The damping is {damping:.3g} N s/m.' if damping else ''}",
        depth=max(thing.extent[1] for thing in things), smooth=True,
    )  # fmt: skip
    fragment.title = begun(fragment.title)
    _build(fragment, things, names, stiffness, damping, length)
    return fragment


def _build(
    fragment: Fragment, things: list[Thing], names: Names, stiffness: float, damping: float,
    length: float,
) -> None:  # fmt: skip
    joints = names.give("slider", len(things))
    high = max(thing.extent[2] for thing in things) / 2
    stretched = length * (1 + _STRETCHED)
    sizes = [thing.extent[0] for thing in things]
    whole = sum(sizes) + stretched * (len(things) - 1)
    fragment.left = fragment.right = whole / 2
    fragment.height = 2 * high
    period = 2 * math.pi * math.sqrt(_reduced(things) / stiffness)
    fragment.timestep = min(0.002, period / 100)
    x = -whole / 2
    for i, (thing, joint) in enumerate(zip(things, joints, strict=True)):
        body = fragment.body(thing.name, (x + sizes[i] / 2, 0.0, high))
        element(body, "joint", name=joint, type="slide", axis=(1, 0, 0))
        geom = thing.geom(body)
        geom.attrib |= {"contype": "0", "conaffinity": "0", "rgba": RGBA[thing.colour]}
        for side in (-1, 1):
            end = "left" if side < 0 else "right"
            element(body, "site", name=f"{thing.name}_{end}", pos=(side * sizes[i] / 2, 0, 0),
                    size=0.005)  # fmt: skip
        x += sizes[i] + stretched
        fragment.things.append((thing.name, thing.colour))
        fragment.expectations += [
            Joints("slide", 1, thing.name), Axis(joint, (1.0, 0.0, 0.0)),
        ]  # fmt: skip
    for before, after in itertools.pairwise(things):
        spring = Spring(f"{before.name}_right", f"{after.name}_left", stiffness, damping, length)
        fragment.joining.append(spring)
        fragment.expectations.append(Attribute("tendon", spring.name, "stiffness", (stiffness,)))
    # One in the middle stays there.
    fragment.expectations += [Moves(things[0].name, 0.01), Moves(things[-1].name, 0.01)]
    fragment.joints["slide"] = len(things)
    fragment.expectations += expect_things(things)
    if len(things) == 2 and not damping and period < 10:
        fragment.expectations.append(Period(joints[0], period))


def _reduced(things: list[Thing]) -> float:
    """The mass that two of them swing against each other with."""
    first, second = things[0].mass, things[1].mass
    return first * second / (first + second)
