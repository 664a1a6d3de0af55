"""Operations on a scene: what each does, what it leaves alone, and how those that fail say so."""

import contextlib
from typing import Any

import mujoco
import numpy as np
import pytest

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import (
    AddElements,
    ElementKind,
    Operation,
    RemoveElement,
    SetAttributes,
    SetOptions,
)
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.simulation.building import Built, build_scene

_SCENE = """<mujoco model="shop">
<option timestep="0.004"/>
<default><geom friction="2 .1 .1"/>
<default class="red"><geom rgba="1 0 0 1" density="500"/><joint damping="3"/></default></default>
<asset><material name="steel" rgba="0 1 0 1"/>
<texture name="check" type="2d" builtin="checker" width="8" height="8"/></asset>
<worldbody>
<light name="sun" pos="0 0 3"/><camera name="eye" pos="0 -3 1" euler="80 0 0"/>
<geom name="floor" type="plane" size="2 2 1"/>
<body name="arm" pos="0 0 1">
<joint name="shoulder" axis="0 1 0" range="-30 60" damping="1"/>
<geom name="upper" class="red" type="capsule" fromto="0 0 0 0 0 .4" size=".05"/>
<site name="tip" pos="0 0 .4"/>
<body name="slider" pos="0 0 .5"><joint name="rail" type="slide" class="red"/>
<geom name="block" type="box" size=".1 .2 .3"/></body></body>
<body name="ball" pos="1 0 1"><freejoint name="ball_free"/><geom name="ball_geom" size=".1"/></body>
<body name="cube" pos="-1 0 1" euler="0 30 0"><freejoint/>
<geom name="cube_geom" type="box" size=".1 .1 .1" mass="1"/></body>
</worldbody>
<contact><exclude name="apart" body1="arm" body2="ball"/></contact>
<tendon><fixed name="string"><joint joint="rail" coef="1"/></fixed></tendon>
<equality><weld name="glue" body1="slider" body2="ball" active="false"/></equality>
<actuator><position name="servo" joint="shoulder" kp="10" kv="2" ctrlrange="-1 1"/>
<motor name="push" joint="rail"/><velocity name="spin" joint="shoulder" kv="3"/></actuator>
<sensor><jointpos name="angle" joint="shoulder"/><framepos name="where" objtype="body"
objname="slider"/></sensor>
</mujoco>"""
_KEYED = _SCENE.replace(
    "</mujoco>",
    '<keyframe><key name="start" qpos=".1 .2 1 0 1 1 0 0 0 -1 0 1 1 0 0 0" ctrl=".4 .5 .6"/>'
    "</keyframe></mujoco>",
)
_BOX = """<mujoco><worldbody><body name="new" pos="0 1 1"><freejoint/>
<geom name="new_geom" type="box" size=".1 .1 .1"/></body></worldbody></mujoco>"""


def _build(
    *operations: Operation,
    scene: str = _SCENE,
    text: bool = False,
    limits: ModelSettings | None = None,
) -> Built:
    load = Load(1, XmlScene(scene, "Shop"), "Shop", None, operations=operations)
    return build_scene(load, limits or ModelSettings(), with_text=text)


def _model(*operations: Operation, scene: str = _SCENE) -> mujoco.MjModel:
    return _build(*operations, scene=scene).model


def _set(kind: ElementKind, name: str, /, **attributes: str) -> SetAttributes:
    return SetAttributes(kind, name, attributes)


def _refused(*operations: Operation, limits: ModelSettings | None = None) -> str:
    with pytest.raises(SceneError) as caught:
        _build(*operations, limits=limits)
    said = str(caught.value)
    assert len(said) < 1200
    assert "\n" not in said
    return said


