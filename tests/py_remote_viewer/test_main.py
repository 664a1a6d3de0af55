"""`python -m py_remote_viewer` where a dependency is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import py_remote_viewer

PACKAGE = Path(py_remote_viewer.__file__).parent


def _start(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Starts it from `folder` with a Python that finds the standard library only."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "py_remote_viewer", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_in_a_checkout_the_script_to_type_is_named_with_the_same_arguments() -> None:
    done = _start(PACKAGE.parent, "doctor", "two words")
    assert done.returncode == 1
    first, command = done.stderr.splitlines()
    assert first.startswith("py_remote_viewer needs the module 'msgspec'")
    assert command == f"  {PACKAGE.parent / 'scripts' / 'run_py_viewer.sh'} doctor 'two words'"


def test_elsewhere_pip_is_asked_what_is_missing(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("web", "scenes", "__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "py_remote_viewer", ignore=ignored)
    done = _start(tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[1].endswith(" -m pip check")


def test_a_missing_module_of_the_package_itself_keeps_its_traceback(tmp_path: Path) -> None:
    package = tmp_path / "py_remote_viewer"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copy(PACKAGE / "__main__.py", package)
    done = _start(tmp_path)
    assert "Traceback" in done.stderr
    assert "No module named 'py_remote_viewer.cli'" in done.stderr
