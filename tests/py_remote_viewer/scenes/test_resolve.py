"""From what a person asks for to a file: inside the allowed folders, or named by the operator."""

from pathlib import Path

import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import PathScene
from py_remote_viewer.scenes.resolve import SceneResolver


def _refused(resolver: SceneResolver, path: str) -> str:
    with pytest.raises(SceneError) as caught:
        resolver.resolve(PathScene(path))
    return str(caught.value)


@pytest.mark.parametrize("path", ["\0", "a" * 5000, "x/" * 3000, "\ud800", "circle", ".", "", "~"])
def test_what_is_no_path_is_answered_like_a_path_to_nothing(tmp_path: Path, path: str) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    text = _refused(SceneResolver([str(tmp_path)]), path)
    assert text.startswith("There is no model ")
    assert len(text) < 400
    text.encode()


def test_without_a_folder_no_path_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text("<mujoco/>")
    assert "allows no folder" in _refused(SceneResolver(), str(tmp_path / "good.xml"))


def test_a_file_in_one_of_the_folders_is_found(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "good.xml").write_text("<mujoco/>")
    resolver = SceneResolver([str(tmp_path / "one"), str(tmp_path / "two")])
    assert resolver.resolve(PathScene("good.xml")).path == str(tmp_path / "two" / "good.xml")


def test_the_first_scene_is_a_name_or_any_file(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text("<mujoco/>")
    resolver = SceneResolver()
    assert resolver.initial("humanoid").title == "Humanoid"
    assert resolver.initial(str(tmp_path / "good.xml")).path == str(tmp_path / "good.xml")
    with pytest.raises(SceneError, match="Did you mean 'humanoid'"):
        resolver.initial("humanoyd")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("folder.d", "is a folder; name a model in it"),
        ("empty.xml", "is empty"),
        ("absent.xml", "does not exist"),
        ("circle.xml", "cannot be read"),
        ("a\0b.xml", "cannot be read"),
        ("a" * 5000 + ".xml", "cannot be read"),
    ],
)
def test_a_first_model_that_is_none_is_refused_with_the_reason(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "folder.d").mkdir()
    (tmp_path / "empty.xml").touch()
    (tmp_path / "circle.xml").symlink_to(tmp_path / "circle.xml")
    with pytest.raises(SceneError, match=said):
        SceneResolver().initial(f"{tmp_path}/{name}")
