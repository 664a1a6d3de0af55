"""Catapults, pulleys, marble runs and cloth. No template has to know them; a model may."""

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
    motor,
    scene,
)
from benchmarks.text_to_scene.cases.rows import dominoes
from benchmarks.text_to_scene.verify.contraptions import (
    atwood,
    catapult,
    cloth_over,
    knocked_down,
    marble_run,
)
from benchmarks.text_to_scene.verify.rows import in_a_row, stand_thin, topple
from benchmarks.text_to_scene.verify.things import Things, count

__all__ = ["CASES"]

_STONE = Things("box", alike=True)
_GHOST = {"contype": 0, "conaffinity": 0}


def thrower(
    gear: float = 60.0,
    spring: float = 0.0,
    loaded: bool = True,
    kind: str = "hinge",
    shape: str = "sphere",
) -> str:
    """An arm about y with a cup at its end; a motor or a spring swings it up and over."""
    rim = "".join(
        box((0.02, 0.14, 0.05), pos=(-0.6 + x, 0, 0.035), mass=0.02) for x in (-0.08, 0.08)
    )
    rim += "".join(box((0.14, 0.02, 0.05), pos=(-0.6, y, 0.035), mass=0.02) for y in (-0.08, 0.08))
    arm = body(
        joint(kind, name="arm", axis=(0, 1, 0), range=(-5, 75), limited=True, stiffness=spring,
              springref=120) if kind else "",
        box((0.7, 0.1, 0.02), pos=(-0.35, 0, 0), mass=0.4),
        rim,
        pos=(0, 0, 0.3),
    )  # fmt: skip
    load = body(free(), geom(shape, size=(0.05,) * 3, mass=0.1, rgba="red"), pos=(-0.6, 0, 0.3605))
    drive = motor("arm", gear=gear, ctrlrange=(-1, 1)) if gear and kind else ""
    return scene(arm, load if loaded else "", timestep=0.001, extra=drive)


def pulley(
    first: float = 2.0,
    second: float = 1.0,
    tied: bool = True,
    slides: bool = True,
    together: bool = False,
    damping: float = 0.0,
) -> str:
    """Two weights on slides that a fixed tendon ties to each other."""
    weights = [
        body(
            joint("slide", name=f"s{n}", axis=(0, 0, 1), damping=damping) if slides else "",
            box((0.1, 0.1, 0.1), mass=kg, rgba="grey"),
            pos=(0.4 * n, 0, 1.5),
        )
        for n, kg in enumerate((first, second))
    ]
    tie = element("equality", element("joint", joint1="s0", joint2="s1",
                                      polycoef=(0, 1 if together else -1, 0, 0, 0),
                                      solref=(0.004, 1))) if tied and slides else ""  # fmt: skip
    return scene(*weights, geom("cylinder", size=(0.18, 0.03), euler=(90, 0, 0), pos=(0.2, 0, 2.5),
                                **_GHOST), extra=tie)  # fmt: skip


def pulley_with_rope(first: float, second: float) -> str:
    """By another hand: loose balls on a rope over a wheel, as a tendon that cannot grow."""
    sites = [element("site", name=f"w{n}", pos=(0.2 * (2 * n - 1), 0, 2.2)) for n in (0, 1)]
    loads = [
        body(free(), ball(0.06, mass=kg), element("site", name=f"b{n}"),
             pos=(0.2 * (2 * n - 1), 0, 1.2))
        for n, kg in enumerate((first, second))
    ]  # fmt: skip
    rope = element("spatial", *(element("site", site=n) for n in ("b0", "w0", "w1", "b1")),
                   range=(0, 2.4), limited=True, solreflimit=(0.004, 1))  # fmt: skip
    return scene(*sites, *loads, extra=element("tendon", rope), timestep=0.001)


def run_of(planks: int = 3, steep: float = 8.0, marble: str = "sphere", loose: bool = True,
           flat: int = 0) -> str:  # fmt: skip
    """Planks one below the other that fall right and left in turns, with walls at their ends."""
    built = []
    for n in range(planks):
        way = 1 if n % 2 == 0 else -1
        tilt = 0.0 if n < flat else steep
        built.append(
            box((1.0, 0.2, 0.02), pos=(-0.08 * way, 0, 1.6 - 0.35 * n), euler=(0, way * tilt, 0))
        )
        built += [box((1.0, 0.02, 0.1), pos=(-0.08 * way, y, 1.63 - 0.35 * n),
                      euler=(0, way * tilt, 0))
                  for y in (-0.11, 0.11)]  # fmt: skip
        built.append(box((0.02, 0.24, 0.5), pos=(0.6 * way, 0, 1.45 - 0.35 * n)))
    drawn = geom(marble, size=(0.03,) * 3, mass=0.05, rgba="blue")
    return scene(*built, body(free() if loose else "", drawn, pos=(-0.3, 0, 1.72)), timestep=0.002)


def stairs_of_ramps(number: int) -> str:
    """By another hand: one way down, each board a little lower, the ball begun in a keyframe."""
    boards = [
        geom("box", size=(0.3, 0.15, 0.01), pos=(0.55 * n, 0, 1.2 - 0.16 * n), euler=(0, 10, 0))
        for n in range(number)
    ]
    walls = [
        box((0.6 * number, 0.02, 1.6), pos=(0.28 * number - 0.3, y, 0.8)) for y in (-0.17, 0.17)
    ]
    return scene(
        *boards,
        *walls,
        body(free(), ball(0.04, mass=0.1), pos=(0, 0, 2)),
        extra=element("keyframe", element("key", qpos=(-0.15, 0, 1.3, 1, 0, 0, 0))),
    )