#: What MuJoCo works out of a whole tree or scene, and nobody set.
_DERIVED = ("poscom0", "subtreemass", "invweight0", "M0", "acc0", "length0", "lengthspring", "pos0")
#: Of what the arrays of a model tell, by the beginnings of their names.
_ARRAYS = {
    "body": "body_", "geom": "geom_", "jnt": "jnt_", "site": "site_", "cam": "cam_",
    "light": "light_", "actuator": "actuator_", "mat": "mat_", "eq": "eq_", "tendon": "tendon_",
}  # fmt: skip
_OBJECTS = {
    "body": mujoco.mjtObj.mjOBJ_BODY, "geom": mujoco.mjtObj.mjOBJ_GEOM,
    "jnt": mujoco.mjtObj.mjOBJ_JOINT, "site": mujoco.mjtObj.mjOBJ_SITE,
    "cam": mujoco.mjtObj.mjOBJ_CAMERA, "light": mujoco.mjtObj.mjOBJ_LIGHT,
    "actuator": mujoco.mjtObj.mjOBJ_ACTUATOR, "mat": mujoco.mjtObj.mjOBJ_MATERIAL,
    "eq": mujoco.mjtObj.mjOBJ_EQUALITY, "tendon": mujoco.mjtObj.mjOBJ_TENDON,
}  # fmt: skip


def _values(model: mujoco.MjModel) -> dict[str, Any]:
    """All real numbers of the named elements: by kind, name and field; and the options."""
    found: dict[str, Any] = {}
    for kind, prefix in _ARRAYS.items():
        count = getattr(
            model, {"jnt": "njnt", "cam": "ncam", "actuator": "nu"}.get(kind, f"n{kind}")
        )
        for index in range(count):
            name = mujoco.mj_id2name(model, _OBJECTS[kind], index)
            for field in dir(model):
                array = getattr(model, field, None) if field.startswith(prefix) else None
                if not name or not isinstance(array, np.ndarray) or field.endswith(_DERIVED):
                    continue
                if array.dtype.kind == "f" and len(array) == count:
                    found[f"{kind} {name} {field}"] = np.array(array[index])
    for index in range(model.nv):
        name = model.joint(int(model.dof_jntid[index])).name
        for field in ("dof_damping", "dof_armature", "dof_frictionloss", "dof_solref"):
            found[f"jnt {name} {field}"] = np.array(getattr(model, field)[index])
    for field in dir(model.opt):
        value = getattr(model.opt, field)
        if isinstance(value, (int, float, np.ndarray)):
            found[f"option {field}"] = np.array(value)
    return found


def _changed(*operations: Operation) -> set[str]:
    """Kind and name of all that is another in the compiled model; what is gone or new too."""
    before, after = _values(_model()), _values(_model(*operations))
    differ = {
        key
        for key in before.keys() | after.keys()
        if key not in before or key not in after or not np.array_equal(before[key], after[key])
    }
    return {" ".join(key.split()[:2]) for key in differ}


# attributes


