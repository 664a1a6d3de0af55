"""Which files belong to a checkout, with git, without it, and in an unpacked archive."""

from __future__ import annotations

import subprocess
from pathlib import Path

import clean_copy
import pytest


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A checkout with a file that is known, one that is new, one ignored, and one deleted."""
    source = tmp_path / "source"
    (source / "sub dir").mkdir(parents=True)
    for name in ("kept", "sub dir/new", "ignored", "gone"):
        (source / name).write_text(name)
    (source / ".gitignore").write_text("ignored\n")
    subprocess.run(["git", "init", "-q"], cwd=source, check=True)
    subprocess.run(["git", "add", "kept", "gone"], cwd=source, check=True)
    (source / "gone").unlink()
    return source


def _copied(source: Path) -> set[str]:
    target = source.parent / "target"
    clean_copy.copy_checkout(source, target)
    return {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}


def test_the_copy_holds_new_and_known_files_but_nothing_ignored(source: Path) -> None:
    assert _copied(source) == {"kept", "sub dir/new", ".gitignore"}


def test_a_checkout_of_somebody_else_is_copied_all_the_same(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # git's own tests use it in the place of a second user.
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    refused = subprocess.run(["git", "ls-files"], cwd=source, capture_output=True, check=False)
    assert b"dubious ownership" in refused.stderr
    assert _copied(source) == {"kept", "sub dir/new", ".gitignore"}


def test_an_unpacked_archive_is_copied_without_what_tools_made(tmp_path: Path) -> None:
    source = tmp_path / "source"
    kept = {"README.md", ".ci/run", "py_remote_viewer/web/index.html", "client/.built"}
    made = {
        ".venv/bin/python",
        ".venv.lock",
        "client/node_modules/x/index.js",
        "tests/__pycache__/a.pyc",
    }
    for name in kept | made:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).touch()
    assert _copied(source) == kept


def test_without_git_the_error_says_what_to_install(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(source))
    with pytest.raises(clean_copy.CopyError, match=r"git is missing.*make machine"):
        _copied(source)


def test_what_git_says_is_in_the_error(source: Path) -> None:
    (source / ".git" / "HEAD").unlink()
    with pytest.raises(clean_copy.CopyError, match=r"git cannot list.*not a git repository"):
        _copied(source)
