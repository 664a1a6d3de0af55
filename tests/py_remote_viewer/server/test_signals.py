"""The command ends by a signal: with 0, without a traceback, and with all its workers."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import httpx
import psutil
import pytest
from websockets.asyncio.client import connect

from py_remote_viewer.protocol.client import CLOSE_SHUTDOWN
from tests.support.live import until
from tests.support.server import Browser

#: As long as a test waits; a server that has to insist needs about five seconds.
_ENDS_SEC = 20.0
#: Compiles for minutes.
_ENDLESS = """<mujoco><worldbody><flexcomp name="f" type="grid" dim="3" count="40 40 40"
spacing=".1 .1 .1" mass="1"/></worldbody></mujoco>"""
_STUCK_DISK = """
import sys, threading
from py_remote_viewer.cli import main
from py_remote_viewer.scenes.resolve import SceneResolver

first, resolve = [True], SceneResolver.resolve

def stuck(self, source):
    if not first:
        threading.Event().wait()
    first.clear()
    return resolve(self, source)

SceneResolver.resolve = stuck
sys.exit(main())
"""
_MODULE = ("-m", "py_remote_viewer")


class _Command:
    """A server in a process of its own, and all processes that it was seen to start."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._seen: set[psutil.Process] = set()

    @property
    def pid(self) -> int:
        return self._process.pid

    def look(self) -> list[psutil.Process]:
        """The processes that it has now."""
        children = psutil.Process(self.pid).children(recursive=True)
        self._seen |= set(children)
        return children

    async def has_worker(self) -> None:
        async def there() -> bool:
            return bool(self.look())

        await until(there)

    async def imports(self, library: str) -> None:
        """Wait until it is in the middle of its imports."""

        maps = Path(f"/proc/{self.pid}/maps")

        async def there() -> bool:
            return library in await asyncio.to_thread(maps.read_text)

        await until(there)

    async def address(self) -> str:
        """Wait until it tells where it is."""
        assert self._process.stdout is not None
        line = (await asyncio.wait_for(self._process.stdout.readline(), _ENDS_SEC)).decode()
        assert line.startswith("py_remote_viewer is at ")
        return line.rsplit(" ", 1)[-1].strip().rstrip("/")

    async def ends(self) -> tuple[int | None, str]:
        """Wait for its end: the exit code and what it said; no worker is left."""
        _, errors = await asyncio.wait_for(self._process.communicate(), _ENDS_SEC)
        left = [child for child in self._seen if child.is_running()]
        assert [child for child in left if child.status() != psutil.STATUS_ZOMBIE] == []
        return self._process.returncode, errors.decode()

    async def kill(self) -> None:
        """For a test that failed."""
        if self._process.returncode is None:
            for process in (*self.look(), self._process):
                with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                    process.kill()
            await self._process.wait()


@contextlib.asynccontextmanager
async def _command(
    program: Sequence[str] = _MODULE, prefix: Sequence[str] = ()
) -> AsyncGenerator[_Command, None]:
    process = await asyncio.create_subprocess_exec(
        *prefix, sys.executable, *program, "pendulum", "--port", "0", "--insecure",
        "--width", "128", "--height", "96", "--log-level", "error",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip
    command = _Command(process)
    try:
        yield command
    finally:
        await command.kill()


@contextlib.asynccontextmanager
async def _viewer(url: str) -> AsyncGenerator[Browser, None]:
    address = url.replace("http", "ws", 1)
    async with connect(f"{address}/ws/signaling", max_queue=None, proxy=None) as socket:
        browser = Browser(socket)
        await browser.hello()
        yield browser


async def _load(url: str, text: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        return await client.post(f"{url}/api/scene/load", json={"xml": text})


@pytest.mark.parametrize(
    "signals",
    [
        pytest.param([signal.SIGTERM], id="SIGTERM"),
        pytest.param([signal.SIGINT], id="SIGINT", marks=pytest.mark.slow),
        pytest.param([signal.SIGINT, signal.SIGINT], id="SIGINT twice", marks=pytest.mark.slow),
    ],
)
async def test_a_signal_ends_the_server_while_somebody_watches_and_a_scene_is_loading(
    signals: list[signal.Signals],
) -> None:
    async with _command() as command:
        url = await command.address()
        async with _viewer(url) as viewer:
            await viewer.send("select_video", transport="websocket")
            await viewer.receive("media")
            loading = asyncio.create_task(_load(url, _ENDLESS))
            await viewer.receive("notice")
            await command.has_worker()
            for number in signals:
                os.kill(command.pid, number)
            code, _ = await viewer.closed()
        assert await command.ends() == (0, "")
        answer = await loading
    assert answer.status_code == 409
    assert "The server is restarting." in answer.json()["detail"]
    # One that is in a hurry need not wait until everybody was told.
    assert code == CLOSE_SHUTDOWN or len(signals) > 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_in_the_middle_of_the_imports_ends_it_without_a_traceback(
    number: signal.Signals,
) -> None:
    async with _command() as command:
        await command.imports("pydantic_core")
        os.kill(command.pid, number)
        assert await command.ends() == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_signals_before_anything_is_shown_end_it_however_many_come(
    number: signal.Signals,
) -> None:
    async with _command() as command:
        await command.address()
        for _ in range(3):
            os.kill(command.pid, number)
        assert await command.ends() == (0, "")


async def test_a_signal_while_the_first_worker_starts_leaves_no_worker() -> None:
    async with _command() as command:
        await command.address()
        await command.has_worker()
        os.kill(command.pid, signal.SIGTERM)
        assert await command.ends() == (0, "")


@pytest.mark.slow
async def test_a_disk_that_does_not_answer_does_not_keep_the_server_from_ending() -> None:
    async with _command(("-c", _STUCK_DISK)) as command:
        async with _viewer(await command.address()) as viewer:
            await viewer.send("command", id=1, command={"type": "load_scene", "name": "boxes"})
            assert await viewer.answers()
            await command.has_worker()
            os.kill(command.pid, signal.SIGTERM)
            assert (await viewer.closed())[0] == CLOSE_SHUTDOWN
        assert await command.ends() == (0, "")


async def test_the_first_process_of_a_container_ends_by_sigterm_too() -> None:
    # The kernel drops signals that such a process does not handle.
    async with _command(prefix=("unshare", "--pid", "--fork")) as command:
        try:
            await command.address()
        except AssertionError:
            pytest.skip("this user may not make a PID namespace")
        for process in command.look():
            if process.ppid() == command.pid:
                process.send_signal(signal.SIGTERM)
        assert await command.ends() == (0, "")
