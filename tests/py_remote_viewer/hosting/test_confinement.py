"""What a worker can reach of the machine: tried from inside."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.hosting import Confinement, LocalHost, WorkerProcess, confine
from py_remote_viewer.hosting.confinement import worker_environment
from py_remote_viewer.protocol.worker import FromWorker
from py_remote_viewer.sessions.threads import in_thread
from tests.support.leaks import no_leaks_async

_ATTEMPTS = """
import json, os, socket
from py_remote_viewer.isolation import give_up_network
found = {"filtered": give_up_network(), "environment": dict(os.environ)}
def attempt(name, what):
    try:
        found[name] = str(what())
    except OSError as error:
        found[name] = type(error).__name__
def reached(family):
    with socket.socket(family) as opened:
        opened.settimeout(1)
        opened.connect(PLACES["listening"])
        return "connected"
attempt("ipv4", lambda: reached(socket.AF_INET))
attempt("ipv6", lambda: socket.socket(socket.AF_INET6))
attempt("local", lambda: socket.socketpair() and "fine")
for name in ("secret", "allowed", "own", "shadow"):
    attempt(name, lambda: open(PLACES[name]).read(5))
attempt("write_allowed", lambda: open(PLACES["allowed"], "a"))
attempt("write_own", lambda: open(PLACES["own"], "a") and "fine")
attempt("write_root", lambda: open("/new", "w"))
attempt("write_shared_memory", lambda: open("/dev/shm/new", "w") and "fine")
attempt("server", lambda: os.readlink(PLACES["server"] + "/exe"))
found["processes"] = len([name for name in os.listdir("/proc") if name.isdecimal()])
print(json.dumps(found))
"""


def _confined(tmp_path: Path, mode: str = "required") -> Confinement:
    if mode == "required" and shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    try:
        return confine("required" if mode == "required" else "off", [tmp_path / "allowed"],
                       [tmp_path / "own"])  # fmt: skip
    except ConfigurationError as error:
        pytest.skip(f"bubblewrap does not work here: {error}")


@pytest.fixture
def places(tmp_path: Path) -> dict[str, object]:
    for name in ("secret", "allowed", "own"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    found: dict[str, object] = {
        name: str(tmp_path / name / "file") for name in ("secret", "allowed", "own")
    }
    return {**found, "shadow": "/etc/passwd", "server": f"/proc/{os.getpid()}"}


def _try(confined: Confinement, places: dict[str, object], listening: int) -> dict[str, object]:
    script = f"PLACES = {places | {'listening': ('127.0.0.1', listening)}!r}\n{_ATTEMPTS}"
    done = subprocess.run(
        confined.command("-c", script), env=dict(confined.environment), check=False,
        capture_output=True, text=True, timeout=50,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def _tried(confined: Confinement, places: dict[str, object]) -> dict[str, object]:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await in_thread(lambda: _try(confined, places, port))


async def test_in_the_sandbox_there_is_no_network_no_secret_and_nobody_else(
    tmp_path: Path, places: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESS_TOKEN", "planted-token-6f1c2b7e9d")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "planted")
    confined = await in_thread(lambda: _confined(tmp_path))
    found = await _tried(confined, places)
    assert found["filtered"] is True
    assert (found["ipv4"], found["ipv6"]) == ("PermissionError", "PermissionError")
    assert found["local"] == "fine"
    assert (found["secret"], found["shadow"]) == ("FileNotFoundError", "FileNotFoundError")
    assert (found["allowed"], found["write_allowed"]) == ("allow", "OSError")
    assert (found["own"], found["write_own"]) == ("own", "fine")
    assert found["write_root"] == "OSError"
    assert found["server"] == "FileNotFoundError"
    assert found["processes"] in (1, 2)
    environment = found["environment"]
    assert isinstance(environment, dict)
    assert "planted" not in json.dumps(environment)
    assert environment["HOME"] == "/home/worker"


async def test_without_the_sandbox_there_is_still_no_network_and_no_secret_in_the_environment(
    tmp_path: Path, places: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESS_TOKEN", "planted-token-6f1c2b7e9d")
    confined = await in_thread(lambda: _confined(tmp_path, "off"))
    assert not confined.wraps
    found = await _tried(confined, places)
    assert (found["ipv4"], found["local"]) == ("PermissionError", "fine")
    assert "planted" not in json.dumps(found["environment"])


def test_only_what_is_known_to_be_needed_is_left_of_the_environment() -> None:
    server = {
        "ACCESS_TOKEN": "a", "WHIP_TOKEN": "b", "OPENAI_API_KEY": "c", "HOME": "/root",
        "SSH_AUTH_SOCK": "/run/agent", "LD_PRELOAD": "evil.so", "DBUS_SESSION_BUS_ADDRESS": "x",
        "CUDA_VISIBLE_DEVICES": "0", "LC_ALL": "C", "PATH": "/bin", "MESA_DEBUG": "1",
    }  # fmt: skip
    assert worker_environment(server) == {
        "CUDA_VISIBLE_DEVICES": "0", "LC_ALL": "C", "PATH": "/bin", "MESA_DEBUG": "1",
    }  # fmt: skip


def test_a_link_in_a_folder_that_can_be_read_is_no_obstacle(tmp_path: Path) -> None:
    """As a checkout that is on Python's path, and whose .venv is a link."""
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    checkout.mkdir()
    elsewhere.mkdir()
    (checkout / "link").symlink_to(elsewhere)
    _confined(tmp_path)
    assert confine("required", [checkout, checkout / "link", elsewhere]).wraps


def test_where_it_does_not_work_that_is_told_and_required_ends_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'No permissions to create new namespace' >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = confine("auto")
    assert not found.wraps
    assert "bwrap does not work (No permissions to create new namespace)" in found.sentence
    with pytest.raises(ConfigurationError, match=r"--sandbox required: .*No permissions"):
        confine("required")
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert "bwrap is not installed" in confine("auto").sentence


class _Listener:
    def __init__(self) -> None:
        self.ended: asyncio.Queue[str] = asyncio.Queue()

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None: ...

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        self.ended.put_nowait(reason)


async def test_a_worker_in_the_sandbox_is_known_by_its_own_number_and_ends_with_its_wrapper(
    tmp_path: Path, places: dict[str, object]
) -> None:
    confined = await in_thread(lambda: _confined(tmp_path))
    async with no_leaks_async():
        listener = _Listener()
        worker = await LocalHost(confined).start(listener)

        def is_python() -> bool:
            command = Path(f"/proc/{worker.pid}/cmdline").read_bytes()
            return b"py_remote_viewer.worker" in command and not command.startswith(b"/usr/bin/bw")

        async with asyncio.timeout(20):
            # It announces nothing before it is asked.
            while not await in_thread(is_python):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        pid = await in_thread(lambda: worker.pid)
        os.kill(pid, signal.SIGKILL)
        assert "SIGKILL" in await listener.ended.get()
        await worker.stop()
        other = await LocalHost(confined).start(listener)
        await other.stop()
        assert await listener.ended.get()
