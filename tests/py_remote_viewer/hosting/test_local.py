"""Workers as real processes."""

import asyncio
import os
import signal
import time

import pytest

from py_remote_viewer.hosting import LocalHost, WorkerProcess
from py_remote_viewer.protocol.worker import FromWorker
from tests.support.leaks import no_leaks_async


class _Listener:
    def __init__(self) -> None:
        self.ended: asyncio.Queue[str] = asyncio.Queue()

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None: ...

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.ended.put_nowait(reason)


async def test_a_killed_worker_is_known_to_be_dead_before_the_event_loop_hears_of_it() -> None:
    async with no_leaks_async():
        listener = _Listener()
        worker = await LocalHost().start(listener)
        assert worker.alive
        os.kill(worker.pid, signal.SIGKILL)
        until = time.monotonic() + 10
        # Without a turn of the event loop in between.
        while worker.alive:
            assert time.monotonic() < until
        assert "SIGKILL" in await listener.ended.get()
        await worker.stop()
        await worker.stop()


async def test_a_worker_that_does_not_listen_is_ended_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("py_remote_viewer.hosting.local._STOP_SEC", 0.2)
    async with no_leaks_async():
        listener = _Listener()
        worker = await LocalHost().start(listener)
        os.kill(worker.pid, signal.SIGSTOP)
        await worker.stop()
        assert await listener.ended.get()
        assert not worker.alive
