"""Checks of things, joints, chains, actuators and robots pass what is right and nothing else."""

from collections.abc import Callable

import pytest

from py_remote_viewer.protocol.expectations import (
    Actuated,
    Axis,
    Chain,
    Check,
    Count,
    Expectation,
    Joints,
    Robot,
    Things,
)

Judge = Callable[..., Check]

_BOXES = """
<body name="box1" pos="0 0 .1"><freejoint/><geom type="box" size=".1 .1 .1" rgba="1 0 0 1"/></body>
<body name="box_2" pos="1 0 .1"><freejoint/><geom type="box" size=".1 .1 .1" rgba="1 0 0 1"/></body>
<body name="boxer" pos="2 0 .1"><freejoint/><geom type="box" size=".1 .1 .1" rgba="0 0 1 1"/></body>
<body name="ball" pos="3 0 .1"><freejoint/><geom type="sphere" size=".1" rgba="1 0 0 1"/></body>
<geom name="box9" type="box" size=".1 .1 .1" pos="4 0 .1" rgba="1 0 0 1"/>"""


@pytest.mark.parametrize(
    ("things", "count", "right"),
    [
        (Things(name="box"), 2, True),
        (Things(name="box"), 3, False),
        (Things(name="box"), 1, False),
        (Things(shape="box"), 3, True),
        (Things(shape="box", colour="red"), 2, True),
        (Things(shape="box", colour="green"), 2, False),
        (Things(colour="red"), 3, True),
        (Things(name="box", shape="sphere"), 2, False),
        (Things(name="cone"), 0, True),
        (Things(name="cone"), 1, False),
        # `box1` with a number behind is not `box12`.
        (Things(name="box1"), 1, True),
    ],
)
def test_things_are_counted_by_name_shape_and_colour(
    judge: Judge, things: Things, count: int, right: bool
) -> None:
    assert judge(_BOXES, Count(things, count)).passed is right


def test_a_wrong_count_says_what_there_is(judge: Judge) -> None:
    found = judge(_BOXES, Count(Things(name="box", colour="blue"), 1)).found
    assert found.startswith("0 among 2 things of that name; box9 of the world")
    assert judge(_BOXES, Count(Things(shape="box"), 4)).found.startswith(
        "3 (box1, box_2 and boxer)"
    )


def test_the_largest_geom_that_is_seen_says_what_a_thing_is(judge: Judge) -> None:
    body = """<body name="lamp" pos="0 0 1"><geom type="sphere" size=".2" rgba="1 1 0 1"/>
    <geom type="cylinder" size=".02 .1" rgba="0 0 0 1"/>
    <geom type="box" size="1 1 1" group="3" rgba="0 1 0 1"/>
    <geom type="box" size="1 1 1" rgba="0 1 0 0"/></body>"""
    assert judge(body, Count(Things(shape="sphere", colour="yellow"), 1)).passed
    assert judge(body, Count(Things(shape="box"), 0)).passed
    assert judge(body, Count(Things(colour="black"), 0)).passed


def test_things_do_not_count_robots_unless_they_are_named(judge: Judge) -> None:
    arm = '<body name="arm/link"><geom type="box" size=".1 .1 .1"/></body>'
    robots = {"arm/": "panda"}
    assert judge(arm, Count(Things(shape="box"), 0), robots=robots).passed
    assert judge(arm, Count(Things(shape="box"), 1)).passed
    assert judge(arm, Count(Things(name="arm/link"), 1), robots=robots).passed


