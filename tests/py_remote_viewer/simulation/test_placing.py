"""Robots in the place of sites: the package's own, made-up ones, and real ones where they are."""

from pathlib import Path

import mujoco
import numpy as np
import pytest

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import (
    AddElements,
    Operation,
    RemoveElement,
    SetAttributes,
)
from py_remote_viewer.protocol.scene import RobotFile, XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.simulation.building import Built, build_scene
from py_remote_viewer.simulation.loading import initial_state

_OWN = RobotCatalogue().used_in([b'"robot:humanoid"'])
_CUP = '<body name="cup" pos="2 2 1"><freejoint/><geom name="cup" size=".1"/></body>'
#: One that can fall and whose root has no name, one that stands, and a tool.
_HOPPER = """<mujoco><worldbody><body name="trunk" pos="0 0 1"><freejoint/><geom size=".1"/>
<body pos="0 0 -.3"><joint name="leg" type="slide" axis="0 0 1"/>
<geom size=".05"/></body></body></worldbody>
<actuator><position joint="leg" name="leg" kp="5"/></actuator>
<keyframe><key name="low" qpos="0 0 .5 1 0 0 0 .1" ctrl=".3"/></keyframe></mujoco>"""
_CRANE = """<mujoco><compiler angle="radian"/><option integrator="implicitfast"/>
<worldbody><body name="base"><geom name="base" size=".1"/>
<body name="boom" pos="0 0 .2"><joint name="swing" axis="0 0 1" range="-1 1"/><geom size=".05"/>
<site name="attachment_site" pos="0 0 .2"/></body></body></worldbody>
<actuator><position name="swing" joint="swing" kp="5"/></actuator>
<keyframe><key name="ready" qpos=".5" ctrl=".5"/></keyframe></mujoco>"""
_HOOK = """<mujoco><worldbody><body name="hook"><joint name="open" type="slide"/>
<geom name="hook" size=".02"/></body></worldbody>
<actuator><motor name="open" joint="open"/></actuator></mujoco>"""


@pytest.fixture
def robots(tmp_path: Path) -> dict[str, RobotFile]:
    made = dict(_OWN)
    for name, text in (("hopper", _HOPPER), ("crane", _CRANE), ("hook", _HOOK)):
        file = tmp_path / f"{name}.xml"
        file.write_text(text)
        made[name] = RobotFile(str(file))
    return made


def _scene(*sites: str, rest: str = "", keys: str = "") -> str:
    return (
        '<mujoco><worldbody><light pos="0 0 3"/><geom name="floor" type="plane" size="5 5 1"/>'
        f"{_CUP}{''.join(sites)}{rest}</worldbody>{keys}</mujoco>"
    )


def _site(name: str, more: str = "") -> str:
    return f'<site name="robot:{name}" {more}/>'


def _build(
    scene: str, robots: dict[str, RobotFile], *operations: Operation, text: bool = False
) -> Built:
    load = Load(1, XmlScene(scene), "", None, robots=robots, operations=operations)
    return build_scene(load, ModelSettings(), with_text=text)


def _refused(scene: str, robots: dict[str, RobotFile], *operations: Operation) -> str:
    with pytest.raises(SceneError) as caught:
        _build(scene, robots, *operations)
    said = str(caught.value)
    assert "\n" not in said
    assert caught.value.line is None
    return said


def _pose(model: mujoco.MjModel, joint: str) -> np.ndarray:
    data = initial_state(model)
    return np.array(data.joint(joint).qpos)


# where they stand


@pytest.mark.parametrize(
    ("name", "base", "joints"),
    [("robot_arm", "base", 9), ("humanoid", "pelvis", 23), ("quadruped", "trunk", 13)],
)
def test_the_packages_own_robots_stand_where_the_site_is(
    robots: dict[str, RobotFile], name: str, base: str, joints: int
) -> None:
    built = _build(_scene(_site(name, 'pos="1 2 .5" euler="0 0 90"')), robots)
    model = built.model
    assert built.robots == {f"{name}/": name}
    theirs = [j for j in range(model.njnt) if model.joint(j).name.startswith(f"{name}/")]
    assert len(theirs) == joints
    # Nothing else of the scene that it is taken from.
    assert model.nlight == 1
    assert not [i for i in range(model.nsite) if model.site(i).name.startswith("robot:")]
    data = initial_state(model)
    place = data.body(f"{name}/{base}")
    assert place.xpos[:2] == pytest.approx((1, 2), abs=0.05)
    assert place.xpos[2] >= 0.5 - 1e-9
    # Its x axis is the world's y.
    assert place.xmat.reshape(3, 3)[:, 0] == pytest.approx((0, 1, 0), abs=0.1)
    assert data.body("cup").xpos == pytest.approx((2, 2, 1))


