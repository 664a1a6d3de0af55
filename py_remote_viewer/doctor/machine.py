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
from py_remote_viewer.machine import usable_cores, usable_memory

__all__ = ["addresses", "memory", "page", "port", "processor", "sandbox", "versions"]

_PACKAGES = ("mujoco", "aiortc", "aioice", "av", "opencv-python-headless", "fastapi", "uvicorn")
_PACKAGE = Path(__file__).parent.parent
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
    total = usable_memory()
    free = min(psutil.virtual_memory().available, total)
    text = f"{free / 2**30:.1f} GiB free of {total / 2**30:.1f} GiB"
    if free >= _ENOUGH_MEMORY_BYTES:
        return [Finding("memory", "ok", text)]
    advice = (
        "Two workers run at a time, one of them in reserve, and each holds a whole model. Less "
        "than 1 GiB is too little for a robot with meshes; end other programs."
    )
    return [Finding("memory", "note", text, advice=advice)]


def sandbox(settings: Settings) -> list[Finding]:
    """What keeps the processes that load models apart from the machine."""
    from py_remote_viewer.hosting import confine

    try:
        found = confine(settings.sandbox.mode)
    except ConfigurationError as error:
        return [Finding("sandbox", "missing", str(error))]
    if found.wraps or settings.sandbox.mode == "off":
        return [Finding("sandbox", "ok", found.sentence)]
    advice = "Install it where people load models that you do not know; see docs/security.md."
    return [Finding("sandbox", "note", found.sentence, advice=advice)]


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
    from py_remote_viewer.server.listening import listen

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
        place = f"http://{everywhere[0] if host in ('0.0.0.0', '::') else host}:{number}/"
        advice = (
            f"From elsewhere, open the link with the token that the server prints, {place}?token=… "
            "Without TLS whoever carries it can read it: on a network of others put a proxy before "
            "it, see docs/network.md."
        )
        return [Finding("addresses", "note", text, advice=advice)]
    advice = (
        "From another machine type this there, then open the link that the server prints, "
        f"http://localhost:{number}/{'' if settings.access.insecure else '?token=…'}"
    )
    command = f"ssh -L {number}:localhost:{number} {platform.node() or 'HOST'}"
    return [Finding("addresses", "ok", text, advice=advice, command=command)]