@pytest.mark.parametrize(
    ("kind", "name", "attribute", "value", "field", "expected"),
    [
        ("geom", "block", "rgba", "0 0 1 .5", "rgba", (0, 0, 1, 0.5)),
        ("geom", "block", "friction", ".4", "friction", (0.4, 0.1, 0.1)),
        ("geom", "block", "size", ".2 .3 .4", "size", (0.2, 0.3, 0.4)),
        ("geom", "block", "condim", "6", "condim", 6),
        ("geom", "block", "material", "steel", "matid", 0),
        ("geom", "block", "solref", ".01", "solref", (0.01, 1)),
        ("geom", "block", "type", "ellipsoid", "type", int(mujoco.mjtGeom.mjGEOM_ELLIPSOID)),
        ("geom", "upper", "rgba", "0 0 1 1", "rgba", (0, 0, 1, 1)),
        ("body", "ball", "pos", "1 2 3", "pos", (1, 2, 3)),
        ("body", "ball", "quat", "0 1 0 0", "quat", (0, 1, 0, 0)),
        ("body", "cube", "quat", "1 0 0 0", "quat", (1, 0, 0, 0)),
        ("body", "cube", "euler", "0 0 90", "quat", (0.5**0.5, 0, 0, 0.5**0.5)),
        ("body", "ball", "axisangle", "0 0 1 180", "quat", (0, 0, 0, 1)),
        ("body", "ball", "zaxis", "1 0 0", "quat", (0.5**0.5, 0, 0.5**0.5, 0)),
        ("body", "ball", "xyaxes", "0 1 0 -1 0 0", "quat", (0.5**0.5, 0, 0, 0.5**0.5)),
        ("joint", "rail", "damping", "7", "damping", 7),
        ("joint", "shoulder", "range", "-90 180", "range", (-np.pi / 2, np.pi)),
        ("joint", "shoulder", "limited", "false", "limited", 0),
        ("joint", "shoulder", "type", "slide", "type", int(mujoco.mjtJoint.mjJNT_SLIDE)),
        ("joint", "rail", "range", "-1 2", "range", (-1, 2)),
        ("joint", "rail", "solreflimit", ".01 .5", "solref", (0.01, 0.5)),
        ("joint", "shoulder", "ref", "90", "qpos0", np.pi / 2),
        ("site", "tip", "size", ".02", "size", (0.02, 0.005, 0.005)),
        ("camera", "eye", "fovy", "30", "fovy", 30),
        ("camera", "eye", "mode", "targetbody", "mode", 3),
        ("light", "sun", "diffuse", "1 .5 0", "diffuse", (1, 0.5, 0)),
        ("light", "sun", "type", "directional", "type", 1),
        ("light", "sun", "castshadow", "false", "castshadow", 0),
        ("material", "steel", "reflectance", ".5", "reflectance", 0.5),
        ("actuator", "push", "gear", "5", "gear", (5, 0, 0, 0, 0, 0)),
        ("actuator", "servo", "ctrlrange", "-2 2", "ctrlrange", (-2, 2)),
        ("actuator", "servo", "kp", "80", "gainprm", (80, *[0] * 9)),
        ("actuator", "servo", "kp", "80", "biasprm", (0, -80, -2, *[0] * 7)),
        ("actuator", "servo", "kv", "5", "biasprm", (0, -10, -5, *[0] * 7)),
        ("actuator", "spin", "kv", "9", "gainprm", (9, *[0] * 9)),
        ("actuator", "spin", "kv", "9", "biasprm", (0, 0, -9, *[0] * 7)),
        ("actuator", "push", "joint", "shoulder", "trnid", (0, -1)),
        ("tendon", "string", "range", "-1 2", "tendon_range", (-1, 2)),
        ("body", "ball", "gravcomp", "1", "body_gravcomp", 1),
        ("equality", "glue", "active", "true", "active0", 1),
        ("sensor", "angle", "noise", ".1", "noise", 0.1),
        ("exclude", "apart", "body2", "cube", "", None),
    ],
)
def test_an_attribute_of_any_kind_takes_another_value(
    kind: ElementKind, name: str, attribute: str, value: str, field: str, expected: Any
) -> None:
    operations = [_set(kind, name, **{attribute: value})]
    if value == "targetbody":
        operations.append(_set(kind, name, target="ball"))
    model = _model(*operations)
    if not field:
        return
    element = getattr(model, {"equality": "eq", "material": "mat"}.get(kind, kind))(name)
    # Not all that a model has is named by element.
    array = getattr(model, field, None)
    found = getattr(element, field) if array is None or field == "qpos0" else array[element.id]
    assert np.ravel(found) == pytest.approx(np.ravel(expected), abs=1e-6)


