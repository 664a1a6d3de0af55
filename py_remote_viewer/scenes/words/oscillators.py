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
from py_remote_viewer.scenes.words.links import shared_flag
from py_remote_viewer.scenes.words.mjcf import RGBA, Fragment, Names, element, numbers

__all__ = ["build_cradle", "build_spring"]

_MOST_BALLS = 20
_STRING = 0.5
_RADIUS = 0.05
_RAISED_DEG = 40.0
#: So far apart the hits come one after the other: all at once, several balls would share the swing.
_GAP = 1.02


def build_cradle(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Balls that touch, each on a string; the first ones are raised."""
    item.only_one()
    parts, item.parts = [one for one in item.parts if one.kind in ("bob", "rod")], []
    strings = [part for part in parts if part.kind == "rod"]
    lifted, balls = _lifted([part for part in parts if part.kind == "bob"])
    one_raised = [one.flag("first raised") for one in (item, *parts)]
    raised = 1 if any(one_raised) else sum(part.number(1) for part in lifted) or 1
    still = shared_flag([item, *balls], "holds", "hanging down")
    raised = 0 if still and not lifted and not any(one_raised) else raised
    count = max((part.count or 0 for part in balls), default=0) or 5
    if not 2 <= count <= _MOST_BALLS or not raised < count:
        raise Misunderstood(
            f"A cradle has 2 to {_MOST_BALLS} balls, of which at least one hangs; not {count} with "
            f"{raised} raised."
        )
    length = (_told(item, strings, "length", "unnamed") or [_STRING])[0]
    radius = _ball_radius(item, [*balls, *lifted])
    mass = (_told(item, [*balls, *lifted], "mass") or [1.0])[0]
    angle = (_told(item, [*lifted, *balls], "angle") or [_RAISED_DEG])[0]
    for one in (item, *parts):
        one.flag("swings", "hangs", "raised", "undamped", "bounces", "from the ceiling", "alike",
                 "connected", "under gravity", "let go", "from rest", "in a row", "touching",
                 "moves", "each other", "falls")  # fmt: skip
    colours = _ball_colours(item, balls, lifted, count)
    if not radius < length:
        raise Misunderstood(f"Balls of {2 * radius:g} m do not hang on {length:g} m of string.")
    if not 0.0 < angle <= 90.0:
        raise Misunderstood(f"Balls can be raised by up to 90°, not {angle:g}°.")
    for string in strings:
        if string.number(1) not in (1, count, 2 * count):
            raise Misunderstood(f"{count} balls do not hang on {string.count} strings.")
    for one in (*parts, item):
        one.finish()
    return _cradle(names, count, raised, length, radius, mass, angle, colours, gravity)


def _lifted(bobs: list[Item]) -> tuple[list[Item], list[Item]]:
    """Those that are raised, and all of them."""
    moving = ("raised", "swings", "let go", "falls", "first raised")
    lifted: list[Item] = []
    for part in bobs:
        few = bool(part.which or part.single or part.count == 1)
        some = few or (part.count == 2 and "let go" in part.flags)
        if not some and {"let go", "falls"} & part.flags.keys() and part.count is not None:
            raise Misunderstood(f"It is not clear how many of the {part.said} are raised.")
        raised = part.flag("raised") or (some and part.flag(*moving))
        counted = part.count is not None or part.which or part.single
        if raised and counted:
            lifted.append(part)
        for member in part.members:
            if member.flag(*moving) or member.has("angle"):
                lifted.append(member)
        part.members = [one for one in part.members if one not in lifted]
    for part in lifted:
        if part.which not in ("", "first", "last", "left", "right", "leftmost", "rightmost",
                              "outer"):  # fmt: skip
            raise Misunderstood("The balls at one end are raised.", word=part.which)
        part.which = ""
    return lifted, [part for part in bobs if part not in lifted]


def _told(item: Item, parts: list[Item], *names: str) -> list[float]:
    """What was said of the parts, else of the whole: one value."""
    values = [value for part in parts for value in part.take(*names)] or item.take(*names)
    if len(set(values)) > 1:
        raise Misunderstood(f"Of all of them one {names[0]} can be said.")
    return values


def _ball_colours(item: Item, balls: list[Item], lifted: list[Item], count: int) -> list[Colour]:
    for part in lifted:
        if part.colours:
            raise Misunderstood("The raised balls have the colour of the others.",
                                word=part.colours[0])  # fmt: skip
    told: list[Colour] = []
    material: Colour = "grey"
    for one in (item, *balls):
        one.flag("alternating")
        told, one.colours = told or one.colours, []
        material = one.colour(material)
    colours: list[Colour] = told or [material]
    if count % len(colours) and len(colours) > 1:
        raise Misunderstood(f"{len(colours)} colours are said of {count} balls.")
    return colours


def _ball_radius(item: Item, balls: list[Item]) -> float:
    radius = item.one(_RADIUS, "radius")
    radius = item.one(2 * radius, "diameter", "side") / 2
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
        f"{count} balls of {mass:g} kg on strings of {length:g} m; {raised or 'none'} of them "
        f"{'is' if raised <= 1 else 'are'} raised{f' by {angle:g}°' if raised else ''}.",
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
    if not raised:
        fragment.stays += bodies
    fragment.expectations += [
        Count(Things(name="ball", shape="sphere"), count),
        Joints("hinge", count),
        *(Axis(joint, (0.0, 1.0, 0.0)) for joint in joints),
        Mass(bodies[0], mass),
        HasSize(bodies[-1], "radius", radius),
        HasColour(bodies[0], colours[0]),
    ]
    if gravity > 0.1 and raised:
        fragment.expectations += [Moves(bodies[0], 0.3 * length), Moves(bodies[-1], 0.1 * length)]
    return fragment


def build_spring(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A mass that slides on a spring, up and down or along x, from beside its rest."""
    bob, spring = item.part("bob"), item.part("spring")
    parts = [part for part in (bob, spring) if part is not None]
    count = max(one.number(1) for one in (item, *parts))
    if not 1 <= count <= _MOST_BALLS:
        raise Misunderstood(f"1 to {_MOST_BALLS} {item.said} can be made, not {count}.")
    masses = _one_each(item, parts, count, "mass") or [1.0] * count
    for one in (item, *parts):
        masses = [mass * one.scale("mass") for mass in masses]
    stiffness = _one_each(item, parts, count, "stiffness") or [100.0] * count
    damping = (_told(item, parts, "damping") or [0.0])[0]
    if shared_flag([item, *parts], "damped") and not damping:
        # A tenth of the critical damping.
        damping = 0.2 * math.sqrt(masses[0] * stiffness[0])
    drawn = [*parts, item] if bob is None else [spring or item, item]
    amplitude = (_told(item, drawn, "drop", "length", "unnamed") or [0.1])[0]
    colour = (bob if bob is not None else item).colour("red")
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
        _spring(names, mass, stiff, damping, amplitude, colour, side, flat, gravity)
        for mass, stiff in zip(masses, stiffness, strict=True)
    ]
    return _beside_each_other(made, 2.5 * side)


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
