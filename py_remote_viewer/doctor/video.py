"""Findings about the picture: GL devices, encoders, and what a frame really costs here."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import av

from py_remote_viewer.config import Settings, VideoSettings
from py_remote_viewer.doctor.commands import pip, server
from py_remote_viewer.doctor.cost import FrameCost, frame_rate
from py_remote_viewer.doctor.report import Finding, guarded
from py_remote_viewer.encoding import EncoderSettings, ProbeResult, choose_encoder
from py_remote_viewer.errors import EncodingError, RenderingError
from py_remote_viewer.rendering.backend import GlDevice, open_gl, select_devices
from py_remote_viewer.rendering.egl import EglDevice, enumerate_egl_devices
from py_remote_viewer.rendering.quality import LEVELS
from py_remote_viewer.scenes.resolve import SceneResolver

__all__ = ["device_finding", "encoder", "frame_finding", "rendering", "software_advice"]

_GL_PACKAGES = "libegl1 libgl1 libopengl0 libegl-mesa0 libgl1-mesa-dri"
_INSTALL_GL = f"sudo apt-get update && sudo apt-get install -y {_GL_PACKAGES}"
_SMALL = (640, 480)


def encoder(video: VideoSettings) -> tuple[list[Finding], ProbeResult | None]:
    """The H.264 encoder that really encodes pictures of the size that is set up."""
    wanted = EncoderSettings(video.width, video.height, video.fps, video.bitrate)
    libraries = ", ".join(
        f"{name} {'.'.join(str(part) for part in av.library_versions[name])}"
        for name in ("libavcodec", "libavutil")
        if name in av.library_versions
    )
    try:
        probe = choose_encoder(wanted, video.encoder)
    except EncodingError as error:
        command = pip("install --force-reinstall av")
        if video.encoder != "auto":
            command = server("--encoder auto")
        return [Finding("encoder", "missing", str(error), (libraries,), command=command)], None
    details = (f"FFmpeg's {libraries}", *(f"tried {line}" for line in probe.tried))
    return [Finding("encoder", "ok", probe.reason, details)], probe


def rendering(settings: Settings, probe: ProbeResult | None) -> list[Finding]:
    """Opens the GL device that a worker would open, and draws with it what it would show."""
    video = settings.video
    listed, devices = _egl_devices(video)
    try:
        gl = open_gl(video.gl_backend, video.gpu)
    except RenderingError as error:
        advice, command = "Mesa's EGL draws without a GPU:", _INSTALL_GL
        if video.gpu not in (None, "software"):
            advice, command = "What works without --gpu:", server("doctor")
        return [
            listed, Finding("GL device", "missing", str(error), advice=advice, command=command)
        ]  # fmt: skip
    try:
        found = [listed, device_finding(gl, devices, os.environ, _device_files())]
        return [*found, *guarded("model", lambda: _model(settings, probe, gl))]
    finally:
        gl.context.free()


def _model(settings: Settings, probe: ProbeResult | None, gl: GlDevice) -> list[Finding]:
    """The model that is set up, and what a frame of it costs."""
    # Imported here: MUJOCO_GL has to be set first.
    from py_remote_viewer.doctor.measure import measure_frame
    from py_remote_viewer.simulation.loading import load_model, try_model

    scene = SceneResolver(settings.scenes.folders).initial(settings.scenes.initial)
    assert scene.path is not None
    model = load_model(Path(scene.path), None)
    text = f"{settings.scenes.initial}, {model.nbody} bodies, {model.nv} degrees of freedom"
    warning = try_model(model)
    found = [Finding("model", "note" if warning else "ok", text, advice=warning or "")]
    if probe is not None:
        cost = measure_frame(model, settings.video, probe.name, gl)
        found.append(frame_finding(cost, settings.video))
    return found


def _egl_devices(video: VideoSettings) -> tuple[Finding, Sequence[EglDevice]]:
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    limit = "CUDA_VISIBLE_DEVICES is " + ("not set" if visible is None else repr(visible))
    try:
        devices = enumerate_egl_devices()
    except RenderingError as error:
        text = f"none; {error}"
        return Finding("EGL devices", "note", text, (limit,), command=_INSTALL_GL), ()
    usable = select_devices(devices, None, os.environ)
    gpus = [device for device in usable if not device.software]
    lines = [f"--gpu {index}: {device}" for index, device in enumerate(gpus)]
    lines += [f"--gpu software: {device}" for device in usable if device.software]
    lines += [f"hidden: {device}" for device in devices if device not in usable]
    return Finding("EGL devices", "ok", lines[0] if lines else "none", (*lines[1:], limit)), devices


def device_finding(
    gl: GlDevice,
    devices: Sequence[EglDevice],
    environment: Mapping[str, str],
    device_files: Sequence[str],
) -> Finding:
    """The GL device in use; `device_files` are the GPUs' files that exist under /dev."""
    where = "EGL" if gl.backend == "egl" else "OSMesa"
    text = f"{gl.renderer} by {where}, {gl.device}, OpenGL {gl.version}"
    details = tuple(f"tried {line}" for line in gl.tried)
    if not gl.software:
        return Finding("GL device", "ok", text, details)
    advice, command = software_advice(devices, environment, device_files)
    return Finding(
        "GL device", "note", f"software, the CPU draws: {text}", details, advice, command
    )


