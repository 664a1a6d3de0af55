"""Serving as `serve` does: how it begins, and how it ends."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
import websockets

from py_remote_viewer.cli import main
from py_remote_viewer.config import AccessSettings, ServerSettings, Settings
from py_remote_viewer.errors import ConfigurationError, WorkerError
from py_remote_viewer.hosting import WorkerProcess
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.worker import Collapse, FromWorker, LoadFailed, Ready
from py_remote_viewer.server.app import create_app
from py_remote_viewer.server.first_worker import FirstWorkerHost
from py_remote_viewer.server.gateway import Gateway
from py_remote_viewer.server.listening import listen
from py_remote_viewer.server.run import GatewayServer, uvicorn_config
from tests.support.leaks import no_leaks_async
from tests.support.server import PretendingHost


@contextlib.asynccontextmanager
async def _serving() -> AsyncGenerator[tuple[GatewayServer, Gateway, int], None]:
    settings = Settings(server=ServerSettings("127.0.0.1", 0), access=AccessSettings(insecure=True))
    gateway = Gateway(settings, PretendingHost())
    listening = listen(settings)
    server = GatewayServer(uvicorn_config(create_app(gateway)), gateway)
    task = asyncio.create_task(server.serve(sockets=listening))
    try:
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        yield server, gateway, listening[0].getsockname()[1]
    finally:
        server.should_exit = True
        await task


@pytest.mark.skipif(not hasattr(socket, "TCP_CONGESTION"), reason="only Linux lets one choose")
def test_connections_do_not_stop_now_and_then_to_measure_the_way() -> None:
    (listening,) = listen(Settings(server=ServerSettings("127.0.0.1", 0)))
    with listening, socket.create_connection(listening.getsockname()) as caller:
        accepted, _ = listening.accept()
        with accepted:
            used = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)
            assert not used.startswith(b"bbr")
            assert caller.getsockname() == accepted.getpeername()


async def test_people_are_told_of_a_shutdown_while_they_can_still_hear_it() -> None:
    async with no_leaks_async(), contextlib.AsyncExitStack() as stack:
        server, _, port = await stack.enter_async_context(_serving())
        url = f"ws://127.0.0.1:{port}/ws/signaling"
        person = await stack.enter_async_context(websockets.connect(url, proxy=None))
        await person.send(json.dumps({"type": "hello", "version": 1, "name": "Ada"}))
        told = [str(await person.recv())]
        server.should_exit = True
        async with asyncio.timeout(10):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    told.append(str(await person.recv()))
        assert any('"shutdown"' in message for message in told)
        assert person.close_code in (1001, 1012)


# the first worker


class _Talking:
    """A host whose worker says what it is told to."""

    def __init__(self, words: Sequence[FromWorker]) -> None:
        self._words = words

    async def start(self, listener: object) -> WorkerProcess:
        for message in self._words:
            listener.worker_said(self, message)  # type: ignore[attr-defined]
        return self  # type: ignore[return-value]


class _Listener:
    def __init__(self) -> None:
        self.heard: list[FromWorker] = []

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        self.heard.append(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        pass


_READY = Ready(1, None, None, "4")  # type: ignore[arg-type]
_COLLAPSE = Collapse(Problem("It ends", "--gpu 7 is not there.", 503))
_REFUSED = LoadFailed(1, Problem("No", "It is no model.", 422))


@pytest.mark.parametrize(
    ("words", "devices", "scene"),
    [
        ((_COLLAPSE,), ["--gpu 7 is not there."], []),
        ((_READY, _COLLAPSE), [], []),
        ((_READY, _REFUSED, _COLLAPSE), [], ["It is no model."]),
        ((_READY,), [], []),
    ],
)
async def test_only_what_the_first_worker_cannot_do_at_all_is_a_failure_of_the_devices(
    words: Sequence[FromWorker], devices: list[str], scene: list[str]
) -> None:
    told: tuple[list[str], list[str]] = ([], [])
    host = FirstWorkerHost(_Talking(words), told[0].append, told[1].append)
    listener = _Listener()
    await host.start(listener)
    assert told == (devices, scene)
    assert listener.heard == list(words)
    await host.start(listener)
    assert told == (devices, scene)


async def test_a_worker_that_does_not_start_is_no_failure_of_the_devices() -> None:
    told: list[str] = []
    broken = PretendingHost()
    broken.broken = True
    host = FirstWorkerHost(broken, told.append, told.append)
    with pytest.raises(WorkerError):
        await host.start(_Listener())
    assert told == []


# the command


def _command(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable, "-m", "py_remote_viewer", "--port", "0", "--width", "128",
            "--height", "96", "--log-level", "error", *words,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--gpu", "7"], "--gpu 7 is not one of the visible GPUs"),
        pytest.param(
            ["--encoder", "h264_amf"],
            "h264_amf was asked for, but does not work here",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ["--media-address", "198.51.100.77"],
            "WebRTC cannot bind 198.51.100.77",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ["--public-address", "203.0.113.7"],
            "--public-address 203.0.113.7 is of no use",
            marks=pytest.mark.slow,
        ),
        (["--host", "nowhere.invalid"], "'nowhere.invalid' cannot be resolved"),
    ],
)
def test_settings_that_this_machine_cannot_do_end_the_command_with_2(
    words: list[str], said: str
) -> None:
    with _command(*words) as process:
        _, errors = process.communicate(timeout=50)
    assert process.returncode == 2, errors
    assert said in errors.splitlines()[-1]
    assert "Traceback" not in errors


def test_a_model_that_does_not_load_is_told_and_another_can_be_loaded(tmp_path: Path) -> None:
    model = tmp_path / "bad.xml"
    model.write_text("<nonsense")
    with _command(str(model)) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("py_remote_viewer is at http://localhost:")
        told = ""
        while "The first scene cannot be shown" not in told:
            told = process.stderr.readline()
            assert told
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("folder", None, "is a folder; name a model in it"),
        ("empty.xml", "", "is empty"),
        ("absent.xml", None, "does not exist"),
    ],
)
def test_a_model_that_is_no_model_at_first_sight_ends_the_command_with_2(
    tmp_path: Path,
    name: str,
    text: str | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It would stay set up like this for all tests that follow.
    monkeypatch.setattr("py_remote_viewer.cli.configure_logging", lambda level: None)
    (tmp_path / "folder").mkdir()
    if text is not None:
        (tmp_path / name).write_text(text)
    assert main([str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_refused_with_another_way() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"127\.0\.0\.1:{port}.*--port"):
            listen(Settings(server=ServerSettings("127.0.0.1", port)))
