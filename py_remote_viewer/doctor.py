"""`python -m py_remote_viewer doctor`: what this machine has, what it lacks, what to do."""

import argparse
import os
import platform
import socket
import sys
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from py_remote_viewer import __version__
from py_remote_viewer.errors import RemoteViewerError

__all__ = ["Finding", "examine", "main"]

_PACKAGES = ("mujoco", "aiortc", "aioice", "av", "opencv-python-headless", "fastapi", "uvicorn")
_WIDTH, _HEIGHT, _FPS = 640, 480, 30


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at. `essential` ones that are not `ok` stop the product."""

    topic: str
    ok: bool
    text: str
    advice: str = ""
    essential: bool = False


def examine(*, port: int, gpu: str | None, gl_backend: str) -> list[Finding]:
    """Look at everything; nothing raises, what fails becomes a finding."""
    return [
        _versions(),
        _processor(),
        *_rendering(gpu, gl_backend),
        _encoder(),
        _page(),
        _port(port),
        _addresses(),
    ]


def _versions() -> Finding:
    parts = [f"py_remote_viewer {__version__}", f"Python {platform.python_version()}"]
    missing: list[str] = []
    for package in _PACKAGES:
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    advice = f"pip install {' '.join(missing)}" if missing else ""
    return Finding("versions", not missing, ", ".join(parts), advice, essential=True)


def _processor() -> Finding:
    cores = len(os.sched_getaffinity(0))
    advice = "" if cores > 1 else "One core draws, encodes and simulates: expect few frames."
    return Finding("processor", cores > 1, f"{cores} cores for this process", advice)


def _rendering(gpu: str | None, gl_backend: str) -> list[Finding]:
    # MuJoCo shall not choose a GL binding by itself; open_gl does.
    os.environ["MUJOCO_GL"] = "disable"
    from py_remote_viewer.rendering.backend import open_gl
    from py_remote_viewer.rendering.egl import enumerate_egl_devices

    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    try:
        listed = "; ".join(str(device) for device in enumerate_egl_devices()) or "none"
    except RemoteViewerError as error:
        listed = f"none ({error})"
    devices = Finding("EGL devices", True, f"{listed}; CUDA_VISIBLE_DEVICES={visible!r}")
    try:
        gl = open_gl(gl_backend, gpu)
    except RemoteViewerError as error:
        advice = "apt-get install -y libegl1 libgl1 libopengl0 libegl-mesa0 libgl1-mesa-dri"
        return [devices, Finding("GL device", False, str(error), advice, essential=True)]
    try:
        kind = "software, the CPU draws" if gl.software else "hardware"
        text = f"{gl.renderer} through {gl.backend} ({kind}), OpenGL {gl.version}"
        advice = ""
        if gl.software:
            advice = "A GPU driver with EGL would draw many times faster: check nvidia-smi."
        tried = "".join(f"\n  tried {line}" for line in gl.tried)
        device = Finding("GL device", not gl.software, text + tried, advice)
        return [devices, device, _drawing(software=gl.software)]
    finally:
        gl.context.free()


def _drawing(*, software: bool) -> Finding:
    import mujoco
    import numpy as np

    from py_remote_viewer.encoding import EncoderSettings, open_encoder
    from py_remote_viewer.rendering.camera import OrbitCamera
    from py_remote_viewer.rendering.quality import LEVELS, level_index
    from py_remote_viewer.rendering.scene_renderer import SceneRenderer
    from py_remote_viewer.scenes.registry import find_builtin

    model = mujoco.MjModel.from_xml_path(str(find_builtin("humanoid").xml_path))
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    renderer = SceneRenderer(model, _WIDTH, _HEIGHT, software=software)
    level = LEVELS[level_index("no-reflections")] if software else LEVELS[0]
    pixels = np.empty((_HEIGHT, _WIDTH, 3), np.uint8)
    frames = 20
    try:
        renderer.update(data, OrbitCamera(model).mjv)
        renderer.draw(level, pixels)
        with open_encoder(EncoderSettings(_WIDTH, _HEIGHT, _FPS, 2_500_000)) as encoder:
            started = time.perf_counter()
            for number in range(frames):
                renderer.draw(level, pixels)
                encoder.encode(pixels, number * 33_333)
            took_ms = (time.perf_counter() - started) / frames * 1e3
    except RemoteViewerError as error:
        return Finding("a frame", False, str(error), essential=True)
    finally:
        renderer.close()
    fast = took_ms < 1e3 / _FPS
    return Finding(
        "a frame",
        fast,
        f"the humanoid at {_WIDTH}x{_HEIGHT}, quality {level.name}: {took_ms:.1f} ms drawn and "
        f"encoded, enough for about {1e3 / took_ms:.0f} frames a second",
        "" if fast else "Use a smaller --width and --height, or a lower --fps.",
    )


def _encoder() -> Finding:
    from py_remote_viewer.encoding import EncoderSettings, choose_encoder

    try:
        probe = choose_encoder(EncoderSettings(_WIDTH, _HEIGHT, _FPS, 2_500_000))
    except RemoteViewerError as error:
        return Finding("encoder", False, str(error), "pip install --force-reinstall av", True)
    tried = "".join(f"\n  tried {line}" for line in probe.tried)
    return Finding("encoder", True, f"{probe.name}: {probe.reason}{tried}")


def _page() -> Finding:
    page = Path(__file__).parent / "web" / "index.html"
    advice = "" if page.is_file() else "pip install . (it builds the page)"
    return Finding("page", page.is_file(), "built" if page.is_file() else "not built", advice, True)


def _port(port: int) -> Finding:
    with socket.socket() as tested:
        tested.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tested.bind(("127.0.0.1", port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return Finding(
                "port", False, f"{port} cannot be used: {reason}", "Choose another with --port."
            )
    hint = f"from another machine: ssh -L {port}:localhost:{port} {platform.node() or 'HOST'}"
    return Finding("port", True, f"{port} is free; {hint}")


def _addresses() -> Finding:
    from py_remote_viewer.webrtc.network import machine_addresses

    found = machine_addresses()
    text = f"WebRTC can bind {', '.join(found)}; with --host localhost only 127.0.0.1"
    return Finding("addresses", bool(found), text)


def _render(findings: Sequence[Finding]) -> str:
    lines: list[str] = []
    for finding in findings:
        mark = "ok  " if finding.ok else ("FAIL" if finding.essential else "note")
        lines.append(f"{mark} {finding.topic}: {finding.text}")
        if finding.advice:
            lines.append(f"     -> {finding.advice}")
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the findings; 1 when something essential is missing, else 0."""
    parser = argparse.ArgumentParser(prog="python -m py_remote_viewer doctor", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--gpu", help="index among the visible GPUs, or 'software'")
    parser.add_argument("--gl-backend", choices=["auto", "egl", "osmesa"], default="auto")
    parser.add_argument("--json", action="store_true", help="for programs")
    arguments = parser.parse_args(argv)
    findings = examine(port=arguments.port, gpu=arguments.gpu, gl_backend=arguments.gl_backend)
    if arguments.json:
        sys.stdout.write(msgspec.json.encode(findings).decode() + "\n")
    else:
        sys.stdout.write(_render(findings))
    return 1 if any(f.essential and not f.ok for f in findings) else 0
