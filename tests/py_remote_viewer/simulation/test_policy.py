"""Models of strangers that ask for too much are refused, with the place and the way out."""

from pathlib import Path

import pytest

from py_remote_viewer.config import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.scenes.registry import builtin_scenes
from py_remote_viewer.simulation.loading import load_files, load_model
from py_remote_viewer.simulation.model_files import find_model_files
from py_remote_viewer.simulation.policy import check_policy
from tests.support.hostile import HOSTILE_FOLDERS, HOSTILE_TEXTS, Hostile, HostileFolder
from tests.support.models import write_tree

_LIMITS = ModelSettings()
_SECRET = "<mujoco><worldbody><body name='secret'/></worldbody></mujoco>"


@pytest.mark.parametrize("model", HOSTILE_TEXTS, ids=lambda model: model.name)
def test_a_hostile_text_gets_its_answer(model: Hostile) -> None:
    with pytest.raises(SceneError, match=f"(?s){model.answer}"):
        load_model(None, model.text, _LIMITS)


@pytest.mark.parametrize("model", HOSTILE_FOLDERS, ids=lambda model: model.name)
def test_a_hostile_folder_gets_its_answer_which_tells_nothing_of_the_machine(
    model: HostileFolder, tmp_path: Path
) -> None:
    write_tree(tmp_path / "model", model.files)
    (tmp_path / "secret.xml").write_text(_SECRET)
    with pytest.raises(SceneError, match=f"(?s){model.answer}") as caught:
        load_files(
            find_model_files(tmp_path / "model/main.xml", inside=tmp_path / "model"), _LIMITS
        )
    assert str(tmp_path) not in str(caught.value)


def test_the_corpus_is_as_large_as_it_shall_be() -> None:
    assert len(HOSTILE_TEXTS) + len(HOSTILE_FOLDERS) >= 60


def test_what_lies_outside_and_what_is_missing_there_get_the_same_answer(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(_SECRET)
    answers: list[str] = []
    for name in ("secret.xml", "absent.xml"):
        write_tree(tmp_path / "m", {"m.xml": f"<mujoco><include file='../{name}'/></mujoco>"})
        with pytest.raises(SceneError) as caught:
            find_model_files(tmp_path / "m/m.xml", inside=tmp_path / "m")
        answers.append(str(caught.value).replace(name, "*"))
    assert answers[0] == answers[1]


def test_every_built_in_scene_may_be_sent_by_a_stranger() -> None:
    for entry in builtin_scenes():
        path = entry.xml_path
        load_files(find_model_files(path, inside=path.parent), _LIMITS)


def test_real_robots_may_be_sent_by_strangers(menagerie: Path) -> None:
    for path in sorted(menagerie.resolve().glob("*/*.xml")):
        check_policy(find_model_files(path, inside=path.parent), _LIMITS)


def test_what_the_operator_raises_is_let_through() -> None:
    text = "<mujoco><worldbody><replicate count='9'><site/></replicate></worldbody></mujoco>"
    with pytest.raises(SceneError, match=r"\[models\] elements"):
        load_model(None, text, ModelSettings(elements=8))
    assert load_model(None, text, ModelSettings(elements=12)).nsite == 9


def test_sensors_and_tuples_of_objects_do_not_double_and_are_taken(tmp_path: Path) -> None:
    files = {
        "m.xml": "<mujoco><include file='robot.xml'/><worldbody><replicate count='20'><geom "
        "size='.1'/></replicate></worldbody></mujoco>",
        "robot.xml": "<mujoco><worldbody><body name='a'><geom name='g' size='1'/></body><body "
        "name='b'/></worldbody><contact><exclude body1='a' body2='b'/></contact><sensor>"
        "<contact geom1='g'/><framepos objtype='body' objname='world'/></sensor><custom><tuple "
        "name='t'><element objtype='body' objname='a'/></tuple></custom></mujoco>",
    }
    write_tree(tmp_path, files)
    model = load_files(find_model_files(tmp_path / "m.xml", inside=tmp_path), _LIMITS)
    assert (model.nsensor, model.ntuple, model.nexclude) == (2, 1, 1)


def test_what_only_shows_when_it_is_compiled_is_bounded_too() -> None:
    boxes = "<body><freejoint/><geom size='.1'/></body>" * 40
    text = f"<mujoco><worldbody>{boxes}</worldbody></mujoco>"
    with pytest.raises(SceneError, match="bytes of memory for contacts"):
        load_model(None, text, ModelSettings(memory_bytes=1 << 20))


def test_without_limits_the_operator_gets_what_the_model_asks_for(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_text("<mujoco><size memory='2G'/></mujoco>")
    assert load_files(find_model_files(tmp_path / "m.xml")).narena == 2 << 30