_ARM = """
<body name="base"><geom type="box" size=".1 .1 .1"/>
 <body name="upper" pos="0 0 .2"><joint name="shoulder" axis="0 1 0"/>
  <geom type="capsule" fromto="0 0 0 0 0 .3" size=".02"/>
  <body name="lower" pos="0 0 .3"><joint name="elbow" axis="0 1 0"/>
   <geom type="capsule" fromto="0 0 0 0 0 .3" size=".02"/></body></body></body>
<body name="cart" pos="1 0 .5"><joint name="rail" type="slide" axis="1 0 0"/>
 <geom type="box" size=".1 .1 .1"/></body>
<body name="cube" pos="2 0 .5"><freejoint/><geom type="box" size=".1 .1 .1"/></body>
<body name="knob" pos="3 0 .5"><joint type="ball"/><geom type="box" size=".1 .1 .1"/></body>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (Joints("hinge", 2), True),
        (Joints("hinge", 3), False),
        (Joints("hinge", 1), False),
        (Joints("slide", 1), True),
        (Joints("ball", 1), True),
        (Joints("free", 1), True),
        (Joints("free", 0), False),
        (Joints("hinge", 2, "base"), True),
        (Joints("hinge", 1, "lower"), True),
        (Joints("hinge", 2, "lower"), False),
        (Joints("slide", 1, "base"), False),
        (Joints("slide", 0, "base"), True),
        (Joints("hinge", 2, "floor"), False),
    ],
)
def test_joints_are_counted_by_kind_and_place(judge: Judge, expected: Joints, right: bool) -> None:
    assert judge(_ARM, expected).passed is right


def test_joints_of_robots_do_not_count(judge: Judge) -> None:
    arm = """<body name="r/link" pos="0 0 1"><joint/><geom size=".1"/>
    <body name="cup" pos="0 0 1"><joint/><geom size=".1"/></body></body>"""
    assert judge(arm, Joints("hinge", 1), robots={"r/": "panda"}).passed
    assert judge(arm, Joints("hinge", 2)).passed


def test_a_wrong_number_of_joints_says_how_many_there_are(judge: Judge) -> None:
    check = judge(_ARM, Joints("hinge", 3))
    assert check.found == "2 hinge joints; of other kinds 1 slide, 1 ball and 1 free"


_TURNED = """
<body name="door" euler="0 0 90" pos="0 0 .5"><joint name="hinge" axis="1 0 0"/>
 <geom type="box" size=".1 .1 .1"/></body>
<body name="cross" pos="1 0 .5"><joint type="slide" axis="1 0 0"/><joint type="slide" axis="0 1 0"/>
 <geom type="box" size=".1 .1 .1"/></body>
<body name="free" pos="2 0 .5"><freejoint name="loose"/><geom type="box" size=".1 .1 .1"/></body>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (Axis("hinge", (0, 1, 0)), True),
        (Axis("hinge", (0, -3, 0)), True),
        (Axis("hinge", (1, 0, 0)), False),
        (Axis("hinge", (0, 1, 0.1)), False),
        (Axis("hinge", (0, 0, 0)), False),
        (Axis("door", (0, 1, 0)), True),
        (Axis("door", (0, 0, 1)), False),
        (Axis("cross", (1, 0, 0)), False),
        (Axis("free", (0, 0, 1)), False),
        (Axis("loose", (0, 0, 1)), False),
        (Axis("nobody", (0, 0, 1)), False),
    ],
)
def test_axes_are_those_of_the_world(judge: Judge, expected: Axis, right: bool) -> None:
    assert judge(_TURNED, expected).passed is right


def _chain(count: int, joint: str = '<joint type="hinge" axis="0 1 0"/>', last: str = "") -> str:
    inner = last
    for index in reversed(range(count)):
        inner = (
            f'<body name="link{index + 1}" pos="0 0 .2">{joint}'
            f'<geom type="capsule" fromto="0 0 0 0 0 .1" size=".01"/>{inner}</body>'
        )
    return f'<body name="mount">{inner}</body>'


_WELD = '<body name="tip" pos="0 0 .2"><geom size=".01"/>{}</body>'
_MORE = '<body name="{}" pos="0 0 .2"><joint/><geom size=".01"/></body>'


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_chain(4), Chain(4, "hinge"), True),
        (_chain(4), Chain(3, "hinge"), False),
        (_chain(4), Chain(5, "hinge"), False),
        (_chain(4), Chain(4, "ball"), False),
        (_chain(4), Chain(4, "hinge", "link1"), True),
        (_chain(4), Chain(3, "hinge", "link2"), False),
        (_chain(4), Chain(4, "hinge", "mount"), False),
        (_chain(3, '<joint type="ball"/>'), Chain(3, "ball"), True),
        # Welded in between is still the next link.
        (_chain(2, last=_WELD.format(_MORE.format("a"))), Chain(3, "hinge"), True),
        # Two links on one are no chain.
        (_chain(2, last=_MORE.format("a") + _MORE.format("b")), Chain(3, "hinge"), False),
        # Nor is a link on two joints.
        (_chain(2, '<joint axis="0 1 0"/><joint axis="1 0 0"/>'), Chain(2, "hinge"), False),
        # Nor one with another joint in between.
        (_chain(1, last=f'<body name="s"><joint type="slide"/><geom size=".01"/>'
                f'{_MORE.format("a")}</body>'), Chain(2, "hinge"), False),
        (_chain(0), Chain(1, "hinge"), False),
    ],
)  # fmt: skip
def test_a_chain_has_just_so_many_links(
    judge: Judge, inside: str, expected: Chain, right: bool
) -> None:
    assert judge(inside, expected).passed is right


