"""Checks of sizes, masses, attributes, slopes and distances."""

import math
from collections.abc import Callable

import pytest

from py_remote_viewer.protocol.expectations import (
    Apart,
    Attribute,
    Check,
    Expectation,
    Gravity,
    HasColour,
    HasSize,
    Mass,
    Slope,
)

Judge = Callable[..., Check]

_WEDGE = "0 0 0 2 0 0 0 1 0 2 1 0 2 0 1 2 1 1"
_SIZES = f"""<asset><mesh name="wedge" vertex="{_WEDGE}"/>
<hfield name="hills" nrow="3" ncol="3" size="1 1 .5 .1" elevation="0 1 0 1 0 1 0 1 0"/></asset>
<worldbody><geom name="floor" type="plane" size="0 0 .1"/>
<geom name="mat" type="plane" size="1 2 .1" pos="0 9 0"/>
<body name="brick" pos="0 0 1" euler="0 0 30"><geom type="box" size=".2 .1 .05"/></body>
<body name="rod" pos="1 0 1"><geom type="capsule" fromto="0 0 0 .3 0 .4" size=".05"/></body>
<body name="pole" pos="2 0 1"><geom type="cylinder" size=".1 .5"/>
 <body name="disc" pos="0 0 .5"><geom type="cylinder" size=".3 .01"/></body>
 <body name="vane" pos="0 0 .6"><joint/><geom type="box" size="2 .1 .1"/></body></body>
<body name="ball" pos="3 0 1"><geom size=".15"/></body>
<body name="egg" pos="4 0 1"><geom type="ellipsoid" size=".1 .2 .3"/></body>
<body name="ramp" pos="5 0 0"><geom type="mesh" mesh="wedge"/></body>
<body name="empty"/>
<geom name="wall" type="box" size="2 .1 .5" pos="0 5 .5"/>
<geom name="field" type="hfield" hfield="hills" pos="20 0 0"/>
</worldbody>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (HasSize("brick", "length", 0.4), True),
        (HasSize("brick", "length", 0.415), True),
        (HasSize("brick", "length", 0.2), False),
        (HasSize("brick", "length", 0.43), False),
        (HasSize("brick", "width", 0.4), True),
        (HasSize("brick", "height", 0.1), True),
        (HasSize("brick", "height", 0.2), False),
        (HasSize("brick", "thickness", 0.1), True),
        (HasSize("brick", "radius", 0.1), False),
        # It lies across its body, and its round ends count or do not.
        (HasSize("rod", "length", 0.6), True),
        (HasSize("rod", "length", 0.5), True),
        (HasSize("rod", "length", 0.4), False),
        (HasSize("rod", "height", 0.5), True),
        (HasSize("rod", "radius", 0.05), True),
        (HasSize("rod", "radius", 0.1), False),
        # With what is welded to it, without what hangs on it by a joint.
        (HasSize("pole", "length", 1.01), True),
        (HasSize("pole", "width", 0.6), True),
        (HasSize("pole", "width", 4.0), False),
        (HasSize("pole", "radius", 0.3), True),
        (HasSize("ball", "radius", 0.15), True),
        (HasSize("ball", "radius", 0.3), False),
        (HasSize("ball", "height", 0.3), True),
        (HasSize("egg", "length", 0.6), True),
        (HasSize("egg", "thickness", 0.2), True),
        (HasSize("egg", "radius", 0.3), False),
        (HasSize("ramp", "height", 1.0), True),
        (HasSize("ramp", "width", 2.0), True),
        (HasSize("ramp", "width", 1.0), False),
        (HasSize("wall", "width", 4.0), True),
        (HasSize("wall", "height", 1.0), True),
        (HasSize("mat", "length", 4.0), True),
        (HasSize("floor", "length", 4.0), False),
        (HasSize("field", "length", 2.0), True),
        (HasSize("empty", "length", 1.0), False),
        (HasSize("nobody", "length", 1.0), False),
    ],
)
def test_sizes_are_those_of_all_that_moves_with_a_thing(
    judge: Judge, expected: HasSize, right: bool
) -> None:
    assert judge(_SIZES, expected).passed is right


def test_a_wrong_size_says_the_right_one(judge: Judge) -> None:
    assert judge(_SIZES, HasSize("brick", "length", 1)).found == "0.4 m"
    assert judge(_SIZES, HasSize("rod", "length", 1)).found == "0.6 m, or 0.5 m without round ends"
    assert judge(_SIZES, HasSize("floor", "length", 1)).found == "it has no end"


_MASSES = """<body name="cart" pos="0 0 1"><freejoint/><geom size=".1" mass="2"/>
<body name="load" pos="0 0 1"><geom size=".1" mass="1"/></body>
<body name="bob" pos="0 0 2"><joint/><geom size=".1" mass="5"/></body></body>
<geom name="wall" size=".1" pos="3 0 1"/>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (Mass("cart", 3), True),
        (Mass("cart", 3.05), True),
        (Mass("cart", 2), False),
        (Mass("cart", 8), False),
        (Mass("cart", 3.1), False),
        (Mass("bob", 5), True),
        (Mass("wall", 1), False),
        (Mass("nobody", 1), False),
    ],
)
def test_masses_leave_out_what_hangs_on_joints(judge: Judge, expected: Mass, right: bool) -> None:
    assert judge(_MASSES, expected).passed is right


