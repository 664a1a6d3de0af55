"""Checks of what things do pass what does it, and nothing else."""

import math
from collections.abc import Callable

import pytest

from py_remote_viewer.protocol.expectations import (
    Check,
    Expectation,
    Falls,
    Moves,
    On,
    Period,
    Settles,
    Stays,
    Topples,
)

Judge = Callable[..., Check]

_TABLE = """<body name="table" pos="0 0 .4"><geom type="box" size=".5 .5 .02"/>
<body name="leg" pos="0 0 -.21"><geom type="box" size=".05 .05 .19"/></body></body>"""
_WALL = '<geom name="wall" type="box" size=".1 1 1" pos="1 0 1"/>'


def _cup(pos: str, more: str = "") -> str:
    return (
        f'<body name="cup" pos="{pos}"><freejoint/>'
        f'<geom type="cylinder" size=".04 .05" {more}/></body>'
    )


_CAR = """<body name="car" pos="0 2 .2"><freejoint/><geom type="box" size=".3 .15 .05" mass="1"/>
<body name="a" pos=".2 .2 -.1"><joint axis="0 1 0"/><geom size=".1" mass=".1"/></body>
<body name="b" pos=".2 -.2 -.1"><joint axis="0 1 0"/><geom size=".1" mass=".1"/></body>
<body name="c" pos="-.2 .2 -.1"><joint axis="0 1 0"/><geom size=".1" mass=".1"/></body>
<body name="d" pos="-.2 -.2 -.1"><joint axis="0 1 0"/><geom size=".1" mass=".1"/></body></body>"""


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_TABLE + _cup("0 0 .47"), On("cup", "table"), True),
        (_TABLE + _cup("0 0 .6"), On("cup", "table"), True),
        (_TABLE + _cup("0 0 .47"), On("table", "cup"), False),
        (_TABLE + _cup("0 0 .47"), On("cup", "floor"), False),
        (_TABLE + _cup("2 0 .05"), On("cup", "table"), False),
        # It passes through a table that it does not collide with.
        (_TABLE + _cup("0 0 .47", 'contype="0" conaffinity="0"'), On("cup", "table"), False),
        # Leaning against a wall is not lying on it.
        (_WALL + _cup(".8599 0 .05"), On("cup", "wall"), False),
        (_CAR, On("car", "floor"), True),
        # Fixed things do not collide, and are looked at.
        (_TABLE, On("table", "floor"), True),
        (_TABLE.replace("0 0 .4", "0 0 .5"), On("table", "floor"), False),
        (_TABLE.replace("0 0 .4", "0 0 .2"), On("table", "floor"), False),
        (_TABLE, On("nobody", "table"), False),
    ],
)
def test_what_lies_on_something_touches_it_from_above(
    judge: Judge, inside: str, expected: On, right: bool
) -> None:
    assert judge(inside, expected, sim_sec=1.0).passed is right


def test_what_is_not_on_it_says_why(judge: Judge) -> None:
    far = judge(_TABLE + _cup("2 0 .05"), On("cup", "table"), sim_sec=0.1)
    assert far.found == "it is 1.49 m away from it and does not touch it"
    below = judge(_TABLE + _cup("0 0 .47"), On("table", "cup"), sim_sec=0.5)
    assert below.found == "it touches it from below"


