"""Hanging chains and ropes, and weights on springs."""

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    Value,
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
from benchmarks.text_to_scene.verify.chains import chained, total_length
from benchmarks.text_to_scene.verify.ropes import bends_every_way, hangs, weight_at_end
from benchmarks.text_to_scene.verify.springs import spring_periods, sprung
from benchmarks.text_to_scene.verify.swinging import swings_every_way

__all__ = ["CASES"]


def rope(
    number: int,
    link: float = 0.1,
    kind: str = "ball",
    weight: float = 0.0,
    held: bool = True,
    shape: str = "sphere",
    mass: float = 0.02,
    **joints: Value,
) -> str:
    """Capsules below each other, each on the one above; a ball welded to the last."""
    joints = {"damping": 0.002, **joints}
    inside = geom(shape, size=(0.05, 0.05, 0.05), pos=(0, 0, -link - 0.04), mass=weight) * bool(
        weight
    )
    for place in range(number - 1, -1, -1):
        first = place == 0
        turns = (free() if first and not held else joint(kind, **joints)) if kind else ""
        inside = body(
            turns,
            rod((0, 0, 0), (0, 0, -link), 0.008, mass=mass, contype=0, conaffinity=0),
            inside,
            pos=(0, 0, number * link + 1.0 if first else -link),
        )
    return scene(box((0.3, 0.3, 0.05), pos=(0, 0, number * link + 1.05)), inside, timestep=0.002)


def universal_rope(number: int, link: float, weight: float = 0.0, mass: float = 0.02) -> str:
    """By another hand: two hinges a link, and the ball a link of its own, begun a little aslant."""
    inside = ""
    if weight:
        inside = body(joint("ball"), ball(0.05, pos=(0, 0, -0.05), mass=weight, rgba="black"),
                      pos=(0, 0, -link))  # fmt: skip
    for place in range(number - 1, -1, -1):
        inside = body(
            joint(axis=(1, 0, 0), damping=0.001, armature=1e-4),
            joint(axis=(0, 1, 0), damping=0.001, armature=1e-4),
            rod((0, 0, 0), (0, 0, -link), 0.01, mass=mass, type_="cylinder", contype=0,
                conaffinity=0),
            inside,
            pos=(0, 0, number * link + 0.8 if place == 0 else -link),
            euler=(0, 10 if place == 0 else 0, 0),
        )  # fmt: skip
    return scene(inside, integrator="implicitfast")


def connected_rope(number: int, link: float) -> str:
    """Loose capsules that constraints hold end to end."""
    bodies = "".join(
        body(
            free(),
            geom("capsule", size=(0.008, link / 2 - 0.008), mass=0.05, contype=0, conaffinity=0),
            name=f"b{place}",
            pos=(0, 0, 1.0 + (number - place - 0.5) * link),
        )
        for place in range(number)
    )
    ties = "".join(
        element("connect", body1=f"b{place}", anchor=(0, 0, link / 2),
                **({"body2": f"b{place - 1}"} if place else {}), solref=(0.004, 1))
        for place in range(number)
    )  # fmt: skip
    return scene(bodies, extra=element("equality", ties), timestep=0.001)


def spring(
    *weights: tuple[float, float],
    kind: str = "slide",
    axis: tuple[float, float, float] = (0, 0, 1),
    damping: float = 0.0,
    pulled: float = 0.1,
) -> str:
    """Weights (kg, N/m) on slides with a stiffness, begun below where they would rest."""
    hung = [
        body(
            joint(kind, axis=axis, stiffness=newtons, damping=damping,
                  springref=kg * 9.81 / newtons + pulled),
            box((0.1, 0.1, 0.1), mass=kg, rgba="red"),
            pos=(0.3 * place, 0, 1.5),
        )
        if kind
        else body(box((0.1, 0.1, 0.1), mass=kg), pos=(0.3 * place, 0, 1.5))
        for place, (kg, newtons) in enumerate(weights)
    ]  # fmt: skip
    return scene(*hung)


def tendon_spring(kg: float, newtons: float, **tendon: Value) -> str:
    """By another hand: a tendon with a stiffness between the ceiling and a weight on a slide."""
    stretched = kg * 9.81 / newtons
    return scene(
        element("site", name="above", pos=(0, 0, 3)),
        body(
            joint("slide", axis=(0, 0, -1)),
            ball(0.06, mass=kg),
            element("site", name="below"),
            pos=(0, 0, 2.2 - stretched),
        ),
        extra=element(
            "tendon",
            element("spatial", element("site", site="above"), element("site", site="below"),
                    stiffness=newtons, springlength=0.75, **tendon),
        ),
    )  # fmt: skip


