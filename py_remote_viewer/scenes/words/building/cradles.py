"""Newton's cradle."""

import math

from py_remote_viewer.protocol.expectations import (
    Axis,
    Colour,
    Count,
    HasColour,
    HasSize,
    Mass,
    Moves,
    Stays,
    Things,
)
from py_remote_viewer.scenes.words.building.links import one_value
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["build_cradle"]

_MOST_BALLS = 20
_STRING = 0.5
_RADIUS = 0.05
_RAISED_DEG = 40.0
#: From centre to centre, in diameters, at least and at the most: so far apart the hits come one
#: after the other. All at once, several balls would share the swing.
_GAP, _WIDEST = 1.02, 1.05
#: How stiff a hit is, per mass (1/s²), the step that it takes (s), and how often a ball that is so
#: fast may cross its gap in a second for one hit to be over before the next one.
_STIFF, _STEP, _CROSSINGS = 3e6, 2e-4, 1100.0
#: So many times finer steps can be kept up with.
_FINEST = 4.0
#: The trial is long enough to see what swings out within that (s).
_SEEN_SEC = 2.7


def build_cradle(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Balls that touch, each on a string; the first ones are raised."""
    item.only_one()
    parts, item.parts = [one for one in item.parts if one.kind in ("bob", "rod")], []
    strings = [part for part in parts if part.kind == "rod"]
    lifted, balls = _lifted([part for part in parts if part.kind == "bob"])
    one_raised = [one.flag("first raised") for one in (item, *parts)]
    raised = 1 if any(one_raised) else sum(part.number(1) for part in lifted) or 1
    still = [one.flag("holds", "hanging down") for one in (item, *balls)]
    raised = 0 if any(still) and not lifted and not any(one_raised) else raised
    count = max((part.count or 0 for part in balls), default=0) or 5
    if not 2 <= count <= _MOST_BALLS or not raised < count:
        raise Misunderstood(
            f"A cradle has 2 to {_MOST_BALLS} balls, of which at least one hangs; not {count} with "
            f"{raised} raised."
        )
    length = (one_value(item, strings, "length", "unnamed") or [_STRING])[0]
    radius = _ball_radius(item, [*balls, *lifted])
    mass = (one_value(item, [*balls, *lifted], "mass") or [1.0])[0]
    angle = (one_value(item, [*lifted, *balls], "angle") or [_RAISED_DEG])[0]
    for one in (item, *parts):
        one.flag("swings", "hangs", "raised", "undamped", "slick", "bounces", "from the ceiling",
                 "alike", "connected", "under gravity", "let go", "from rest", "in a row",
                 "touching", "moves", "each other", "falls")  # fmt: skip
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
        if part.which == "outer" and part.number(1) > 1:
            raise Misunderstood("The balls at one end are raised.", word=part.said)
        part.which = ""
    return lifted, [part for part in bobs if part not in lifted]


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
    pitch, finer = _apart(length, radius, angle if raised else 0.0, gravity)
    top = length + radius + 0.15
    wide = count * radius + length
    fragment = Fragment(
        f"Newton's cradle with {count} balls",
        f"{count} balls of {mass:g} kg on strings of {length:g} m; {raised or 'none'} of them "
        f"{'is' if raised <= 1 else 'are'} raised{f' by {angle:g}°' if raised else ''}.",
        left=wide, right=wide, depth=0.3, height=top, timestep=_STEP / finer,
    )  # fmt: skip
    fragment.low = top - length - radius
    swings = count * radius + length * math.sin(math.radians(angle if raised else 0.0))
    fragment.seen = swings, swings
    bodies, joints = names.give("ball", count), names.give("hinge", count)
    fragment.geom("box", (0, 0, top), size=(count * radius + 0.05, 0.03, 0.01), rgba=RGBA["black"])
    # A little dry friction keeps the middle ones still.
    rubs = 0.0016 * mass * gravity * length * min(1.0, angle / 10.0)
    for i in range(count):
        turn: dict[str, object] = {"euler": (0, angle, 0)} if i < raised else {}
        body = fragment.body(bodies[i], ((i - (count - 1) / 2) * pitch, 0, top), **turn)
        element(body, "joint", name=joints[i], type="hinge", axis=(0, 1, 0), frictionloss=rubs)
        element(body, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, -length), size=0.003, mass=0,
                contype=0, conaffinity=0, rgba=RGBA["white"])  # fmt: skip
        # Stiff and without loss, and only along the line of the balls.
        element(body, "geom", type="sphere", size=radius, pos=(0, 0, -length), mass=mass, condim=1,
                solref=(-_STIFF * finer**2, 0), solimp="0.99 0.99 0.01",
                rgba=RGBA[colours[i % len(colours)]])  # fmt: skip
    fragment.joints["hinge"] = count
    if not raised:
        fragment.stays += bodies
    fragment.expectations += [
        Count(Things(name="ball", shape="sphere"), count),
        *(Axis(joint, (0.0, 1.0, 0.0)) for joint in joints),
        Mass(bodies[0], mass),
        HasSize(bodies[-1], "radius", radius),
        HasColour(bodies[0], colours[0]),
    ]
    if gravity > 0.1 and raised:
        _expect_swing(fragment, bodies, raised, length, angle, gravity)
    return fragment


def _apart(length: float, radius: float, angle: float, gravity: float) -> tuple[float, float]:
    """How far the balls hang from each other (m), and how much stiffer and finer than usual their
    hits are, so that each is over before the next one."""
    speed = math.sqrt(2 * gravity * length * (1 - math.cos(math.radians(angle))))
    crossings = speed / (2 * radius * (_GAP - 1)) / _CROSSINGS
    wider = min(max(1.0, crossings), (_WIDEST - 1) / (_GAP - 1))
    finer = max(1.0, crossings / wider)
    if finer > _FINEST:
        raise Misunderstood(
            f"Balls of {2 * radius:g} m that hit each other with {speed:.2g} m/s pass no swing on; "
            "larger ones, shorter strings or a smaller angle would."
        )
    return 2 * radius * (1 + (_GAP - 1) * wider), finer


def _expect_swing(
    fragment: Fragment, bodies: list[str], raised: int, length: float, angle: float, gravity: float
) -> None:
    """As many swing out at the other end, as far; those between them only pass it on."""
    far = 2 * length * math.sin(math.radians(angle) / 2)
    fragment.expectations.append(Moves(bodies[0], 0.6 * far))
    slower = 1 + math.radians(angle) ** 2 / 16
    if math.pi * math.sqrt(length / gravity) * slower > _SEEN_SEC:
        return
    fragment.expectations += [Moves(name, 0.9 * far) for name in bodies[-raised:]]
    if raised == 1 and len(bodies) > 2:
        fragment.expectations.append(Stays(tuple(bodies[1:-1])))