def test_only_what_is_named_changes_to_the_last_digit() -> None:
    assert _changed(_set("geom", "block", rgba="0 0 1 1")) == {"geom block"}
    assert _changed(_set("joint", "rail", damping="7")) == {"jnt rail"}
    assert _changed(_set("actuator", "servo", kp="80")) == {"actuator servo"}
    assert _changed(_set("camera", "eye", euler="70 0 0")) == {"cam eye"}
    assert _changed(_set("light", "sun", diffuse="1 1 1")) == {"light sun"}
    assert _changed(SetOptions({"gravity": "0 0 -1.62"})) == {"option gravity"}
    assert _changed(_set("geom", "block", mass="3")) == {"body slider"}


def test_what_is_added_or_taken_away_leaves_all_else_exactly_as_it_was() -> None:
    added = {"body new", "geom new_geom"}
    assert _changed(AddElements(_BOX)) == added
    gone = {"body ball", "geom ball_geom", "jnt ball_free", "eq glue"}
    assert _changed(RemoveElement("body", "ball")) == gone
    assert _changed(RemoveElement("light", "sun")) == {"light sun"}
    assert _changed(RemoveElement("actuator", "push")) == {"actuator push"}


def test_several_attributes_of_one_element_are_set_at_once() -> None:
    model = _model(_set("geom", "block", type="sphere", size=".3", rgba="1 1 0 1", mass="2"))
    block = model.geom("block")
    assert block.type == mujoco.mjtGeom.mjGEOM_SPHERE
    assert block.size[0] == 0.3
    assert model.body("slider").mass == pytest.approx(2)


def test_a_geom_between_two_points_can_be_moved_turned_and_lengthened() -> None:
    before, upper = _model().geom("upper"), _model(_set("geom", "upper", size=".1")).geom("upper")
    assert upper.size[:2] == pytest.approx((0.1, 0.2))
    upper = _model(_set("geom", "upper", pos="1 2 3")).geom("upper")
    assert upper.pos == pytest.approx((1, 2, 3))
    assert upper.quat == pytest.approx(before.quat)
    assert upper.size == pytest.approx(before.size)
    upper = _model(_set("geom", "upper", size=".05 1")).geom("upper")
    assert upper.size[:2] == pytest.approx((0.05, 1))
    assert upper.pos == pytest.approx((0, 0, 0.2))
    upper = _model(_set("geom", "upper", euler="0 90 0")).geom("upper")
    assert upper.quat == pytest.approx((0.5**0.5, 0, 0.5**0.5, 0))
    upper = _model(_set("geom", "upper", fromto="0 0 0 1 0 0")).geom("upper")
    assert upper.pos == pytest.approx((0.5, 0, 0))


def test_a_class_still_counts_for_what_no_operation_names() -> None:
    model = _model(_set("geom", "upper", density="100"), _set("joint", "rail", armature="1"))
    assert model.geom("upper").rgba == pytest.approx((1, 0, 0, 1))
    assert model.joint("rail").damping == pytest.approx(3)


def test_angles_are_degrees_also_where_the_scene_is_written_in_radians() -> None:
    scene = _SCENE.replace("<option", '<compiler angle="radian"/><option')
    model = _model(
        _set("joint", "shoulder", range="-90 90"),
        _set("body", "ball", euler="0 0 90"),
        _set("body", "cube", axisangle="0 0 1 90"),
        scene=scene,
    )
    assert model.joint("shoulder").range == pytest.approx((-np.pi / 2, np.pi / 2))
    for name in ("ball", "cube"):
        assert model.body(name).quat == pytest.approx((0.5**0.5, 0, 0, 0.5**0.5))


# options


def test_options_and_flags_of_the_physics_are_set() -> None:
    option = _model(
        SetOptions(
            {
                "timestep": "0.001", "integrator": "implicitfast", "cone": "elliptic",
                "gravity": "0 0 -1.62", "contact": "disable", "energy": "enable",
                "iterations": "7", "solver": "CG".lower(), "o_solref": ".01",
            }
        )
    ).opt  # fmt: skip
    assert option.timestep == 0.001
    assert option.integrator == mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    assert option.cone == mujoco.mjtCone.mjCONE_ELLIPTIC
    assert option.gravity == pytest.approx((0, 0, -1.62))
    assert option.disableflags == mujoco.mjtDisableBit.mjDSBL_CONTACT
    assert option.enableflags == mujoco.mjtEnableBit.mjENBL_ENERGY
    assert (option.iterations, option.solver) == (7, mujoco.mjtSolver.mjSOL_CG)


