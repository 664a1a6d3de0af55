"""Runs the commands that README.md shows, so that they keep working.

A comment directly before a fenced `console`, `sh` or `bash` block says what to do with it:

    <!-- ci: run -->                                      run it; it must end with 0
    <!-- ci: serve http://localhost:8000/api/health -->   start it, wait for 200, press Ctrl-C

`fresh`, `slow` and `timeout=SECONDS` may follow either; slow ones are run with `--all` only. Of a
`console` block only the lines after a `$ ` prompt are run. Blocks without a comment are left alone.
The blocks run in their order in a temporary copy of the checkout, a `fresh` one in a new copy; each
has a shell of its own, as a new user of a fresh Debian has it: no virtual environment is active,
there is no `python` and no `pip`, and `python3 -m pip` installs nothing outside a virtual
environment. So nothing here changes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clean_copy import CopyError, copy_checkout

_MARKER = re.compile(r"^<!--\s*ci:\s*(?P<words>.*?)\s*-->\s*$")
_FENCE = re.compile(r"^```(?P<language>\w*)\s*$")
_SHELLS = frozenset({"console", "sh", "bash"})
_DEFAULT_TIMEOUT_SEC = 300.0
"""Enough for an installation over a slow line."""
_STOP_TIMEOUT_SEC = 20.0
_POLL_SEC = 0.1
_TAIL_LINES = 40
_ABSENT_COMMANDS = ("python", "pip")
"""What a fresh Debian has only inside a virtual environment."""


class ReadmeError(Exception):
    """The README is marked wrongly, or one of its commands failed; the message says which line."""


@dataclass(frozen=True)
class Block:
    """One marked block: what to run, and where it stands."""

    line: int
    script: str
    url: str | None
    """Address that answers 200 once the server is up; None for a block that just runs."""
    timeout_sec: float
    fresh: bool = False
    """Whether it runs in a new copy of the checkout, with nothing that earlier blocks left."""
    slow: bool = False
    """Whether it is left out unless all are asked for."""


def parse(text: str) -> list[Block]:
    """The marked blocks of a README, in order. Raises ReadmeError."""
    lines = text.splitlines()
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        marker = _MARKER.match(line)
        if marker is None:
            continue
        script = _script_after(lines, index)
        blocks.append(_parse_marker(marker["words"].split(), index + 1, script))
    return blocks


def _parse_marker(words: list[str], line: int, script: str) -> Block:
    url = None
    match words:
        case ["run", *options]:
            pass
        case ["serve", url, *options] if url.startswith(("http://", "https://")):
            pass
        case _:
            raise _not_understood(words, line)
    timeout_sec = _DEFAULT_TIMEOUT_SEC
    for option in options:
        if match := re.fullmatch(r"timeout=(\d+)", option):
            timeout_sec = float(match[1])
        elif option not in ("fresh", "slow"):
            raise _not_understood(words, line)
    return Block(line, script, url, timeout_sec, "fresh" in options, "slow" in options)


def _not_understood(words: list[str], line: int) -> ReadmeError:
    return ReadmeError(
        f"line {line}: '{' '.join(words)}' is not understood; write 'ci: run' or 'ci: serve URL', "
        "and 'fresh', 'slow' and 'timeout=SECONDS' after it if needed"
    )


def _script_after(lines: Sequence[str], marker: int) -> str:
    """The commands of the fenced block that begins right after line `marker` (0-based)."""
    start = marker + 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    fence = _FENCE.match(lines[start]) if start < len(lines) else None
    if fence is None or fence["language"] not in _SHELLS:
        raise ReadmeError(
            f"line {marker + 1}: no block of {', '.join(sorted(_SHELLS))} follows the comment"
        )
    try:
        end = lines.index("```", start + 1)
    except ValueError:
        raise ReadmeError(f"line {start + 1}: the block is never closed") from None
    body = lines[start + 1 : end]
    commands = _typed_lines(body) if fence["language"] == "console" else body
    if not any(command.strip() for command in commands):
        raise ReadmeError(f"line {start + 1}: the block holds no command")
    return "\n".join(commands) + "\n"


def _typed_lines(body: Sequence[str]) -> list[str]:
    """What a person types in a console block: lines after a prompt, and their continuations."""
    typed: list[str] = []
    continued = False
    for line in body:
        if continued:
            typed.append(line.removeprefix("> "))
        elif line.startswith("$ "):
            typed.append(line.removeprefix("$ "))
        else:
            continue
        continued = line.endswith("\\")
    return typed


def run_block(block: Block, folder: Path, environment: Mapping[str, str]) -> None:
    """Runs one block in `folder`. Raises ReadmeError when it fails or leaves a process behind."""
    if block.url is not None and answers(block.url):
        raise ReadmeError(
            f"line {block.line}: {block.url} answers before the command was started; "
            "end what is listening there"
        )
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", block.script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: Ctrl-C reaches all of it, as in a terminal, and nobody else.
            start_new_session=True,
        )
        try:
            problem = _watch(process, block)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if problem is not None:
            output.seek(0)
            tail = output.read().decode(errors="replace").splitlines()[-_TAIL_LINES:]
            raise ReadmeError("\n".join([f"line {block.line}: {problem}", block.script, *tail]))


def _watch(process: subprocess.Popen[bytes], block: Block) -> str | None:
    """Follows a started block to its end; gives what went wrong."""
    url = block.url
    if url is None:
        if not wait_until(lambda: process.poll() is not None, block.timeout_sec):
            return f"did not end within {block.timeout_sec:.0f} s"
    else:
        up = wait_until(lambda: process.poll() is not None or answers(url), block.timeout_sec)
        if process.poll() is not None:
            return f"ended with {process.returncode} before {url} answered"
        if not up:
            return f"{url} did not answer 200 within {block.timeout_sec:.0f} s"
        os.killpg(process.pid, signal.SIGINT)
        if not wait_until(lambda: process.poll() is not None, _STOP_TIMEOUT_SEC):
            return f"did not end within {_STOP_TIMEOUT_SEC:.0f} s of Ctrl-C"
    # A shell that was interrupted ends with 130, or by the signal itself: both are a good end.
    allowed = {0} if url is None else {0, 130, -signal.SIGINT}
    if process.returncode not in allowed:
        return f"ended with {process.returncode}"
    if not wait_until(lambda: _group_is_empty(process.pid), _STOP_TIMEOUT_SEC):
        return "left processes behind"
    return None


def wait_until(condition: Callable[[], bool], timeout_sec: float) -> bool:
    """Polls until `condition` holds; False when it still does not after `timeout_sec`."""
    deadline = time.monotonic() + timeout_sec
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SEC)
    return True


def _group_is_empty(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def answers(url: str) -> bool:
    """Whether `url` answers 200 now, asked without any proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2.0) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def user_environment(environment: Mapping[str, str], stubs: Path) -> dict[str, str]:
    """`environment` as a new user of a fresh machine has it; `stubs` is a folder for this alone."""
    stubs.mkdir()
    for name in _ABSENT_COMMANDS:
        stub = stubs / name
        stub.write_text(
            f"#!/bin/sh\necho '{name}: command not found on a fresh Debian' >&2\nexit 127\n"
        )
        stub.chmod(0o755)
    active = {str(Path(sys.prefix, "bin"))} if sys.prefix != sys.base_prefix else set[str]()
    if "VIRTUAL_ENV" in environment:
        active.add(str(Path(environment["VIRTUAL_ENV"], "bin")))
    path = environment.get("PATH", os.defpath).split(os.pathsep)
    kept = {
        name: value
        for name, value in environment.items()
        # PYTHON is the interpreter that the scripts should take; a Makefile's is not a user's.
        if name not in ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "PYTHON")
    }
    return {
        **kept,
        "PATH": os.pathsep.join([str(stubs), *(part for part in path if part not in active)]),
        # Debian's pip refuses by itself, others would change the machine.
        "PIP_REQUIRE_VIRTUALENV": "1",
    }


