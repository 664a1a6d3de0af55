"""Grippers, doors, linkages and other contraptions. No template has to know them."""

import math
from collections.abc import Sequence

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
    rod,
    scene,
)
from benchmarks.text_to_scene.cases.falling import dominoes
from benchmarks.text_to_scene.verify.falling import in_a_row, stand_thin, topple
from benchmarks.text_to_scene.verify.mechanisms import (
    atwood,
    catapult,
    cloth_over,
    door,
    four_bar,
    gripper,
    knocked_down,
    marble_run,
    windmill,
)
from benchmarks.text_to_scene.verify.things import Things, count

__all__ = ["CASES"]

_GHOST = {"contype": 0, "conaffinity": 0}


def pincers(
    fingers: int = 2,
    kind: str = "slide",
    driven: bool = True,
    together: bool = False,
    travel: float = 0.03,
    across: bool = False,
) -> str:
    """A palm in the air, and fingers that slide towards each other."""
    built = []
    for n in range(fingers):
        way = 1 if n % 2 else -1
        along = (0, 0, 1) if across else (0, -1 if together else -way, 0)
        built.append(
            body(
                joint(kind, name=f"f{n}", axis=along, range=(0, travel), limited=True, damping=5)
                if kind else "",
                box((0.02, 0.01, 0.1), mass=0.1, rgba="grey", **_GHOST),
                pos=(0.04 * (n // 2), 0.05 * way, -0.08),
            )
        )  # fmt: skip
    names = [f"f{n}" for n in range(fingers)] if driven and kind else []
    drives = element("actuator", *(element("position", joint=n, kp=200, ctrlrange=(0, travel))
                                   for n in names)) if names else ""  # fmt: skip
    return scene(body(box((0.06, 0.16, 0.04), mass=0.5), *built, pos=(0, 0, 0.5)), extra=drives)


def claw() -> str:
    """By another hand: fingers on hinges, one motor, and an equality that couples them."""
    fingers = [
        body(
            joint(name=f"h{way}", axis=(way, 0, 0), range=(-40, 20), limited=True, damping=0.05,
                  armature=0.001),
            rod((0, 0, 0), (0, 0, -0.12), 0.01, mass=0.1, **_GHOST),
            pos=(0, 0.05 * way, 0),
        )
        for way in (1, -1)
    ]  # fmt: skip
    couple = element("joint", joint1="h1", joint2="h-1", polycoef=(0, 1, 0, 0, 0))
    return scene(
        body(box((0.06, 0.14, 0.04), mass=1), *fingers, pos=(0, 0, 0.6)),
        extra=element("equality", couple) + motor("h1", ctrlrange=(-1, 1)),
    )


def door_scene(
    height: float = 2.0,
    width: float = 0.9,
    axis: Sequence[float] = (0, 0, 1),
    edge: float = 0.5,
    handle: str = "hinge",
    at: float = 0.4,
    kind: str = "hinge",
    handle_axis: Sequence[float] = (0, 1, 0),
    stuck: bool = False,
) -> str:
    """A panel along x on a hinge, and a lever on it."""
    lever = body(
        joint(handle, axis=handle_axis, damping=0.1, stiffness=2) if handle else "",
        rod((0, 0.06, 0), (-0.12, 0.06, 0), 0.012, mass=0.2, **_GHOST),
        pos=(at * width, 0, 0),
    )
    tight = {"frictionloss": 5000} if stuck else {}
    panel = body(
        joint(kind, axis=axis, pos=(-edge * width, 0, 0), damping=1, **tight) if kind else "",
        box((width, 0.04, height), mass=25, rgba="brown", **_GHOST),
        lever,
        pos=(0, 0, height / 2 + 0.01),
    )
    return scene(panel)


def door_in_frame() -> str:
    """By another hand: along y, hinged at the right, with a frame around it and a round knob."""
    posts = "".join(box((0.1, 0.1, 2.1), pos=(0, y, 1.05)) for y in (-0.52, 0.52))
    knob = body(joint(axis=(1, 0, 0), damping=0.05),
                geom("cylinder", size=(0.03, 0.05), euler=(0, 90, 0), mass=0.3),
                pos=(0, -0.82, 0))  # fmt: skip
    panel = body(
        joint(axis=(0, 0, -1), range=(-100, 100), limited=True, damping=2),
        geom("box", size=(0.02, 0.45, 1.0), pos=(0, -0.45, 0), density=300),
        knob,
        pos=(0, 0.45, 1.02),
    )
    return scene(posts, panel)


def linkage(
    driven: bool = True,
    closed: bool = True,
    rocker: bool = True,
    turned: bool = False,
    ground: float = 0.5,
    gear: float = 1.0,
) -> str:
    """Crank, coupler and rocker; coupler and rocker are held together by a constraint."""
    across = (0, 1, 0)
    flat = {"contype": 0, "conaffinity": 0}
    coupler = body(
        joint(axis=(1, 0, 0) if turned else across, damping=0.02),
        rod((0, 0, 0), (0.5, 0, 0), 0.01, mass=0.2, **flat),
        pos=(0, 0, 0.2),
        name="coupler",
    )
    crank = body(
        joint(name="crank", axis=across, damping=0.05),
        rod((0, 0, 0), (0, 0, 0.2), 0.012, mass=0.2, **flat),
        coupler,
        pos=(0, 0, 1),
    )
    # From the ground to where the coupler ends.
    end = (0.5 - ground, 0, 0.2)
    arm = body(
        joint(axis=across, damping=0.02),
        rod((0, 0, 0), end, 0.012, mass=0.2, **flat),
        pos=(ground, 0, 1),
        name="rocker",
    )
    tie = element("equality", element("connect", body1="coupler", body2="rocker",
                                      anchor=(0.5, 0, 0)))  # fmt: skip
    return scene(
        crank,
        arm if rocker else "",
        extra=(tie if closed and rocker else "")
        + (motor("crank", gear=gear, ctrlrange=(-0.5, 0.5)) if driven else ""),
    )


def mill(
    blades: int = 4,
    axis: Sequence[float] = (0, 1, 0),
    drive: str = "motor",
    kind: str = "hinge",
    friction: float = 0.0,
) -> str:
    """A tower, and boards around a hub."""
    sails = "".join(
        box((0.1, 0.02, 0.8), pos=(0.5 * math.sin(a), 0, 0.5 * math.cos(a)),
            euler=(0, math.degrees(a), 0), mass=0.3, rgba="white", **_GHOST)
        for a in [2 * math.pi * k / blades for k in range(blades)]
    )  # fmt: skip
    hub = geom("cylinder", size=(0.08, 0.05), euler=(90, 0, 0), mass=1, **_GHOST)
    rotor = body(
        joint(kind, name="rotor", axis=axis, damping=0.02, frictionloss=friction) if kind else "",
        hub, sails, pos=(0, -0.25, 2),
    )  # fmt: skip
    extra = motor("rotor") if drive == "motor" and kind else ""
    if drive == "key":
        extra = element("keyframe", element("key", qvel=6.0))
    return scene(geom("cylinder", size=(0.12, 1.0), pos=(0, 0, 1.0)), rotor, extra=extra)


def crossed_mill() -> str:
    """By another hand: two long beams across each other, about x, turned by a servo that is on."""
    beams = "".join(
        rod((0, -a, -b), (0, a, b), 0.03, mass=0.5, **_GHOST) for a, b in ((1, 0), (0, 1))
    )
    return scene(
        body(joint(name="r", axis=(1, 0, 0)), beams, pos=(0, 0, 1.5)),
        extra=element("actuator", element("velocity", joint="r", kv=5, ctrlrange=(0, 10)))
        + element("keyframe", element("key", ctrl=4.0)),
    )


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
    return scene(arm, load if loaded else "", timestep=0.001,
                 extra=motor("arm", gear=gear, ctrlrange=(-1, 1)) if gear and kind else "")  # fmt: skip


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
    """By another hand: loose balls on a rope that runs over a wheel, as a tendon that cannot grow."""
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
    """Planks one below the other that fall to the right and to the left in turns, with end walls."""
    built = []
    for n in range(planks):
        way = 1 if n % 2 == 0 else -1
        tilt = 0.0 if n < flat else steep
        built.append(
            box((1.0, 0.2, 0.02), pos=(-0.08 * way, 0, 1.6 - 0.35 * n), euler=(0, way * tilt, 0))
        )
        built += [box((1.0, 0.02, 0.1), pos=(-0.08 * way, y, 1.63 - 0.35 * n), euler=(0, way * tilt, 0))
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
        spacing=(spacing,) * 3, pos=(0.01, 0.02, height), radius=0.02, mass=0.5, rgba=(0.8, 0.2, 0.2, 1),
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
        "gripper",
        "a gripper with two fingers that can open and close",
        (gripper(),),
        (pincers(), claw()),
        (
            ("one finger", pincers(1)),
            ("no motors", pincers(driven=False)),
            ("welded", pincers(kind="")),
            ("fingers that go the same way", pincers(together=True)),
            ("a millimetre of travel", pincers(travel=0.001)),
            ("fingers that go up", pincers(across=True)),
        ),
        inside=False,
    ),
    Case(
        "door_with_handle",
        "a door, two metres high and 90 centimetres wide, on hinges, with a handle that can be turned",
        (door(2.0, 0.9),),
        (door_scene(), door_in_frame()),
        (
            ("hinges like a flap", door_scene(axis=(1, 0, 0))),
            ("hinged in the middle", door_scene(edge=0.0)),
            ("no handle that turns", door_scene(handle="")),
            ("handle at the hinges", door_scene(at=-0.4)),
            ("90 m wide", door_scene(width=90.0)),
            ("welded", door_scene(kind="")),
            ("stuck", door_scene(stuck=True)),
            ("handle about z", door_scene(handle_axis=(0, 0, 1))),
        ),
        inside=False,
    ),
    Case(
        "four_bar",
        "a four-bar linkage with a motor at the crank",
        (four_bar(),),
        (linkage(), linkage(ground=0.4, gear=3.0)),
        (
            ("no motor", linkage(driven=False)),
            ("open", linkage(closed=False)),
            ("no rocker", linkage(rocker=False)),
            ("a hinge across", linkage(turned=True)),
            ("motor without force", linkage(gear=0)),
        ),
        inside=False,
    ),
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
        "windmill",
        "a windmill with four blades that goes round",
        (windmill(4),),
        (mill(), crossed_mill()),
        (
            ("three blades", mill(3)),
            ("no drive", mill(drive="")),
            ("a vertical axis", mill(axis=(0, 0, 1))),
            ("welded", mill(kind="")),
            ("stuck", mill(friction=500)),
            ("six blades", mill(6, drive="key")),
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
            in_a_row(Things("box"), 5),
            stand_thin(Things("box")),
            topple(Things("box"), 5, pushed=False, degrees=25),
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
