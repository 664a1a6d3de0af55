"""Models that load, and models that say why they do not."""

from pathlib import Path

import mujoco
import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import Capabilities, XmlScene
from py_remote_viewer.simulation.loading import describe_model, load_model, try_model
from py_remote_viewer.simulation.names import name_of


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("", "empty", None),
        ("   ", "empty", None),
        ("hello", "not XML", 1),
        ("<mujoco>\n<worldbody>\n<body>\n</worldbody></mujoco>", "not well-formed|Not well", 4),
        ("<mujoco>\n<worldbody>\n<geom sizze='1'/></worldbody></mujoco>", "sizze", 3),
        ("<mujoco><actuator>\n<motor joint='nope'/></actuator></mujoco>", "nope", 2),
    ],
)
def test_a_model_that_does_not_compile_says_why_and_where(
    text: str, words: str, line: int | None
) -> None:
    with pytest.raises(SceneError, match=f"(?i){words}") as caught:
        load_model(None, text)
    assert caught.value.line == line


def test_a_missing_file_is_a_scene_error(tmp_path: Path) -> None:
    with pytest.raises(SceneError):
        load_model(tmp_path / "absent.xml", None)


@pytest.mark.parametrize("timestep", ["0", "-0.002", "nan", "5"])
def test_a_senseless_timestep_is_refused(timestep: str) -> None:
    model = mujoco.MjModel.from_xml_string("<mujoco/>")
    model.opt.timestep = float(timestep)
    with pytest.raises(SceneError, match="timestep"):
        try_model(model)


def test_a_model_that_diverges_at_once_is_to_begin_paused() -> None:
    model = mujoco.MjModel.from_xml_string(
        "<mujoco><option timestep='0.1'/><worldbody><body><joint type='slide' stiffness='1e12'"
        " springref='1' damping='-1e9'/><geom size='.1'/></body></worldbody></mujoco>"
    )
    assert "begins paused" in (try_model(model) or "")


def test_a_model_with_too_little_memory_says_what_to_write() -> None:
    boxes = "".join(
        f"<body pos='{0.15 * i} 0 0.1'><freejoint/><geom type='box' size='.1 .1 .1'/></body>"
        for i in range(30)
    )
    model = mujoco.MjModel.from_xml_string(
        "<mujoco><size memory='20K'/><worldbody><geom type='plane' size='9 9 1'/>"
        f"{boxes}</worldbody></mujoco>"
    )
    with pytest.raises(SceneError, match="<size memory"):
        try_model(model)


def test_the_trial_begins_where_the_simulation_will() -> None:
    model = mujoco.MjModel.from_xml_string(
        "<mujoco><worldbody><body><joint type='slide'/><geom size='.1'/></body></worldbody>"
        "<keyframe><key qvel='1e11'/></keyframe></mujoco>"
    )
    assert try_model(model) is not None


@pytest.mark.parametrize(
    "text",
    [
        "<mujoco><include file='/etc/hostname'/></mujoco>",
        "<mujoco><asset>\n<mesh file='absent.obj'/></asset></mujoco>",
        "<mujoco><asset><texture type='cube' fileright='/a.png'/></asset></mujoco>",
        "<mujoco><asset><model name='m' file='../a.xml'/></asset></mujoco>",
        "<robot name='r'><link name='a'><visual><geometry><mesh filename='/a.stl'/></geometry>"
        "</visual></link></robot>",
    ],
)
def test_text_cannot_name_files_whether_they_exist_or_not(text: str) -> None:
    with pytest.raises(SceneError, match="names a file") as caught:
        load_model(None, text)
    assert caught.value.line == text.count("\n") + 1
    assert caught.value.column


def test_text_cannot_hide_a_file_behind_an_entity() -> None:
    with pytest.raises(SceneError, match="DOCTYPE"):
        load_model(None, "<!DOCTYPE m [<!ENTITY f 'file'>]><mujoco/>")


def test_names_that_are_not_utf8_are_shown_as_well_as_can_be(tmp_path: Path) -> None:
    file = tmp_path / "latin.xml"
    file.write_bytes(
        b"<mujoco><worldbody><body name='caf\xe9'><joint/><geom size='.1'/></body>"
        b"<camera name='\xe9'/></worldbody></mujoco>"
    )
    model = load_model(file, None)
    assert name_of(model, "body", 1) == "caf\N{REPLACEMENT CHARACTER}"
    assert name_of(model, "joint", 0) == "joint 0"
    found = describe_model(
        model, title="", source=XmlScene("x"), generation=1, capabilities=Capabilities()
    )
    assert found.cameras == ("\N{REPLACEMENT CHARACTER}",)


def test_a_description_names_what_has_no_name() -> None:
    model = mujoco.MjModel.from_xml_string(
        "<mujoco model='toy'><worldbody><body><joint name='j'/><geom size='.1'/></body></worldbody>"
        "<actuator><motor joint='j'/></actuator><keyframe><key qpos='1'/></keyframe></mujoco>"
    )
    found = describe_model(
        model, title="", source=XmlScene("x"), generation=3, capabilities=Capabilities()
    )
    assert (found.title, found.bodies, found.generation) == ("toy", 1, 3)
    assert found.keyframes == ("keyframe 0",)
    assert found.actuators[0].name == "actuator 0"
