"""Findings about the machine: versions, processor, memory, page, network."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from py_remote_viewer import __version__
from py_remote_viewer.config import Settings
from py_remote_viewer.doctor.commands import pip, server
from py_remote_viewer.doctor.report import Finding
from py_remote_viewer.errors import ConfigurationError
from py_remote_viewer.machine import usable_cores

__all__ = ["addresses", "memory", "page", "port", "processor", "versions"]

_PACKAGES = ("mujoco", "aiortc", "aioice", "av", "opencv-python-headless", "fastapi", "uvicorn")
_PACKAGE = Path(__file__).parent.parent
_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")
_ENOUGH_MEMORY_BYTES = 1 << 30


def versions(packages: Sequence[str] = _PACKAGES) -> list[Finding]:
    """Python, this package and those that matter for the picture."""
    parts: list[str] = []
    missing: list[str] = []
    for package in packages:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    text = f"py_remote_viewer {__version__}, Python {platform.python_version()}, {', '.join(parts)}"
    if missing:
        command = pip(f"install {' '.join(missing)}")
        lacking = f"Not installed: {', '.join(missing)}."
        return [Finding("versions", "missing", text, (lacking,), command=command)]
    return [Finding("versions", "ok", text)]


def processor() -> list[Finding]:
    """How many cores this process may use, a container's quota included."""
    cores = usable_cores()
    text = f"{cores:g} cores for this process of {os.cpu_count()} in the machine"
    if cores >= 2:
        return [Finding("processor", "ok", text)]
    advice = "Physics, drawing and encoding share less than two cores: ask for a small picture."
    return [
        Finding(
            "processor", "note", text, advice=advice, command=server("--width 640 --height 480")
        )
    ]


def memory() -> list[Finding]:
    """What is left of the memory; a container's limit counts."""
    known = psutil.virtual_memory()
    total, free = known.total, known.available
    limit = _read(_MEMORY_LIMIT).strip()
    if limit.isdecimal() and int(limit) < total:
        total = int(limit)
        free = min(free, total)
    text = f"{free / 2**30:.1f} GiB free of {total / 2**30:.1f} GiB"
    if free >= _ENOUGH_MEMORY_BYTES:
        return [Finding("memory", "ok", text)]
    advice = (
        "Two workers run at a time, one of them in reserve, and each holds a whole model. Less "
        "than 1 GiB is too little for a robot with meshes; end other programs."
    )
    return [Finding("memory", "note", text, advice=advice)]


def page(folder: Path = _PACKAGE / "web") -> list[Finding]:
    """Whether the web page is built; installing the package builds it, with a Node of its own."""
    if (folder / "index.html").is_file():
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        return [Finding("page", "ok", f"built, {size / 1e3:.0f} kB uncompressed")]
    return [
        Finding(
            "page", "missing", "The web page is not built.",
            advice="Installing from the checkout builds it, and brings the Node that it needs:",
            command=pip("install -e ."),
        )
    ]  # fmt: skip


def port(settings: Settings) -> list[Finding]:
    """Whether the server could listen where it is set up to."""
    # The server's own way of listening, so that both agree.
    from py_remote_viewer.server.run import listen

    host, number = settings.server.host, settings.server.port
    try:
        opened = listen(settings)
    except ConfigurationError as error:
        return [
            Finding(
                "port", "missing", str(error), advice="For example:",
                command=server(f"--port {number % 65535 + 1}"),
            )
        ]  # fmt: skip
    for listening in opened:
        listening.close()
    return [Finding("port", "ok", f"{host}:{number} is free" if number else f"{host}, any port")]


def addresses(settings: Settings) -> list[Finding]:
    """Where video would travel, and how to get at it from another machine."""
    from py_remote_viewer.config import is_loopback
    from py_remote_viewer.server.gateway import media_network
    from py_remote_viewer.webrtc.network import machine_addresses

    host, number = settings.server.host, settings.server.port or "PORT"
    everywhere = machine_addresses()
    text = "WebRTC is switched off; video comes over the server's TCP port"
    if settings.network.webrtc:
        network = media_network(settings)
        try:
            network.check()
        except ConfigurationError as error:
            return [Finding("addresses", "missing", str(error))]
        udp = settings.network.udp_ports
        ports = f"UDP ports {udp}" if udp else "any UDP port"
        text = (
            f"WebRTC binds {', '.join(network.local_addresses())}, {ports}; this machine has "
            f"{', '.join(everywhere)}"
        )
    if not is_loopback(host):
        advice = "No login yet: everybody who can reach the port can steer. From elsewhere, open:"
        command = f"http://{everywhere[0] if host in ('0.0.0.0', '::') else host}:{number}/"
        return [Finding("addresses", "note", text, advice=f"{advice} {command}")]
    advice = f"From another machine type this there, then open http://localhost:{number}/"
    command = f"ssh -L {number}:localhost:{number} {platform.node() or 'HOST'}"
    return [Finding("addresses", "ok", text, advice=advice, command=command)]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
