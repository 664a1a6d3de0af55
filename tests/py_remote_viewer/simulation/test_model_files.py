"""What a model is made of, and that nothing of it lies outside of its folder."""

from pathlib import Path

import pytest

from py_remote_viewer.errors import SceneError
from py_remote_viewer.simulation.loading import load_files
from py_remote_viewer.simulation.model_files import find_model_files
from tests.support.models import MESH_MODEL, stl_pyramid, write_tree

_INCLUDED = "<mujoco><worldbody><body name='more'><geom size='.1'/></body></worldbody></mujoco>"
_WITH_INCLUDE = MESH_MODEL.replace("<asset>", '<include file="parts/more.xml"/><asset>')
_URDF = """<robot name="arm"><link name="base"><visual><geometry>
<mesh filename="package://arm_description/meshes/pyramid.stl"/>
</geometry></visual></link></robot>"""
_STL = stl_pyramid()


def _tree(folder: Path, **files: str | bytes) -> Path:
    write_tree(folder, {"meshes/pyramid.stl": _STL, "parts/more.xml": _INCLUDED})
    write_tree(folder, {"main.xml": _WITH_INCLUDE, **files})
    return folder / "main.xml"


def _names(main: Path) -> set[str]:
    return {str(path.relative_to(main.parent)) for path in find_model_files(main).all}


def test_includes_meshes_and_textures_belong_to_a_model(tmp_path: Path) -> None:
    assert _names(_tree(tmp_path)) == {"main.xml", "parts/more.xml", "meshes/pyramid.stl"}


def test_all_that_real_robots_name_is_found(menagerie: Path) -> None:
    for scene in sorted(menagerie.resolve().glob("*/scene.xml")):
        found = find_model_files(scene)
        assert found.flaw is None
        meshes = [path for path in found.assets if path.suffix in {".obj", ".stl", ".png"}]
        assert len(meshes) >= 10, scene
        assert find_model_files(scene, inside=menagerie.resolve()).all == found.all
        assert load_files(find_model_files(scene, inside=scene.parent)).nbody > 5


def test_edits_stand_in_the_place_of_files_and_write_nothing(tmp_path: Path) -> None:
    main = _tree(tmp_path)
    edits = {
        main: _WITH_INCLUDE.replace("thing", "edited").encode(),
        tmp_path / "parts/more.xml": _INCLUDED.replace("more", "other").encode(),
    }
    model = load_files(find_model_files(main, edits=edits, inside=tmp_path))
    assert {model.body(i).name for i in range(model.nbody)} == {"world", "edited", "other"}
    assert main.read_text() == _WITH_INCLUDE


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../outside.stl", "../../etc/passwd", "parts/../../outside.stl", "link.stl"],
)
@pytest.mark.parametrize(
    "element",
    [
        '<asset><mesh name="m" file="{}"/></asset>',
        '<asset><texture name="t" type="2d" file="{}"/></asset>',
        '<asset><texture name="t" type="cube" fileup="{}"/></asset>',
        '<asset><hfield name="h" size="1 1 1 1" file="{}"/></asset>',
        '<asset><model name="x" file="{}"/></asset>',
        '<include file="{}"/>',
    ],
)
def test_a_file_outside_of_the_folder_is_refused_with_its_place(
    tmp_path: Path, name: str, element: str
) -> None:
    (tmp_path / "outside.stl").write_bytes(_STL)
    folder = tmp_path / "model"
    main = _tree(folder, **{"main.xml": "<mujoco>\n" + element.format(name) + "</mujoco>"})
    (folder / "link.stl").symlink_to(tmp_path / "outside.stl")
    with pytest.raises(SceneError, match=r"outside of the model's folder \(line 2") as caught:
        find_model_files(main, inside=folder)
    assert caught.value.line == 2


def test_a_folder_outside_is_refused_however_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyramid.stl").write_bytes(_STL)
    folder = tmp_path / "model"
    for outside in ("..", str(tmp_path), "x/../.."):
        main = _tree(folder, **{"main.xml": MESH_MODEL.replace("meshes", outside)})
        (folder / "meshes/pyramid.stl").unlink()
        with pytest.raises(SceneError, match="outside"):
            find_model_files(main, inside=folder)


