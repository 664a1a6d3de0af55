"""Pendulums of one and more links."""

import math

from py_remote_viewer.protocol.expectations import (
    Attribute,
    Axis,
    Chain,
    HasColour,
    Joints,
    Mass,
    Moves,
    Period,
)
from py_remote_viewer.scenes.words.building.explaining import (
    BALANCED,
    counted,
    damping_told,
    each_of,
    lean,
    motors_told,
)
from py_remote_viewer.scenes.words.building.links import LINKS, count_links
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.motors import add_motors
from py_remote_viewer.scenes.words.building.pendulum_plan import (
    PendulumPlan,
    plan_pendulum,
    swing_period,
)
from py_remote_viewer.scenes.words.items import Item

__all__ = ["build_pendulum"]

_MOST_LINKS = 50
_GRAVITY = 9.81
_CLEARANCE = 0.25
#: Up to here the period is that of small swings, but for what the formula corrects.
_SMALL_DEG = 60.0


def build_pendulum(item: Item, names: Names, gravity: float = _GRAVITY) -> Fragment:
    """One of them; nothing of it collides."""
    links = count_links(item, LINKS, _MOST_LINKS)
    for part in item.parts:
        # "a pendulum of three bobs", "with a 2 kg bob at its end"
        if part.kind == "bob" and links == 1 and part.number(1) > 1:
            links = count_links(item, ("bob",), _MOST_LINKS)
        if part.kind.startswith("bob") and part.flag("at its end"):
            part.which = "last"
    plan = plan_pendulum(item, links, gravity)
    item.finish()
    total = sum(plan.lengths)
    reach = total + plan.radii[-1]
    pivot = max(reach + _CLEARANCE, 0.5)
    title = _title(links, plan.spatial)
    fragment = Fragment(
        title, _explanation(plan),
        left=reach, right=reach, height=pivot, depth=0.15,
        smooth=True, timestep=0.001 if total < 0.3 else 0.002, low=pivot - reach,
    )  # fmt: skip
    if plan.axis == (1, 0, 0):
        fragment.left, fragment.right, fragment.depth = 0.2, 0.2, reach
    _frame(fragment, plan, reach, pivot)
    _build(fragment, plan, names, pivot, gravity)
    return fragment


def _frame(fragment: Fragment, plan: PendulumPlan, reach: float, pivot: float) -> None:
    """Where it swings: no higher than it begins, nor wider."""
    begins = math.radians(min(max(abs(angle) for angle in plan.angles), 180.0))
    wide = max(0.25 * reach, reach * math.sin(min(begins, math.pi / 2)))
    fragment.height = max(pivot + 0.05, pivot - reach * math.cos(begins))
    if plan.motors:
        wide, fragment.height = reach, pivot + reach
    if plan.axis != (1, 0, 0):
        fragment.seen = wide, wide
        fragment.depth = wide if plan.spatial else fragment.depth


def _explanation(plan: PendulumPlan) -> str:
    """ "Two links, each 0.5 m long and of 1 kg, begin 90° from hanging down." """
    links = len(plan.lengths)
    alike = len(set(plan.lengths)) == len(set(plan.masses)) == 1
    long, heavy = each_of(plan.lengths, "m"), each_of(plan.masses, "kg")
    what = "A pendulum" if links == 1 else f"{counted(links, 'link', 'links')},"
    each = " each" if links > 1 and alike else ""
    if all(angle == 180.0 for angle in plan.angles):
        begins = f". {BALANCED}"
    elif not any(plan.angles):
        begins = f"{',' * (links > 1)} hang{'s' * (links == 1)} straight down."
    else:
        one_side = all(angle >= 0 for angle in plan.angles) or all(a <= 0 for a in plan.angles)
        shown = [abs(angle) if one_side else angle for angle in plan.angles]
        begin = each_of(shown, "°")
        begin = f"{begin} from"
        if plan.axis == (0, 1, 0) and len(set(plan.angles)) == 1:
            begin = f"{lean(plan.angles[0], hangs=True)} of"
        begins = f"{',' * (links > 1)} begin{'s' * (links == 1)} {begin} hanging down."
    hinges = [f"hinge {i + 1}" for i in range(links)]
    more = motors_told(plan.motors, links) + damping_told(plan.damping, hinges, "N m s/rad")
    return f"{what}{each} {long} long and of {heavy}{begins}{more}"


