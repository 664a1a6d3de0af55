"""A worker that begins before anybody asks for one."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from py_remote_viewer.errors import WorkerError
from py_remote_viewer.hosting import (
    Confinement,
    EarlyHost,
    LocalHost,
    WorkerListener,
    WorkerProcess,
    confine,
)
from py_remote_viewer.hosting.local import LocalWorker
from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress
from py_remote_viewer.protocol.worker import FromWorker
from tests.support.leaks import no_leaks_async


class _Listener:
    def __init__(self) -> None:
        self.heard: asyncio.Queue[object] = asyncio.Queue()

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        self.heard.put_nowait(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.heard.put_nowait(reason)


class _Counting:
    """A host that says at once what it was told to, and counts."""

    def __init__(self, fails: bool = False) -> None:
        self.started: list[WorkerListener] = []
        self.made: list[LocalWorker] = []
        self.fails = fails
        self._host = LocalHost()

    async def start(self, listener: WorkerListener) -> LocalWorker:
        self.started.append(listener)
        if self.fails:
            raise WorkerError("There is no memory left.")
        self.made.append(await self._host.start(listener))
        return self.made[-1]

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        raise NotImplementedError


@pytest.fixture(scope="module")
def confinement() -> Confinement:
    """bubblewrap, where it works."""
    found = confine("auto")
    if not found.wraps:
        pytest.skip("bubblewrap does not work here")
    return found


async def test_who_asks_first_gets_it_and_hears_what_it_said_in_its_order() -> None:
    async with no_leaks_async():
        inner = _Counting()
        host = EarlyHost(inner)
        await host.begin()
        (relay,) = inner.started
        listener = _Listener()
        worker = await host.start(listener)
        # As a worker's, before and after somebody listens.
        relay.worker_said(worker, "first")  # type: ignore[arg-type]
        assert listener.heard.empty()
        assert await listener.heard.get() == "first"
        relay.worker_said(worker, "second")  # type: ignore[arg-type]
        assert await listener.heard.get() == "second"
        other = await host.start(listener)
        assert (len(inner.started), other is worker) == (2, False)
        await host.close()
        assert worker.alive
        await asyncio.gather(worker.stop(), other.stop())


async def test_one_that_died_before_anybody_asked_is_told_to_who_asks() -> None:
    async with no_leaks_async():
        inner = _Counting()
        host = EarlyHost(inner)
        await host.begin()
        (begun,) = inner.made
        os.kill(begun.pid, signal.SIGKILL)
        # Until its end is known, and nobody there to be told.
        await begun.stop()
        listener = _Listener()
        worker = await host.start(listener)
        assert worker is begun
        assert not worker.alive
        assert await listener.heard.get() == "The worker was ended."
        assert listener.heard.empty()


@pytest.mark.parametrize("after_ms", [0, 1, 2, 3, 5, 8, 12, 20, 40])
async def test_one_that_nobody_asked_for_ends_with_the_host_however_little_it_has_begun(
    tmp_path: Path, confinement: Confinement, after_ms: int
) -> None:
    # By this folder its processes are known, whoever's children they have become.
    words = (*confinement.wrapper, "--ro-bind", str(tmp_path), str(tmp_path))
    host = EarlyHost(LocalHost(replace(confinement, wrapper=words)))
    async with no_leaks_async():
        await host.begin()
        # Whatever wraps it is somewhere in its first steps, while the gateway imports.
        until = time.perf_counter() + after_ms / 1000
        while time.perf_counter() < until:
            pass
        await host.close()
        await host.close()
        async with asyncio.timeout(10):
            while _named(tmp_path):  # noqa: ASYNC110
                await asyncio.sleep(0.01)


def _named(folder: Path) -> list[int]:
    """Processes in whose command a folder is."""
    found: list[int] = []
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in (process.info["cmdline"] or []):
            found.append(process.pid)
    return found


async def test_one_that_cannot_be_started_is_an_error_of_who_asks() -> None:
    async with no_leaks_async():
        host = EarlyHost(_Counting(fails=True))
        await host.begin()
        with pytest.raises(WorkerError, match="no memory"):
            await host.start(_Listener())
        await host.close()
