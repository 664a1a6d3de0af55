"""When the page is built again, and what is said when that fails; with a stand-in for npm."""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import page
import pytest

# Stands in for npm: writes down its arguments, and `run build` makes the page from the source.
FAKE_NPM = """
import pathlib, sys
with open("calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if sys.argv[1] == "ci":
    pathlib.Path("node_modules").mkdir(exist_ok=True)
elif pathlib.Path("broken").exists():
    sys.exit("error TS2322: Type 'string' is not assignable")
else:
    pathlib.Path("dist/assets").mkdir(parents=True, exist_ok=True)
    pathlib.Path("dist/index.html").write_text(pathlib.Path("src.ts").read_text())
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a page of one source file, built by the stand-in."""
    npm = tmp_path / "npm.py"
    npm.write_text(FAKE_NPM)

    @contextmanager
    def environment() -> Generator[tuple[list[str], Mapping[str, str]]]:
        yield [sys.executable, str(npm)], {}

    monkeypatch.setattr(page, "node_environment", environment)
    client = tmp_path / "root" / "client"
    client.mkdir(parents=True)
    (client.parent / "py_remote_viewer").mkdir()
    (client / "package.json").write_text("{}")
    (client / "package-lock.json").write_text("{}")
    (client / "src.ts").write_text("first")
    return client.parent


def _calls(root: Path) -> list[str]:
    calls = root / "client" / "calls"
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
