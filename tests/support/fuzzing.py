"""Runs fork servers, and counts what became of the mutations that they load."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import msgspec

from tests.support.fork_server import Outcome

__all__ = ["counted", "load_mutations"]

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_WAIT_SEC = 30.0


def load_mutations(folder: Path, seed: int, count: int, servers: int = 1) -> list[Outcome]:
    """Load so many mutations, by as many servers at a time, in a folder that is theirs.

    None of them is left when it returns or raises. Raises AssertionError where a server ends early.
    """
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        outputs = [
            stack.enter_context(_server(folder / f"server{first}", seed, first, count, servers))
            for first in range(servers)
        ]
        # Whoever is not read stands still once its pipe is full.
        with ThreadPoolExecutor(servers) as readers:
            for found in readers.map(_read, outputs):
                outcomes += found
    assert len(outcomes) == count, f"a fork server ended after {len(outcomes)} of {count}"
    return outcomes


def _read(output: IO[bytes]) -> list[Outcome]:
    return [msgspec.json.decode(line, type=Outcome) for line in output]


@contextmanager
def _server(folder: Path, seed: int, first: int, count: int, step: int) -> Generator[IO[bytes]]:
    folder.mkdir()
    # Threads of a library for matrices would not be copied with the process.
    more = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MUJOCO_GL": "disable"}
    python_path = os.pathsep.join([str(_REPOSITORY), os.environ.get("PYTHONPATH", "")])
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server", str(folder),
             *(str(number) for number in (seed, first, count, step))],
            cwd=_REPOSITORY, env={**os.environ, **more, "PYTHONPATH": python_path},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        # The kernel ends the copy that it loads with, when it ends.
        process.kill()
        process.stdout.close()
        process.wait(_WAIT_SEC)


def counted(outcomes: list[Outcome]) -> dict[str, int]:
    """How many there are of each kind, most first."""
    return dict(Counter(outcome.kind for outcome in outcomes).most_common())
