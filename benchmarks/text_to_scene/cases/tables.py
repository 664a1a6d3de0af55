"""Tables and what lies on them, and robots that can reach it."""

import math
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
from benchmarks.text_to_scene.robots import BUILTIN
from benchmarks.text_to_scene.verify.robots import apart, humanoid, reaches, robots, stands
from benchmarks.text_to_scene.verify.tables import cups, on_table, table
from benchmarks.text_to_scene.verify.things import Things, count, only

__all__ = ["CASES"]


def desk(
    *things: str,
    height: float = 0.7,
    at: Sequence[float] = (0.55, 0),
    legs: bool = True,
    sides: Sequence[float] = (0.6, 0.8),
    name: str = "",
    more: str = "",
) -> str:
    """A table that never moves, things on it (their z counted from its top), perhaps a robot."""
    top = box((*sides, 0.04), pos=(*at, height - 0.02), rgba="brown")
    feet = "".join(
        rod((at[0] + x * (sides[0] / 2 - 0.03), at[1] + y * (sides[1] / 2 - 0.03), 0.02),
            (at[0] + x * (sides[0] / 2 - 0.03), at[1] + y * (sides[1] / 2 - 0.03), height - 0.05),
            0.02)
        for x in (-1, 1) for y in (-1, 1)
    )  # fmt: skip
    placed = "".join(thing.replace("@", f"{height:g}") for thing in things)
    site = element("site", name=name, pos=(0, 0, 0)) if name else ""
    return scene(top, feet if legs else "", placed, site, more)


def on(
    inside: str, x: float, y: float, height: float, loose: bool = True, over: float = 0.7
) -> str:
    """A thing whose middle is so high over a table (or floor) of the height `over`."""
    return body(free() if loose else "", inside, pos=(x, y, over + height))


def cup(
    name: str = "red",
    x: float = 0.5,
    y: float = 0.0,
    over: float = 0.7,
    height: float = 0.1,
    radius: float = 0.04,
    loose: bool = True,
) -> str:
    """A solid cylinder with a handle."""
    handle = rod((radius, 0, -0.02), (radius + 0.02, 0, 0.02), 0.006, rgba=name)
    solid = geom("cylinder", size=(radius, height / 2), rgba=name, density=400)
    return on(solid + handle, x, y, height / 2, loose, over)


def hollow_cup(name: str = "red", x: float = 0.5, y: float = 0.0, over: float = 0.7) -> str:
    """By another hand: a bottom and ten walls."""
    walls = "".join(
        geom("box", size=(0.004, 0.0135, 0.04), pos=(0.035 * math.cos(a), 0.035 * math.sin(a), 0.044),
             euler=(0, 0, math.degrees(a)), rgba=name, mass=0.01)
        for a in [2 * math.pi * k / 10 for k in range(10)]
    )  # fmt: skip
    bottom = geom("cylinder", size=(0.038, 0.004), pos=(0, 0, 0.004), rgba=name, mass=0.05)
    return on(bottom + walls, x, y, 0.0, True, over)


def book(place: int, x: float = 0.5, y: float = -0.2, over: float = 0.7, **more: float) -> str:
    """One of a stack of books."""
    shade = ("blue", "green", "yellow", "purple", "cyan")[place % 5]
    cover = box((0.15, 0.21, 0.03), rgba=shade, mass=0.4)
    return on(cover, x, y, 0.015 + 0.03 * place, over=over, **more)


def loose_desk(*things: str) -> str:
    """By another hand: a heavy table on four legs that stands on the floor by its weight."""
    legs = "".join(
        box((0.06, 0.06, 0.68), pos=(x, y, -0.34), mass=2, rgba="grey")
        for x in (-0.4, 0.4)
        for y in (-0.25, 0.25)
    )
    top = box((1.0, 0.7, 0.04), pos=(0, 0, 0.02), mass=15, rgba="white")
    return scene(body(free(), top + legs, pos=(0.5, 0, 0.68)), *things)


