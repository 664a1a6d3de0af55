"""Chains and ropes that hang, at one end or at both, or lie on the floor."""

import itertools
import math
import xml.etree.ElementTree as ET

from py_remote_viewer.protocol.expectations import (
    Axis,
    Chain,
    HasColour,
    Joints,
    Mass,
    Moves,
    On,
)
from py_remote_viewer.scenes.words.building.chain_plan import ChainPlan, Weight, plan_chain
from py_remote_viewer.scenes.words.building.explaining import damping_told, motors_told
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.motors import add_motors
from py_remote_viewer.scenes.words.building.spans import (
    Span,
    draw_holders,
    hang_between,
    top_of,
)
from py_remote_viewer.scenes.words.items import Item

__all__ = ["build_chain"]

_CLEARANCE = 0.25
_MOST_BY_RK4 = 40


def build_chain(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Links from a point in the air down, between two points, or on the floor."""
    item.only_one()
    plan = plan_chain(item)
    links, total = len(plan.lengths), sum(plan.lengths)
    bodies, joints = names.give("link", links), names.give("joint", links)
    title = f"{item.kind.capitalize()} of {links} links"
    fragment = Fragment(
        title, f"A {title.lower()}, {total:.3g} m long,", depth=0.3, smooth=True,
        timestep=0.002 if min(plan.lengths) > 0.03 else 0.001,
    )  # fmt: skip
    if plan.lies:
        _lie(fragment, plan, bodies, joints)
    elif plan.span is not None:
        _hold(fragment, plan, plan.span, names, bodies, joints)
    else:
        _hang(fragment, plan, bodies, joints)
    fragment.explanation += motors_told(plan.motors, links) + _damping(plan)
    add_motors(fragment, [joints[i] for i in plan.motors], names, gear=1.0)
    fragment.joints[plan.joint] = fragment.joints.get(plan.joint, 0) + links - plan.lies
    _expect(fragment, plan, bodies, joints, gravity)
    return fragment


def _damping(plan: ChainPlan) -> str:
    return damping_told([plan.damping], [""], "N m s/rad") if plan.damping > 0 else ""


def _hang(fragment: Fragment, plan: ChainPlan, bodies: list[str], joints: list[str]) -> None:
    """From a point in the air down."""
    total, below = sum(plan.lengths), plan.weight.size if plan.weight is not None else 0.0
    top = total + _CLEARANCE + below
    fragment.left = fragment.right = max(0.3, total if plan.angle else 0.3)
    fragment.height, fragment.low = top, top - total - below
    fragment.seen = (wide := max(0.2 * total, total * math.sin(math.radians(plan.angle)))), wide
    fragment.depth = fragment.seen[0]
    fragment.explanation += " hangs from a fixed point."
    fragment.geom("box", (0, 0, top), size=(0.05, 0.05, 0.02), rgba=RGBA["black"])
    turns = [plan.angle, *[0.0] * (len(bodies) - 1)]
    _draw_links(fragment, plan, (0, 0, top), turns, bodies, joints)


def _hold(
    fragment: Fragment, plan: ChainPlan, span: Span, names: Names, bodies: list[str],
    joints: list[str],
) -> None:  # fmt: skip
    """With its ends at two points, as it hangs there at rest."""
    turned = hang_between(plan.lengths, plan.masses, span.apart)
    down = itertools.accumulate(
        length * math.cos(math.radians(angle))
        for length, angle in zip(plan.lengths, turned, strict=True)
    )
    sag = max(0.0, *down)
    top = top_of(span, sag, "chain")
    # RK4 bears wild pulling; with many links it would take too long.
    fragment.smooth = len(bodies) <= _MOST_BY_RK4
    fragment.left = fragment.right = span.apart / 2 + 0.2
    fragment.height, fragment.low = top, 0.0 if span.posts else top - sag
    fragment.explanation += (
        f" hangs between two {'posts' if span.posts else 'points'} {span.apart:.3g} m apart."
    )
    draw_holders(fragment, span, top, names)
    turns = [turned[0], *(after - before for before, after in itertools.pairwise(turned))]
    _draw_links(fragment, plan, (-span.apart / 2, 0, top), turns, bodies, joints)
    # Stiff: an end that gave way would be seen.
    held = element(
        ET.Element("equality"), "connect", body1=bodies[-1], anchor=(0, 0, -plan.lengths[-1]),
        solref=(2.5 * fragment.timestep, 1.0), solimp=(0.98, 0.999, 0.001),
    )  # fmt: skip
    fragment.equalities.append(held)


def _lie(fragment: Fragment, plan: ChainPlan, bodies: list[str], joints: list[str]) -> None:
    """Straight on the floor."""
    total = sum(plan.lengths)
    fragment.left = fragment.right = total / 2 + 0.1
    fragment.height, fragment.smooth = 0.2, False
    fragment.explanation += " lies on the floor."
    turns = [-90.0, *[0.0] * (len(bodies) - 1)]
    thick = plan.lengths[0] / 2 if plan.shape == "sphere" else plan.thick
    _draw_links(fragment, plan, (-total / 2, 0, thick), turns, bodies, joints)
    fragment.joints["free"] = 1


def _draw_links(
    fragment: Fragment, plan: ChainPlan, begin: tuple[float, float, float], turns: list[float],
    bodies: list[str], joints: list[str],
) -> None:  # fmt: skip
    """Each on the one before, turned by so many degrees against it."""
    # So much that a link by itself would come to rest within seconds.
    usual = 0.02 * plan.masses[0] * plan.lengths[0] ** 2 * 10.0
    damping = usual if plan.damping < 0 else plan.damping or None
    axis = plan.axis if plan.joint == "hinge" else None
    link: ET.Element | None = None
    for i, (body, joint, turn) in enumerate(zip(bodies, joints, turns, strict=True)):
        turned: dict[str, object] = {"euler": [part * turn for part in plan.axis]} if turn else {}
        if link is None:
            link = fragment.body(body, begin, **turned)
        else:
            at = (0, 0, -plan.lengths[i - 1])
            link = element(link, "body", name=body, pos=at, **turned)
        if i == 0 and plan.lies:
            element(link, "freejoint", name=joint)
        else:
            element(link, "joint", name=joint, type=plan.joint, axis=axis, damping=damping)
        _draw_link(link, plan, i)
    if plan.weight is not None and link is not None:
        _draw_weight(link, plan.weight, -plan.lengths[-1])


def _draw_link(body: ET.Element, plan: ChainPlan, i: int) -> None:
    length, thick = plan.lengths[i], plan.thick
    common: dict[str, object] = {
        "mass": plan.masses[i], "rgba": RGBA[plan.colours[i]], "contype": 0,
        # With the floor alone.
        "conaffinity": int(plan.lies),
    }  # fmt: skip
    if plan.shape == "sphere":
        element(body, "geom", type="sphere", size=length / 2, pos=(0, 0, -length / 2), **common)
    elif plan.shape == "box":
        element(body, "geom", type="box", size=(thick, thick, 0.48 * length),
                pos=(0, 0, -length / 2), **common)  # fmt: skip
    else:
        round_end = thick if plan.shape == "capsule" else 0.02 * length
        ends = (0, 0, -round_end, 0, 0, round_end - length)
        element(body, "geom", type=plan.shape, size=thick, fromto=ends, **common)


def _draw_weight(body: ET.Element, weight: Weight, end: float) -> None:
    half = weight.size / 2
    element(body, "geom", type=weight.shape, pos=(0, 0, end - half),
            size=half if weight.shape == "sphere" else (half, half, half), mass=weight.mass,
            rgba=RGBA[weight.colour], contype=0, conaffinity=0)  # fmt: skip


def _expect(
    fragment: Fragment, plan: ChainPlan, bodies: list[str], joints: list[str], gravity: float
) -> None:
    links, weight, last = len(bodies), plan.weight, bodies[-1]
    mass, colour = plan.masses[-1], plan.colours[-1]
    if weight is not None:
        mass += weight.mass
        larger = weight.size > min(2 * plan.thick, plan.lengths[-1])
        colour = weight.colour if larger else colour
    found = fragment.expectations
    jointed = bodies[1:] if plan.lies else bodies
    if jointed:
        found.append(Chain(len(jointed), plan.joint, jointed[0]))
    found += [
        Joints(plan.joint, len(jointed), bodies[0]),
        Mass(last, mass),
        HasColour(last, colour),
    ]
    if links > 1:
        found += [Mass(bodies[0], plan.masses[0]), HasColour(bodies[0], plan.colours[0])]
    if plan.joint == "hinge":
        x, y, z = plan.axis
        found += [Axis(one, (float(x), float(y), float(z))) for one in joints[plan.lies :]]
    if plan.angle and gravity > 0.1:
        found.append(Moves(last, min(0.05, 0.1 * sum(plan.lengths))))
    elif not plan.angle:
        # A loose end would fall.
        fragment.stays += dict.fromkeys((bodies[0], bodies[links // 2], last))
    if plan.lies:
        found += [On(bodies[0], "floor"), On(last, "floor")]