def software_advice(
    devices: Sequence[EglDevice], environment: Mapping[str, str], device_files: Sequence[str]
) -> tuple[str, str]:
    """Why the CPU draws, as far as one can tell, and what to type."""
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    if any(not device.software for device in devices):
        if visible is not None:
            advice = f"There is a GPU, but CUDA_VISIBLE_DEVICES={visible!r} hides it:"
            return advice, f"env -u CUDA_VISIBLE_DEVICES {server('doctor')}"
        return "There is a GPU, but it could not be used; see what was tried.", "nvidia-smi"
    if any(name.startswith("/dev/nvidia") for name in device_files):
        advice = (
            "An NVIDIA GPU is here, but its EGL is not: the driver was installed for computing "
            "only, or this container was started without NVIDIA_DRIVER_CAPABILITIES=all."
        )
        return advice, "ls /usr/share/glvnd/egl_vendor.d"
    denied = [name for name in device_files if not os.access(name, os.R_OK | os.W_OK)]
    if denied:
        advice = f"{denied[0]} may not be opened by this user; allow it, and log in again:"
        return advice, "sudo usermod -aG render,video $USER"
    return "No GPU was found. Without one all works, with fewer details while things move.", ""


def _device_files() -> list[str]:
    folder = Path("/dev")
    names = [*folder.glob("nvidia[0-9]*"), *folder.glob("dri/renderD*")]
    return sorted(str(name) for name in names)


def frame_finding(cost: FrameCost, video: VideoSettings) -> Finding:
    """What a frame costs, the level that holds the rate, and the rate to expect."""
    shot = cost.shot
    text = (
        f"{video.width}x{video.height}, quality {cost.level.name}: {shot.draw_ms:.1f} ms to draw, "
        f"{shot.encode_ms:.1f} ms to encode with {cost.encoder}"
    )
    if shot.blank:
        return Finding(
            "a frame", "missing", f"{text}; but the picture is blank",
            advice="The GL driver is broken here. Software may do:",
            command=server("--gpu software"),
        )  # fmt: skip
    return _rate_finding(text, cost, video)


def _rate_finding(text: str, cost: FrameCost, video: VideoSettings) -> Finding:
    level, rate = cost.level.name, min(video.fps, frame_rate(cost.shot))
    pinned = video.quality != "auto"
    if cost.holds:
        verdict = f"{video.fps} frames a second hold at quality {level}"
        if not pinned and cost.level is not LEVELS[0]:
            verdict += ", the best that does; what stands still is drawn in full"
        if cost.level.scale == 1.0:
            return Finding("a frame", "ok", text, (f"{verdict}.",))
        return Finding("a frame", "note", text, (f"{verdict}.",), *_smaller(video, rate))
    which = f"quality {level}, which is set" if pinned else f"the least quality, {level}"
    verdict = f"{video.fps} frames a second do not hold at {which}: expect about {rate:.0f}."
    return Finding("a frame", "note", text, (verdict,), *_smaller(video, rate))


def _smaller(video: VideoSettings, rate: float) -> tuple[str, str]:
    """The advice and what to type where the picture is too much."""
    if video.quality != "auto":
        return "Let the quality follow what this machine can do:", server("--quality auto")
    if video.width * video.height > _SMALL[0] * _SMALL[1]:
        size = f"--width {_SMALL[0]} --height {_SMALL[1]}"
        return "While things move the picture is coarse. For a sharper one ask for less:", (
            server(size)
        )
    fps = max(1, min(video.fps - 1, int(rate)))
    return "Ask for a rate that this machine reaches:", server(f"--fps {fps}")