CASES = (
    Case(
        "chain_of_ten",
        "a chain of ten links hanging from the ceiling",
        (chained(10), hangs()),
        (rope(10), connected_rope(10, 0.1)),
        (
            ("nine", rope(9)),
            ("eleven", universal_rope(11, 0.1)),
            ("not held", rope(10, held=False)),
            ("welded", rope(10, kind="")),
            ("on slides", rope(10, kind="slide")),
        ),
    ),
    Case(
        "rope_metre",
        "A rope 1 m long made of 20 segments, fixed at one end",
        (chained(20), total_length(1.0), hangs(), bends_every_way()),
        (rope(20, 0.05), universal_rope(20, 0.05)),
        (
            ("20 m", rope(20, 1.0)),
            ("20 cm", rope(20, 0.01)),
            ("two segments", rope(2, 0.5)),
            ("one rod", rope(1, 1.0)),
            ("bends one way", rope(20, 0.05, kind="hinge", axis=(0, 1, 0))),
            ("falls", rope(20, 0.05, held=False)),
            ("stiff", rope(20, 0.05, stiffness=5000)),
        ),
    ),
    Case(
        "rope_with_ball",
        "rope of 12 pieces hanging down with a 500 g ball at its end",
        (weight_at_end(0.5), chained(12, weighted=True), hangs()),
        (rope(12, 0.08, weight=0.49, mass=0.01), universal_rope(12, 0.05, weight=0.5, mass=0.01)),
        (
            ("500 kg", rope(12, 0.08, weight=500.0)),
            ("5 g", rope(12, 0.08, weight=0.005)),
            ("a cube", rope(12, 0.08, weight=0.5, shape="box")),
            ("no ball", rope(12, 0.08)),
            ("six pieces", rope(6, 0.08, weight=0.5)),
            ("falls", rope(12, 0.08, weight=0.5, held=False)),
        ),
    ),
    Case(
        "short_chain_any_way",
        "hang up a little chain with three links that can swing in all directions",
        (chained(3), hangs(), swings_every_way()),
        (rope(3, 0.1), universal_rope(3, 0.15)),
        (
            ("two", rope(2)),
            ("four", universal_rope(4, 0.1)),
            ("in a plane", rope(3, kind="hinge", axis=(0, 1, 0))),
            ("welded", rope(3, kind="")),
            ("falls", rope(3, held=False)),
        ),
    ),
    Case(
        "mass_on_spring",
        "a mass of 2 kg hanging on a spring with a stiffness of 200 N/m",
        sprung(2.0, 200.0),
        (spring((2.0, 200.0)), tendon_spring(2.0, 200.0)),
        (
            ("20 N/m", spring((2.0, 20.0))),
            ("2000 N/m", tendon_spring(2.0, 2000.0)),
            ("200 g", spring((0.2, 200.0))),
            ("overdamped", spring((2.0, 200.0), damping=100.0)),
            ("sideways", spring((2.0, 200.0), axis=(1, 0, 0))),
            ("welded", spring((2.0, 200.0), kind="")),
        ),
    ),
    Case(
        "light_mass_on_spring",
        "Spring-mass oscillator: 500 grams, spring constant 50 N/m, moving up and down",
        sprung(0.5, 50.0),
        (spring((0.5, 50.0), damping=0.05), tendon_spring(0.5, 50.0, damping=0.02)),
        (
            ("500 kg", spring((500.0, 50.0), pulled=0.0)),
            ("0.5 N/m", spring((0.5, 0.5))),
            ("50 kN/m", tendon_spring(0.5, 50_000.0)),
            ("a hinge", spring((0.5, 50.0), kind="hinge")),
            ("no spring", spring((0.5, 1e-6), pulled=0.0)),
        ),
    ),
    Case(
        "three_springs",
        "three 1 kg weights side by side on springs of 25, 50 and 100 N/m",
        (spring_periods(tuple(6.2831853 / (n**0.5) for n in (25, 50, 100))),),
        (
            spring((1.0, 25.0), (1.0, 50.0), (1.0, 100.0)),
            spring((1.0, 100.0), (1.0, 50.0), (1.0, 25.0), pulled=-0.15, damping=0.02),
        ),
        (
            ("two", spring((1.0, 25.0), (1.0, 50.0))),
            ("all alike", spring((1.0, 50.0), (1.0, 50.0), (1.0, 50.0))),
            ("other weights", spring((2.0, 25.0), (2.0, 50.0), (2.0, 100.0))),
            ("sideways", spring((1.0, 25.0), (1.0, 50.0), (1.0, 100.0), axis=(0, 1, 0))),
            ("overdamped", spring((1.0, 25.0), (1.0, 50.0), (1.0, 100.0), damping=60.0)),
        ),
    ),
)