_BOX = '<body name="box" pos="0 0 {}"><freejoint/><geom type="box" size=".1 .1 .1"/></body>'
_BALL = '<body name="ball" pos="2 0 .1"><freejoint/><geom size=".1"/></body>'
_PENDULUM = """<body name="bob" pos="0 0 2" euler="0 {} 0"><joint name="pivot" axis="0 1 0" {}/>
<geom size=".1" pos="0 0 -1"/></body>"""
_TOP = """<body name="top" pos="0 0 1"><joint name="spin" axis="0 0 1" {}/>
<geom type="box" size=".2 .2 .02"/></body>
<body name="stand" pos="0 0 .5"><geom size=".05"/></body>"""
_PUSHED = "<keyframe><key qvel='{}'/></keyframe>"


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_BOX.format(0.1), Stays(("box",)), True),
        (_BOX.format(0.1) + _BALL, Stays(), True),
        (_BOX.format(0.1) + _BALL.replace("2 0 .1", "2 0 .2"), Stays(), False),
        (_BOX.format(0.1) + _BALL.replace("2 0 .1", "2 0 .2"), Stays(("box",)), True),
        (_BOX.format(0.2), Stays(("box",)), False),
        # Its middle stays where it is, but it turns.
        (_PENDULUM.format(20, ""), Stays(("bob",)), False),
        (_PENDULUM.format(0, ""), Stays(("bob",)), True),
        (_TABLE, Stays(("table", "leg")), True),
        (_TABLE, Stays(), True),
        (_TABLE, Stays(("nobody",)), False),
    ],
)
def test_what_stays_neither_moves_nor_turns(
    judge: Judge, inside: str, expected: Stays, right: bool
) -> None:
    assert judge(inside, expected, sim_sec=0.6).passed is right


def test_what_does_not_stay_says_how_far_it_went(judge: Judge) -> None:
    check = judge(_BOX.format(0.2), Stays(), sim_sec=1.0)
    assert check.found == "box moved by 0.1 m and turned by 0° within 1 s"


def test_robots_may_move_where_everything_else_stays(judge: Judge) -> None:
    robot = '<body name="r/arm" pos="0 0 2"><freejoint/><geom size=".1"/></body>'
    inside = _BOX.format(0.1) + robot
    assert judge(inside, Stays(), robots={"r/": "panda"}, sim_sec=0.5).passed
    assert not judge(inside, Stays(), sim_sec=0.5).passed


_ROLLING = f"""<worldbody><geom type="plane" size="9 9 .1"/>{_BALL}</worldbody>
<keyframe><key qvel=".3 0 0 0 3 0"/></keyframe>"""


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_BOX.format(0.5), Settles(("box",)), True),
        (_BOX.format(0.5) + _BALL, Settles(), True),
        (_ROLLING, Settles(), False),
        (_ROLLING, Settles(("ball",)), False),
        # It takes longer than the trial would: 6 s.
        (_PENDULUM.format(60, 'damping="6"'), Settles(), True),
        (_PENDULUM.format(60, ""), Settles(("bob",)), False),
        (_TABLE, Settles(), True),
        (_TABLE, Settles(("nobody",)), False),
    ],
)
def test_what_settles_comes_to_rest_in_the_end(
    judge: Judge, inside: str, expected: Settles, right: bool
) -> None:
    assert judge(inside, expected, sim_sec=1.0).passed is right


_DRIVEN = """<worldbody><geom name="floor" type="plane" size="9 9 .1"/>{}</worldbody>
<actuator><motor joint="{}" gear="3"/></actuator><keyframe><key ctrl="1"/></keyframe>"""
_CART = """<body name="cart" pos="0 0 1"><joint name="rail" type="slide" axis="1 0 0"/>
<geom size=".1"/><body name="wheel"><joint name="axle" axis="0 1 0" damping=".1"/>
<geom type="cylinder" size=".1 .02" mass=".1" contype="0" conaffinity="0"/></body></body>"""


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_DRIVEN.format(_CART, "rail"), Moves("cart"), True),
        (_DRIVEN.format(_CART, "rail"), Moves("cart", 50), False),
        # Its wheel turns, but it goes nowhere.
        (_DRIVEN.format(_CART, "axle"), Moves("cart"), False),
        (_DRIVEN.format(_CART, "axle"), Moves("wheel"), True),
        (_TOP.format("") + _BALL, Moves("top"), False),
        (f"<worldbody>{_TOP.format('')}</worldbody>" + _PUSHED.format(3), Moves("top"), True),
        (_BOX.format(0.1), Moves("box"), False),
        (_TABLE, Moves("table"), False),
        (_TABLE, Moves("floor"), False),
        (_TABLE, Moves("nobody"), False),
    ],
)
def test_what_moves_does_so_at_some_point_of_it(
    judge: Judge, inside: str, expected: Moves, right: bool
) -> None:
    assert judge(inside, expected, sim_sec=1.0).passed is right


