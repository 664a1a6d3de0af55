"""When make_venv.sh installs, when it goes on at once, and what it says when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
NOBODY = 65534

# In the place of .venv/bin/python: writes down what is installed, and says yes to everything.
FAKE_PYTHON = """#!/bin/sh
case "$1" in
-) cat >/dev/null ;;
--version) echo 'Python 3.12.0' ;;
*/page.py) test ! -e "${0%/.venv/*}/stale-page" ;;
*) echo "$@" >>"${0%/.venv/*}/calls" ;;
esac
"""


@pytest.fixture
def checkout() -> Iterator[Path]:
    """A checkout with nothing in it but these scripts, which every user of the machine may read."""
    with tempfile.TemporaryDirectory(prefix="make venv ") as name:
        root = Path(name).resolve() / "check out"
        root.mkdir()
        root.parent.chmod(0o755)
        shutil.copytree(REPOSITORY / "scripts", root / "scripts")
        shutil.copy(REPOSITORY / "pyproject.toml", root)
        (root / "py_remote_viewer").mkdir()
        yield root
        for path in (root, *root.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)


@pytest.fixture
def installed(checkout: Path) -> Path:
    """The same after a first start, with a stand-in for the interpreter."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE_PYTHON)
    python.chmod(0o755)
    _make_venv(checkout).check_returncode()
    assert _installations(checkout) == [f"-e {checkout}"]
    return checkout


def _make_venv(
    checkout: Path, *arguments: str, other_user: bool = False
) -> subprocess.CompletedProcess[str]:
    """Runs it; root, who may write everywhere, becomes somebody else for `other_user`."""
    user = NOBODY if other_user and os.getuid() == 0 else None
    return subprocess.run(
        [checkout / "scripts" / "make_venv.sh", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


def _installations(checkout: Path) -> list[str]:
    """What pip was asked to install since this was last asked."""
    calls = checkout / "calls"
    lines = calls.read_text().splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    installs = [line for line in lines if line.startswith("-m pip install")]
    # And what was installed is imported once.
    imports = [line for line in lines if line.startswith("-c import py_remote_viewer")]
    assert len(installs) == len(imports) == len(lines) / 2
    return [line.partition("--no-input ")[2] for line in installs]


def _take_write_access(checkout: Path) -> None:
    for path in (checkout, *checkout.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)


def test_a_second_start_installs_nothing(installed: Path) -> None:
    done = _make_venv(installed)
    assert (done.returncode, done.stdout) == (0, "")
    assert _installations(installed) == []


def test_what_is_needed_for_development_is_installed_once_and_does_for_a_start(
    installed: Path,
) -> None:
    _make_venv(installed, "dev").check_returncode()
    assert _installations(installed) == [f"-e {installed}[dev]"]
    (installed / ".venv" / ".installed-").unlink()
    _make_venv(installed, "dev").check_returncode()
    _make_venv(installed).check_returncode()
    assert _installations(installed) == []


@pytest.mark.parametrize("name", ["pyproject.toml", "scripts/make_venv.sh"])
def test_a_change_of_what_the_install_depends_on_installs_again(installed: Path, name: str) -> None:
    with (installed / name).open("a") as file:
        file.write("# changed\n")
    _make_venv(installed).check_returncode()
    assert len(_installations(installed)) == 1


def test_a_page_older_than_its_source_is_built_by_another_install(installed: Path) -> None:
    (installed / "stale-page").touch()
    _make_venv(installed).check_returncode()
    assert len(_installations(installed)) == 1


def test_a_checkout_of_somebody_else_that_is_up_to_date_is_used_as_it_is(installed: Path) -> None:
    # As left by a start that was ended, and by a machine where nothing ever locked.
    (installed / ".venv.lock").unlink(missing_ok=True)
    _take_write_access(installed)
    done = _make_venv(installed, other_user=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_checkout_of_somebody_else_with_something_to_install_ends_with_a_sentence(
    checkout: Path,
) -> None:
    _take_write_access(checkout)
    done = _make_venv(checkout, other_user=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{checkout} is not writable by ")
    assert "sudo chown -R" in done.stdout
    assert "Permission denied" not in done.stdout


def test_a_venv_that_root_made_in_ones_own_checkout_is_named(installed: Path) -> None:
    (installed / "stale-page").touch()
    for path in (installed, installed / ".venv.lock"):
        path.chmod(0o777)
    library = installed / ".venv" / "lib"
    library.mkdir()
    for path in (installed / "py_remote_viewer", installed / ".venv", installed / ".venv" / "bin"):
        path.chmod(0o777)
    (installed / ".venv" / "install.log").chmod(0o666)
    library.chmod(0o555)
    done = _make_venv(installed, other_user=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{library} is not writable by ")


def _hand_made_venv(checkout: Path) -> Path:
    """One as README.md shows for pip, but for a pip that installs nothing."""
    venv = checkout / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (library,) = venv.glob("lib/python3*/site-packages")
    (library / "pip.py").touch()
    (venv / "mine").touch()
    return venv


def test_a_venv_that_was_made_by_hand_here_is_used(checkout: Path) -> None:
    venv = _hand_made_venv(checkout)
    _make_venv(checkout).check_returncode()
    assert (venv / "mine").exists()
    assert (venv / ".installed-").exists()


def test_a_venv_that_was_made_by_hand_elsewhere_is_not_removed_without_a_word(
    checkout: Path,
) -> None:
    moved = checkout.rename(checkout.parent / "before")
    venv = _hand_made_venv(moved)
    moved.rename(checkout)
    done = _make_venv(checkout)
    assert done.returncode == 1
    assert "Remove it or move it away" in done.stdout
    assert (checkout / ".venv" / "mine").exists()
    assert not venv.exists()
