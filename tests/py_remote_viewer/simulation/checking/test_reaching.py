"""A robot reaches what its joints let it reach."""

from collections.abc import Callable
from pathlib import Path

import mujoco
import pytest

from py_remote_viewer.protocol.expectations import Check, Count, On, Reaches, Robot, Things
from py_remote_viewer.protocol.scene import RobotFile
from py_remote_viewer.simulation.checking import run_trial
from py_remote_viewer.simulation.placing import place_robots, quiet

Judge = Callable[..., Check]

#: Two links of 0.4 m, the second one bends only one way.
_ARM = """<body name="arm/base" pos="0 0 1"><geom size=".02"/>
<body name="arm/upper"><joint axis="0 0 1" range="-170 170" limited="true"/>
 <geom type="capsule" fromto="0 0 0 .4 0 0" size=".02"/>
 <body name="arm/lower" pos=".4 0 0"><joint axis="0 0 1" range="0 {}" limited="true"/>
  <geom type="capsule" fromto="0 0 0 .4 0 0" size=".02"/>
  <body name="arm/hand" pos=".4 0 0"><geom size=".02"/></body></body></body></body>
<body name="cup" pos="{}"><geom size=".03"/></body>"""


@pytest.mark.parametrize(
    ("bend", "place", "right"),
    [
        (150, "0 .5 1", True),
        (150, ".8 0 1", True),
        (150, "-.3 -.3 1", True),
        (150, ".87 0 1", True),
        # The arm is too short, or cannot rise.
        (150, ".92 0 1", False),
        (150, "2 0 1", False),
        (150, ".4 0 1.2", False),
        # So near its foot it would have to bend further.
        (10, ".3 .2 1", False),
    ],
)
def test_a_hand_reaches_as_far_as_its_joints_allow(
    judge: Judge, bend: int, place: str, right: bool
) -> None:
    inside = _ARM.format(bend, place)
    assert judge(inside, Reaches("arm", "cup"), robots={"arm/": "two_links"}).passed is right


def test_an_arm_that_the_scene_builds_itself_reaches_too(judge: Judge) -> None:
    assert judge(_ARM.format(150, "0 .5 1"), Reaches("arm/", "cup")).passed
    assert not judge(_ARM.format(150, "2 0 1"), Reaches("arm/", "cup")).passed


def test_an_arm_without_joints_reaches_nothing(judge: Judge) -> None:
    stiff = (
        _ARM.format(150, "0 .5 1")
        .replace("<joint", '<site size=".01"/><!--')
        .replace('limited="true"/>', "-->")
    )
    check = judge(stiff, Reaches("arm", "cup"), robots={"arm/": "two_links"})
    assert not check.passed
    assert check.found.startswith("its hand comes no nearer than 0.8")


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (Reaches("leg", "cup"), "there is no robot whose names begin with leg"),
        (Reaches("arm", "cone"), "there is no body called cone"),
        (Reaches("arm", "arm/hand"), "arm/hand is part of the robot"),
    ],
)
def test_what_is_not_there_cannot_be_reached(judge: Judge, expected: Reaches, found: str) -> None:
    check = judge(_ARM.format(150, "0 .5 1"), expected, robots={"arm/": "two_links"})
    assert not check.passed
    assert check.found.startswith(found)


def test_a_real_arm_reaches_a_cup_on_a_table_and_not_one_two_metres_away(menagerie: Path) -> None:
    text = """<mujoco><worldbody><geom name="floor" type="plane" size="5 5 .1"/>
    <site name="robot:panda"/>
    <body name="table" pos=".6 0 .2"><geom type="box" size=".25 .4 .2"/></body>
    <body name="cup" pos=".6 .1 .45"><freejoint/><geom type="cylinder" size=".04 .05"/></body>
    <body name="far" pos="2 0 .05"><freejoint/><geom type="cylinder" size=".04 .05"/></body>
    </worldbody></mujoco>"""
    spec = mujoco.MjSpec.from_string(text)
    file = RobotFile(str(menagerie / "franka_emika_panda/panda.xml"))
    prefixes = place_robots(spec, {"panda": file})
    with quiet():
        model = spec.compile()
    checks = run_trial(
        model,
        (Reaches("panda", "cup"), On("cup", "table"), Robot("panda"), Count(Things(name="cup"), 1),
         Reaches("panda", "far")),
        robots=dict.fromkeys(prefixes, "panda"),
        sim_sec=2.0,
    )  # fmt: skip
    *right, far = checks
    assert [check for check in right if not check.passed] == []
    assert not far.passed
    assert far.found.startswith("its hand comes no nearer than ")
