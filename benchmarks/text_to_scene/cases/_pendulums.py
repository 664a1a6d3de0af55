"""Pendulums by two hands, as scenes are put together from them."""

import math
from collections.abc import Sequence

from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    element,
    joint,
    rod,
    scene,
)

__all__ = ["bars", "pendulum"]


def pendulum(
    links: Sequence[float] = (1.0,),
    bob: float = 1.0,
    axis: Sequence[float] = (0, 1, 0),
    start: float = 0.0,
    kind: str = "hinge",
    rod_mass: float = 0.02,
    last: Sequence[float] | None = None,
    extra: str = "",
    pos: Sequence[float] = (0, 0, 0),
    bend: float = 0.0,
    name: str = "j",
    **joints: Value,
) -> str:
    """Rods with a ball at the end of each, hanging from a post: what is in the world of it.

    `start` tilts the first link, `bend` each further one; `last` is another axis for the last.
    """
    inside = ""
    for number in range(len(links) - 1, -1, -1):
        length, is_last = links[number], number == len(links) - 1
        turned = axis if not (is_last and last) else last
        along: dict[str, Value] = {} if kind in ("", "ball") else {"axis": turned}
        here = joint(kind, name=f"{name}{number}", **along,
                     **joints)  # fmt: skip
        tilt = start if number == 0 else bend
        above = -links[number - 1] if number else 1.2 * sum(links) + 0.3
        place = (0, 0, above) if number else (pos[0], pos[1], above + pos[2])
        inside = body(
            here,
            rod((0, 0, 0), (0, 0, -length), 0.008, mass=rod_mass, contype=0, conaffinity=0),
            ball(0.04, pos=(0, 0, -length), mass=bob, contype=0, conaffinity=0, rgba="red"),
            inside,
            pos=place,
            axisangle=(*_tilt_axis(axis), tilt),
        )
    return inside


def _tilt_axis(axis: Sequence[float]) -> Sequence[float]:
    # About a vertical axis nothing tilts; near misses with one hang as the right ones do.
    return axis if abs(axis[2]) < 0.5 else (0, 1, 0)


def bars(
    links: Sequence[float],
    mass: float,
    start: float = 0.0,
    axis: str = "1 0 0",
    kind: str = "hinge",
    key: bool = True,
) -> str:
    """The same by another hand: boxes about x, an anchor that is drawn, the start in a keyframe."""
    inside = ""
    for number in range(len(links) - 1, -1, -1):
        length = links[number]
        inside = body(
            element("joint", type=kind, axis=axis, damping=0.0001) if kind else "",
            box((0.02, 0.02, length), pos=(0, 0, -length / 2), mass=mass, contype=0, conaffinity=0),
            inside,
            pos=(0, 0, -links[number - 1] if number else sum(links) + 0.4),
        )
    posts = box((0.1, 0.1, 0.04), pos=(0, 0, sum(links) + 0.45), contype=0, conaffinity=0)
    angles = [math.radians(start) if number == 0 else 0.0 for number in range(len(links))]
    keys = element("keyframe", element("key", qpos=angles)) if key and kind == "hinge" else ""
    return scene(posts, inside, extra=keys, integrator="RK4")
