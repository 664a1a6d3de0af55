"""Which GL device draws: an EGL GPU, then EGL in software, then OSMesa.

`os.environ["MUJOCO_GL"]` is set here, before MuJoCo loads its GL functions; nothing else in the
package may touch it. Must run before the first `mujoco.MjrContext` of the process.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from py_remote_viewer.errors import RenderingError
from py_remote_viewer.rendering.egl import (
    EglContext,
    EglDevice,
    OsMesaContext,
    enumerate_egl_devices,
)

__all__ = ["GlContext", "GlDevice", "open_gl", "select_devices"]

_SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swrast", "software rasterizer", "osmesa")


class GlContext(Protocol):
    """A GL context that can be bound to one thread and freed there."""

    def make_current(self) -> None: ...
    def strings(self) -> tuple[str, str, str]: ...
    def free(self) -> None: ...


@dataclass(frozen=True)
class GlDevice:
    """An opened GL device; its context is current on the thread that opened it."""

    context: GlContext
    backend: Literal["egl", "osmesa"]
    renderer: str
    vendor: str
    version: str
    device: str
    tried: tuple[str, ...]

    @property
    def software(self) -> bool:
        """True where the CPU draws."""
        return any(name in self.renderer.lower() for name in _SOFTWARE_RENDERERS)


def select_devices(
    devices: Sequence[EglDevice], gpu: str | None, environment: Mapping[str, str]
) -> list[EglDevice]:
    """The devices that may be tried, best first.

    `gpu` is an index among the visible GPUs, `software`, or None for any. CUDA_VISIBLE_DEVICES
    limits and orders the GPUs: a device that it hides is never used. Raises RenderingError when
    the GPU asked for is not among them.
    """
    software = [device for device in devices if device.software]
    if gpu == "software":
        return software
    gpus = _visible_gpus(devices, environment.get("CUDA_VISIBLE_DEVICES"))
    if gpu is None:
        return gpus + software
    if gpu.isdecimal() and int(gpu) < len(gpus):
        return [gpus[int(gpu)]]
    listed = "; ".join(f"{index}: {device}" for index, device in enumerate(gpus)) or "none"
    raise RenderingError(
        f"--gpu {gpu} is not one of the visible GPUs ({listed}); CUDA_VISIBLE_DEVICES is "
        f"{environment.get('CUDA_VISIBLE_DEVICES')!r}. Choose one of these, 'software', or leave "
        "--gpu out."
    )


def _visible_gpus(devices: Sequence[EglDevice], visible: str | None) -> list[EglDevice]:
    gpus = [device for device in devices if not device.software]
    if visible is None:
        return gpus
    # Like the CUDA runtime: the list ends at the first entry that names no device.
    chosen: list[EglDevice] = []
    for entry in (part.strip() for part in visible.split(",")):
        match = next((device for device in gpus if _names(entry, device)), None)
        if match is None:
            break
        chosen.append(match)
    return chosen


def _names(entry: str, device: EglDevice) -> bool:
    if entry.isdecimal():
        return device.cuda_id == int(entry)
    # CUDA accepts any unique prefix of a UUID.
    return bool(entry) and device.uuid is not None and device.uuid.lower().startswith(entry.lower())


def open_gl(
    backend: str = "auto",
    gpu: str | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    enumerate_devices: Callable[[], Sequence[EglDevice]] = enumerate_egl_devices,
    open_egl: Callable[[EglDevice], GlContext] = EglContext,
    open_osmesa: Callable[[], GlContext] = OsMesaContext,
) -> GlDevice:
    """Open the first GL device that works and make its context current on this thread.

    Raises RenderingError that lists all that was tried when none works, or at once when a GPU
    was asked for by index and cannot be used: another one is never taken in silence.
    """
    tried: list[str] = []
    if backend in ("auto", "egl"):
        candidates: list[EglDevice] = []
        try:
            candidates = select_devices(enumerate_devices(), gpu, environment)
        except RenderingError as error:
            if gpu not in (None, "software"):
                raise
            tried.append(f"egl: {error}")
        for device in candidates:
            try:
                return _open("egl", str(device), lambda device=device: open_egl(device), tried)
            except RenderingError as error:
                tried.append(f"egl: {error}")
        if gpu not in (None, "software"):
            raise RenderingError(f"--gpu {gpu} cannot be used. " + " ".join(tried))
    if backend in ("auto", "osmesa"):
        try:
            return _open("osmesa", "OSMesa", open_osmesa, tried)
        except RenderingError as error:
            tried.append(f"osmesa: {error}")
    raise RenderingError(
        "No GL device works. " + " ".join(tried) + " On Debian and Ubuntu: apt-get install -y "
        "libegl1 libgl1 libopengl0 libegl-mesa0 libgl1-mesa-dri libosmesa6"
    )


def _open(
    backend: Literal["egl", "osmesa"],
    device: str,
    opener: Callable[[], GlContext],
    tried: Sequence[str],
) -> GlDevice:
    context = opener()
    try:
        context.make_current()
        renderer, vendor, version = context.strings()
    except RenderingError:
        context.free()
        raise
    os.environ["MUJOCO_GL"] = backend
    return GlDevice(context, backend, renderer, vendor, version, device, tuple(tried))
