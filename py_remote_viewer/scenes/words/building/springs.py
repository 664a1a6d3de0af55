"""A mass on a spring, or several."""

import math

from py_remote_viewer.protocol.expectations import (
    Attribute,
    Axis,
    Colour,
    HasColour,
    Joints,
    Mass,
    Moves,
    Period,
)
from py_remote_viewer.scenes.words.building.links import one_value, shared_flag
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element, numbers
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["build_spring"]

_MOST_MASSES = 20


def build_spring(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A mass that slides on a spring, up and down or along x, from beside its rest."""
    bob, spring = item.part("bob"), item.part("spring")
    parts = [part for part in (bob, spring) if part is not None]
    count = max(one.number(1) for one in (item, *parts))
    if not 1 <= count <= _MOST_MASSES:
        raise Misunderstood(f"1 to {_MOST_MASSES} {item.said} can be made, not {count}.")
    masses, stiffness = _masses_and_stiffness(item, parts, count)
    damping = _damping(item, parts, 2 * math.sqrt(masses[0] * stiffness[0]))
    drawn = [*parts, item] if bob is None else [spring or item, item]
    amplitude = (one_value(item, drawn, "drop", "length", "unnamed") or [0.1])[0]
    colours: list[Colour] = [one.colour("red") for one in ([bob] if bob is not None else [item])]
    for one in (item, *parts):
        one.colour("red")
    side = _side(bob) if bob is not None else item.one(0.14, "side")
    flat = False
    for one in (item, *parts):
        flat |= one.flag("horizontal", "slides", "along x", "along")
        one.flag("swings", "hangs", "undamped", "vertical", "from the ceiling", "connected",
                 "under gravity", "raised", "bounces", "up and down", "let go", "along z",
                 "from rest", "in a row", "moves", "alike", "at its end", "at the bottom",
                 "fixed end")  # fmt: skip
    for mass, stiff in zip(masses, stiffness, strict=True):
        if not (1e-3 <= mass <= 1e3 and 1e-2 <= stiff <= 1e6):
            raise Misunderstood(f"A mass of {mass:g} kg on {stiff:g} N/m cannot be made.")
    if not 0.0 < amplitude <= 2.0:
        raise Misunderstood(f"It cannot begin {amplitude:g} m from its rest.")
    for part in (*parts, item):
        part.finish()
    made = [
        _spring(names, mass, stiff, damping, amplitude, colours[0], side, flat, gravity)
        for mass, stiff in zip(masses, stiffness, strict=True)
    ]
    return _beside_each_other(made, 2.5 * side)


def _masses_and_stiffness(
    item: Item, parts: list[Item], count: int
) -> tuple[list[float], list[float]]:
    """Of each, one of them by the period where that was told."""
    masses, stiffness = _one_each(item, parts, count, "mass"), _one_each(item, parts, count,
                                                                         "stiffness")  # fmt: skip
    periods = _one_each(item, parts, count, "period")
    for one in (item, *parts):
        one.flag("per swing")
        masses = [mass * one.scale("mass") for mass in masses] if masses else masses
    if not periods:
        return masses or [1.0] * count, stiffness or [100.0] * count
    if min(periods) <= 0 or (masses and stiffness):
        raise Misunderstood("Of mass, stiffness and period two can be chosen.", word="period")
    # k = m (2 π / T)².
    rates = [(2 * math.pi / period) ** 2 for period in periods]
    if stiffness:
        return [k / rate for k, rate in zip(stiffness, rates, strict=True)], stiffness
    masses = masses or [1.0] * count
    return masses, [mass * rate for mass, rate in zip(masses, rates, strict=True)]


def _damping(item: Item, parts: list[Item], critical: float) -> float:
    """As it was said (N s/m), or as a ratio to the critical one."""
    damping = (one_value(item, parts, "damping") or [0.0])[0]
    ratio = (one_value(item, parts, "damping ratio") or [0.0])[0]
    if ratio and damping:
        raise Misunderstood("Either a damping or a damping ratio can be said.", word="damping")
    usual = 0.1 if shared_flag([item, *parts], "damped") else 0.0
    usual = 0.02 if shared_flag([item, *parts], "slick") else usual
    ratio = ratio or (0.0 if damping else usual)
    return damping or ratio * critical


def _one_each(item: Item, parts: list[Item], count: int, name: str) -> list[float]:
    values = [value for part in parts for value in part.take(name)] or item.take(name)
    if len(values) not in (0, 1, count):
        raise Misunderstood(f"{len(values)} values of {name} are said of {count} masses.")
    return values * count if len(values) == 1 else values


def _side(bob: Item) -> float:
    """How large the mass is drawn."""
    side = bob.one(0.14, "side", "unnamed", "diameter", "width") * bob.scale("size")
    if not 0.01 <= side <= 1.0:
        raise Misunderstood(f"A mass of {side:g} m on a spring cannot be made.")
    return side


def _beside_each_other(made: list[Fragment], pitch: float) -> Fragment:
    """Several in one fragment, along y."""
    whole, *others = made
    for number, other in enumerate(others, 1):
        for body in other.bodies:
            x, _, z = (float(value) for value in body.attrib["pos"].split())
            body.set("pos", numbers(x, pitch * number, z))
        whole.bodies += other.bodies
        whole.springs += [((x, y + pitch * number, z), site) for (x, y, z), site in other.springs]
        whole.expectations += other.expectations
        whole.joints["slide"] += 1
        whole.explanation += f" {other.explanation}"
        whole.timestep = min(whole.timestep, other.timestep)
        whole.depth += pitch
    if others:
        whole.title = f"{len(made)} masses on springs"
    return whole


def _spring(
    names: Names, mass: float, stiffness: float, damping: float, amplitude: float, colour: Colour,
    side: float, flat: bool, gravity: float,
) -> Fragment:  # fmt: skip
    period = 2 * math.pi * math.sqrt(mass / stiffness)
    rest = 0.6 + amplitude
    top = side / 2 if flat else rest + amplitude + 0.4
    fragment = Fragment(
        "Mass on a spring",
        f"{mass:.4g} kg on a spring of {stiffness:.4g} N/m, let go {amplitude:g} m from its rest; "
        f"the period is {period:.3g} s."
        f"{f' The damping is {damping:.3g} N s/m.' if damping else ''}",
        left=0.6 + amplitude, right=0.6 + amplitude, depth=0.3, height=max(top, 0.3), smooth=True,
        timestep=min(0.002, period / 100),
    )  # fmt: skip
    wide = 0.7 + amplitude if flat else side
    fragment.seen = wide, wide
    fragment.low = 0.0 if flat else rest - amplitude - side / 2
    (name,), (joint,) = names.give("mass", 1), names.give("slider", 1)
    axis, at = ((1, 0, 0), (amplitude, 0, top)) if flat else ((0, 0, 1), (0, 0, rest - amplitude))
    # Where its body stands is 0 for the joint; the spring pulls so that it rests beside that.
    reference = -amplitude if flat else amplitude + mass * gravity / stiffness
    body = fragment.body(name, at)
    element(body, "joint", name=joint, type="slide", axis=axis, stiffness=stiffness,
            springref=reference, damping=damping or None)  # fmt: skip
    element(body, "geom", type="box", size=(side / 2, side / 2, side / 2), mass=mass,
            rgba=RGBA[colour], contype=0, conaffinity=0)  # fmt: skip
    end = (-0.6 - amplitude, 0, top) if flat else (0, 0, top)
    fragment.geom("box", end, size=(0.03, 0.1, 0.1) if flat else (0.1, 0.1, 0.02),
                  rgba=RGBA["black"])  # fmt: skip
    element(body, "site", name=f"{name}_end", size=0.005)
    fragment.springs.append((end, f"{name}_end"))
    fragment.joints["slide"] = 1
    fragment.expectations += [
        Joints("slide", 1, name),
        Axis(joint, (float(axis[0]), 0.0, float(axis[2]))),
        Attribute("joint", joint, "stiffness", (stiffness,)),
        Mass(name, mass),
        HasColour(name, colour),
        Moves(name, min(0.05, amplitude)),
    ]
    if damping == 0 and period < 10:
        fragment.expectations.append(Period(joint, period))
    return fragment
