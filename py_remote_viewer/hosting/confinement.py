"""How the processes that load strangers' models are kept apart from the machine.

Always: an environment of their own, in which no secret of the server stands, and no network
(`isolation`). Where the machine has bubblewrap and lets it make namespaces also: a file system in
which only what a simulation needs is there, read-only, no process but their own, no privileges.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from py_remote_viewer.errors import ConfigurationError

__all__ = ["Confinement", "SandboxMode", "confine", "innermost", "worker_environment"]

SandboxMode = Literal["auto", "required", "off"]

_PACKAGE = Path(__file__).resolve().parent.parent
_PROBE_SEC = 20.0
_NOBODY = 65534
_SHARED_MEMORY_BYTES = 64 << 20
#: What drawing, encoding and Python look for in the environment; all else stays with the server.
_KEPT = frozenset(
    (
        "PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "TMPDIR", "PYTHONPATH", "PYTHONHOME",
        "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUTF8", "VIRTUAL_ENV",
        "CONDA_PREFIX", "LP_NUM_THREADS", "DRI_PRIME", "DISPLAY_NUMBER",
    )
)  # fmt: skip
_KEPT_PREFIXES = (
    "LC_", "CUDA_", "NVIDIA_", "__GL", "__EGL", "__NV", "EGL_", "GBM_", "MESA_", "LIBGL_", "LIBVA_",
    "GALLIUM_", "VK_", "VDPAU_", "ONEVPL_", "MFX_", "AMD_", "ROCR_", "HIP_", "GPU_DEVICE_",
    "OMP_", "OPENBLAS_", "MKL_", "MUJOCO_",
)  # fmt: skip
#: Of the system, as far as they are there; /etc only in parts, for it holds keys.
_SYSTEM = (
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store", "/sys",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/glvnd",
    "/etc/egl", "/etc/vulkan", "/etc/OpenCL", "/etc/drirc", "/etc/localtime", "/etc/nvidia",
    "/run/opengl-driver", "/run/nvidia-persistenced",
)  # fmt: skip
_DEVICES = ("/dev/dri", "/dev/kfd", "/dev/nvidia-caps", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools",
            "/dev/nvidia-modeset", "/dev/nvidiactl")  # fmt: skip


def worker_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What of the server's environment a worker gets."""
    return {
        name: value
        for name, value in environment.items()
        if name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }


@dataclass(frozen=True)
class Confinement:
    """How such a process is started; `sentence` says what keeps it apart. Any thread may use it."""

    #: The command that workers are started through, as far as their own writable places.
    wrapper: tuple[str, ...] = ()
    sentence: str = "Workers run as other processes of the server's user do."
    environment: Mapping[str, str] = field(default_factory=worker_environment)

    @property
    def wraps(self) -> bool:
        """True where the process that is started is another one than the worker."""
        return bool(self.wrapper)

    def command(self, *words: str, also_writable: Iterable[Path] = ()) -> list[str]:
        """The command line of `python WORDS`; -P, for the working directory is no place for
        modules."""
        python = [sys.executable, "-P", *words]
        if not self.wrapper:
            return python
        more = [word for path in also_writable for word in ("--bind", str(path), str(path))]
        # Whatever else there is cannot be written.
        return [*self.wrapper, *more, "--remount-ro", "/", "--chdir", "/", "--", *python]