def test_flags_are_put_back() -> None:
    flags = {"contact": "disable", "energy": "enable"}
    back = {"contact": "enable", "energy": "disable"}
    option = _model(SetOptions(flags), SetOptions(back)).opt
    assert (option.disableflags, option.enableflags) == (0, 0)


# adding and taking away


def test_what_is_added_stands_in_the_body_that_is_named() -> None:
    part = """<mujoco><worldbody><body name="hook" pos="0 0 .1"><joint name="turn" axis="0 0 1"/>
<geom name="hook_geom" size=".02"/></body><site name="mark"/><light name="lamp"/></worldbody>
<actuator><motor name="turner" joint="turn"/></actuator>
<sensor><jointvel name="speed" joint="rail"/></sensor></mujoco>"""
    model = _model(AddElements(part, to="slider"))
    assert model.body("hook").parentid == model.body("slider").id
    assert model.site("mark").bodyid == model.body("slider").id
    assert model.nu == 4
    assert model.sensor("speed").objid == model.joint("rail").id
    assert _model(AddElements(_BOX)).body("new").parentid == 0


def test_what_is_added_can_use_what_is_there_and_its_own_defaults_but_not_those_there() -> None:
    part = """<mujoco><default><geom rgba="0 0 1 1"/><default class="light"><geom density="1"/>
</default></default><worldbody><geom name="a" size=".1" material="steel"/>
<geom name="b" class="light" size=".1"/></worldbody>
<equality><weld name="more" body1="cube" body2="ball"/></equality></mujoco>"""
    built = _build(AddElements(part, to="slider"), text=True)
    for model in (built.model, mujoco.MjModel.from_xml_string(built.text)):
        assert model.geom("a").matid == 0
        assert model.geom("b").rgba == pytest.approx((0, 0, 1, 1))
        assert model.geom("b").friction == pytest.approx((1, 0.005, 0.0001))
        assert model.geom("block").friction == pytest.approx((2, 0.1, 0.1))
        assert model.equality("more").type == mujoco.mjtEq.mjEQ_WELD
    said = _refused(
        AddElements('<mujoco><worldbody><geom class="red" size="1"/></worldbody></mujoco>')
    )
    assert "unknown default class name 'red'" in said
    again = '<mujoco><default><default class="red"/></default></mujoco>'
    assert "the class 'red' is there already" in _refused(AddElements(again))


def test_two_of_a_name_are_refused() -> None:
    said = _refused(AddElements(_BOX), AddElements(_BOX))
    assert "repeated name 'new' in body" in said


def test_a_body_goes_with_all_that_refers_to_it() -> None:
    model = _model(RemoveElement("body", "slider"))
    assert [model.joint(i).name for i in range(model.njnt)] == ["shoulder", "ball_free", ""]
    assert [model.actuator(i).name for i in range(model.nu)] == ["servo", "spin"]
    assert [model.sensor(i).name for i in range(model.nsensor)] == ["angle"]
    assert (model.neq, model.ntendon) == (0, 0)
    model = _model(RemoveElement("body", "arm"))
    assert (model.nu, model.nsensor) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("geom", "floor"), ("site", "tip"), ("camera", "eye"), ("light", "sun"),
        ("actuator", "servo"), ("sensor", "angle"), ("tendon", "string"), ("equality", "glue"),
        ("material", "steel"), ("texture", "check"), ("exclude", "apart"),
    ],
)  # fmt: skip
def test_an_element_of_any_kind_is_taken_away(kind: ElementKind, name: str) -> None:
    operations = [RemoveElement(kind, name)]
    with pytest.raises(KeyError):
        getattr(_model(*operations), kind)(name)
    # And is not there a second time.
    said = _refused(*operations, *operations)
    assert f"Cannot remove the {kind} {name}: there is no {kind} called" in said


