"""Robots from the catalogue, alone and with things that they can reach."""

from collections.abc import Sequence

from benchmarks.text_to_scene.case import Case
from benchmarks.text_to_scene.cases._parts import (
    ball,
    body,
    box,
    element,
    free,
    joint,
    rod,
    scene,
)
from benchmarks.text_to_scene.cases.tables import cup, desk, hollow_cup
from benchmarks.text_to_scene.robots import BUILTIN
from benchmarks.text_to_scene.verify.robots import apart, humanoid, reaches, robots, stands
from benchmarks.text_to_scene.verify.tables import cups, on_table, table
from benchmarks.text_to_scene.verify.things import Things, only

__all__ = ["CASES"]


def limb(*inside: str, pos: Sequence[float], to: Sequence[float], motors: bool = True) -> str:
    """A capsule on two hinges, and what it carries at its end."""
    turns = joint(axis=(0, 1, 0), damping=5, stiffness=200, armature=0.02)
    turns += joint(axis=(1, 0, 0), damping=5, stiffness=200, armature=0.02)
    return body(turns if motors else "", rod((0, 0, 0), to, 0.05, density=800), *inside, pos=pos)


def person(
    legs: int = 2,
    scale: float = 1.0,
    lift: float = 0.0,
    stiff: bool = False,
    lies: bool = False,
    arms_at: Sequence[float] = (-0.26, 0.26),
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
        limb(pos=sized(0, y, 0.45), to=sized(0, y * 0.2, -0.45), motors=not stiff) for y in arms_at
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


def _cup_of(x: float = 0.5, name: str = "red", robot: str = _PANDA) -> str:
    return desk(cup(name, x, over=0.3), height=0.3, name=robot, at=(max(x, 0.6), 0))


CASES = (
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
            ("two", scene(*(element("site", name=f"robot:ur5e:{n}", pos=(0, n, 0))
                            for n in (0, 1)))),
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
            ("one leg", person(legs=1, arms_at=(-0.4, -0.26, 0.26, 0.4))),
            ("as small as a doll", person(scale=0.15)),
            ("in the air", person(lift=0.5)),
            ("a statue", person(stiff=True)),
            ("lies", person(lies=True)),
        ),
    ),
)  # fmt: skip
