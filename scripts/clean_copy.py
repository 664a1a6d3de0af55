"""Copies the checkout as a clean clone of it would be, with what is not committed yet."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_NOT_COPIED = frozenset(
    {
        ".venv",
        ".venv.lock",
        "node_modules",
        "__pycache__",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
        ".import_linter_cache",
    }
)
"""What is no part of a checkout, by name; the page that came with an archive is."""


class CopyError(Exception):
    """What belongs to the checkout cannot be found out; the message says what helps."""


def copy_checkout(source: Path, target: Path) -> None:
    """Copies what a clean clone with this checkout's changes would hold. Raises CopyError.

    git knows that. An unpacked source archive has no git; there it is all but what tools made.
    """
    names = _names_of_git(source) if (source / ".git").exists() else _names_of_archive(source)
    for name in names:
        origin = source / name
        # A deleted file is still listed until its removal is committed.
        if not origin.is_file():
            continue
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(origin, copy)


def _names_of_git(source: Path) -> list[str]:
    # git takes nothing from a checkout of somebody else's, such as one mounted into a container,
    # unless told that it is known. Who runs this already runs the checkout's own code.
    command = ["git", "-c", f"safe.directory={source.resolve()}"]
    try:
        listed = subprocess.run(
            [*command, "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=source,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise CopyError(
            f"git is missing, which knows what belongs to {source}. "
            "Run `make machine`, or install the package `git`."
        ) from None
    except subprocess.CalledProcessError as error:
        said: str = error.stderr.decode(errors="replace").strip()
        raise CopyError(
            f"git cannot list the files of {source} (exit code {error.returncode}): {said}"
        ) from None
    return [name for name in listed.stdout.decode().split("\0") if name]


def _names_of_archive(source: Path) -> list[str]:
    names: list[str] = []
    for folder, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in _NOT_COPIED]
        inside = Path(folder).relative_to(source)
        names += [str(inside / name) for name in files if name not in _NOT_COPIED]
    return names
