"""A seesaw."""

import math

from py_remote_viewer.protocol.expectations import Axis, HasColour, HasSize, Joints, Mass
from py_remote_viewer.scenes.words.building.mjcf import RGBA, Fragment, Names, element
from py_remote_viewer.scenes.words.items import Item, Misunderstood

__all__ = ["build_seesaw"]


def build_seesaw(item: Item, names: Names, gravity: float = 9.81) -> Fragment:
    """A plank on a hinge, one end down."""
    item.only_one()
    plank = item.part("link")
    for part in [plank] if plank is not None else []:
        item.values |= part.values
        item.colours, item.material = item.colours or part.colours, item.material or part.material
        part.values, part.colours, part.material = {}, [], ""
        part.finish()
    long = item.one(2.0, "length", "unnamed") * item.scale("length") * item.scale("size")
    wide = item.one(0.3, "width")
    high = item.one(0.15 * long, "height")
    mass = item.one(5.0, "mass")
    colour = item.colour("orange")
    usual = 0.0 if item.flag("undamped") else 0.01 if item.flag("slick") else 0.05
    damping = item.one(usual * mass, "damping")
    item.flag("swings", "under gravity", "hinged", "moves", "up and down")
    tilt = math.degrees(math.asin(min(0.9, 1.8 * high / long))) * 0.8
    item.finish()
    if not (0.2 <= long <= 20.0 and 0.02 <= high < long):
        raise Misunderstood(f"A seesaw of {long:.3g} m, {high:.3g} m high, cannot be made.")
    fragment = Fragment(
        "Seesaw", f"A plank of {long:.3g} m turns on a hinge {high:.3g} m above the floor.",
        left=long / 2, right=long / 2, depth=wide, height=2 * high,
    )  # fmt: skip
    (name,), (joint,) = names.give("plank", 1), names.give("hinge", 1)
    fragment.geom("box", (0, 0, high / 2), size=(0.05, wide / 2, high / 2), rgba=RGBA["grey"])
    body = fragment.body(name, (0, 0, high), euler=(0, tilt, 0))
    element(body, "joint", name=joint, type="hinge", axis=(0, 1, 0), damping=damping or None)
    element(body, "geom", type="box", size=(long / 2, wide / 2, 0.02), mass=mass, rgba=RGBA[colour])
    fragment.joints["hinge"] = 1
    fragment.expectations += [
        Joints("hinge", 1, name),
        Axis(joint, (0.0, 1.0, 0.0)),
        Mass(name, mass),
        HasSize(name, "length", long),
        HasColour(name, colour),
    ]
    return fragment
