"""Pendulums: of one link or several, by length, mass, angle, period and direction."""

import math

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    ball,
    body,
    element,
    joint,
    motor,
    rod,
    scene,
)
from benchmarks.text_to_scene.cases._pendulums import bars, pendulum
from benchmarks.text_to_scene.verify.chains import chain_of, chained, lengths, link_masses
from benchmarks.text_to_scene.verify.joints import driven, same_plane, turns_level
from benchmarks.text_to_scene.verify.swinging import (
    bobs,
    pendulum_periods,
    starts_at,
    swings_every_way,
    swings_freely,
)

__all__ = ["CASES"]


def _first_two(name: str, prompt: str) -> Case:
    """A double pendulum, asked for in other words."""
    return Case(
        name,
        prompt,
        (chained(2), turns_level(chain_of), same_plane(chain_of)),
        (scene(pendulum((0.5, 0.5), start=60)), bars((0.6, 0.4), 0.3, 90)),
        (
            ("single", scene(pendulum((0.5,), start=60))),
            ("triple", bars((0.4, 0.4, 0.4), 0.3, 90)),
            ("welded", scene(pendulum((0.5, 0.5), kind=""))),
            ("vertical axes", scene(pendulum((0.5, 0.5), axis=(0, 0, 1)))),
            ("axes across", scene(pendulum((0.5, 0.5), last=(1, 0, 0)))),
            ("side by side", scene(pendulum((0.5,)), pendulum((0.5,), pos=(0.5, 0, 0), name="k"))),
        ),
    )


