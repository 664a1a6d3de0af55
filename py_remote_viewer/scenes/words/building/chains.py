"""Chains and ropes that hang."""

import math
import xml.etree.ElementTree as ET

from py_remote_viewer.protocol.expectations import (
    Axis,
    Chain,
    HasColour,
    Joints,
    Mass,
    Moves,
)
from py_remote_viewer.scenes.words.building.chain_plan import ChainPlan, Weight, plan_chain
from py_remote_viewer.scenes.words.building.explaining import damping_told, motors_told
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.building.motors import add_motors
from py_remote_viewer.scenes.words.items import Item

__all__ = ["build_chain"]

_CLEARANCE = 0.25


def build_chain(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """Links from a point in the air down."""
    item.only_one()
    plan = plan_chain(item)
    links, total = len(plan.lengths), sum(plan.lengths)
    top = total + _CLEARANCE + (plan.weight.size if plan.weight is not None else 0.0)
    side = max(0.3, total if plan.angle else 0.3)
    title = f"{item.kind.capitalize()} of {links} links"
    fragment = Fragment(
        title,
        f"A {title.lower()}, {total:.3g} m long, hangs from a fixed point."
        f"{motors_told(plan.motors, links)}{_damping(plan)}", left=side, right=side,
        depth=0.3, height=top, smooth=True, timestep=0.002 if min(plan.lengths) > 0.03 else 0.001,
    )  # fmt: skip
    fragment.low = top - total - (plan.weight.size if plan.weight is not None else 0.0)
    fragment.seen = (wide := max(0.2 * total, total * math.sin(math.radians(plan.angle)))), wide
    fragment.depth = fragment.seen[0]
    fragment.geom("box", (0, 0, top), size=(0.05, 0.05, 0.02), rgba=RGBA["black"])
    bodies, joints = names.give("link", links), names.give("joint", links)
    _hang(fragment, plan, top, bodies, joints)
    add_motors(fragment, [joints[i] for i in plan.motors], names, gear=1.0)
    fragment.joints[plan.joint] = links
    _expect(fragment, plan, bodies, joints, gravity)
    return fragment


def _damping(plan: ChainPlan) -> str:
    return damping_told([plan.damping], [""], "N m s/rad") if plan.damping > 0 else ""


def _hang(
    fragment: Fragment, plan: ChainPlan, top: float, bodies: list[str], joints: list[str]
) -> None:
    # So much that a link by itself would come to rest within seconds.
    usual = 0.02 * plan.masses[0] * plan.lengths[0] ** 2 * 10.0
    damping = usual if plan.damping < 0 else plan.damping or None
    axis = plan.axis if plan.joint == "hinge" else None
    turned: dict[str, object] = {"euler": [part * plan.angle for part in plan.axis]}
    link = fragment.body(bodies[0], (0, 0, top), **(turned if plan.angle else {}))
    for i, (body, joint) in enumerate(zip(bodies, joints, strict=True)):
        if i:
            link = element(link, "body", name=body, pos=(0, 0, -plan.lengths[i - 1]))
        element(link, "joint", name=joint, type=plan.joint, axis=axis, damping=damping)
        _draw_link(link, plan, i)
    if plan.weight is not None:
        _draw_weight(link, plan.weight, -plan.lengths[-1])


def _draw_link(body: ET.Element, plan: ChainPlan, i: int) -> None:
    length, thick = plan.lengths[i], plan.thick
    common: dict[str, object] = {
        "mass": plan.masses[i], "rgba": RGBA[plan.colours[i]], "contype": 0, "conaffinity": 0,
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
    found += [
        Chain(links, plan.joint, bodies[0]),
        Joints(plan.joint, links, bodies[0]),
        Mass(last, mass),
        HasColour(last, colour),
    ]
    if links > 1:
        found += [Mass(bodies[0], plan.masses[0]), HasColour(bodies[0], plan.colours[0])]
    if plan.joint == "hinge":
        x, y, z = plan.axis
        found += [Axis(joint, (float(x), float(y), float(z))) for joint in joints]
    if plan.angle and gravity > 0.1:
        found.append(Moves(last, min(0.05, 0.1 * sum(plan.lengths))))
    elif not plan.angle:
        fragment.stays += [bodies[0], last]