def _build(
    fragment: Fragment, plan: PendulumPlan, names: Names, pivot: float, gravity: float
) -> None:
    links = len(plan.lengths)
    bodies, joints = names.give("link", links), names.give("hinge", links)
    bobs = names.give("bob", links)
    fragment.geom("box", (0, 0, pivot), size=(0.05, 0.05, 0.02), rgba=RGBA["grey"])
    parent, before, above = None, 0.0, 0.0
    for i in range(links):
        at = (0.0, 0.0, pivot) if parent is None else (0.0, 0.0, -above)
        turn = [axis * (plan.angles[i] - before) for axis in plan.axis]
        attributes: dict[str, object] = {"euler": turn} if any(turn) else {}
        if parent is None:
            body = fragment.body(bodies[i], at, **attributes)
        else:
            body = element(parent, "body", name=bodies[i], pos=at, **attributes)
        kind = "ball" if plan.spatial else "hinge"
        axis = None if plan.spatial else plan.axis
        element(
            body, "joint", name=joints[i], type=kind, axis=axis, damping=plan.damping[i] or None
        )
        length, mass = plan.lengths[i], plan.masses[i]
        thick = min(0.008, 0.2 * plan.radii[i])
        common: dict[str, object] = {"contype": 0, "conaffinity": 0}
        element(body, "geom", type="capsule", fromto=(0, 0, 0, 0, 0, -length), size=thick,
                mass=mass * plan.rod_shares[i], rgba=RGBA[plan.rod_colours[i]],
                **common)  # fmt: skip
        shape = "box" if plan.boxes else "sphere"
        size = (plan.radii[i],) * (3 if plan.boxes else 1)
        element(body, "geom", name=bobs[i], type=shape, pos=(0, 0, -length), size=size,
                mass=mass * (1 - plan.rod_shares[i]), rgba=RGBA[plan.colours[i]],
                **common)  # fmt: skip
        parent, before, above = body, plan.angles[i], length
    add_motors(fragment, [joints[i] for i in plan.motors], names, gear=5.0)
    _expect(fragment, plan, bodies, joints, bobs, gravity)


def _expect(
    fragment: Fragment, plan: PendulumPlan, bodies: list[str], joints: list[str], bobs: list[str],
    gravity: float,
) -> None:  # fmt: skip
    links, kind = len(bodies), "ball" if plan.spatial else "hinge"
    fragment.joints[kind] = fragment.joints.get(kind, 0) + links
    found = fragment.expectations
    found += [Chain(links, kind, bodies[0]), Joints(kind, links, bodies[0])]
    x, y, z = plan.axis
    for i in range(links):
        if not plan.spatial:
            found.append(Axis(joints[i], (float(x), float(y), float(z))))
        if plan.damping[i]:
            found.append(Attribute("joint", joints[i], "damping", (plan.damping[i],)))
        found += [
            Mass(bodies[i], plan.masses[i]),
            Attribute("geom", bobs[i], "pos", (0.0, 0.0, -plan.lengths[i])),
            HasColour(bodies[i], plan.colours[i]),
        ]
    moves = any(angle % 180.0 for angle in plan.angles) and gravity > 0.1
    if moves and not max(plan.damping) > 1.0:
        found.append(Moves(bodies[-1], min(0.05, 0.2 * sum(plan.lengths))))
    if not any(plan.angles) and not plan.motors:
        fragment.stays.append(bodies[-1])
    single = links == 1 and not plan.spatial and not any(plan.damping) and not plan.motors
    if single and moves and 0 < abs(plan.angles[0]) <= _SMALL_DEG:
        found.append(Period(joints[0], _period(plan, gravity)))


def _period(plan: PendulumPlan, gravity: float) -> float:
    length, radius = plan.lengths[0], plan.radii[0]
    bob, rod = 1 - plan.rod_shares[0], plan.rod_shares[0]
    own = (2 / 3 if plan.boxes else 0.4) * radius**2
    inertia = bob * (length**2 + own) + rod * length**2 / 3
    ratio = inertia / (length**2 * (bob + rod / 2))
    return swing_period(length, ratio, gravity, plan.angles[0])


def _title(links: int, spatial: bool) -> str:
    names = {1: "Pendulum", 2: "Double pendulum", 3: "Triple pendulum"}
    name = names.get(links, f"Pendulum of {links} links")
    return f"{name} on ball joints" if spatial else name