def confine(
    mode: SandboxMode, readable: Sequence[Path] = (), writable: Sequence[Path] = ()
) -> Confinement:
    """What this machine can do, tried once; it may take some tenths of a second.

    With `auto` workers run without bubblewrap where it does not work, with `required` that is a
    ConfigurationError, with `off` it is not tried.
    """
    environment = worker_environment()
    # Without the working directory Python would not find a checkout.
    given = environment.get("PYTHONPATH", "")
    place = str(_PACKAGE.parent)
    environment["PYTHONPATH"] = os.pathsep.join([place, given] if given else [place])
    plain = Confinement(
        environment=environment,
        sentence="Workers have no network and nothing of the server's environment, but see its "
        "files: the sandbox is off (--sandbox).",
    )
    if mode == "off":
        return plain
    bwrap = shutil.which("bwrap")
    reason = "bwrap is not installed (the package bubblewrap)"
    if bwrap is not None:
        found = Confinement(
            tuple(_wrapper(bwrap, readable, writable)), environment=environment,
            sentence="Workers run in bubblewrap: without network and privileges, and with no files "
            "but those that they need.",
        )  # fmt: skip
        reason = _failure(found)
        if not reason:
            return found
    if mode == "required":
        raise ConfigurationError(
            f"--sandbox required: workers cannot be confined here, as {reason}. Mend that, or "
            "choose --sandbox auto."
        )
    return Confinement(
        environment=environment,
        sentence="Workers have no network and nothing of the server's environment, but see its "
        f"files, as {reason}.",
    )


def innermost(pid: int) -> int:
    """The process that was wrapped, of the one that was started; that one while there is none."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        while Path(f"/proc/{pid}/comm").read_text().strip() == "bwrap":
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    return pid


def _failure(found: Confinement) -> str:
    """Why a process cannot be started so; empty where it can."""
    try:
        done = subprocess.run(
            found.command("-c", "import py_remote_viewer.errors"), capture_output=True, text=True,
            timeout=_PROBE_SEC, check=False, env=dict(found.environment), stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return f"bwrap cannot be run ({error})"
    said = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else f"bwrap does not work ({said[-1] if said else 'silent'})"


def _wrapper(bwrap: str, readable: Sequence[Path], writable: Sequence[Path]) -> list[str]:
    words = [
        bwrap, "--die-with-parent", "--new-session", "--unshare-all", "--unshare-user",
        "--uid", str(_NOBODY), "--gid", str(_NOBODY), "--cap-drop", "ALL",
        "--proc", "/proc", "--dev", "/dev", "--dir", "/tmp", "--dir", "/home/worker",
        "--setenv", "HOME", "/home/worker",
        # What is in memory there no watchdog would count.
        "--size", str(_SHARED_MEMORY_BYTES), "--tmpfs", "/dev/shm",
    ]  # fmt: skip
    for place in _SYSTEM:
        if os.path.islink(place):
            words += ["--symlink", os.readlink(place), place]
        elif os.path.exists(place):
            words += ["--ro-bind", place, place]
    for place in (*_DEVICES, *(str(path) for path in sorted(Path("/dev").glob("nvidia[0-9]*")))):
        words += ["--dev-bind-try", place, place]
    # The deeper after the higher, or they would be hidden again; what can be written last.
    bound: list[Path] = [Path(place) for place in _SYSTEM]
    for place in sorted({*_python(), *(str(path) for path in readable)}, key=len):
        # What lies in one of them is there; and a link in it, bubblewrap could not mount on.
        if not any(Path(place).is_relative_to(other) for other in bound):
            words += ["--ro-bind-try", place, place]
            bound.append(Path(place))
    for path in writable:
        words += ["--bind-try", str(path), str(path)]
    return words


def _python() -> set[str]:
    """Where this Python and its modules are."""
    places = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, *sys.path]
    places += [str(Path(sys.executable).parent), str(Path(sys.executable).resolve().parent.parent)]
    found: set[str] = set()
    for place in places:
        if place and os.path.exists(place):
            found |= {os.path.abspath(place), os.path.realpath(place)}
    # The whole system would be no sandbox; and beside a checkout, or in the folder that the server
    # was started in, there may be anything.
    for place in ("/", "/usr", "/home", "/root", "/etc", "/tmp", os.getcwd(), str(_PACKAGE.parent)):
        if not place.endswith("-packages"):
            found.discard(place)
    return {*found, str(_PACKAGE)}
