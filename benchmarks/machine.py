"""What was measured on, and how processes are watched."""

import asyncio
import contextlib
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

import httpx
import psutil

__all__ = ["RunningServer", "cpu_seconds", "describe_machine", "percentile", "running_server"]

_END_SEC = 20.0


def describe_machine() -> dict[str, object]:
    """CPU, cores, memory, versions and date."""
    model = platform.processor()
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
        model = names[0] if names else model
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("mujoco", "aiortc", "av")},
    }


def _commit() -> str | None:
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` of the values lie; None of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


@dataclass
class RunningServer:
    """A server process under measurement."""

    process: asyncio.subprocess.Process
    url: str
    token: str
    started_sec: float
    ready_sec: float

    @property
    def headers(self) -> dict[str, str]:
        """What lets a program in."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @property
    def query(self) -> str:
        """What lets a browser in, to be put behind the address of the page."""
        return f"token={self.token}"

    def gateway(self) -> psutil.Process:
        """The gateway process."""
        return psutil.Process(self.process.pid)

    def workers(self) -> list[psutil.Process]:
        """The worker processes."""
        return self.gateway().children(recursive=True)


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """User and system time of processes that may end meanwhile."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


@contextlib.asynccontextmanager
async def running_server(
    *arguments: str, module: str = "py_remote_viewer"
) -> AsyncGenerator[RunningServer, None]:
    """Start a server on a free port, wait until it is healthy, and end it afterwards.

    Beyond loopback it asks for a token, which it tells.
    """
    started = time.monotonic()
    if "--host" not in arguments:
        arguments = ("--insecure", *arguments)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, "--log-level", "WARNING", "--port", "0", *arguments,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        url, _, token = line.rsplit(" ", 1)[-1].strip().partition("?token=")
        url = url.rstrip("/")
        async with httpx.AsyncClient() as client:
            # Another process becomes ready; there is no event to await.
            while (await client.get(f"{url}/api/health")).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        ready = time.monotonic()
        yield RunningServer(process, url, token, started, ready - started)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), _END_SEC)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise RuntimeError("the server did not end when asked to") from None
