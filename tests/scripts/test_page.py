"""When the page is built again, and what is said when that fails; with a stand-in for npm."""

from __future__ import annotations

import os
from pathlib import Path

import page
import pytest


def _calls(root: Path) -> list[str]:
    calls = root / "calls"
    lines = [line.split(" --")[0] for line in calls.read_text().splitlines()]
    calls.unlink()
    return lines


def test_the_page_is_built_once_and_again_only_when_its_source_changes(root: Path) -> None:
    index = root / "py_remote_viewer" / "web" / "index.html"
    assert page.build_page(root)
    assert index.read_text() == "first"
    assert _calls(root) == ["ci", "run build"]
    assert not page.build_page(root)

    (root / "client" / "src.ts").write_text("second")
    assert page.needs_build(root)
    assert page.build_page(root)
    assert index.read_text() == "second"
    assert _calls(root) == ["run build"]


def test_a_deleted_source_file_leads_to_a_new_build(root: Path) -> None:
    extra = root / "client" / "extra.ts"
    extra.write_text("")
    page.build_page(root)
    _calls(root)
    extra.unlink()
    assert page.needs_build(root)


@pytest.mark.parametrize(
    "name",
    [
        "tests/Viewer.test.ts",
        "scripts/generate-types.mjs",
        "vitest.config.ts",
        "eslint.config.js",
        "node_modules/react/index.js",
        "src/.main.tsx.swp",
    ],
)
def test_what_no_build_reads_leads_to_no_new_build(root: Path, name: str) -> None:
    page.build_page(root)
    changed = root / "client" / name
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("new")
    assert not page.needs_build(root)


def test_a_folder_of_the_source_may_be_called_tests_too(root: Path) -> None:
    page.build_page(root)
    deeper = root / "client" / "src" / "tests" / "page.ts"
    deeper.parent.mkdir(parents=True)
    deeper.write_text("")
    assert page.needs_build(root)


def test_an_interrupted_build_never_passes_for_a_finished_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.build_page(root)
    (root / "py_remote_viewer" / "web" / "index.html").unlink()

    def interrupted(_source: Path, target: Path) -> None:
        target.mkdir()
        (target / "index.html").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(page.shutil, "copytree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        page.build_page(root)
    assert page.needs_build(root)


def test_a_copy_of_the_sources_is_built_in_the_place_of_a_tree_that_stays_as_it_is(
    root: Path, tmp_path: Path
) -> None:
    (root / "client" / "tests").mkdir()
    before = sorted(root.rglob("*"))
    page.copy_sources(root, tmp_path / "copy")
    assert page.build_page(tmp_path / "copy")
    assert (page.web_folder(tmp_path / "copy") / "index.html").read_text() == "first"
    assert sorted(root.rglob("*")) == before
    # And it is known to be the page of that tree.
    stamp = page.stamp_file(root)
    stamp.write_text(page.stamp_file(tmp_path / "copy").read_text())
    page.web_folder(root).mkdir()
    (page.web_folder(root) / "index.html").touch()
    assert not page.needs_build(root)


def test_a_tree_of_somebody_else_is_an_error_that_names_folder_and_way_out(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def access(path: Path, _mode: int) -> bool:
        return path != root / "client"

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(page.PageError, match=r"client is not writable by .*chown"):
        page.build_page(root)
    assert not (root / "calls").exists()


@pytest.mark.parametrize("writable", [True, False])
def test_npm_keeps_its_cache_in_the_home_folder_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    def access(_path: Path, _mode: int) -> bool:
        return writable

    monkeypatch.setattr(os, "access", access)
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.delenv("npm_config_cache", raising=False)
    with page.node_environment() as (_npm, environment):
        cache = environment.get("npm_config_cache")
        assert cache is None if writable else Path(str(cache)).parent.is_dir()


def test_nothing_of_an_older_page_stays(root: Path) -> None:
    old = root / "py_remote_viewer" / "web" / "assets" / "old.js"
    old.parent.mkdir(parents=True)
    old.write_text("")
    page.build_page(root)
    assert not old.exists()


def test_a_change_of_the_lock_file_installs_again(root: Path) -> None:
    assert page.install_packages(root, development=True)
    assert not page.install_packages(root, development=False)
    (root / "client" / "package-lock.json").write_text("{ }")
    assert page.install_packages(root, development=False)
    assert page.install_packages(root, development=True)


def test_a_build_installs_all_packages_at_once_where_they_are_about_to_be_needed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGE_PACKAGES", "all")
    assert page.build_page(root)
    assert not page.install_packages(root, development=True)


def test_a_failing_build_says_how_it_ended_and_keeps_the_older_page(root: Path) -> None:
    page.build_page(root)
    (root / "client" / "broken").touch()
    with pytest.raises(page.PageError, match=r"npm run build.*exit code 1[\s\S]*TS2322"):
        page.build_page(root)
    assert (root / "py_remote_viewer" / "web" / "index.html").read_text() == "first"
    assert page.needs_build(root)


def test_without_source_a_page_that_is_there_will_do_and_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(page.PageError, match=r"package\.json does not exist"):
        page.build_page(tmp_path)
    web = tmp_path / "py_remote_viewer" / "web"
    web.mkdir(parents=True)
    (web / "index.html").touch()
    assert not page.build_page(tmp_path)
