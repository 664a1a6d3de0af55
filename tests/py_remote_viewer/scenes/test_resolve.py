"""From what a person asks for to a file: inside the allowed folders, or named by the operator."""

from pathlib import Path

import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import AddElements, RemoveElement, SetAttributes
from py_remote_viewer.protocol.scene import BuiltinScene, PathScene, XmlScene
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


# operations


_OPERATIONS = (SetAttributes("geom", "lid", {"rgba": "1 0 0 1"}),)


def test_operations_confine_what_the_operator_trusted(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text("<mujoco/>")
    resolver = SceneResolver([str(tmp_path)])
    plain = resolver.resolve(PathScene("good.xml"))
    changed = resolver.operate(plain, _OPERATIONS)
    assert (plain.confined, plain.load(1).inside) == (False, None)
    assert (changed.confined, changed.load(1).inside) == (True, str(tmp_path))
    assert changed.load(7).operations == _OPERATIONS
    assert changed != plain


def test_a_changed_scene_may_use_on_what_it_was_made_of(tmp_path: Path) -> None:
    (tmp_path / "good.xml").write_text("<mujoco/>")
    resolver = SceneResolver([str(tmp_path)])
    plain = resolver.resolve(PathScene("good.xml"))
    changed = resolver.operate(plain, _OPERATIONS, ["/a.stl", "/b.stl"])
    assert resolver.operate(changed, _OPERATIONS, ["/b.stl"]).load(1).also == ("/a.stl", "/b.stl")


def test_more_operations_come_after_those_before_and_make_the_text_another() -> None:
    resolver = SceneResolver()
    first = resolver.operate(resolver.resolve(XmlScene("<mujoco/>")), _OPERATIONS)
    flat = first.with_flat("<mujoco model='flat'/>")
    assert flat.flat == "<mujoco model='flat'/>"
    more = (RemoveElement("geom", "lid"),)
    second = resolver.operate(flat, more)
    assert (second.operations, second.flat) == ((*_OPERATIONS, *more), "")
    # Another text in its place is all of it.
    written = resolver.rewrite(second, "<mujoco model='new'/>")
    assert (written.operations, written.flat) == ((), "")


def test_text_that_is_added_is_bounded_as_that_of_a_scene() -> None:
    resolver = SceneResolver(max_bytes=100)
    scene = resolver.resolve(XmlScene("<mujoco/>"))
    assert resolver.operate(scene, [AddElements("<mujoco/>")])
    with pytest.raises(SceneError, match="101 bytes; the limit is 100"):
        resolver.operate(scene, [AddElements("x" * 101)])
    with pytest.raises(SceneError, match="half a character"):
        resolver.operate(scene, [AddElements("\ud800")])


# robots


def test_robots_are_given_to_whatever_names_one(tmp_path: Path) -> None:
    text = '<mujoco><worldbody><site name="robot:humanoid"/></worldbody></mujoco>'
    (tmp_path / "with.xml").write_text(text)
    (tmp_path / "without.xml").write_text("<mujoco/>")
    resolver = SceneResolver([str(tmp_path)])
    for scene in (
        resolver.resolve(XmlScene(text)),
        resolver.resolve(PathScene("with.xml")),
        resolver.initial(str(tmp_path / "with.xml")),
        resolver.operate(resolver.resolve(XmlScene("<mujoco/>")), [AddElements(text)]),
        resolver.rewrite(resolver.resolve(XmlScene("<mujoco/>")), text),
    ):
        assert sorted(scene.load(1).robots) == ["humanoid", "quadruped", "robot_arm"]
    for scene in (
        resolver.resolve(PathScene("without.xml")),
        resolver.resolve(BuiltinScene("humanoid")),
        resolver.initial(str(tmp_path / "without.xml")),
        resolver.operate(resolver.resolve(XmlScene("<mujoco/>")), _OPERATIONS),
    ):
        assert scene.load(1).robots == {}