def test_keyframes_fit_what_is_left_and_what_is_new() -> None:
    def start(*operations: Operation) -> tuple[list[float], list[float]]:
        model = _model(*operations, scene=_KEYED)
        assert model.key(0).name == "start"
        return list(model.key_qpos[0]), list(model.key_ctrl[0])

    ball, cube = [1, 0, 1, 1, 0, 0, 0], [-1, 0, 1, 1, 0, 0, 0]
    assert start() == ([0.1, 0.2, *ball, *cube], [0.4, 0.5, 0.6])
    assert start(RemoveElement("actuator", "push"))[1] == [0.4, 0.6]
    assert start(RemoveElement("joint", "ball_free"))[0] == [0.1, 0.2, *cube]
    assert start(RemoveElement("body", "slider")) == ([0.1, *ball, *cube], [0.4, 0.6])
    assert start(RemoveElement("body", "ball"))[0] == [0.1, 0.2, *cube]
    assert start(AddElements(_BOX))[0] == [0.1, 0.2, *ball, *cube, 0, 1, 1, 1, 0, 0, 0]
    gone = [RemoveElement("actuator", "servo"), RemoveElement("actuator", "spin")]
    gone += [RemoveElement("sensor", "angle"), RemoveElement("joint", "shoulder")]
    assert start(*gone) == ([0.2, *ball, *cube], [0.5])
    assert start(_set("key", "start", ctrl="1 2 3"))[1] == [1, 2, 3]


