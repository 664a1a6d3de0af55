"""The registry of the built-in scenes: names, sentences, files, and the error for a wrong name."""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import cv2
import pytest

from py_remote_viewer import scenes
from py_remote_viewer.errors import SceneError
from py_remote_viewer.scenes import BuiltinSceneEntry, builtin_scenes, find_builtin

NAMES = {
    "boxes",
    "cart_pole",
    "cloth",
    "double_pendulum",
    "humanoid",
    "newtons_cradle",
    "pendulum",
    "quadruped",
    "robot_arm",
}

every_scene = pytest.mark.parametrize("entry", builtin_scenes(), ids=lambda entry: entry.name)


def test_the_public_surface_is_what_all_names() -> None:
    assert set(scenes.__all__) == {"BuiltinSceneEntry", "builtin_scenes", "find_builtin"}


def test_the_registry_holds_the_nine_scenes_once_each() -> None:
    names = [entry.name for entry in builtin_scenes()]
    assert set(names) == NAMES
    assert len(names) == len(NAMES)


@every_scene
def test_a_scene_has_a_title_and_one_sentence(entry: BuiltinSceneEntry) -> None:
    assert entry.title
    assert entry.description[0].isupper()
    assert entry.description.endswith(".")
    assert entry.description.count(".") == 1


@every_scene
def test_a_scene_has_a_file_that_carries_its_name(entry: BuiltinSceneEntry) -> None:
    assert ElementTree.parse(entry.xml_path).getroot().get("model") == entry.name


@every_scene
def test_a_scene_has_a_small_picture_of_640_by_400(entry: BuiltinSceneEntry) -> None:
    assert entry.picture_path.stat().st_size < 60_000
    picture = cv2.imread(str(entry.picture_path))
    assert picture is not None
    assert picture.shape == (400, 640, 3)
    assert picture.std() > 20, "the picture is nearly one colour"


def test_no_file_lies_beside_the_scenes_without_an_entry() -> None:
    listed = {path for entry in builtin_scenes() for path in (entry.xml_path, entry.picture_path)}
    folder = builtin_scenes()[0].xml_path.parent
    assert {path for path in folder.iterdir() if path.suffix in {".xml", ".jpg"}} == listed


def test_a_material_has_the_same_colour_in_every_scene() -> None:
    colours: dict[str, set[str | None]] = {}
    for entry in builtin_scenes():
        for material in ElementTree.parse(entry.xml_path).iter("material"):
            colours.setdefault(str(material.get("name")), set()).add(material.get("rgba"))
    assert {name: found for name, found in colours.items() if len(found) > 1} == {}


def test_a_scene_is_found_by_its_name() -> None:
    assert find_builtin("humanoid").title == "Humanoid"


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("humanoyd", "humanoid"),
        ("Robot Arm", "robot_arm"),
        ("cart-pole", "cart_pole"),
        ("newton_cradle", "newtons_cradle"),
    ],
)
def test_a_name_nearly_right_is_answered_with_the_right_one(asked: str, nearest: str) -> None:
    with pytest.raises(SceneError) as caught:
        find_builtin(asked)
    assert repr(asked) in str(caught.value)
    assert f"Did you mean {nearest!r}?" in str(caught.value)


def test_an_unknown_name_is_answered_with_all_names_and_no_guess() -> None:
    with pytest.raises(SceneError) as caught:
        find_builtin("zzz")
    message = str(caught.value)
    assert "'zzz'" in message
    assert "Did you mean" not in message
    assert all(name in message for name in NAMES)


def test_a_very_long_name_is_cut_in_the_answer() -> None:
    with pytest.raises(SceneError) as caught:
        find_builtin("x" * 1_000_000)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("name", ["", "../registry", "/etc/passwd", "boxes.xml"])
def test_a_path_or_nothing_is_not_a_name(name: str) -> None:
    with pytest.raises(SceneError):
        find_builtin(name)


def test_the_registry_does_not_import_mujoco() -> None:
    code = "import sys, py_remote_viewer.scenes; sys.exit('mujoco' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=30).returncode == 0
