"""A process that makes one film."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from py_remote_viewer.errors import CommandError, WorkerError
from py_remote_viewer.hosting.confinement import Confinement
from py_remote_viewer.hosting.groups import begun, kill_group
from py_remote_viewer.hosting.lines import LineCutter, LineLimit
from py_remote_viewer.protocol.film import (
    FilmDone,
    FilmFailed,
    FilmOrder,
    FilmProgress,
    FromFilm,
)

__all__ = ["run_film"]

_READ_BYTES = 64 << 10
_LONGEST_MESSAGE = 64 << 10
_log = logging.getLogger(__name__)


async def run_film(
    order: FilmOrder, heard: Callable[[FilmProgress], None], confined: Confinement
) -> FilmDone:
    """Run `python -m py_remote_viewer.film` until it has made the film; cancelled, it is killed.

    Raises CommandError where the order cannot be fulfilled, WorkerError where the process fails.
    """
    try:
        process = await begun(
            asyncio.create_subprocess_exec(
                *confined.command("-m", "py_remote_viewer.film", also_writable=[Path(order.video)]),
                env=dict(confined.environment),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=_LONGEST_MESSAGE,
                start_new_session=True,
            )
        )
    except OSError as error:
        raise WorkerError(f"The process for the film could not be started: {error}.") from error
    logging_errors = asyncio.create_task(_log_errors(process), name="film stderr")
    try:
        return await _converse(process, order, heard)
    finally:
        kill_group(process)
        await process.wait()
        await logging_errors


async def _converse(
    process: asyncio.subprocess.Process,
    order: FilmOrder,
    heard: Callable[[FilmProgress], None],
) -> FilmDone:
    assert process.stdin is not None
    assert process.stdout is not None
    # It may have ended before it read anything; then it says nothing either.
    with contextlib.suppress(ConnectionError):
        process.stdin.write(msgspec.json.encode(order) + b"\n")
        await process.stdin.drain()
    while line := await _next_line(process.stdout):
        match _decoded(line):
            case FilmProgress() as progress:
                heard(progress)
            case FilmDone() as done:
                return done
            case FilmFailed(problem=problem):
                raise CommandError(problem.detail)
    code = await process.wait()
    raise WorkerError(f"The process that made the film ended with code {code}.")


async def _next_line(stdout: asyncio.StreamReader) -> bytes:
    try:
        return await stdout.readline()
    except ValueError as error:
        raise WorkerError("The process that makes the film talks without end.") from error


def _decoded(line: bytes) -> FromFilm:
    try:
        return msgspec.json.decode(line, type=FromFilm)
    except msgspec.MsgspecError as error:
        raise WorkerError(f"The process that makes the film talks nonsense: {error}") from error


async def _log_errors(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None
    cutter, limit = LineCutter(), LineLimit()
    while data := await process.stderr.read(_READ_BYTES):
        for line in cutter.cut(data):
            passes, _ = limit.take()
            if passes:
                _log.info("film %d: %s", process.pid, line)