def test_a_chain_of_the_wrong_length_says_how_long_it_is(judge: Judge) -> None:
    assert judge(_chain(4), Chain(5, "hinge")).found == "4 links (link1 to link4)"


_MOTORS = """<worldbody><body name="a"><joint name="x" type="slide"/><geom size=".1"/></body>
<body name="b" pos="1 0 0"><joint name="y"/><geom size=".1"/></body>
<body name="c" pos="2 0 0"><joint name="z" type="ball"/><geom size=".1"/></body>
<body name="r/d" pos="3 0 0"><joint name="r/w"/><geom size=".1"/></body></worldbody>
<tendon><fixed name="t"><joint joint="x" coef="1"/><joint joint="y" coef="1"/></fixed></tendon>
<actuator>{}</actuator>"""


@pytest.mark.parametrize(
    ("actuators", "expected", "right"),
    [
        ('<motor joint="x"/>', Actuated(1), True),
        ('<motor joint="x"/>', Actuated(1, "x"), True),
        ('<motor joint="x"/>', Actuated(1, "y"), False),
        ('<motor joint="x"/>', Actuated(1, "nobody"), False),
        ('<motor joint="x"/>', Actuated(2), False),
        ('<motor joint="x"/>', Actuated(0), False),
        ("", Actuated(1), False),
        ("", Actuated(0), True),
        # Two on one joint drive one.
        ('<motor joint="x"/><velocity joint="x"/>', Actuated(1), True),
        ('<motor joint="x"/><velocity joint="x"/>', Actuated(2), False),
        ('<position tendon="t"/>', Actuated(2, "y"), True),
        ('<motor joint="z" gear="0 0 1"/>', Actuated(1, "z"), True),
        ('<motor joint="x" gear="0"/>', Actuated(1), False),
        ('<motor joint="x"/><motor joint="r/w"/>', Actuated(1), True),
        ('<motor joint="x"/><motor joint="r/w"/>', Actuated(2), False),
    ],
)
def test_actuated_degrees_are_those_that_actuators_move(
    judge: Judge, actuators: str, expected: Actuated, right: bool
) -> None:
    check = judge(_MOTORS.format(actuators), expected, robots={"r/": "panda"})
    assert check.passed is right


_ROBOTS = '<body name="left/base"><geom size=".1"/></body><body name="right/base"/>'


@pytest.mark.parametrize(
    ("robots", "expected", "right"),
    [
        ({"left/": "panda"}, Robot("panda"), True),
        ({"left/": "panda", "right/": "panda"}, Robot("panda", 2), True),
        ({"left/": "panda", "right/": "panda"}, Robot("panda"), False),
        ({"left/": "ur5e"}, Robot("panda"), False),
        ({"left/": "ur5e+hand"}, Robot("ur5e"), True),
        # It was placed, but something took it out again.
        ({"gone/": "panda"}, Robot("panda"), False),
        ({}, Robot("panda"), False),
        ({}, Robot("panda", 0), True),
    ],
)
def test_robots_are_counted_by_their_name_in_the_catalogue(
    judge: Judge, robots: dict[str, str], expected: Robot, right: bool
) -> None:
    assert judge(_ROBOTS, expected, robots=robots).passed is right


@pytest.mark.parametrize(
    "expected",
    [Joints("hinge", 1, "cone"), Axis("cone", (1, 0, 0)), Chain(1, "hinge", "cone")],
)
def test_what_is_not_there_is_told_with_what_is(judge: Judge, expected: Expectation) -> None:
    check = judge(_BOXES, expected)
    assert not check.passed
    assert "there is no body called cone; there are box1, box_2, boxer, ball" in check.found