_COLOURS = """<asset><material name="red" rgba="1 0 0 1"/>
<texture name="wood" type="2d" builtin="flat" width="8" height="8" rgb1=".5 .3 .1"/>
<material name="wooden" texture="wood"/></asset><worldbody>
<geom name="plain" size=".1"/>
<geom name="by_material" size=".1" material="red" pos="1 0 0"/>
<geom name="by_itself" size=".1" material="red" rgba="0 0 1 1" pos="2 0 0"/>
<geom name="by_texture" size=".1" material="wooden" pos="3 0 0"/>
<geom name="unseen" size=".1" rgba="1 0 0 0" pos="4 0 0"/>
<body name="tree" pos="5 0 0"><geom size=".5" rgba="0 .6 0 1"/>
<geom type="cylinder" size=".1 .5" rgba=".4 .2 .1 1"/></body></worldbody>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (HasColour("plain", "grey"), True),
        (HasColour("by_material", "red"), True),
        (HasColour("by_material", "grey"), False),
        (HasColour("by_material", "orange"), False),
        (HasColour("by_itself", "blue"), True),
        (HasColour("by_itself", "red"), False),
        (HasColour("by_texture", "brown"), True),
        (HasColour("by_texture", "white"), False),
        (HasColour("unseen", "red"), False),
        (HasColour("tree", "green"), True),
        (HasColour("tree", "brown"), False),
        (HasColour("nobody", "red"), False),
    ],
)
def test_colours_are_those_that_a_picture_shows(
    judge: Judge, expected: HasColour, right: bool
) -> None:
    assert judge(_COLOURS, expected).passed is right


_ATTRIBUTES = """<worldbody><light name="sun" directional="true" dir="0 0 -1"/>
<body name="door" pos="1 2 3" euler="0 0 90"><joint name="hinge" damping=".5" range="-90 45"
 stiffness="3" armature=".1" ref="10" springref="20" frictionloss=".2"/>
 <geom name="panel" type="box" size=".1 .2 .3" friction=".7 .1 .1" mass="1" rgba="1 .5 0 1"/></body>