def test_a_name_that_means_two_places_takes_the_one_inside(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    write_tree(tmp_path, {"pyramid.stl": b"not for the model"})
    write_tree(
        folder,
        {
            "main.xml": '<mujoco><include file="parts/arm.xml"/></mujoco>',
            "parts/arm.xml": MESH_MODEL.replace("meshes", ".").replace(
                "pyramid.stl", "../pyramid.stl"
            ),
            "pyramid.stl": _STL,
        },
    )
    files = find_model_files(folder / "main.xml", inside=folder)
    assert files.assets == [folder / "pyramid.stl"]
    assert load_files(files).nmesh == 1
    # Written with an entity it could not be replaced, and MuJoCo would look outside.
    path = folder / "parts/arm.xml"
    path.write_text(path.read_text().replace("../pyramid", "&#46;./pyramid"))
    with pytest.raises(SceneError, match="outside"):
        find_model_files(folder / "main.xml", inside=folder)


def test_compiled_models_are_not_loaded_from_strangers(tmp_path: Path) -> None:
    main = _tree(
        tmp_path, **{"main.xml": '<mujoco><asset><model name="a" file="a.mjb"/></asset></mujoco>'}
    )
    with pytest.raises(SceneError, match="compiled model"):
        find_model_files(main, inside=tmp_path)


@pytest.mark.parametrize("text", ["<mujoco>\n<a>\n</mujoco>", "<!DOCTYPE m>\n<mujoco/>"])
def test_broken_xml_in_an_included_file_is_told_with_file_and_line(
    tmp_path: Path, text: str
) -> None:
    main = _tree(tmp_path, **{"parts/more.xml": text})
    for inside in (None, tmp_path):
        with pytest.raises(SceneError, match=r"line \d") as caught:
            load_files(find_model_files(main, inside=inside))
    assert caught.value.file == "parts/more.xml"
    assert caught.value.line


def test_a_wrong_element_in_an_included_file_is_told_with_file_and_line(tmp_path: Path) -> None:
    main = _tree(
        tmp_path, **{"parts/more.xml": "<mujoco>\n\n<worldbody><bdy/></worldbody></mujoco>"}
    )
    with pytest.raises(SceneError, match="bdy") as caught:
        load_files(find_model_files(main))
    assert (caught.value.file, caught.value.line) == ("parts/more.xml", 3)


@pytest.mark.parametrize("place", ["urdf/arm.urdf", "arm_description/urdf/arm.urdf", "arm.urdf"])
def test_a_urdf_finds_the_meshes_of_its_package(tmp_path: Path, place: str) -> None:
    package = tmp_path / place.partition("/")[0] if place.startswith("arm_d") else tmp_path
    write_tree(package, {"meshes/pyramid.stl": _STL})
    write_tree(tmp_path, {place: _URDF})
    files = find_model_files(tmp_path / place, inside=tmp_path)
    assert files.assets == [package / "meshes/pyramid.stl"]
    load_files(files)


def test_a_urdf_whose_package_is_not_there_says_what_is_missing(tmp_path: Path) -> None:
    write_tree(tmp_path, {"arm.urdf": _URDF})
    with pytest.raises(SceneError, match=r"package://arm_description.*was not found") as caught:
        find_model_files(tmp_path / "arm.urdf", inside=tmp_path)
    assert caught.value.line == 2


def test_a_missing_mesh_is_told_by_mujoco_with_its_name(tmp_path: Path) -> None:
    main = _tree(tmp_path)
    (tmp_path / "meshes/pyramid.stl").unlink()
    with pytest.raises(SceneError, match=r"pyramid\.stl"):
        load_files(find_model_files(main, inside=tmp_path))


def test_includes_without_end_are_refused(tmp_path: Path) -> None:
    files = {f"{i}.xml": f'<mujoco><include file="{i + 1}.xml"/></mujoco>' for i in range(40)}
    write_tree(tmp_path, files)
    with pytest.raises(SceneError, match="deep"):
        find_model_files(tmp_path / "0.xml", inside=tmp_path)
