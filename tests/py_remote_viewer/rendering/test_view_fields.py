"""Fields of how the model looks: all of `mjVisual` keeps what is written."""

from typing import Any

import mujoco
import pytest

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.fields import Field, FieldValue
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.view_fields import ViewFields
from py_remote_viewer.rendering.view_options import ViewOptions

_XML = """<mujoco><worldbody><light/><camera name="front" pos="2 0 1"/>
<body name="box"><freejoint/><geom size=".1"/></body></worldbody></mujoco>"""


@pytest.fixture
def model() -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(_XML)


@pytest.fixture
def fields(model: mujoco.MjModel) -> ViewFields:
    return ViewFields(model, ViewOptions(), OrbitCamera(model))


def _all(fields: ViewFields, panel: str) -> list[Field]:
    (found,) = [each for each in fields.panels if each.name == panel]
    return [field for section in found.sections for field in section.fields]


def _other(field: Field, value: FieldValue) -> FieldValue:
    """Another value that fits."""
    if isinstance(value, tuple):
        return tuple(number / 2 + 0.25 for number in value)
    if field.kind in ("toggle", "choice"):
        return 0.0 if value else 1.0
    return value / 2 + 0.25


@pytest.mark.parametrize("panel", ["visual", "groups", "rendering"])
def test_every_field_of_a_view_keeps_what_is_written(fields: ViewFields, panel: str) -> None:
    described = [field for field in _all(fields, panel) if field.writable]
    assert described
    for field in described:
        wanted = _other(field, fields.read(field.path))
        if field.kind == "integer":
            wanted = 3.0
        fields.write(fields.check({field.path: wanted}))
        assert fields.read(field.path) == pytest.approx(wanted), field.path


def test_all_of_the_visual_options_is_there(fields: ViewFields, model: mujoco.MjModel) -> None:
    paths = {field.path for field in _all(fields, "visual")}
    groups: dict[str, Any] = {
        "headlight": model.vis.headlight, "map": model.vis.map, "scale": model.vis.scale,
        "rgba": model.vis.rgba, "global": model.vis.global_, "quality": model.vis.quality,
    }  # fmt: skip
    # These say how large the picture is and which camera it begins with, which are ours to choose.
    elsewhere = {"global/offwidth", "global/offheight", "global/cameraid", "global/realtime"}
    for name, group in groups.items():
        for attribute in (each for each in dir(group) if not each.startswith("_")):
            path = f"{name}/{attribute}"
            assert path in elsewhere or f"visual/{path}" in paths, path


def test_the_headlight_is_off_on_or_left_to_the_model(
    fields: ViewFields, model: mujoco.MjModel
) -> None:
    path = "visual/headlight/active"
    (field,) = [each for each in _all(fields, "visual") if each.path == path]
    assert field.choices == ("off", "on", "auto")
    for choice in range(3):
        fields.write(fields.check({path: float(choice)}))
        assert model.vis.headlight.active == choice
    with pytest.raises(CommandError, match="no choice 3"):
        fields.check({path: 3.0})


def test_of_more_bodies_than_a_menu_holds_one_is_chosen_by_number() -> None:
    bodies = "".join(f"<body name='b{number}'><geom size='.1'/></body>" for number in range(600))
    model = mujoco.MjModel.from_xml_string(f"<mujoco><worldbody>{bodies}</worldbody></mujoco>")
    fields = ViewFields(model, ViewOptions(), OrbitCamera(model))
    (tracked,) = [one for one in _all(fields, "rendering") if one.path == "view/tracked"]
    assert (tracked.kind, tracked.high, tracked.choices) == ("integer", 600.0, ())
    fields.write(fields.check({"view/tracked": 600.0}))
    assert fields.read("view/tracked") == 600.0
    with pytest.raises(CommandError, match="600"):
        fields.check({"view/tracked": 601.0})
