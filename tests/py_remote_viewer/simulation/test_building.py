"""Models from text, files, operations and robots together, and what is told and saved of them."""

from pathlib import Path

import mujoco
import numpy as np
import pytest

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import (
    AddElements,
    Operation,
    RemoveElement,
    SetAttributes,
)
from py_remote_viewer.protocol.scene import PathScene, RobotFile, XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.simulation.building import Built, build_scene
from py_remote_viewer.simulation.exporting import save_xml
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree

_OWN = RobotCatalogue().used_in([b'"robot:robot_arm"'])
_BALL = '<mujoco><worldbody><geom name="ball" size=".1" pos="1 0 1"/></worldbody></mujoco>'
_SCENE = """<mujoco><worldbody><light pos="0 0 3"/><geom name="floor" type="plane" size="2 2 1"/>
<body name="cup" pos="1 0 .5"><freejoint/><geom name="cup" size=".1"/></body>
<site name="robot:robot_arm"/></worldbody></mujoco>"""


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """A model with a mesh, in a folder of its own."""
    folder = tmp_path / "model"
    write_tree(folder, {"main.xml": MESH_MODEL, "meshes/pyramid.stl": stl_pyramid()})
    return folder / "main.xml"


def _from_file(
    main: Path,
    *operations: Operation,
    edits: dict[str, str] | None = None,
    also: tuple[str, ...] = (),
    limits: ModelSettings | None = None,
    text: bool = False,
) -> Built:
    load = Load(
        1, PathScene(main.name), "", str(main), operations=operations, edits=edits or {},
        inside=str(main.parent) if operations or edits else None, also=also,
    )  # fmt: skip
    return build_scene(load, limits or ModelSettings(), with_text=text)


def _from_text(
    text: str, *operations: Operation, robots: dict[str, RobotFile] = _OWN, with_text: bool = False
) -> Built:
    load = Load(1, XmlScene(text), "", None, operations=operations, robots=robots)
    return build_scene(load, ModelSettings(), with_text=with_text)


# files


def test_operations_change_a_model_of_files(main: Path) -> None:
    built = _from_file(
        main, SetAttributes("body", "thing", {"pos": "0 0 2"}), AddElements(_BALL), text=True
    )
    assert built.model.nmesh == 1
    assert built.model.body("thing").pos == pytest.approx((0, 0, 2))
    assert built.model.geom("ball").pos == pytest.approx((1, 0, 1))
    assert built.files is not None
    assert [path.name for path in built.files.all] == ["main.xml", "pyramid.stl"]
    assert "pyramid.stl" in built.text
    assert str(main.parent) not in built.text


def test_operations_come_on_top_of_edits(main: Path) -> None:
    edits = {str(main): MESH_MODEL.replace('name="thing"', 'name="other"')}
    moved = SetAttributes("body", "other", {"pos": "0 0 3"})
    assert _from_file(main, moved, edits=edits).model.body("other").pos[2] == 3


def test_a_changed_model_uses_no_files_but_those_it_was_made_of(main: Path, tmp_path: Path) -> None:
    outside = tmp_path / "pyramid.stl"
    outside.write_bytes(stl_pyramid())
    main.write_text(MESH_MODEL.replace('meshdir="meshes"', 'meshdir=".."'))
    assert _from_file(main).model.nmesh == 1
    with pytest.raises(SceneError, match="outside"):
        _from_file(main, AddElements(_BALL))
    assert _from_file(main, AddElements(_BALL), also=(str(outside),)).model.nmesh == 1


def test_no_operation_brings_in_a_file(main: Path) -> None:
    for operation, said in (
        (SetAttributes("mesh", "pyramid", {"file": "/etc/passwd"}), "an attribute 'file'"),
        (AddElements('<mujoco><asset><mesh file="pyramid.stl"/></asset></mujoco>'), "names a file"),
        (AddElements('<mujoco><include file="main.xml"/></mujoco>'), "names a file"),
    ):
        with pytest.raises(SceneError, match=said):
            _from_file(main, operation)