def cloth(
    count_: int = 8,
    height: float = 1.3,
    pinned: bool = False,
    radius: float = 0.4,
    under: str = "sphere",
    solid: bool = True,
    spacing: float = 0.16,
) -> str:
    """A flex of two dimensions over something that stays."""
    inside = (
        element("contact", selfcollide="none", solref="0.02 1")
        + element("edge", equality="true", damping="0.1")
        + (element("pin", grid="0 0 0 1 1 0") if pinned else "")
    )
    sheet = element(
        "flexcomp", inside, name="cloth", type="grid", dim=2, count=(count_, count_, 1),
        spacing=(spacing,) * 3, pos=(0.01, 0.02, height), radius=0.02, mass=0.5,
        rgba=(0.8, 0.2, 0.2, 1),
    )  # fmt: skip
    touch = {} if solid else _GHOST
    thing: dict[str, Value] = {"size": (radius,) * 3, "pos": (0, 0, 0.8), **touch}
    return scene(geom(under, **thing), sheet, timestep=0.002, solver="CG", tolerance="1e-6")


def contraption(
    stones: int = 5, tilt: float = 18.0, target: bool = True, further: float = 0.0
) -> str:
    """Dominoes of which the first tips, and behind the last a ball on a pedestal."""
    whole = dominoes(stones, first=tilt)
    if not target:
        return whole
    far = 0.06 * stones + 0.03 + further
    more = geom("cylinder", size=(0.02, 0.04), pos=(far, 0, 0.04)) + body(
        free(), ball(0.025, mass=0.02, rgba="green"), pos=(far, 0, 0.1055)
    )
    return whole.replace("</worldbody>", f"{more}</worldbody>")


def hit_contraption(stones: int = 5) -> str:
    """By another hand: a ball comes and strikes them, and the last strikes a ball off a box."""
    whole = dominoes(stones, (0.025, 0.075, 0.15), 0.075, hit=3.0)
    far = 0.075 * stones + 0.03
    more = box((0.06, 0.1, 0.12), pos=(far, 0, 0.06)) + body(
        free(), ball(0.02, mass=0.02), pos=(far - 0.01, 0, 0.1405)
    )
    place = f"{far - 0.01} 0 0.1405 1 0 0 0"
    whole = whole.replace("</worldbody>", f"{more}</worldbody>")
    before, _, after = whole.partition('qpos="')
    numbers, _, rest = after.partition('"')
    speeds, _, tail = rest.partition('qvel="')[2].partition('"')
    return f'{before}qpos="{numbers} {place}" qvel="{speeds} 0 0 0 0 0 0"{tail}'


CASES = (
    Case(
        "cloth_on_sphere",
        "a cloth falls onto a sphere and drapes over it",
        (cloth_over(),),
        (cloth(), cloth(9, 1.35, radius=0.5)),
        (
            ("beside nothing", cloth(under="box")),
            ("pinned in the air", cloth(pinned=True, height=2.5)),
            ("begins below", cloth(height=0.2)),
            ("goes through", cloth(solid=False)),
            ("four points", cloth(2)),
        ),
        inside=False,
    ),
    Case(
        "marble_run",
        "marble run: a marble rolls down over three inclined planks, one after the other",
        (count(Things("sphere"), 1), marble_run(3)),
        (run_of(), stairs_of_ramps(3)),
        (
            ("two planks", run_of(2)),
            ("a cube", run_of(marble="box")),
            ("level", run_of(steep=0)),
            ("the marble is fixed", run_of(loose=False)),
            ("the first two level", run_of(flat=2)),
        ),
        inside=False,
    ),
    Case(
        "catapult",
        "a catapult that throws a ball",
        (catapult(),),
        (thrower(), thrower(gear=0, spring=40.0)),
        (
            ("no drive", thrower(gear=0)),
            ("too weak", thrower(gear=2.0)),
            ("nothing loaded", thrower(loaded=False)),
            ("a stiff arm", thrower(kind="")),
            ("a cube", thrower(shape="box")),
        ),
        inside=False,
    ),
    Case(
        "atwood",
        "two weights, 2 kg and 1 kg, hanging over a pulley on one rope",
        (atwood((2.0, 1.0)),),
        (pulley(), pulley_with_rope(1.0, 2.0)),
        (
            ("alike", pulley(2.0, 2.0)),
            ("not tied", pulley(tied=False)),
            ("tied the same way", pulley(together=True)),
            ("fixed", pulley(slides=False)),
            ("20 and 10 g", pulley(0.02, 0.01)),
            ("braked", pulley(damping=200)),
        ),
        inside=False,
    ),
    Case(
        "rube_goldberg",
        "a tiny Rube Goldberg machine: five dominoes topple by themselves one after the other, and "
        "the last one knocks a ball off its stand",
        (
            in_a_row(_STONE, 5),
            stand_thin(_STONE),
            topple(_STONE, 5, pushed=False, degrees=25),
            knocked_down(Things("sphere"), 0.05),
        ),
        (contraption(), hit_contraption()),
        (
            ("four dominoes", contraption(4)),
            ("they stand", contraption(tilt=0.0)),
            ("no ball", contraption(target=False)),
            ("six dominoes", hit_contraption(6)),
            ("the ball is out of reach", contraption(further=0.5)),
        ),
        inside=False,
    ),
)  # fmt: skip