def test_of_what_is_fixed_is_told_what_could_move(judge: Judge) -> None:
    arm = f'<body name="arm"><geom size=".01"/>{_PENDULUM.format(0, "")}</body>'
    found = judge(arm, Moves("arm")).found
    assert found.startswith("it is fixed and cannot move; what hangs on it and can is bob")


_DROP = '<body name="box" pos="0 0 {}"><freejoint/><geom type="box" size=".1 .1 .1" {}/></body>'
_LIFT = """<body name="lift" pos="0 0 5"><joint type="slide" axis="0 0 1" {}/>
<geom size=".1" mass="1"/></body>"""


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_DROP.format(2.1, ""), Falls("box", 2), True),
        (_DROP.format(2.1, ""), Falls("box", 1.5), True),
        (_DROP.format(2.1, ""), Falls("box", 2.2), False),
        (_DROP.format(0.1, ""), Falls("box", 0.1), False),
        # Something is in its way.
        (_DROP.format(2.1, "") + _TABLE, Falls("box", 2), False),
        (_DROP.format(2.1, "").replace("name", 'gravcomp=".1" name'), Falls("box", 2), False),
        (_LIFT.format(""), Falls("lift", 4), True),
        (_LIFT.format('damping=".2"'), Falls("lift", 4), False),
        (_TABLE, Falls("table", 0.1), False),
        (f'<option gravity="0 0 0"/><worldbody>{_DROP.format(2, "")}</worldbody>',
         Falls("box", 1), False),
        (f'<option gravity="0 0 -1.62"/><worldbody>{_DROP.format(2, "")}</worldbody>',
         Falls("box", 4), True),
        # It does not fall, it is thrown.
        (f"<worldbody>{_DROP.format(2, '')}</worldbody>" + _PUSHED.format("0 0 2 0 0 0"),
         Falls("box", 1), False),
        (_TABLE, Falls("nobody", 1), False),
    ],
)  # fmt: skip
def test_what_falls_freely_does_so_as_physics_says(
    judge: Judge, inside: str, expected: Falls, right: bool
) -> None:
    assert judge(inside, expected).passed is right


_DOMINO = """<body name="domino{}" pos="{} 0 .25" euler="0 {} 0"><freejoint/>
<geom type="box" size=".025 .1 .25" mass=".2"/></body>"""


def _dominoes(count: int, apart: float = 0.2, lean: float = 10) -> str:
    leaning = _DOMINO.format("_0", 0, lean).replace('.25" euler', '.255" euler')
    return leaning + "".join(
        _DOMINO.format(f"_{index}", index * apart, 0) for index in range(1, count)
    )


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_dominoes(5), Topples(("domino",)), True),
        (_dominoes(5), Topples(("domino_0", "domino_4")), True),
        (_dominoes(5, lean=0), Topples(("domino",)), False),
        # The gap is wider than they are high.
        (_dominoes(5, apart=0.7), Topples(("domino",)), False),
        (_dominoes(5, apart=0.7), Topples(("domino_0",)), True),
        (_dominoes(2, lean=0) + _DOMINO.format("", 3, 30), Topples(("domino",)), False),
        # Turning about the vertical is no toppling.
        (f"<worldbody>{_TOP.format('')}</worldbody>" + _PUSHED.format(3), Topples(("top",)), False),
        (_TABLE, Topples(("table",)), False),
        (_TABLE, Topples(("nobody",)), False),
    ],
)
def test_what_topples_lies_on_another_side_in_the_end(
    judge: Judge, inside: str, expected: Topples, right: bool
) -> None:
    assert judge(inside, expected, sim_sec=1.0).passed is right