def test_a_robot_stands_in_a_body_that_carries_it(robots: dict[str, RobotFile]) -> None:
    place = _site("crane", 'pos="0 0 .5"')
    cart = (
        '<body name="cart" pos="1 0 0"><joint name="x" type="slide" axis="1 0 0"/>'
        f'<geom size=".2" pos="0 0 .3"/>{place}</body>'
    )
    model = _build(_scene(rest=cart), robots).model
    assert model.body("crane/base").parentid == model.body("cart").id
    assert initial_state(model).body("crane/base").xpos == pytest.approx((1, 0, 0.5))
    fallen = cart.replace("robot:crane", "robot:hopper")
    assert "free joint can only be used on top level" in _refused(_scene(rest=fallen), robots)


def test_two_of_the_same_are_called_otherwise(robots: dict[str, RobotFile]) -> None:
    sites = (_site("crane:left", 'pos="0 1 0"'), _site("crane:right", 'pos="0 -1 0"'))
    built = _build(_scene(*sites), robots)
    assert built.robots == {"left/": "crane", "right/": "crane"}
    model = built.model
    assert model.joint("left/swing").id != model.joint("right/swing").id
    for joint in ("left/swing", "right/swing"):
        assert _pose(model, joint) == pytest.approx(0.5)
    said = _refused(_scene(_site("crane"), _site("crane+hook")), robots)
    assert said.startswith("Two robots would be called 'crane'; write <site name=\"robot:crane")
    assert ':left"/>' in said


def test_a_tool_is_held_by_the_robots_flange(robots: dict[str, RobotFile]) -> None:
    model = _build(_scene(_site("crane+hook", 'pos="1 0 0"')), robots).model
    assert model.body("crane/hook/hook").parentid == model.body("crane/boom").id
    assert initial_state(model).body("crane/hook/hook").xpos == pytest.approx((1, 0, 0.4))
    assert model.nu == 2
    said = _refused(_scene(_site("hopper+hook")), robots)
    assert said.startswith("The robot 'hopper' has no site to hold 'hook' with: one of its sites")
    assert "attachment_site" in said


# keyframes


def test_the_first_keyframe_is_each_robots_own_and_the_initial_state_of_all_else(
    robots: dict[str, RobotFile],
) -> None:
    sites = (_site("crane", 'pos="-1 0 0"'), _site("hopper", 'pos="1 0 .2" euler="0 0 180"'))
    model = _build(_scene(*sites), robots).model
    assert [model.key(i).name for i in range(model.nkey)] == ["home", "crane/ready", "hopper/low"]
    data = initial_state(model)
    assert data.joint("crane/swing").qpos == pytest.approx(0.5)
    # What its own keyframe says of the world is said of where the site is.
    assert data.body("hopper/trunk").xpos == pytest.approx((1, 0, 0.7))
    assert data.body("hopper/trunk").xquat == pytest.approx((0, 0, 0, 1))
    assert data.joint("hopper/leg").qpos == pytest.approx(0.1)
    assert data.actuator("crane/swing").ctrl == pytest.approx(0.5)
    assert data.actuator("hopper/leg").ctrl == pytest.approx(0.3)
    assert data.body("cup").xpos == pytest.approx((2, 2, 1))


def test_actuators_of_the_scene_keep_their_own_control(robots: dict[str, RobotFile]) -> None:
    own = '<body name="b"><joint name="j"/><geom size="1"/></body>'
    motor = '<actuator><motor name="m" joint="j"/></actuator>'
    model = _build(_scene(_site("crane"), rest=own, keys=motor), robots).model
    data = initial_state(model)
    assert (data.actuator("m").ctrl[0], data.actuator("crane/swing").ctrl[0]) == (0, 0.5)


