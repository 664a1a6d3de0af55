"""What this process may use of the machine, and how it ends with the one that started it."""

import contextlib
import ctypes
import os
import signal
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

__all__ = [
    "draw_by_few_threads",
    "end_with_parent",
    "take_what_is_left",
    "usable_cores",
    "usable_memory",
]

_CGROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")
#: From <linux/prctl.h>: the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1
_NICEST = 19


def end_with_parent() -> None:
    """Let the kernel end this process when the one that started it ends, however that happens."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def take_what_is_left() -> None:
    """Let this process, and threads that it starts from now on, run only on what everybody else
    leaves of the cores."""
    try:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    except OSError:
        # Some containers forbid it.
        os.nice(_NICEST)


def draw_by_few_threads() -> None:
    """Let a software renderer start no more threads than there are cores to use.

    It would start one for every core of the machine, also in a container that may use two of them,
    where the kernel then stops the whole process again and again. To be called before GL is opened.
    """
    os.environ.setdefault("LP_NUM_THREADS", str(max(1, round(usable_cores()))))


def usable_cores(*, cgroups: Path = _CGROUPS, own_groups: Path = _OWN_GROUPS) -> float:
    """The cores that scheduling and all quotas leave to this process; a fraction under a quota.

    A container limits by quota: the kernel still shows it every core of the machine.
    """
    return min([float(len(os.sched_getaffinity(0))), *_quotas(cgroups, own_groups)])


def usable_memory(*, cgroups: Path = _CGROUPS, own_groups: Path = _OWN_GROUPS) -> int:
    """The bytes of memory that the machine and all groups above leave to this process and its
    likes."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([whole, *_memory_bounds(cgroups, own_groups)])


def _memory_bounds(cgroups: Path, own_groups: Path) -> Iterator[int]:
    for line in _read(own_groups).splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        mount = cgroups / controllers if controllers else cgroups
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        for folder in _upwards(mount, path):
            # Without a bound it reads "max", or more than any machine has.
            bound = _read(folder / name).strip()
            if bound.isdecimal() and int(bound) > 0:
                yield int(bound)


def _quotas(cgroups: Path, own_groups: Path) -> Iterator[float]:
    """What each group that this process is in allows; a quota binds all groups below it."""
    for line in _read(own_groups).splitlines():
        # "0::/path" for version 2, "4:cpu,cpuacct:/path" for version 1.
        controllers, _, path = line.partition(":")[2].partition(":")
        if not controllers:
            for folder in _upwards(cgroups, path):
                yield from _quota(*_read(folder / "cpu.max").partition(" ")[::2])
        elif "cpu" in controllers.split(","):
            for mount in {controllers, "cpu"}:
                for folder in _upwards(cgroups / mount, path):
                    quota = _read(folder / "cpu.cfs_quota_us")
                    yield from _quota(quota, _read(folder / "cpu.cfs_period_us"))


def _upwards(mount: Path, path: str) -> Iterator[Path]:
    """The group's folder and all above it, to the mount: inside a container that may be all there
    is, while the path is that of the host."""
    inside = PurePosixPath(path.lstrip("/"))
    for part in (inside, *inside.parents):
        if ".." not in part.parts:
            yield mount / part


def _quota(quota: str, period: str) -> Iterator[float]:
    # Without a bound the quota reads "max" or -1.
    quota, period = quota.strip(), period.strip()
    if quota.isdecimal() and period.isdecimal() and int(quota) > 0 and int(period) > 0:
        yield int(quota) / int(period)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
