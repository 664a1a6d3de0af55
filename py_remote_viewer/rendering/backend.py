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
    def procedure(self, name: str) -> int: ...
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
    #: As CUDA counts the visible GPUs; None where it is no NVIDIA GPU.
    cuda_device: int | None = None

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
    gpus = _distinct([device for device in devices if not device.software])
    # The variable is about NVIDIA's GPUs; schedulers set it on machines that have none too.
    if visible is None or all(device.cuda_id is None for device in gpus):
        return gpus
    # Like the CUDA runtime: the list ends at the first entry that names no device.
    chosen: list[EglDevice] = []
    for entry in (part.strip() for part in visible.split(",")):
        match = next((device for device in gpus if _names(entry, device)), None)
        if match is None:
            break
        chosen.append(match)
    return chosen


def _distinct(gpus: Sequence[EglDevice]) -> list[EglDevice]:
    """Each GPU once: Mesa may list NVIDIA's a second time, without the driver that works."""
    files = {gpu.drm_file for gpu in gpus if gpu.cuda_id is not None and gpu.drm_file}
    return [gpu for gpu in gpus if gpu.cuda_id is not None or gpu.drm_file not in files]


def _cuda_device(
    device: EglDevice, devices: Sequence[EglDevice], environment: Mapping[str, str]
) -> int | None:
    if device.cuda_id is None or environment.get("CUDA_VISIBLE_DEVICES") is None:
        return device.cuda_id
    return _visible_gpus(devices, environment["CUDA_VISIBLE_DEVICES"]).index(device)


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
    if backend == "osmesa" and gpu not in (None, "software"):
        raise RenderingError(
            f"--gpu {gpu} cannot be used with --gl-backend osmesa, which draws on the CPU; leave "
            "one of them out."
        )
    if backend in ("auto", "egl"):
        candidates: list[EglDevice] = []
        devices: Sequence[EglDevice] = ()
        try:
            devices = enumerate_devices()
            candidates = select_devices(devices, gpu, environment)
        except RenderingError as error:
            if gpu not in (None, "software"):
                raise
            tried.append(f"egl: {error}")
        for device in candidates:
            try:
                return _open(
                    "egl", str(device), lambda device=device: open_egl(device), tried,
                    on_gpu=not device.software,
                    cuda_device=_cuda_device(device, devices, environment),
                )  # fmt: skip
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
    *,
    on_gpu: bool = False,
    cuda_device: int | None = None,
) -> GlDevice:
    context = opener()
    try:
        context.make_current()
        renderer, vendor, version = context.strings()
        found = GlDevice(
            context, backend, renderer, vendor, version, device, tuple(tried), cuda_device
        )
        if on_gpu and found.software:
            # A display chip without 3D, or LIBGL_ALWAYS_SOFTWARE: it is no GPU for us.
            raise RenderingError(f"{device} draws on the CPU ({renderer}).")
    except RenderingError:
        context.free()
        raise
    os.environ["MUJOCO_GL"] = backend
    return found