def test_a_changed_model_may_not_ask_for_more_than_a_strangers(main: Path) -> None:
    few = ModelSettings(elements=8)
    assert _from_file(main, limits=few).model.nmesh == 1
    with pytest.raises(SceneError, match="8 elements"):
        _from_file(main, AddElements(_BALL), limits=few)


def test_what_is_wrong_with_a_changed_model_is_told_without_where_it_lies(main: Path) -> None:
    (main.parent / "meshes" / "pyramid.stl").write_bytes(b"no mesh")
    with pytest.raises(SceneError) as caught:
        _from_file(main, AddElements(_BALL))
    assert "pyramid.stl" in str(caught.value)
    assert str(main.parent) not in str(caught.value)
    main.write_text("<mujoco><worldbody></mujoco>")
    with pytest.raises(SceneError, match="mismatched tag") as caught:
        _from_file(main, AddElements(_BALL))
    assert str(main.parent) not in str(caught.value)


# texts


def test_the_line_of_what_is_wrong_with_a_text_is_told() -> None:
    with pytest.raises(SceneError) as caught:
        _from_text(
            "<mujoco>\n<worldbody>\n<geom sise='1'/>\n</worldbody>\n</mujoco>", with_text=True
        )
    assert caught.value.line == 3
    with pytest.raises(SceneError) as caught:
        _from_text("<mujoco>\n<worldbody>\n</mujoco>", with_text=True)
    assert caught.value.line == 3


def test_a_scene_may_refer_to_what_its_robots_are_made_of() -> None:
    weld = '</worldbody><equality><weld name="w" body1="robot_arm/base" body2="cup"/></equality>'
    scene = _SCENE.replace("</worldbody>", weld)
    built = _from_text(scene, with_text=True)
    assert built.model.equality("w").type == mujoco.mjtEq.mjEQ_WELD
    assert built.text == scene


def test_names_that_only_a_compiler_makes_are_told_in_the_text() -> None:
    many = (
        '<replicate count="3" offset="1 0 0"><body name="box"><geom size=".1"/></body></replicate>'
    )
    built = _from_text(f"<mujoco><worldbody>{many}</worldbody></mujoco>", with_text=True)
    assert [f'name="box{i}"' in built.text for i in range(4)] == [True, True, True, False]


def test_without_operations_and_robots_nothing_is_built_twice() -> None:
    built = _from_text("<mujoco/>", robots={})
    assert (built.spec, built.robots, built.text) == (None, {}, "")
    assert _from_text(_SCENE).robots == {"robot_arm/": "robot_arm"}
    # A site is but a site for a server that has no robots.
    assert _from_text(_SCENE, robots={}).model.nsite == 1


# saving


def test_a_built_scene_is_saved_as_mjcf_that_gives_the_same_model(tmp_path: Path) -> None:
    moved = SetAttributes("geom", "cup", {"rgba": "1 0 0 1"})
    built = _from_text(_SCENE, moved, AddElements(_BALL), RemoveElement("geom", "floor"))
    built.model.opt.timestep = 0.001
    file = tmp_path / "saved.xml"
    save_xml(built.model, file, built.spec)
    again = mujoco.MjModel.from_xml_path(str(file))
    assert again.opt.timestep == 0.001
    for number in ("nq", "nv", "nu", "nbody", "ngeom", "nkey", "neq", "nsensor"):
        assert getattr(again, number) == getattr(built.model, number)
    for field in ("key_qpos", "key_ctrl", "jnt_range", "geom_rgba", "body_pos", "actuator_gainprm"):
        assert np.allclose(getattr(again, field), getattr(built.model, field), atol=1e-4)


def test_what_is_saved_of_real_robots_names_no_folder_of_the_server(
    menagerie: Path, tmp_path: Path
) -> None:
    scene = _SCENE.replace("robot:robot_arm", "robot:panda")
    robots = RobotCatalogue([menagerie]).used_in([scene.encode()])
    built = _from_text(scene, AddElements(_BALL), robots=robots, with_text=True)
    file = tmp_path / "saved.xml"
    save_xml(built.model, file, built.spec)
    for text in (file.read_text(), built.text):
        assert str(menagerie.resolve()) not in text
        assert str(menagerie.resolve().parent) not in text
    assert "panda/link0" in file.read_text()
    assert "link0" not in built.text
