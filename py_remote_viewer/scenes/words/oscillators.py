"""Newton's cradle, and a mass on a spring."""

import math

from py_remote_viewer.protocol.expectations import (
    Attribute,
    Axis,
    Colour,
    Count,
    HasColour,
    HasSize,
    Joints,
    Mass,
    Moves,
    Period,
    Things,
)
from py_remote_viewer.scenes.words.items import Item, Misunderstood
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element, numbers
from py_remote_viewer.scenes.words.pendulums import per_link

__all__ = ["build_cradle", "build_spring"]

_MOST_BALLS = 20
_STRING = 0.5
_RADIUS = 0.05
_RAISED_DEG = 40.0
#: So far apart the hits come one after the other: all at once, several balls would share the swing.
_GAP = 1.02


def build_cradle(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Balls that touch, each on a string; the first ones are raised."""
    if item.number(1) != 1:
        item.parts.append(Item("bob", item.said, item.count))
    parts, item.parts = [one for one in item.parts if one.kind in ("bob", "rod")], []
    lifted = [part for part in parts if part.flag("raised")]
    balls = [part for part in parts if part.kind == "bob" and part not in lifted]
    strings = [part for part in parts if part.kind == "rod"]
    one_raised = [one.flag("first raised") for one in (item, *parts)]
    raised = 1 if any(one_raised) else sum(part.number(1) for part in lifted) or 1
    count = max((part.count or 0 for part in balls), default=0) or 5
    if not 2 <= count <= _MOST_BALLS or not 1 <= raised < count:
        raise Misunderstood(
            f"A cradle has 2 to {_MOST_BALLS} balls, of which at least one hangs; not {count} with "
            f"{raised} raised."
        )
    length = (per_link(item, strings, 1, "length", "unnamed") or [_STRING])[0]
    radius = _ball_radius(item, balls)
    mass = (per_link(item, balls, 1, "mass") or [1.0])[0]
    angle = (per_link(item, [*lifted, *balls], 1, "angle") or [_RAISED_DEG])[0]
    colours: list[Colour] = [c for one in (item, *balls) for c in one.colours] or ["grey"]
    if not radius < length:
        raise Misunderstood(f"Balls of {2 * radius:g} m do not hang on {length:g} m of string.")
    for one in (item, *parts):
        one.flag("swings", "hangs", "raised", "undamped", "bounces", "from the ceiling",
                 "connected", "under gravity", "let go", "from rest")  # fmt: skip
        one.material = ""
    for one in (*parts, item):
        one.finish()
    return _cradle(names, count, raised, length, radius, mass, angle, colours, gravity)


def _ball_radius(item: Item, balls: list[Item]) -> float:
    radius = item.one(_RADIUS, "radius")
    for ball in balls:
        radius = ball.one(radius, "radius")
        radius = ball.one(2 * radius, "diameter", "unnamed", "side") / 2 * ball.scale("size")
    return radius


def _cradle(
    names: Names, count: int, raised: int, length: float, radius: float, mass: float, angle: float,
    colours: list[Colour], gravity: float,
) -> Fragment:  # fmt: skip
    top = length + radius + 0.15
    wide = count * radius + length
    fragment = Fragment(
        f"Newton's cradle with {count} balls",
        f"{count} balls of {mass:g} kg on strings of {length:g} m; {raised} of them "
        f"{'is' if raised == 1 else 'are'} raised by {angle:g}°.",
        left=wide, right=wide, depth=0.3, height=top, timestep=0.0002,
    )  # fmt: skip
    bodies, joints = names.give("ball", count), names.give("hinge", count)
    fragment.geom("box", (0, 0, top), size=(count * radius + 0.05, 0.03, 0.01), rgba=RGBA["black"])
    for i in range(count):
        x = (2 * i - (count - 1)) * radius * _GAP
        turn: dict[str, object] = {"euler": (0, angle, 0)} if i < raised else {}
        body = fragment.body(bodies[i], (x, 0, top), **turn)
        # A little dry friction keeps the middle ones still.
        element(body, "joint", name=joints[i], type="hinge", axis=(0, 1, 0),
                frictionloss=0.0016 * mass * 9.81 * length)  # fmt: skip
        element(body, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, -length), size=0.003, mass=0,
                contype=0, conaffinity=0, rgba=RGBA["white"])  # fmt: skip
        # Stiff and without loss, and only along the line of the balls.
        element(body, "geom", type="sphere", size=radius, pos=(0, 0, -length), mass=mass, condim=1,
                solref=(-3e6 * mass, 0), solimp="0.99 0.99 0.01",
                rgba=RGBA[colours[i % len(colours)]])  # fmt: skip
    fragment.joints["hinge"] = count
    fragment.expectations += [
        Count(Things(name="ball", shape="sphere"), count),
        Joints("hinge", count),
        *(Axis(joint, (0.0, 1.0, 0.0)) for joint in joints),
        Mass(bodies[0], mass),
        HasSize(bodies[-1], "radius", radius),
        HasColour(bodies[0], colours[0]),
    ]
    if gravity > 0.1 and angle:
        fragment.expectations += [Moves(bodies[0], 0.3 * length), Moves(bodies[-1], 0.1 * length)]
    return fragment


def build_spring(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A mass that slides on a spring, up and down or along x, from beside its rest."""
    bob, spring = item.part("bob"), item.part("spring")
    parts = [part for part in (bob, spring) if part is not None]
    count = max(one.number(1) for one in (item, *parts))
    if not 1 <= count <= _MOST_BALLS:
        raise Misunderstood(f"1 to {_MOST_BALLS} {item.said} can be made, not {count}.")
    masses = per_link(item, parts, count, "mass") or [1.0] * count
    stiffness = per_link(item, parts, count, "stiffness") or [100.0] * count
    damping = (per_link(item, parts, 1, "damping") or [0.0])[0]
    amplitude = (per_link(item, parts, 1, "drop", "length", "unnamed") or [0.1])[0]
    colours: list[Colour] = [colour for one in (item, *parts) for colour in one.colours]
    colour = colours[0] if colours else "red"
    side = item.one(0.0, "side") or 0.14
    flat = False
    for one in (item, *parts):
        flat |= one.flag("horizontal", "slides")
        one.flag("swings", "hangs", "undamped", "vertical", "from the ceiling", "connected",
                 "under gravity", "raised", "bounces", "up and down", "let go",
                 "from rest")  # fmt: skip
        one.material = ""
        one.flag("in a row")
    for mass, stiff in zip(masses, stiffness, strict=True):
        if not (1e-3 <= mass <= 1e3 and 1e-2 <= stiff <= 1e6):
            raise Misunderstood(f"A mass of {mass:g} kg on {stiff:g} N/m cannot be made.")
    for part in parts:
        part.finish()
    item.finish()
    made = [
        _spring(names, mass, stiff, damping, amplitude, colour, side, flat, gravity)
        for mass, stiff in zip(masses, stiffness, strict=True)
    ]
    return _beside_each_other(made, 2.5 * side)


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
        f"{mass:g} kg on a spring of {stiffness:g} N/m, let go {amplitude:g} m from its rest; the "
        f"period is {period:.3g} s.",
        left=0.6 + amplitude, right=0.6 + amplitude, depth=0.3, height=max(top, 0.3), smooth=True,
        timestep=min(0.002, period / 100),
    )  # fmt: skip
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