CASES = (
    Case(
        "single_pendulum",
        "A simple pendulum, 1 m long, with a bob of 2 kg.",
        (
            chained(1),
            turns_level(chain_of),
            lengths((1.0,)),
            bobs(2.0),
            swings_freely(),
        ),
        (
            scene(pendulum((1.0,), bob=2.0, start=20)),
            scene(
                rod((-0.3, 0, 1.5), (0.3, 0, 1.5), contype=0, conaffinity=0),
                body(
                    joint(axis=(1, 0, 0), pos=(0, 0, 0.5)),
                    rod((0, 0, 0.5), (0, 0, -0.5), 0.01, mass=0.001, type_="cylinder"),
                    body(
                        ball(0.06, mass=2.0),
                        pos=(0, 0, -0.5),
                    ),
                    pos=(0, 0, 1.0),
                ),
                extra=element("keyframe", element("key", qpos=0.6)),
            ),
        ),
        (
            ("vertical axis", scene(pendulum((1.0,), bob=2.0, axis=(0, 0, 1)))),
            ("half as long", scene(pendulum((0.5,), bob=2.0, start=20))),
            ("a bob of 0.2 kg", scene(pendulum((1.0,), bob=0.2, start=20))),
            ("welded", scene(pendulum((1.0,), bob=2.0, kind=""))),
            ("braked", scene(pendulum((1.0,), bob=2.0, start=20, damping=40))),
            ("sprung", scene(pendulum((1.0,), bob=2.0, start=20, stiffness=30))),
            ("no gravity", scene(pendulum((1.0,), bob=2.0, start=20), gravity=0.0)),
            ("slides", scene(pendulum((1.0,), bob=2.0, kind="slide"))),
        ),
    ),
    _first_two("double_pendulum", "Make me a double pendulum"),
    Case(
        "triple_pendulum_cm",
        "triple pendulum, every arm 40 cm long",
        (chained(3), turns_level(chain_of), same_plane(chain_of), lengths((0.4, 0.4, 0.4))),
        (scene(pendulum((0.4, 0.4, 0.4), start=70)), bars((0.4, 0.4, 0.4), 0.2, 45)),
        (
            ("double", scene(pendulum((0.4, 0.4), start=70))),
            ("four", scene(pendulum((0.4,) * 4, start=70))),
            ("40 m", scene(pendulum((40.0,) * 3, start=70))),
            ("one arm shorter", bars((0.4, 0.4, 0.3), 0.2, 45)),
            ("ball joints", scene(pendulum((0.4,) * 3, kind="ball"))),
            ("last across", scene(pendulum((0.4,) * 3, start=70, last=(1, 0, 0)))),
        ),
    ),
    Case(
        "five_links",
        "I want a pendulum made of five links, each 20 cm long and 100 grams heavy",
        (
            chained(5),
            turns_level(chain_of),
            lengths((0.2,) * 5),
            link_masses(0.1),
        ),
        (
            scene(pendulum((0.2,) * 5, bob=0.09, rod_mass=0.01, start=40)),
            bars((0.2,) * 5, 0.1, 30),
        ),
        (
            ("four links", bars((0.2,) * 4, 0.1, 30)),
            ("six links", bars((0.2,) * 6, 0.1, 30)),
            ("100 kg each", bars((0.2,) * 5, 100.0, 30)),
            ("20 cm in all", bars((0.04,) * 5, 0.1, 30)),
            ("vertical axes", bars((0.2,) * 5, 0.1, 0, axis="0 0 1")),
        ),
    ),
    Case(
        "start_angle",
        "a simple pendulum with a 50cm rod, let go at 30 degrees from the vertical",
        (chained(1), turns_level(chain_of), lengths((0.5,)), starts_at(30), swings_freely()),
        (scene(pendulum((0.5,), start=30)), bars((0.5,), 1.0, -30)),
        (
            ("hangs straight", scene(pendulum((0.5,), start=0))),
            ("60 degrees", scene(pendulum((0.5,), start=60))),
            ("30 rad", scene(pendulum((0.5,), start=math.degrees(30)))),
            ("from the horizontal", scene(pendulum((0.5,), start=120))),
            ("50 mm", scene(pendulum((0.05,), start=30))),
            ("vertical axis", scene(pendulum((0.5,), start=30, axis=(0, 0, 1)))),
        ),
    ),
    Case(
        "start_angle_rad",
        "Pendulum of length 0.8 m which starts 1.2 rad away from hanging straight down.",
        (
            chained(1),
            turns_level(chain_of),
            lengths((0.8,)),
            starts_at(math.degrees(1.2)),
            swings_freely(),
        ),
        (
            scene(pendulum((0.8,), start=math.degrees(1.2), axis=(1, 0, 0))),
            bars((0.8,), 0.5, math.degrees(1.2)),
        ),
        (
            ("1.2 degrees", scene(pendulum((0.8,), start=1.2))),
            ("the key is left out", bars((0.8,), 0.5, math.degrees(1.2), key=False)),
            ("1.5 m", scene(pendulum((1.5,), start=math.degrees(1.2)))),
            ("two links", scene(pendulum((0.8, 0.8), start=math.degrees(1.2)))),
            ("welded", scene(pendulum((0.8,), start=math.degrees(1.2), kind=""))),
        ),
    ),
    Case(
        "spherical_pendulum",
        "a pendulum 60 cm long that can swing in any direction in 3D, not only in a plane",
        (chained(1), lengths((0.6,)), swings_every_way()),
        (
            scene(pendulum((0.6,), kind="ball", start=25)),
            scene(
                body(
                    joint(axis=(1, 0, 0)),
                    element("inertial", pos=(0, 0, 0), mass=0.001, diaginertia=(1e-6,) * 3),
                    body(
                        joint(axis=(0, 1, 0)),
                        rod((0, 0, 0), (0, 0, -0.6), mass=0.1),
                        ball(0.05, pos=(0, 0, -0.6), mass=1),
                    ),
                    pos=(0, 0, 1.2),
                )
            ),
        ),
        (
            ("one hinge", scene(pendulum((0.6,), start=25))),
            ("60 m", scene(pendulum((60.0,), kind="ball", start=25))),
            ("two links", scene(pendulum((0.6, 0.6), kind="ball", start=25))),
            ("welded", scene(pendulum((0.6,), kind=""))),
            ("30 cm", scene(pendulum((0.3,), kind="ball", start=25))),
        ),
    ),
    Case(
        "seconds_pendulum",
        "a pendulum that takes two seconds for one full swing there and back",
        (chained(1), turns_level(chain_of), swings_freely(2.0)),
        (
            scene(pendulum((0.994,), rod_mass=0.0001, start=10)),
            # A rod alone swings as if its mass were at two thirds of it.
            bars((1.5 * 0.994,), 1.0, 10),
        ),
        (
            ("one second", scene(pendulum((0.25,), rod_mass=0.0001, start=10))),
            ("a second each way and back", scene(pendulum((3.97,), rod_mass=0.0001, start=10))),
            ("a rod like a thread", bars((0.994,), 1.0, 10)),
            ("on the moon", scene(pendulum((0.994,), rod_mass=0.0001), gravity=-1.62)),
            ("vertical axis", scene(pendulum((0.994,), axis=(0, 0, 1)))),
        ),
    ),
    Case(
        "driven_pendulum",
        "pendulum, 0.5 m, with a motor at the pivot that I can control",
        (
            chained(1),
            turns_level(chain_of),
            lengths((0.5,)),
            driven(chain_of, 1, "its hinge is driven, and nothing else"),
        ),
        (
            scene(pendulum((0.5,), start=5), extra=motor("j0")),
            scene(
                pendulum((0.5,), axis=(1, 0, 0)),
                extra=element("actuator", element("position", joint="j0", kp=2, kv=0.1)),
            ),
        ),
        (
            ("no motor", scene(pendulum((0.5,), start=5))),
            ("a motor without force", scene(pendulum((0.5,)), extra=motor("j0", gear=0))),
            ("two links, one driven", scene(pendulum((0.5, 0.5)), extra=motor("j0"))),
            ("vertical axis", scene(pendulum((0.5,), axis=(0, 0, 1)), extra=motor("j0"))),
            ("5 m", scene(pendulum((5.0,)), extra=motor("j0"))),
        ),
    ),
    Case(
        "two_pendulums",
        "two pendulums next to each other, one half a metre long and the other one metre",
        (
            chained(1, chains=2),
            turns_level(lambda scene: scene.links),
            pendulum_periods((0.5, 1.0)),
        ),
        (
            scene(
                pendulum((0.5,), start=15, rod_mass=0.001),
                pendulum((1.0,), start=15, rod_mass=0.001, pos=(0, 0.6, 0), name="k"),
            ),
            scene(
                *(
                    body(
                        joint(axis=(1, 0, 0)),
                        rod((0, 0, 0), (0, 0, -length), 0.01),
                        pos=(length, 0, 1.5),
                    )
                    for length in (0.5, 1.0)
                )
            ),
        ),
        (
            ("one", scene(pendulum((1.0,), start=15))),
            ("a double one", scene(pendulum((0.5, 1.0), start=15))),
            ("both 1 m", scene(pendulum((1.0,)), pendulum((1.0,), pos=(0, 0.6, 0), name="k"))),
            (
                "three",
                scene(*(pendulum((n,), pos=(0, n, 0), name=f"n{n}_") for n in (0.5, 1.0, 1.4))),
            ),
            (
                "one welded",
                scene(pendulum((0.5,), kind=""), pendulum((1.0,), pos=(0, 0.6, 0), name="k")),
            ),
        ),
    ),
)
