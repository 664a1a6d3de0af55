"""What falls and bounces."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
    ball,
    body,
    box,
    element,
    floor,
    free,
    geom,
    scene,
)
from benchmarks.text_to_scene.verify.falling import (
    bounces,
    falls,
)
from benchmarks.text_to_scene.verify.things import Things, count, masses, only

__all__ = ["CASES"]

_BALL, _BOX = Things("sphere"), Things("box")

#: A stiff contact without damping gives back what came in.
_BOUNCY = {"solref": (-2000, -1), "solimp": (0.95, 0.99, 0.001)}


def dropped(
    *balls: tuple[float, float, float],
    rgba: str = "blue",
    loose: bool = True,
    gravity: float = -9.81,
    shape: str = "sphere",
    ground: str | None = None,
    timestep: float = 0.002,
    centre: bool = False,
    **contact: Value,
) -> str:
    """Balls in the air: radius, kg, height of the lowest point (or of the centre)."""
    things = [
        body(
            free() if loose else "",
            geom(shape, size=(radius,) * 3, mass=kg, rgba=rgba, **contact),
            pos=(0.6 * place, 0, height + (0 if centre else radius)),
        )
        for place, (radius, kg, height) in enumerate(balls)
    ]
    more = {} if ground is None else {"ground": ground}
    return scene(*things, gravity=gravity, timestep=timestep, **more)


def dropped_by_key(radius: float, kg: float, height: float) -> str:
    """By another hand: it lies on a slab, and the keyframe lifts it."""
    return scene(
        body(ball(radius, mass=kg, rgba="red"), free(), pos=(0, 0, radius)),
        extra=element("keyframe", element("key", qpos=(0, 0, height + radius, 1, 0, 0, 0))),
        ground=box((4, 4, 0.2), pos=(0, 0, -0.1)),
        integrator="RK4",
    )


CASES = (
    Case(
        "dropped_ball",
        "a ball that is dropped from a height of 2 m",
        (count(_BALL, 1), only(1), falls(_BALL, 2.0)),
        (dropped((0.1, 1, 2.0)), dropped_by_key(0.15, 0.5, 2.0)),
        (
            ("2 cm", dropped((0.01, 1, 0.02))),
            ("3 m", dropped((0.1, 1, 3.0))),
            ("hangs in the air", dropped((0.1, 1, 2.0), loose=False)),
            ("a box", dropped((0.1, 1, 2.0), shape="box")),
            ("on the moon", dropped((0.1, 1, 2.0), gravity=-1.62)),
            ("in syrup", dropped((0.1, 1, 2.0)).replace("<option", '<option viscosity="5"')),
            ("two", dropped((0.1, 1, 2.0), (0.1, 1, 2.0))),
        ),
    ),
    Case(
        "galileo",
        "drop a 5 kg ball and a 1 kg ball at the same time from 3 metres",
        (count(_BALL, 2), only(2), masses(_BALL, (1.0, 5.0)), falls(_BALL, 3.0)),
        (dropped((0.15, 5, 3.0), (0.08, 1, 3.0)), dropped((0.1, 1, 3), (0.1, 5, 3), centre=True)),
        (
            ("3 feet", dropped((0.15, 5, 0.9144), (0.08, 1, 0.9144))),
            ("one lower", dropped((0.15, 5, 3.0), (0.08, 1, 2.0))),
            ("no gravity", dropped((0.15, 5, 3.0), (0.08, 1, 3.0), gravity=0.0)),
            ("both 1 kg", dropped((0.15, 1, 3.0), (0.08, 1, 3.0))),
            ("one ball", dropped((0.15, 5, 3.0))),
        ),
    ),
    Case(
        "bouncing_ball",
        "a rubber ball that bounces when it is let go one meter above the ground",
        (count(_BALL, 1), falls(_BALL, 1.0), bounces(_BALL, 0.3)),
        (
            dropped((0.1, 0.5, 1.0), **_BOUNCY, timestep=0.001),
            dropped((0.06, 0.1, 1.0), solref="-800 -0.4", timestep=0.001,
                    ground=floor(solref="-800 -0.4")),
        ),
        (
            ("dead", dropped((0.1, 0.5, 1.0))),
            ("10 m", dropped((0.1, 0.5, 10.0), **_BOUNCY, timestep=0.001)),
            ("a cube", dropped((0.1, 0.5, 1.0), shape="box", **_BOUNCY, timestep=0.001)),
            ("stays in the air", dropped((0.1, 0.5, 1.0), loose=False)),
            ("gains", dropped((0.1, 0.5, 1.0), solref="-2000 9", timestep=0.001)),
        ),
    ),
)  # fmt: skip
