"""What the process may use while it loads a model."""

import contextlib
import os
import resource
from collections.abc import Generator
from pathlib import Path

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.errors import SceneError
from py_remote_viewer.machine import usable_cores

__all__ = ["limited", "no_core_files"]

#: A model's files are read one after the other.
_MORE_FILES = 256
_MIB = 1 << 20


@contextlib.contextmanager
def limited(limits: ModelSettings) -> Generator[None]:
    """Let this process take no more than `load_bytes` of memory in addition to what it has, not
    more time of all its cores than `load_sec` leaves, and open few files, while something is
    loaded; raises SceneError where memory ends.

    All of it is lifted afterwards: it holds for the whole process, drivers of GPUs map more
    addresses than there is memory, and a simulation runs for days. The gateway ends a process that
    takes too long; the limit of time is for one whose gateway does not come to it.
    """
    bounds = {
        resource.RLIMIT_AS: _address_bytes() + limits.load_bytes,
        resource.RLIMIT_CPU: _cpu_sec() + 2 * limits.load_sec * max(1, round(usable_cores())),
        resource.RLIMIT_NOFILE: _open_files() + _MORE_FILES,
    }
    before = {what: resource.getrlimit(what) for what in bounds}
    try:
        for what, bound in bounds.items():
            _lower(what, bound)
        yield
    except MemoryError as error:
        raise SceneError(
            f"The model takes more than {limits.load_bytes // _MIB} MiB of memory to load; make it "
            "smaller, or let the operator raise models.load_bytes."
        ) from error
    finally:
        for what, limit in before.items():
            resource.setrlimit(what, limit)


def no_core_files() -> None:
    """Let nothing of this process's memory be written to a disk when it crashes."""
    _lower(resource.RLIMIT_CORE, 0)


def _lower(what: int, bound: int) -> None:
    """Lower the soft limit, never raise it."""
    soft, hard = resource.getrlimit(what)
    if soft == resource.RLIM_INFINITY or bound < soft:
        resource.setrlimit(what, (bound, hard))


def _address_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _cpu_sec() -> int:
    used = os.times()
    return int(used.user + used.system)


def _open_files() -> int:
    return len(os.listdir("/proc/self/fd"))