def test_the_scenes_own_keyframe_stays_the_first_one(robots: dict[str, RobotFile]) -> None:
    keys = '<keyframe><key name="mine" qpos="2 2 5 1 0 0 0"/></keyframe>'
    model = _build(_scene(_site("hopper", 'pos="1 0 0"'), keys=keys), robots).model
    assert [model.key(i).name for i in range(model.nkey)] == ["mine", "hopper/low"]
    data = initial_state(model)
    assert data.body("cup").xpos == pytest.approx((2, 2, 5))
    assert data.body("hopper/trunk").xpos == pytest.approx((1, 0, 1))


def test_a_robot_without_a_pose_of_its_own_begins_on_the_floor_and_not_in_it(
    robots: dict[str, RobotFile], tmp_path: Path
) -> None:
    text = _HOPPER[: _HOPPER.index("<keyframe>")] + "</mujoco>"
    (tmp_path / "hopper.xml").write_text(text)
    model = _build(_scene(_site("hopper", 'pos="0 0 -.9"')), robots).model
    data = initial_state(model)
    assert data.body("hopper/trunk").xpos[2] == pytest.approx(0.35, abs=1e-6)
    model = _build(_scene(_site("hopper", 'pos="0 0 1"')), robots).model
    assert initial_state(model).body("hopper/trunk").xpos[2] == pytest.approx(2)
    # Nothing says how it should begin otherwise than it does.
    assert model.nkey == 0


def test_what_of_a_robot_has_no_name_is_placed_as_the_rest(
    robots: dict[str, RobotFile], tmp_path: Path
) -> None:
    text = _HOPPER.replace('<position joint="leg" name="leg"', '<position joint="leg"')
    (tmp_path / "hopper.xml").write_text(text)
    model = _build(_scene(_site("hopper", 'pos="3 0 0"')), robots).model
    data = initial_state(model)
    assert data.body("hopper/trunk").xpos == pytest.approx((3, 0, 0.5))
    assert data.ctrl == pytest.approx([0.3])


def test_a_robots_choice_of_physics_counts_where_the_scene_says_nothing(
    robots: dict[str, RobotFile],
) -> None:
    fast, rk4 = mujoco.mjtIntegrator.mjINT_IMPLICITFAST, mujoco.mjtIntegrator.mjINT_RK4
    assert _build(_scene(_site("crane")), robots).model.opt.integrator == fast
    chosen = _scene(_site("crane")).replace("<worldbody>", '<option integrator="RK4"/><worldbody>')
    assert _build(chosen, robots).model.opt.integrator == rk4


# operations


def test_operations_reach_parts_of_a_robot_and_what_is_beside_it(
    robots: dict[str, RobotFile],
) -> None:
    ball = (
        '<mujoco><worldbody><body name="ball"><geom name="ball" size=".1"/></body></worldbody>'
        "</mujoco>"
    )
    built = _build(
        _scene(_site("crane")),
        robots,
        # In any order: those on parts of robots come when these are there.
        SetAttributes("joint", "crane/swing", {"damping": "7", "range": "-90 90"}),
        AddElements(ball, to="crane/boom"),
        SetAttributes("geom", "cup", {"rgba": "1 0 0 1"}),
        AddElements(ball.replace('"ball"', '"other"')),
        text=True,
    )
    model = built.model
    assert model.joint("crane/swing").damping == pytest.approx(7)
    assert model.joint("crane/swing").range == pytest.approx((-np.pi / 2, np.pi / 2))
    assert model.body("ball").parentid == model.body("crane/boom").id
    assert model.body("other").parentid == 0
    # The robot is a placeholder there, without what was done to its parts.
    assert '"robot:crane"' in built.text
    assert '"other"' in built.text
    assert "boom" not in built.text
    gone = _build(_scene(_site("crane")), robots, RemoveElement("body", "crane/boom")).model
    assert gone.nu == 0


def test_a_robot_comes_and_goes_and_moves_by_its_site(robots: dict[str, RobotFile]) -> None:
    moved = SetAttributes("site", "robot:crane", {"pos": "0 0 2"})
    model = _build(_scene(_site("crane")), robots, moved).model
    assert initial_state(model).body("crane/base").xpos == pytest.approx((0, 0, 2))
    model = _build(_scene(_site("crane")), robots, RemoveElement("site", "robot:crane")).model
    assert model.nbody == 2
    added = AddElements(f"<mujoco><worldbody>{_site('crane')}</worldbody></mujoco>")
    assert _build(_scene(), robots, added).robots == {"crane/": "crane"}