def run_all(readme: Path, blocks: Sequence[Block], folder: Path) -> None:
    """Runs the blocks in copies of the README's folder, made in `folder`.

    Raises ReadmeError, or CopyError.
    """
    environment = user_environment(os.environ, folder / "stubs")
    checkout = folder / "checkout"
    for block in blocks:
        if block.fresh and checkout.exists():
            shutil.rmtree(checkout)
        if not checkout.exists():
            copy_checkout(readme.parent, checkout)
        print(f"{readme.name}:{block.line}", *block.script.splitlines(), sep="\n  ", flush=True)
        run_block(block, checkout, environment)


def main(arguments: Sequence[str]) -> int:
    """Checks one README; gives the exit code."""
    parser = argparse.ArgumentParser(description="Runs the marked commands of a README.")
    parser.add_argument("readme", type=Path, help="its folder is the checkout to copy")
    parser.add_argument("--all", action="store_true", help="run those marked as slow, too")
    options = parser.parse_args(arguments)
    readme: Path = options.readme.resolve()
    try:
        marked = parse(readme.read_text(encoding="utf-8"))
        blocks = [block for block in marked if options.all or not block.slow]
        if not blocks:
            raise ReadmeError("no block is marked with <!-- ci: run --> or <!-- ci: serve URL -->")
        with tempfile.TemporaryDirectory(prefix="readme-") as name:
            run_all(readme, blocks, Path(name))
    except (ReadmeError, CopyError) as error:
        print(f"{readme.name}: {error}", file=sys.stderr)
        return 1
    left_out = len(marked) - len(blocks)
    more = f", {left_out} left out without --all" if left_out else ""
    print(f"{readme.name}: {len(blocks)} blocks of commands work{more}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