def limb(*inside: str, pos: Sequence[float], to: Sequence[float], motors: bool = True) -> str:
    """A capsule on two hinges, and what it carries at its end."""
    turns = joint(axis=(0, 1, 0), damping=5, stiffness=200, armature=0.02)
    turns += joint(axis=(1, 0, 0), damping=5, stiffness=200, armature=0.02)
    return body(turns if motors else "", rod((0, 0, 0), to, 0.05, density=800), *inside, pos=pos)


def person(
    legs: int = 2, scale: float = 1.0, lift: float = 0.0, stiff: bool = False, lies: bool = False
) -> str:
    """A humanoid of capsules with springy joints."""

    def sized(*numbers: float) -> list[float]:
        return [scale * number for number in numbers]

    def side(y: float) -> str:
        foot = box(sized(0.24, 0.1, 0.06), pos=sized(0.05, 0, -0.42), density=800)
        shin = body(
            "" if stiff else joint(axis=(0, 1, 0), damping=5, stiffness=300, armature=0.02),
            rod((0, 0, 0), sized(0, 0, -0.4), 0.045 * scale, density=800),
            foot,
            pos=sized(0, 0, -0.42),
        )
        return limb(shin, pos=sized(0, y, -0.1), to=sized(0, 0, -0.4), motors=not stiff)

    arms = "".join(
        limb(pos=sized(0, y, 0.45), to=sized(0, y * 0.2, -0.45), motors=not stiff)
        for y in (-0.26, 0.26)
    )
    torso = rod(sized(0, 0, 0), sized(0, 0, 0.45), 0.12 * scale, density=600) + ball(
        0.1 * scale, pos=sized(0, 0, 0.68), density=600
    )
    pose = {"euler": (0, 90, 0), "pos": (0, 0, 0.3)} if lies else {
        "pos": (0, 0, scale * 0.97 + lift)
    }  # fmt: skip
    return scene(
        body(
            free(), torso, arms, *(side(y) for y in ((-0.1, 0.1) if legs == 2 else (0.0,))), **pose
        ),
        timestep=0.002,
        integrator="implicitfast",
    )


def robot(
    *names: str, gap: float = 1.0, lift: float = 0.0, euler: Sequence[float] = (0, 0, 0)
) -> str:
    """Robots beside each other, as placeholders."""
    return scene(
        *(
            element("site", name=f"robot:{name}", pos=(0, gap * place, lift), euler=euler)
            for place, name in enumerate(names)
        )
    )


def turned_robots(one: str, other: str, gap: float) -> str:
    """By another hand: in a frame, facing each other, with names of their own."""
    return scene(
        element(
            "frame",
            element("site", name=f"robot:{one}:left", pos=(-gap / 2, 0, 0)),
            element("site", name=f"robot:{other}:right", pos=(gap / 2, 0, 0), euler=(0, 0, 180)),
            pos=(0.3, 0.2, 0),
        )
    )


def dog(legs: int = 4) -> str:
    """A quadruped of primitives, which is none of the robots."""
    leg = [(x, y) for x in (-0.2, 0.2) for y in (-0.1, 0.1)][:legs]
    return scene(
        body(
            free(),
            box((0.5, 0.2, 0.1), mass=5),
            *(body(joint(axis=(0, 1, 0), stiffness=50), rod((0, 0, 0), (0, 0, -0.25), 0.02),
                   pos=(x, y, -0.05)) for x, y in leg),
            pos=(0, 0, 0.33),
        )
    )  # fmt: skip


_RED = Things(colour="red")
_PANDA = "robot:panda"


def _cup_of(x: float = 0.5, name: str = "red", robot: str = _PANDA, **more: float | bool) -> str:
    return desk(cup(name, x, over=0.3, **more), height=0.3, name=robot, at=(max(x, 0.6), 0))