<body name="cart" pos="4 0 0"><joint name="rail" type="slide" range="-2 2"/><geom size=".1"/></body>
<camera name="eye" fovy="60"/></worldbody>
<actuator><position name="servo" joint="hinge" kp="50" kv="5" ctrlrange="-1 1"/>
<velocity name="wheel" joint="rail" kv="7"/><motor name="motor" joint="rail" gear="3"/></actuator>
<tendon><fixed name="rope" stiffness="4"><joint joint="rail" coef="1"/></fixed></tendon>"""


@pytest.mark.parametrize(
    ("kind", "name", "attribute", "values", "right"),
    [
        ("joint", "hinge", "damping", (0.5,), True),
        ("joint", "hinge", "damping", (0.6,), False),
        ("joint", "hinge", "armature", (0.1,), True),
        ("joint", "hinge", "frictionloss", (0.2,), True),
        ("joint", "hinge", "stiffness", (3,), True),
        ("joint", "hinge", "ref", (10,), True),
        ("joint", "hinge", "springref", (20,), True),
        # Angles are in degrees, as MJCF has them unless told otherwise.
        ("joint", "hinge", "range", (-90, 45), True),
        ("joint", "hinge", "range", (-math.pi / 2, math.pi / 4), False),
        ("joint", "rail", "range", (-2, 2), True),
        ("joint", "rail", "range", (-2, 3), False),
        ("joint", "nobody", "range", (-2, 3), False),
        ("geom", "panel", "friction", (0.7,), True),
        ("geom", "panel", "friction", (0.7, 0.2), False),
        ("geom", "panel", "size", (0.1, 0.2, 0.3), True),
        ("geom", "panel", "rgba", (1, 0.5, 0, 1), True),
        ("geom", "panel", "nonsense", (1,), False),
        ("body", "door", "pos", (1, 2, 3), True),
        ("body", "door", "pos", (1, 2, 4), False),
        ("body", "door", "pos", (1, 2, 3, 4), False),
        ("body", "door", "mass", (1,), True),
        ("body", "door", "euler", (0, 0, 90), True),
        ("body", "door", "euler", (0, 0, -90), False),
        ("body", "door", "quat", (-(0.5**0.5), 0, 0, -(0.5**0.5)), True),
        ("actuator", "servo", "kp", (50,), True),
        ("actuator", "servo", "kp", (5,), False),
        ("actuator", "servo", "kv", (5,), True),
        ("actuator", "servo", "ctrlrange", (-1, 1), True),
        ("actuator", "wheel", "kv", (7,), True),
        ("actuator", "wheel", "kp", (7,), False),
        ("actuator", "motor", "gear", (3,), True),
        ("camera", "eye", "fovy", (60,), True),
        ("light", "sun", "dir", (0, 0, -1), True),
        ("light", "sun", "directional", (1,), True),
        ("tendon", "rope", "stiffness", (4,), True),
    ],
)
def test_attributes_are_those_of_the_compiled_model(
    judge: Judge, kind: str, name: str, attribute: str, values: tuple[float, ...], right: bool
) -> None:
    expected = Attribute(kind, name, attribute, values)  # type: ignore[arg-type]
    assert judge(_ATTRIBUTES, expected).passed is right


def test_an_unknown_attribute_is_told_with_those_that_there_are(judge: Judge) -> None:
    found = judge(_ATTRIBUTES, Attribute("geom", "panel", "nonsense", (1,))).found
    assert found.startswith("a geom has no nonsense; it has ")
    assert "friction" in found


@pytest.mark.parametrize(
    ("option", "downwards", "right"),
    [
        ("", 9.81, True),
        ("", 9.8, True),
        ("", 1.62, False),
        ("", -9.81, False),
        ('<option gravity="0 0 -1.62"/>', 1.62, True),
        ('<option gravity="0 0 -1.62"/>', 1.7, False),
        ('<option gravity="1 0 -9.81"/>', 9.81, False),
        ('<option gravity="0 0 0"/>', 0, True),
        ('<option><flag gravity="disable"/></option>', 0, True),
        ('<option><flag gravity="disable"/></option>', 9.81, False),
    ],
)
def test_gravity_is_what_pulls_downwards(
    judge: Judge, option: str, downwards: float, right: bool
) -> None:
    assert judge(f"{option}<worldbody/>", Gravity(downwards)).passed is right


_PLANK = '<body name="ramp" pos="0 0 1" euler="0 {} 0"><geom type="box" size="1 .5 .02"/>{}</body>'
_POSTS = '<geom type="cylinder" size=".05 .3" pos="0 0 -.3"/>'
_SLOPES = f"""<asset><mesh name="wedge" vertex="{_WEDGE}"/></asset><worldbody>
<body name="mesh"><geom type="mesh" mesh="wedge"/></body>
<body name="ball" pos="5 0 0"><geom size=".5"/></body>
<body name="based" pos="8 0 0"><geom type="box" size="1 .5 .02"/>
 <geom type="box" size="1 .5 .02" pos="0 0 .7" euler="0 20 0"/></body>