# what cannot be


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (_set("geom", "lid", rgba="1 0 0 1"), "there are floor, upper, block, ball_geom"),
        (_set("joint", "knee", damping="1"), "shoulder, rail, ball_free and 1 without a name"),
        (_set("mesh", "cow", scale="1 1 1"), "there are none"),
        (_set("flex", "cloth", mass="1"), "there are none"),
        (_set("geom", "block", colour="red"), "no geom has an attribute 'colour' to set; there"),
        (_set("geom", "block", __class__="red"), "an attribute '__class__'"),
        (_set("geom", "block", id="7"), "an attribute 'id'"),
        (_set("geom", "block", parent="ball"), "an attribute 'parent'"),
        (_set("body", "ball", add_geom="x"), "an attribute 'add_geom'"),
        (_set("geom", "block", name="brick"), "a name cannot be changed"),
        (_set("geom", "block", **{"class": "red"}), "set what it stands for"),
        (_set("geom", "block", rgba="1 0 0"), "rgba is 4 numbers, not 3"),
        (_set("geom", "block", rgba="red"), "rgba is 1 to 4 numbers"),
        (_set("geom", "block", rgba=""), "rgba is 1 to 4 numbers"),
        (_set("geom", "block", rgba="1e300 0 0 1"), "rgba is too large"),
        (_set("geom", "block", pos="1"), "pos is 3 numbers, not 1"),
        (_set("geom", "block", pos="nan 0 0"), "not 'nan 0 0'"),
        (_set("geom", "block", pos="0 inf 0"), "not '0 inf 0'"),
        (_set("geom", "block", mass="-inf"), "mass is one number"),
        (_set("geom", "block", mass="1 2"), "mass is one number"),
        (_set("geom", "block", condim="3.5"), "condim is a whole number, not '3.5'"),
        (_set("geom", "block", condim="9" * 30), "2147483647 is the limit"),
        (_set("geom", "block", condim="9" * 9000), "condim is a whole number"),
        (_set("geom", "block", type="cone"), "type 'cone' is none of plane, hfield, sphere"),
        (_set("geom", "block", type="arrow"), "type 'arrow' is none of"),
        (_set("geom", "block", condim="7"), "condim"),
        (_set("geom", "block", euler="1 2"), "euler is 3 numbers, not 2"),
        (_set("joint", "rail", euler="1 2 3"), "it has no orientation"),
        (_set("joint", "shoulder", limited="maybe"), "none of false, true, auto"),
        (_set("light", "sun", castshadow="auto"), "castshadow is true or false"),
        (_set("camera", "eye", resolution="1.5 2"), "resolution is a whole number"),
        (_set("camera", "eye", resolution="1e30 2"), "1e30"),
        (_set("camera", "eye", resolution="99999 2"), "16384 is the limit"),
        (_set("body", "ball", mass="3"), "follows from its geoms"),
        (_set("actuator", "push", kp="3"), "no servo and has no kp"),
        (_set("actuator", "push", type="position"), "remove it and add another"),
        (_set("texture", "check", width="999999"), "16384 is the limit"),
        (_set("texture", "check", file="/etc/passwd"), "an attribute 'file'"),
        (_set("sensor", "angle", dim="99999999"), "is too much"),
        (SetOptions({"timestep": "0"}), "The timestep is 0 s"),
        (SetOptions({"timestep": "nan"}), "no usable number"),
        (SetOptions({"gravity": "0 0"}), "gravity is 3 numbers, not 2"),
        (SetOptions({"integrator": "newton"}), "none of euler, rk4"),
        (SetOptions({"iterations": "99999999"}), "is too much"),
        (SetOptions({"magic": "enable"}), "there is no flag 'magic'; there are constraint"),
        (SetOptions({"magic": "1"}), "no option has an attribute 'magic'"),
        (RemoveElement("body", "world"), "the world cannot be removed"),
        (RemoveElement("body", "x" * 200), "there are world, arm, slider, ball, cube"),
        (AddElements(_BOX, to="shelf"), "there is no body called 'shelf'"),
        (AddElements(""), "The model is empty"),
        (AddElements("a box please"), "This is not XML"),
        (AddElements("<mujoco><worldbody></mujoco>"), "mismatched tag"),
        (AddElements("<mujoco><wordbody/></mujoco>"), "unrecognized element"),
        (AddElements('<mujoco><include file="/etc/passwd"/></mujoco>'), "names a file"),
        (AddElements('<mujoco><asset><mesh file="a.stl"/></asset></mujoco>'), "names a file"),
        (AddElements('<mujoco><asset><model name="x"/></asset></mujoco>'), "<model> names no file"),
        (AddElements("<!DOCTYPE x><mujoco/>"), "no <!DOCTYPE>"),
        (AddElements('<mujoco><size memory="900G"/></mujoco>'), "memory"),
        (
            AddElements('<mujoco><extension><plugin plugin="evil"/></extension></mujoco>'),
            "none of MuJoCo's own",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_the_operation_and_what_there_is(
    operation: Operation, said: str
) -> None:
    refused = _refused(_set("light", "sun", diffuse="1 1 1"), operation)
    assert said in refused
    if "condim" not in said:
        assert refused.startswith(f"Cannot {operation.sentence[:60]}")


def test_values_may_be_any_text() -> None:
    garbage = ("\0", "\ud800", "<", "&amp;", "ä" * 500, "1e999", "0x10", "1,2,3", "--1", "1_0 2 3")
    for value in garbage:
        for kind, name, attribute in (
            ("geom", "block", "pos"), ("geom", "block", "mass"), ("geom", "block", "condim"),
            ("geom", "block", "type"), ("geom", "block", "material"), ("joint", "rail", "limited"),
            ("light", "sun", "active"), ("body", "ball", "euler"), ("actuator", "servo", "kp"),
        ):  # fmt: skip
            # A worker takes no other error.
            with contextlib.suppress(SceneError):
                _build(_set(kind, name, **{attribute: value}), text=True)


def test_an_operation_that_leaves_the_scene_unusable_says_what_is_wrong() -> None:
    said = _refused(RemoveElement("joint", "rail"))
    assert "rail" in said
    said = _refused(RemoveElement("geom", "ball_geom"))
    assert "mass and inertia of moving bodies" in said
    assert "'gold'" in _refused(_set("geom", "block", material="gold"))


# many and large


@pytest.mark.timeout(20)
def test_a_thousand_operations_on_a_thousand_elements_are_done() -> None:
    bodies = "".join(
        f'<body name="b{i}" pos="{i} 0 1"><geom name="g{i}" size=".1"/></body>' for i in range(1000)
    )
    scene = f"<mujoco><worldbody>{bodies}</worldbody></mujoco>"
    operations = tuple(_set("geom", f"g{i}", rgba=f"{i / 1000} 0 0 1") for i in range(1000))
    model = _model(*operations, scene=scene)
    assert model.geom("g999").rgba[0] == pytest.approx(0.999)


def test_a_thousand_things_are_added_one_by_one() -> None:
    parts = tuple(
        AddElements(f'<mujoco><worldbody><geom name="g{i}" size=".1"/></worldbody></mujoco>')
        for i in range(1000)
    )
    model = _model(*parts)
    assert model.ngeom == 1005


def test_a_hostile_document_is_refused_as_a_hostile_scene_is() -> None:
    limits = ModelSettings()
    huge = f"<mujoco><!--{'x' * limits.text_bytes}--></mujoco>"
    assert "is the limit" in _refused(AddElements(huge))
    deep = "<worldbody>" + "<body>" * 5000 + "</body>" * 5000 + "</worldbody>"
    assert "elements deep" in _refused(AddElements(f"<mujoco>{deep}</mujoco>"))
    many = '<replicate count="999999999"><geom size="1"/></replicate>'
    said = _refused(AddElements(f"<mujoco><worldbody>{many}</worldbody></mujoco>"))
    assert "elements are the limit" in said


def test_what_all_operations_add_together_is_bounded_too() -> None:
    parts = tuple(
        AddElements(
            '<mujoco><worldbody><replicate count="100" sep="_" offset="1 0 0">'
            f'<site name="s{i}"/></replicate></worldbody></mujoco>'
        )
        for i in range(4)
    )
    said = _refused(*parts, limits=ModelSettings(elements=300))
    assert said.startswith("The compiled model has 401 sites; 300 is the limit.")


# the text


def test_the_text_is_the_scene_as_it_was_written_where_nothing_was_changed() -> None:
    assert _build(text=True).text == _SCENE
    assert _build().text == ""


@pytest.mark.parametrize("unit", ["", '<compiler angle="radian"/>'])
def test_the_text_with_all_operations_is_in_degrees_and_compiles_to_the_same(unit: str) -> None:
    degrees = "-.5 .7" if unit else "-30 60"
    scene = _SCENE.replace("<option", f"{unit}<option").replace("-30 60", degrees)
    ball = '<joint name="socket" type="ball" range="0 .6"/>'
    scene = scene.replace(
        '<body name="slider"', f'<body><geom size=".1"/>{ball}</body><body name="slider"'
    )
    operations = (
        AddElements(_BOX),
        _set("joint", "shoulder", ref="10"),
        RemoveElement("light", "sun"),
        _set("actuator", "servo", kp="20"),
    )
    built = _build(*operations, scene=scene, text=True)
    assert "radian" not in built.text
    again = mujoco.MjModel.from_xml_string(built.text)
    before, after = _values(built.model), _values(again)
    assert before.keys() == after.keys()
    for key, value in before.items():
        assert after[key] == pytest.approx(value, rel=1e-4, abs=1e-5), key


def test_an_edit_of_the_text_that_operations_made_means_the_same() -> None:
    text = _build(AddElements(_BOX), text=True).text
    model = _model(_set("joint", "shoulder", range="-90 90"), scene=text)
    assert model.joint("shoulder").range == pytest.approx((-np.pi / 2, np.pi / 2))