def test_those_that_did_not_topple_are_named(judge: Judge) -> None:
    found = judge(_dominoes(3, apart=0.7), Topples(("domino",)), sim_sec=1.0).found
    assert found.startswith("domino_1 and domino_2 have not, turned by 0° at the most after 2")
    assert found.endswith("; 1 of 3 have")


#: A point on a rod without mass, 1 m long.
_SIMPLE = 2 * math.pi * math.sqrt(1 / 9.81)
_BOB = """<body name="bob" pos="0 0 2" euler="0 {} 0"><joint name="pivot" axis="0 1 0" {}/>
<geom size=".01" pos="0 0 -1" mass="1"/></body>"""
_SPRING = """<body name="load" pos="0 0 {}"><joint name="spring" type="slide" axis="0 0 1"
stiffness="100" {}/><geom size=".1" mass="1"/></body>"""
_SPRING_SEC = 2 * math.pi / 10


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        # At rest it is let go beside.
        (_BOB.format(0, ""), Period("pivot", _SIMPLE), True),
        (_BOB.format(10, ""), Period("pivot", _SIMPLE), True),
        (_BOB.format(10, ""), Period("pivot", _SIMPLE * 1.05), False),
        (_BOB.format(10, ""), Period("pivot", _SIMPLE / 2), False),
        (_BOB.format(10, ""), Period("pivot", _SIMPLE * 2), False),
        # A large swing takes longer.
        (_BOB.format(90, ""), Period("pivot", _SIMPLE), False),
        (_BOB.format(90, ""), Period("pivot", _SIMPLE * 1.18), True),
        (_BOB.format(30, 'damping=".3"'), Period("pivot", _SIMPLE * 1.01), True),
        (_BOB.format(0, 'damping="20"'), Period("pivot", _SIMPLE), False),
        # It falls into its spring.
        (_SPRING.format(2, ""), Period("spring", _SPRING_SEC), True),
        (_SPRING.format(2, 'damping=".5"'), Period("spring", _SPRING_SEC), True),
        (_SPRING.format(2, ""), Period("spring", _SPRING_SEC * 1.1), False),
        (_DROP.format(2, ""), Period("nobody", 1), False),
        (_TOP.format(""), Period("spin", 1), False),
    ],
)
def test_a_period_is_from_swing_to_swing(
    judge: Judge, inside: str, expected: Period, right: bool
) -> None:
    assert judge(inside, expected).passed is right


def test_a_wrong_period_says_the_right_one(judge: Judge) -> None:
    found = judge(_BOB.format(0, ""), Period("pivot", 3)).found
    assert found == "2.006 s, let go 0.05 rad beside its rest"


def test_a_ball_of_newtons_cradle_swings_only_every_other_time(judge: Judge) -> None:
    balls = "".join(
        f'<body name="ball{i}" pos="{i * 0.1001} 0 1.2" euler="0 {40 if i == 0 else 0} 0">'
        f'<joint name="swing{i}" axis="0 1 0"/><geom size=".05" pos="0 0 -1" mass="1" '
        'solref="-10000 0" friction="0"/></body>'
        for i in range(2)
    )
    period = _SIMPLE * 1.03
    inside = f'<option timestep="0.0005"/><worldbody>{balls}</worldbody>'
    check = judge(inside, Period("swing0", period))
    assert check.passed, check.found


@pytest.mark.parametrize(
    "expected",
    [Stays(("cone",)), Settles(("cone",)), Moves("cone"), Falls("cone", 1), Topples(("cone",)),
     On("cone", "table"), On("table", "cone")],
)  # fmt: skip
def test_what_is_not_there_is_told_with_what_is(judge: Judge, expected: Expectation) -> None:
    check = judge(_TABLE, expected)
    assert check.found == "there is no body called cone; there are table, leg and floor"
