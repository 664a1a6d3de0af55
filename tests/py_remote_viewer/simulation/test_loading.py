"""Models that load, and models that say why they do not."""

from pathlib import Path

import mujoco
import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import Capabilities, XmlScene
from py_remote_viewer.simulation.loading import describe_model, load_model, try_model


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("", "empty", None),
        ("   ", "empty", None),
        ("hello", "not XML", 1),
        ("<mujoco>\n<worldbody>\n<body>\n</worldbody></mujoco>", "not well-formed|Not well", 3),
        ("<mujoco>\n<worldbody>\n<geom sizze='1'/></worldbody></mujoco>", "sizze", 3),
        ("<mujoco><actuator>\n<motor joint='nope'/></actuator></mujoco>", "nope", 2),
        ("<mujoco><asset><mesh file='absent.obj'/></asset></mujoco>", "absent.obj", None),
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


def test_a_model_that_diverges_at_once_is_refused() -> None:
    model = mujoco.MjModel.from_xml_string(
        "<mujoco><option timestep='0.1'/><worldbody><body><joint type='slide' stiffness='1e12'"
        " springref='1' damping='-1e9'/><geom size='.1'/></body></worldbody></mujoco>"
    )
    with pytest.raises(SceneError, match="diverges"):
        try_model(model)


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