CASES = (
    Case(
        "table_with_cup",
        "a table with a red cup on it",
        (table(), cups(1, "red"), on_table(_RED, 1)),
        (desk(cup()), loose_desk(hollow_cup(over=0.72))),
        (
            ("a blue cup", desk(cup("blue"))),
            ("on the floor", desk(cup(x=1.5, over=0.0))),
            ("falls beside it", desk(cup(x=1.2))),
            ("two cups", desk(cup(), cup(x=0.6))),
            ("as high as a person", desk(cup(height=1.7, radius=0.2))),
            ("no table", scene(cup(over=0.0))),
            ("in the table", desk(cup(over=0.65))),
            ("cannot be lifted", desk(cup(loose=False))),
            ("a red ball", desk(on(ball(0.04, rgba="red"), 0.5, 0, 0.04))),
        ),
    ),
    Case(
        "table_with_books",
        "A table, 75 cm high, with a stack of three books and a red cup next to it",
        (table(0.75), on_table(Things("box"), 3, stacked=True), count(Things("box"), 3, at_most=4),
         cups(1, "red"), on_table(_RED, 1)),
        (
            desk(*(book(n, over=0.75) for n in range(3)), cup(over=0.75), height=0.75),
            desk(*(book(n, x=0.3 + 0.22 * n, over=0.75 - 0.03 * n) for n in range(3)),
                 hollow_cup(y=0.25, over=0.75), height=0.75, legs=False),
        ),
        (
            ("two books", desk(book(0, over=0.75), book(1, over=0.75), cup(over=0.75), height=0.75)),
            ("no cup", desk(*(book(n, over=0.75) for n in range(3)), height=0.75)),
            ("75 inches", desk(*(book(n, over=1.9) for n in range(3)), cup(over=1.9), height=1.9)),
            ("books on the floor", desk(*(book(n, x=-0.5, over=0.0) for n in range(3)),
                                        cup(over=0.75), height=0.75)),
            ("a green cup", desk(*(book(n, over=0.75) for n in range(3)),
                                 cup("green", over=0.75), height=0.75)),
            ("books that overlap", desk(*(book(0, over=0.75 + 0.005 * n) for n in range(3)),
                                        cup(over=0.75), height=0.75)),
        ),
    ),
    Case(
        "table_with_fruit",
        "two oranges and one green apple lie on a wooden table",
        (
            table(),
            on_table(Things("sphere", "orange"), 2),
            on_table(Things("sphere", "green"), 1),
            count(Things("sphere"), 3),
        ),
        (
            desk(on(ball(0.04, rgba="orange", mass=0.2), 0.4, 0, 0.04),
                 on(ball(0.04, rgba="orange", mass=0.2), 0.5, 0.1, 0.04),
                 on(ball(0.035, rgba="green", mass=0.2), 0.6, 0, 0.035)),
            loose_desk(on(ball(0.035, rgba="green"), 0.4, 0, 0.035, over=0.72),
                       *(on(geom("ellipsoid", size=(0.04,) * 3, rgba="orange"), 0.6, y, 0.04,
                            over=0.72) for y in (-0.1, 0.1))),
        ),
        (
            ("one orange", desk(on(ball(0.04, rgba="orange"), 0.4, 0, 0.04),
                                on(ball(0.035, rgba="green"), 0.6, 0, 0.035))),
            ("a red apple", desk(*(on(ball(0.04, rgba="orange"), x, 0, 0.04) for x in (0.4, 0.5)),
                                 on(ball(0.035, rgba="red"), 0.6, 0, 0.035))),
            ("cubes", desk(*(on(box((0.08,) * 3, rgba=n), x, 0, 0.04)
                             for x, n in ((0.4, "orange"), (0.5, "orange"), (0.6, "green"))))),
            ("no table", scene(*(on(ball(0.04, rgba=n), x, 0, 0.04, over=0.0)
                                 for x, n in ((0.4, "orange"), (0.5, "orange"), (0.6, "green"))))),
            ("one beside it", desk(*(on(ball(0.04, rgba=n), x, 0, 0.04)
                                     for x, n in ((0.4, "orange"), (1.5, "orange"), (0.6, "green"))))),
        ),
    ),
    Case(
        "panda_and_cup",
        "a Panda and a table with a red cup it can reach",
        (
            robots("panda"),
            table(),
            cups(1, "red"),
            on_table(_RED, 1),
            reaches("panda", _RED.one),
        ),
        (
            _cup_of(),
            scene(
                box((1.2, 1.0, 0.75), pos=(0.3, 0, 0.375), rgba="grey"),
                element("site", name=_PANDA, pos=(0, 0, 0.75)),
                hollow_cup(x=0.4, y=0.25, over=0.75),
            ),
        ),
        (
            ("out of reach", _cup_of(1.6)),
            ("a blue cup", _cup_of(name="blue")),
            ("no robot", desk(cup(over=0.3), height=0.3)),
            ("another robot", _cup_of(robot="robot:ur5e")),
            ("no table", scene(element("site", name=_PANDA), cup(over=0.0))),
            ("the cup on the floor", desk(cup(x=0.5, y=0.7, over=0.0), height=0.3, name=_PANDA)),
        ),
        robots=("panda", "ur5e"),
    ),
    Case(
        "ur5e_alone",
        "Show me a UR5e",
        (robots("ur5e"), only(0)),
        (robot("ur5e"), robot("universal_robots_ur5e:arm")),
        (
            ("a Panda", robot("panda")),
            ("two", scene(*(element("site", name=f"robot:ur5e:{n}", pos=(0, n, 0)) for n in (0, 1)))),
            ("none", scene()),
            ("something like a robot", dog()),
        ),
        robots=("ur5e", "panda"),
    ),
    Case(
        "two_robots",
        "a Panda and a UR5e, one metre from each other",
        (robots("panda", "ur5e"), apart("panda", "ur5e", 1.0)),
        (robot("panda", "ur5e"), turned_robots("ur5e", "panda", 1.0)),
        (
            ("in each other", robot("panda", "ur5e", gap=0.0)),
            ("10 m", robot("panda", "ur5e", gap=10.0)),
            ("two Pandas", scene(*(element("site", name=f"robot:panda:{n}", pos=(0, n, 0))
                                   for n in (0, 1)))),
            ("one", robot("ur5e")),
            ("half a metre", turned_robots("ur5e", "panda", 0.5)),
        ),
        robots=("panda", "ur5e"),
    ),
    Case(
        "anymal",
        "an ANYmal C standing on the ground",
        (robots("anymal_c"), stands("anymal_c")),
        (robot("anymal_c"), robot("anybotics_anymal_c:dog")),
        (
            ("in the air", robot("anymal_c", lift=0.5)),
            ("on its side", robot("anymal_c", lift=0.4, euler=(90, 0, 0))),
            ("a dog of boxes", dog()),
            ("none", scene()),
        ),
        robots=("anymal_c",),
    ),
    Case(
        "go2",
        "a Unitree Go2",
        (robots("go2"), stands("go2", within=0.06)),
        (robot("go2"), robot("unitree_go2:dog")),
        (
            ("in the air", robot("go2", lift=0.5)),
            ("two", robot("go2", "go2:other")),
            ("a dog of boxes", dog()),
            ("none", scene()),
        ),
        robots=("go2",),
    ),
    Case(
        "humanoid",
        "a humanoid standing on the floor",
        (humanoid(),),
        (person(), (BUILTIN / "humanoid.xml").read_text(encoding="utf-8")),
        (
            ("a dog", dog()),
            ("one leg", person(legs=1)),
            ("as small as a doll", person(scale=0.15)),
            ("in the air", person(lift=0.5)),
            ("a statue", person(stiff=True)),
            ("lies", person(lies=True)),
        ),
    ),
)  # fmt: skip
