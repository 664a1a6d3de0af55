"""EGL and OSMesa through ctypes: enumerate devices, make a context, make it current, free it.

No window system and no PyOpenGL: MuJoCo needs nothing but a current context. Constants are from
the Khronos registry (egl.xml) and Mesa's `osmesa.h`.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from py_remote_viewer.errors import RenderingError

__all__ = ["EglContext", "EglDevice", "OsMesaContext", "enumerate_egl_devices"]

_EGL_PLATFORM_DEVICE_EXT: Final = 0x313F
_EGL_OPENGL_API: Final = 0x30A2
_EGL_EXTENSIONS: Final = 0x3055
_EGL_DRM_DEVICE_FILE_EXT: Final = 0x3233
_EGL_CUDA_DEVICE_NV: Final = 0x323A
_EGL_DEVICE_UUID_EXT: Final = 0x335C
_EGL_SUCCESS: Final = 0x3000
_EGL_NONE: Final = 0x3038
# fmt: off
_CONFIG_ATTRIBUTES: Final = (
    0x3024, 8, 0x3023, 8, 0x3022, 8, 0x3021, 8,  # red, green, blue, alpha bits
    0x3025, 24, 0x3026, 8,                       # depth, stencil bits
    0x3033, 0x0001,                              # surface type: pbuffer
    0x3040, 0x0008,                              # renderable type: OpenGL
    _EGL_NONE,
)
# fmt: on
_GL_VENDOR, _GL_RENDERER, _GL_VERSION = 0x1F00, 0x1F01, 0x1F02
_OSMESA_RGBA: Final = 0x1908
_GL_UNSIGNED_BYTE: Final = 0x1401


@dataclass(frozen=True)
class EglDevice:
    """An EGL device as the drivers list it.

    `cuda_id` is the physical CUDA index and `uuid` the GPU's UUID, where the driver tells them.
    """

    handle: int
    index: int
    software: bool
    cuda_id: int | None = None
    uuid: str | None = None
    drm_file: str | None = None

    def __str__(self) -> str:
        kind = "software" if self.software else "GPU"
        cuda = "" if self.cuda_id is None else f", CUDA {self.cuda_id}"
        return (
            f"EGL device {self.index} ({kind}{cuda}{', ' + self.drm_file if self.drm_file else ''})"
        )


def _load(*names: str) -> ctypes.CDLL:
    for name in names:
        try:
            return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
    raise RenderingError(
        f"The library {names[0]} is missing; install it with "
        "'apt-get install -y libegl1 libgl1 libopengl0 libgl1-mesa-dri libosmesa6'."
    )


class _Egl:
    """The EGL entry points that are used, loaded once."""

    def __init__(self) -> None:
        # libGL or libOpenGL has to be in the process before EGL makes a desktop GL context.
        for name in ("libOpenGL.so.0", "libGL.so.1"):
            try:
                ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
                break
            except OSError:
                continue
        self.library = _load("libEGL.so.1", "libEGL.so")
        lib = self.library
        lib.eglGetProcAddress.restype = ctypes.c_void_p
        lib.eglGetProcAddress.argtypes = [ctypes.c_char_p]
        for name in ("eglInitialize", "eglTerminate", "eglMakeCurrent", "eglDestroyContext"):
            getattr(lib, name).restype = ctypes.c_uint
        lib.eglInitialize.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
        lib.eglTerminate.argtypes = [ctypes.c_void_p]
        lib.eglMakeCurrent.argtypes = [ctypes.c_void_p] * 4
        lib.eglDestroyContext.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        lib.eglCreateContext.restype = ctypes.c_void_p
        lib.eglCreateContext.argtypes = [ctypes.c_void_p] * 4
        lib.eglChooseConfig.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p,
        ]  # fmt: skip
        lib.eglBindAPI.argtypes = [ctypes.c_uint]

    def extension(self, name: str, restype: Any, *argtypes: Any) -> Any | None:
        """An extension function by name, or None where the driver has none."""
        address = self.library.eglGetProcAddress(name.encode())
        return ctypes.CFUNCTYPE(restype, *argtypes)(address) if address else None

    def error(self) -> str:
        return f"EGL error 0x{self.library.eglGetError():04x}"


_egl: _Egl | None = None


def _get_egl() -> _Egl:
    global _egl
    if _egl is None:
        _egl = _Egl()
    return _egl


def enumerate_egl_devices() -> list[EglDevice]:
    """All EGL devices, in the drivers' order.

    Raises RenderingError where libEGL or its device extension is missing.
    """
    egl = _get_egl()
    query = egl.extension(
        "eglQueryDevicesEXT", ctypes.c_uint, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p
    )
    if query is None:
        raise RenderingError(
            "This EGL has no device enumeration (EGL_EXT_device_enumeration); install Mesa's EGL "
            "(libegl1) or the GPU vendor's driver."
        )
    handles = (ctypes.c_void_p * 64)()
    count = ctypes.c_int()
    if not query(64, handles, ctypes.byref(count)):
        raise RenderingError(f"EGL could not list its devices: {egl.error()}.")
    return [_describe(egl, index, handles[index] or 0) for index in range(count.value)]


def _describe(egl: _Egl, index: int, handle: int) -> EglDevice:
    text = egl.extension("eglQueryDeviceStringEXT", ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int)
    extensions = (text(handle, _EGL_EXTENSIONS) or b"").decode() if text else ""
    drm_file: str | None = None
    if text and "EGL_EXT_device_drm" in extensions:
        drm_file = (text(handle, _EGL_DRM_DEVICE_FILE_EXT) or b"").decode() or None
    cuda_id: int | None = None
    if "EGL_NV_device_cuda" in extensions:
        attribute = egl.extension(
            "eglQueryDeviceAttribEXT", ctypes.c_uint, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
        )
        value = ctypes.c_ssize_t()
        if attribute and attribute(handle, _EGL_CUDA_DEVICE_NV, ctypes.byref(value)):
            cuda_id = int(value.value)
    return EglDevice(
        handle=handle,
        index=index,
        software="software" in extensions,
        cuda_id=cuda_id,
        uuid=_query_uuid(egl, handle) if "persistent_id" in extensions else None,
        drm_file=drm_file,
    )


def _query_uuid(egl: _Egl, handle: int) -> str | None:
    # EGL_EXT_device_persistent_id: sixteen bytes, written by NVIDIA's tools as GPU-8-4-4-4-12.
    binary = egl.extension(
        "eglQueryDeviceBinaryEXT",
        ctypes.c_uint,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    value = (ctypes.c_ubyte * 16)()
    size = ctypes.c_int()
    if not binary or not binary(handle, _EGL_DEVICE_UUID_EXT, 16, value, ctypes.byref(size)):
        return None
    text = bytes(value).hex()
    return f"GPU-{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _procedure(get_proc_address: Any, name: str) -> int:
    address = get_proc_address(name.encode())
    if not address:
        raise RenderingError(f"The GL driver has no {name}; its installation is broken.")
    return int(address)


def _gl_strings(get_proc_address: Any) -> tuple[str, str, str]:
    address = _procedure(get_proc_address, "glGetString")
    get = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_uint)(address)
    renderer, vendor, version = (
        (get(name) or b"").decode(errors="replace")
        for name in (_GL_RENDERER, _GL_VENDOR, _GL_VERSION)
    )
    return renderer, vendor, version


class EglContext:
    """A surfaceless desktop GL context on one EGL device; use it on one thread.

    MuJoCo renders into framebuffers of its own, so no surface is made.
    """

    def __init__(self, device: EglDevice) -> None:
        self._context: int | None = None
        self._egl = _get_egl()
        self.device = device
        egl = self._egl
        get_display = egl.extension(
            "eglGetPlatformDisplayEXT",
            ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
        )  # fmt: skip
        self._display = get_display and get_display(_EGL_PLATFORM_DEVICE_EXT, device.handle, None)
        if not self._display or not egl.library.eglInitialize(self._display, None, None):
            raise RenderingError(f"{device} could not be initialised: {egl.error()}.")
        attributes = (ctypes.c_int * len(_CONFIG_ATTRIBUTES))(*_CONFIG_ATTRIBUTES)
        config = ctypes.c_void_p()
        count = ctypes.c_int()
        egl.library.eglChooseConfig(
            self._display, attributes, ctypes.byref(config), 1, ctypes.byref(count)
        )
        if count.value < 1:
            raise RenderingError(f"{device} offers no 24-bit depth RGBA configuration.")
        egl.library.eglBindAPI(_EGL_OPENGL_API)
        self._context = egl.library.eglCreateContext(self._display, config, None, None)
        if not self._context:
            raise RenderingError(f"{device} could not make a GL context: {egl.error()}.")

    def make_current(self) -> None:
        """Bind the context to the calling thread."""
        library = self._egl.library
        library.eglBindAPI(_EGL_OPENGL_API)
        if not library.eglMakeCurrent(self._display, None, None, self._context):
            raise RenderingError(f"{self.device} could not be used: {self._egl.error()}.")

    def strings(self) -> tuple[str, str, str]:
        """GL_RENDERER, GL_VENDOR and GL_VERSION; the context must be current."""
        return _gl_strings(self._egl.library.eglGetProcAddress)

    def procedure(self, name: str) -> int:
        """The address of a GL function; raises RenderingError where the driver lacks it."""
        return _procedure(self._egl.library.eglGetProcAddress, name)

    def free(self) -> None:
        """Release and destroy the context; call it on the thread that used it."""
        if self._context is not None:
            library = self._egl.library
            library.eglMakeCurrent(self._display, None, None, None)
            library.eglDestroyContext(self._display, self._context)
            library.eglReleaseThread()
            self._context = None


class OsMesaContext:
    """A GL context of the OSMesa software renderer; use it on one thread."""

    def __init__(self, attributes: Sequence[int] = ()) -> None:
        self._context: int | None = None
        self._library = _load("libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so")
        lib = self._library
        lib.OSMesaCreateContextExt.restype = ctypes.c_void_p
        lib.OSMesaCreateContextExt.argtypes = (
            [ctypes.c_uint] + [ctypes.c_int] * 3 + [ctypes.c_void_p]
        )
        lib.OSMesaMakeCurrent.argtypes = [
            ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_int,
        ]  # fmt: skip
        lib.OSMesaDestroyContext.argtypes = [ctypes.c_void_p]
        lib.OSMesaGetProcAddress.restype = ctypes.c_void_p
        lib.OSMesaGetProcAddress.argtypes = [ctypes.c_char_p]
        self._context = lib.OSMesaCreateContextExt(_OSMESA_RGBA, 24, 8, 0, None)
        if not self._context:
            raise RenderingError("OSMesa could not make a GL context.")
        # OSMesa wants a default framebuffer of its own; MuJoCo draws into another one.
        self._buffer = (ctypes.c_ubyte * (16 * 16 * 4))()

    def make_current(self) -> None:
        """Bind the context to the calling thread."""
        if not self._library.OSMesaMakeCurrent(
            self._context, self._buffer, _GL_UNSIGNED_BYTE, 16, 16
        ):
            raise RenderingError("OSMesa could not make its context current.")

    def strings(self) -> tuple[str, str, str]:
        """GL_RENDERER, GL_VENDOR and GL_VERSION; the context must be current."""
        return _gl_strings(self._library.OSMesaGetProcAddress)

    def procedure(self, name: str) -> int:
        """The address of a GL function; raises RenderingError where the driver lacks it."""
        return _procedure(self._library.OSMesaGetProcAddress, name)

    def free(self) -> None:
        """Destroy the context; call it on the thread that used it."""
        if self._context is not None:
            self._library.OSMesaDestroyContext(self._context)
            self._context = None
