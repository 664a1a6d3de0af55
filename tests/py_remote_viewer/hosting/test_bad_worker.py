"""Workers that send nonsense, flood what is read of them, or lose their listener."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable

import msgspec
import pytest

from py_remote_viewer.hosting import WorkerListener, WorkerProcess
from py_remote_viewer.hosting.local import LocalWorker
from py_remote_viewer.protocol.framing import framed
from py_remote_viewer.protocol.worker import CommandDone, FromWorker, SimulationNotice
from py_remote_viewer.sessions import reserve
from tests.support.leaks import no_leaks_async
from tests.support.session import live_session
from tests.support.workers import PretendingHost

_WAIT_SEC = 20.0
#: Writes what it is told to, and then waits for its end.
_SAYS = """
import os, sys
data = memoryview(bytes.fromhex(sys.argv[2]) * int(sys.argv[3]))
while data:
    data = data[os.write(int(sys.argv[1]), data):]
os.read(int(sys.argv[1]), 1)
"""
_FLOODS = """
import sys
for _ in range(40):
    sys.stderr.write("noise\\n" * 5000)
sys.stderr.write("z" * 5_000_000)
sys.exit("\\nKeyError: '/srv/private/secret/robot.xml' in /opt/app/worker.py: 3/4")
"""
_NOTICE = framed(msgspec.msgpack.encode(SimulationNotice("code", "info", "text")))
_UNKNOWN = framed(msgspec.msgpack.encode({"type": "nobody_knows"}))


class _Listener:
    """Notes what it hears, or does with it what it is told to."""

    def __init__(self, hear: Callable[[FromWorker], None] | None = None) -> None:
        self.said: asyncio.Queue[FromWorker] = asyncio.Queue()
        self.ended: asyncio.Queue[str] = asyncio.Queue()
        self._hear = hear or self.said.put_nowait

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        self._hear(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.ended.put_nowait(reason)

    async def end(self) -> str:
        return await asyncio.wait_for(self.ended.get(), _WAIT_SEC)


async def _start(
    listener: WorkerListener, program: str, data: bytes = b"", times: int = 1
) -> LocalWorker:
    ours, theirs = socket.socketpair()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-c", program, str(theirs.fileno()), data.hex(), str(times),
        pass_fds=[theirs.fileno()], stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    theirs.close()
    worker = LocalWorker(process, listener)
    await worker.connect(ours)
    return worker


@pytest.mark.parametrize(
    ("data", "times"),
    [
        (b"\xff" * 64, 1),
        (b"\x00\x00\x00\x04\xc1\xc1\xc1\xc1", 1),
        (_UNKNOWN, 1),
        (framed(b"\x91" * 50_000), 1),
        (framed(msgspec.msgpack.encode({"type": b"\xff\xfe"})), 1),
        (framed(b""), 1),
        (b"GET / HTTP/1.1\r\n", 100_000),
    ],
    ids=["length", "no msgpack", "unknown", "nested", "no text", "empty", "another protocol"],
)
async def test_a_worker_that_sends_nonsense_is_ended_and_what_it_said_before_counts(
    data: bytes, times: int
) -> None:
    async with no_leaks_async():
        listener = _Listener()
        worker = await _start(listener, _SAYS, _NOTICE + data, times)
        assert "a message that does not fit" in await listener.end()
        assert listener.said.qsize() == 1
        assert not worker.alive
        await worker.stop()


async def test_nonsense_of_the_reserve_does_not_reach_those_who_watch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reserve, "_DELAY_SEC", 0.0)

    class Host(PretendingHost):
        nonsense: LocalWorker | None = None

        async def start(self, listener: WorkerListener) -> WorkerProcess:
            if self.workers and self.nonsense is None:
                self.nonsense = await _start(listener, _SAYS, _UNKNOWN)
                return self.nonsense
            return await super().start(listener)

    host = Host()
    async with live_session(host) as live:
        shown = live.on_air
        await live.until(lambda: host.nonsense is not None)
        assert (await live.load("Next")).title == "Next"
        assert host.nonsense is not None
        assert not host.nonsense.alive
        assert live.on_air is not shown
        assert live.session.restarts == 0


async def test_what_a_listener_makes_of_a_message_is_no_fault_of_the_worker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[FromWorker] = []

    def fail_first(message: FromWorker) -> None:
        heard.append(message)
        if len(heard) == 1:
            raise LookupError("nobody foresaw this")

    async with no_leaks_async():
        listener = _Listener(fail_first)
        worker = await _start(listener, _SAYS, framed(msgspec.msgpack.encode(CommandDone(1))), 3)
        async with asyncio.timeout(_WAIT_SEC):
            while len(heard) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert worker.alive
        worker.kill()
        await listener.end()
        await worker.stop()
    assert "nobody foresaw this" in caplog.text


async def test_a_flood_of_lines_is_logged_in_part_and_its_last_words_are_told_without_folders(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with no_leaks_async():
        listener = _Listener()
        worker = await _start(listener, _FLOODS)
        reason = await listener.end()
        await worker.stop()
    assert reason == (
        "The worker process ended with code 1: KeyError: 'robot.xml' in worker.py: 3/4"
    )
    lines = [line for line in caplog.messages if line.startswith("worker ")]
    assert len(lines) < 2000
    assert max(map(len, lines)) < 3000
    assert any("lines more" in line for line in lines)
