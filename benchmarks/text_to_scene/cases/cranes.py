"""Cranes. No template has to know them; a language model may."""

from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    ball,
    body,
    box,
    element,
    free,
    geom,
    joint,
    rod,
    scene,
)
from benchmarks.text_to_scene.cases.vehicles import motors
from benchmarks.text_to_scene.verify.machines import crane

__all__ = ["CASES"]


def tower_crane(
    turns: str = "hinge",
    lifts: bool = True,
    driven: bool = True,
    axis: Sequence[float] = (0, 0, 1),
    weak: bool = False,
) -> str:
    """A mast, a jib that turns on it, and a hook that a slide lifts."""
    hook = body(
        joint("slide", name="hoist", axis=(0, 0, 1), range=(-0.2, 1.2), limited=True, damping=30)
        if lifts else "",
        box((0.2, 0.2, 0.2), mass=5, rgba="yellow"),
        pos=(1.5, 0, -1.5),
    )  # fmt: skip
    jib = body(
        joint(turns, name="slew", axis=axis, damping=30) if turns else "",
        box((2.4, 0.1, 0.1), pos=(0.7, 0, 0), mass=10),
        hook,
        pos=(0, 0, 3),
    )
    names = ["slew"] * bool(turns) + ["hoist"] * lifts
    force = 0.1 if weak else 200
    extra = motors(*names, gear=force) if driven and names else ""
    return scene(geom("cylinder", size=(0.1, 1.4), pos=(0, 0, 1.4)), jib, extra=extra)


def rope_crane() -> str:
    """By another hand: a rope over a pulley, wound by an actuator on its tendon."""
    load = body(
        free(), ball(0.12, mass=2), element("site", name="hook", pos=(0, 0, 0.12)), pos=(1, 0, 0.5)
    )
    jib = body(
        joint(name="turn", axis=(0, 0, 1), damping=20),
        rod((0, 0, 0), (1.2, 0, 0), 0.04, mass=5, contype=0, conaffinity=0),
        element("site", name="tip", pos=(1, 0, 0)),
        pos=(0, 0, 2),
    )
    rope = element(
        "spatial",
        element("site", site="tip"),
        element("site", site="hook"),
        name="rope",
        range=(0, 1.5),
        limited=True,
        damping=20,
    )
    drives = element(
        "actuator",
        element("position", joint="turn", kp=100, ctrlrange=(-1.5, 1.5)),
        element("general", tendon="rope", gainprm="20", ctrlrange=(-4, 0), ctrllimited=True),
    )
    return scene(jib, load, extra=element("tendon", rope) + drives, timestep=0.001)


CASES = (
    Case(
        "crane",
        "a tower crane that can swing round and lift a load",
        (crane(),),
        (tower_crane(), rope_crane()),
        (
            ("does not swing", tower_crane(turns="")),
            ("does not lift", tower_crane(lifts=False)),
            ("no motors", tower_crane(driven=False)),
            ("swings about x", tower_crane(axis=(1, 0, 0))),
            ("too weak", tower_crane(weak=True)),
        ),
        inside=False,
    ),
)  # fmt: skip