<geom name="hill" type="plane" size="0 0 1" euler="15 0 0" pos="30 0 0"/></worldbody>"""


@pytest.mark.parametrize(
    ("inside", "expected", "right"),
    [
        (_PLANK.format(30, ""), Slope("ramp", 30), True),
        (_PLANK.format(-30, ""), Slope("ramp", 30), True),
        (_PLANK.format(30, ""), Slope("ramp", 60), False),
        (_PLANK.format(30, ""), Slope("ramp", 32), False),
        (_PLANK.format(0, ""), Slope("ramp", 30), False),
        (_PLANK.format(0, ""), Slope("ramp", 0), True),
        # A steep plank is not its narrow side.
        (_PLANK.format(70, ""), Slope("ramp", 70), True),
        (_PLANK.format(70, ""), Slope("ramp", 20), False),
        (_PLANK.format(30, _POSTS), Slope("ramp", 30), True),
        (_SLOPES, Slope("mesh", math.degrees(math.atan2(1, 2))), True),
        (_SLOPES, Slope("mesh", 0), False),
        (_SLOPES, Slope("ball", 0), False),
        # What lies below it is not its upper face.
        (_SLOPES, Slope("based", 20), True),
        (_SLOPES, Slope("based", 0), False),
        (_SLOPES, Slope("hill", 15), True),
        (_SLOPES, Slope("hill", 0), False),
        (_SLOPES, Slope("nobody", 0), False),
    ],
)
def test_a_slope_is_that_of_the_upper_face(
    judge: Judge, inside: str, expected: Slope, right: bool
) -> None:
    assert judge(inside, expected).passed is right


_APART = """<worldbody><geom name="floor" type="plane" size="0 0 1"/>
<body name="a" pos="0 0 1"><geom size=".1"/></body>
<body name="b" pos="2 0 1"><geom size=".1" pos="1 0 0"/></body>
<body name="c" pos="0 0 1"><geom size=".1"/></body>
<geom name="wall" type="box" size=".1 1 1" pos="0 4 1"/></worldbody>"""


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        (Apart("a", "b", 3), True),
        (Apart("a", "b", 3.1), True),
        (Apart("a", "b", 2), False),
        (Apart("a", "b", 2.8), False),
        (Apart("a", "c", 0), True),
        (Apart("a", "c", 0.01), False),
        (Apart("a", "wall", 4), True),
        # What has no end has no centre.
        (Apart("b", "floor", 1), True),
        (Apart("floor", "b", 2), False),
        (Apart("a", "nobody", 1), False),
    ],
)
def test_distances_are_between_centres(judge: Judge, expected: Apart, right: bool) -> None:
    assert judge(_APART, expected).passed is right


@pytest.mark.parametrize(
    "expected",
    [Mass("cone", 1), Slope("cone", 1), HasColour("cone", "red"), Apart("a", "cone", 1)],
)
def test_what_is_not_there_is_told_with_what_is(judge: Judge, expected: Expectation) -> None:
    check = judge(_APART, expected)
    assert check.found == "there is no body called cone; there are a, b, c, floor and wall"


def test_a_geom_or_joint_of_that_name_is_pointed_out(judge: Judge) -> None:
    found = judge(_ATTRIBUTES, Mass("panel", 1)).found
    assert found == "there is no body called panel, it is a geom of the body door"
    assert "it is a joint" in judge(_ATTRIBUTES, Mass("rail", 1)).found