def test_an_operation_on_a_part_that_is_not_there_names_it_and_others(
    robots: dict[str, RobotFile],
) -> None:
    wrong = SetAttributes("joint", "crane/knee", {"damping": "1"})
    said = _refused(_scene(_site("crane")), robots, wrong)
    assert said.startswith("Cannot set damping=1 of the joint crane/knee: there is no joint called")
    assert "crane/swing" in said


# what cannot be


def test_an_unknown_robot_is_said_with_those_there_are(robots: dict[str, RobotFile]) -> None:
    there = "crane, hook, hopper, humanoid, quadruped, robot_arm"
    said = _refused(_scene(_site("r2d2")), robots)
    assert said == f"There is no robot called 'r2d2' here; there are: {there}."
    assert f"there are: {there}" in _refused(_scene(_site("crane+claw")), robots)
    said = _refused(_scene(_site("x" * 5000)), robots)
    assert len(said) < 300


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ("<mujoco><joint <actuator", "Not well-formed XML"),
        ("<mujoco><wrong/></mujoco>", "unrecognized element Element 'wrong'"),
        (_CRANE.replace("<worldbody>", '<include file="gone.xml"/><worldbody>'), "'gone.xml'"),
        (_CRANE.replace('qpos=".5"', 'qpos="1 2 3"'), "invalid qpos size"),
        (
            _CRANE.replace(
                "<worldbody>", '<asset><mesh name="m" file="gone.stl"/></asset><worldbody>'
            ),
            "'gone.stl'",
        ),
        (
            _CRANE.replace(
                "<worldbody>", '<asset><mesh name="m" file="bad.stl"/></asset><worldbody>'
            ),
            "'bad.stl'",
        ),
        ("", ""),
    ],
)
def test_a_robot_that_does_not_load_is_named_without_where_it_lies(
    robots: dict[str, RobotFile], tmp_path: Path, flaw: str, said: str
) -> None:
    (tmp_path / "crane.xml").write_text(flaw)
    (tmp_path / "bad.stl").write_text("no mesh")
    for keys in ("", '<keyframe><key name="k"/></keyframe>'):
        refused = _refused(_scene(_site("hopper"), _site("crane"), keys=keys), robots)
        assert refused.startswith("The model of the robot 'crane' does not load: ")
        assert said in refused
        assert str(tmp_path) not in refused
        assert "/" not in refused


def test_a_robot_whose_file_is_gone_is_named_without_where_it_lay(
    robots: dict[str, RobotFile], tmp_path: Path
) -> None:
    (tmp_path / "crane.xml").unlink()
    said = _refused(_scene(_site("crane")), robots)
    assert said.startswith("The model of the robot 'crane' does not load: ")
    assert str(tmp_path) not in said


def test_only_so_many_robots_stand_in_a_scene(robots: dict[str, RobotFile]) -> None:
    sites = [_site(f"crane:c{i}") for i in range(65)]
    assert _refused(_scene(*sites), robots) == "There are 65 robots in the scene; 64 is the limit."


# real ones


@pytest.mark.parametrize(
    ("name", "calls", "actuators", "keys"),
    [
        ("panda", "panda", 8, ["home", "panda/home"]),
        ("ur5e+hand", "ur5e", 7, ["home", "ur5e/home"]),
        ("panda_nohand+hand", "panda_nohand", 8, ["home", "panda_nohand/home"]),
        ("anymal_c", "anymal_c", 12, ["home"]),
    ],
)
def test_real_robots_stand_hold_their_tools_and_stay(
    menagerie: Path, name: str, calls: str, actuators: int, keys: list[str]
) -> None:
    scene = _scene(_site(name, 'pos="1 0 0" euler="0 0 90"'))
    found = RobotCatalogue([menagerie]).used_in([scene.encode()])
    built = _build(scene, found)
    model = built.model
    assert built.robots == {f"{calls}/": calls}
    assert model.nu == actuators
    assert [model.key(i).name for i in range(model.nkey)] == keys
    data = initial_state(model)
    if len(keys) > 1:
        assert np.array_equal(data.ctrl, model.key_ctrl[1])
        # Held by its servos it stays as it is.
        before = data.qpos.copy()
        while data.time < 0.5:
            mujoco.mj_step(model, data)
        # But for the cup, which is before it.
        assert data.qpos[7:] == pytest.approx(before[7:], abs=0.05)
