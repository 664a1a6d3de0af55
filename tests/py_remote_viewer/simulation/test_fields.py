"""Fields of the physics and of the state, on a real model."""

import math

import mujoco
import numpy as np
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import MOST_FIELDS_OF_A_PANEL, Field, FieldValue
from py_remote_viewer.simulation.fields import (
    Binding,
    FieldSet,
    control_sections,
    equality_sections,
    joint_sections,
    physics_sections,
)

_XML = """<mujoco><compiler angle="radian"/><worldbody>
<body name="a"><joint name="hinge" range="-1 2" limited="true"/><geom size=".1"/></body>
<body name="b" pos="1 0 0"><joint name="slide" type="slide"/><geom size=".1"/></body>
<body name="c" pos="2 0 0"><joint name="ball" type="ball"/><geom size=".1"/></body>
<body name="d" pos="3 0 0"><freejoint name="free"/><geom size=".1"/></body>
</worldbody>
<equality><weld name="welded" body1="a" body2="d" active="false"/></equality>
<actuator><motor name="motor" joint="hinge" ctrlrange="-3 4" ctrllimited="true"/>
<motor joint="slide"/></actuator></mujoco>"""


@pytest.fixture
def model() -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(_XML)


@pytest.fixture
def data(model: mujoco.MjModel) -> mujoco.MjData:
    return mujoco.MjData(model)


@pytest.fixture
def fields(model: mujoco.MjModel, data: mujoco.MjData) -> FieldSet:
    return FieldSet(
        [
            ("control", "Control", control_sections(model, lambda: data)),
            ("joint", "Joint", joint_sections(model, lambda: data)),
            ("equality", "Equality", equality_sections(model, lambda: data)),
            ("physics", "Physics", physics_sections(model)),
        ]
    )


def _write(fields: FieldSet, **values: FieldValue) -> None:
    fields.write(fields.check({path.replace("__", "/"): value for path, value in values.items()}))


def _field(fields: FieldSet, path: str) -> Field:
    described = (f for p in fields.panels for s in p.sections for f in s.fields)
    return next(field for field in described if field.path == path)


def test_controls_and_joints_have_names_ranges_and_units(fields: FieldSet) -> None:
    motor, unnamed = _field(fields, "ctrl/0"), _field(fields, "ctrl/1")
    assert (motor.label, motor.low, motor.high, motor.limited) == ("motor", -3.0, 4.0, True)
    assert (unnamed.label, unnamed.limited) == ("actuator 1", False)
    hinge, slide = _field(fields, "joint/0"), _field(fields, "joint/1")
    assert (hinge.label, hinge.unit, hinge.low, hinge.high) == ("hinge", "rad", -1.0, 2.0)
    assert (slide.unit, slide.limited) == ("m", False)
    assert (_field(fields, "joint/2").size, _field(fields, "joint/3").size) == (4, 7)


def test_a_joint_that_is_placed_has_its_place_and_no_speed(
    fields: FieldSet, data: mujoco.MjData
) -> None:
    data.qvel[:] = 1.0
    _write(fields, joint__0=1.5, joint__2=(2.0, 0.0, 0.0, 0.0))
    assert data.qpos[0] == 1.5
    assert np.array_equal(data.qpos[2:6], [1.0, 0.0, 0.0, 0.0])
    assert np.array_equal(data.qvel[:5], [0.0, 1.0, 0.0, 0.0, 0.0])


def test_equalities_are_switched(fields: FieldSet, data: mujoco.MjData) -> None:
    assert fields.values("equality") == {"equality/0": 0.0}
    _write(fields, equality__0=1.0)
    assert data.eq_active[0] == 1
    assert fields.values("equality") == {"equality/0": 1.0}


def test_every_option_is_a_field_and_keeps_what_is_written(
    fields: FieldSet, model: mujoco.MjModel
) -> None:
    flags = {"disableflags", "enableflags", "disableactuator"}
    names = {name for name in dir(model.opt) if not name.startswith("_")} - flags
    panel = next(panel for panel in fields.panels if panel.name == "physics")
    described = {field.path for section in panel.sections for field in section.fields}
    assert {f"opt/{name}" for name in names} <= described
    for section in panel.sections:
        for field in section.fields:
            before = fields.read(field.path)
            other = _another(field, before)
            fields.write(fields.check({field.path: other}))
            assert fields.read(field.path) == pytest.approx(other), field.path


def _another(field: Field, value: FieldValue) -> FieldValue:
    if isinstance(value, tuple):
        return tuple(number + 0.5 for number in value)
    if field.kind == "toggle":
        return 1.0 - value
    if field.kind == "choice":
        return (value + 1) % len(field.choices)
    return value + 1.0 if field.kind == "integer" else value + 1e-6


def test_flags_are_bits_and_groups_are_on_while_they_are_not_disabled(
    fields: FieldSet, model: mujoco.MjModel
) -> None:
    assert fields.read("opt/actuatorgroup/2") == 1.0
    gravity = list(mujoco.mjDISABLESTRING).index("Gravity")
    fields.write(fields.check({f"opt/disableflags/{gravity}": 1.0, "opt/actuatorgroup/2": 0.0}))
    assert model.opt.disableflags == int(mujoco.mjtDisableBit.mjDSBL_GRAVITY)
    assert model.opt.disableactuator == 1 << 2


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("nothing", 1.0, "no field 'nothing'"),
        ("ctrl/7", 1.0, "no field 'ctrl/7'"),
        ("ctrl/0", 5.0, "motor cannot be 5; it lies between -3 and 4"),
        ("ctrl/1", math.nan, "finite"),
        ("ctrl/1", 1e11, "finite"),
        ("ctrl/0", (1.0, 2.0), "one number, not 2"),
        ("joint/3", (1.0, 2.0), "7 numbers, not 2"),
        ("joint/3", 1.0, "7 numbers, not 1"),
        ("opt/timestep", 0.0, "between 1e-06 and 1"),
        ("opt/integrator", 99.0, "no choice 99; there are 5"),
        ("opt/gravity", (0.0, math.inf, 0.0), "finite"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_limit(
    fields: FieldSet, path: str, value: FieldValue, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        fields.check({path: value})


def test_a_field_that_cannot_be_changed_says_why() -> None:
    field = Field("x", "X", writable=False, note="It is compiled.")
    fields = FieldSet([("p", "P", [("s", [Binding(field, lambda: 1.0, lambda value: None)])])])
    with pytest.raises(CommandError, match=r"X cannot be changed\. It is compiled\."):
        fields.check({"x": 2.0})


def test_a_panel_of_too_many_fields_is_cut_and_the_rest_can_still_be_set() -> None:
    cells = [0.0] * (MOST_FIELDS_OF_A_PANEL + 5)

    def binding(index: int) -> Binding:
        def write(value: float) -> None:
            cells[index] = value

        return Binding(Field(f"cell/{index}", str(index)), lambda: cells[index], write)

    fields = FieldSet([("p", "P", [("s", [binding(index) for index in range(len(cells))])])])
    assert fields.panels[0].left_out == 5
    assert len(fields.values("p")) == MOST_FIELDS_OF_A_PANEL
    last = f"cell/{len(cells) - 1}"
    fields.write(fields.check({last: 3.0}))
    assert cells[-1] == 3.0


def test_what_a_model_has_nothing_of_has_no_panel() -> None:
    empty = mujoco.MjModel.from_xml_string("<mujoco/>")
    data = mujoco.MjData(empty)
    assert FieldSet([("c", "C", control_sections(empty, lambda: data))]).panels == ()
