"""What a process gives up for good before it touches what strangers sent."""

import ctypes
import errno
import os
import platform
import struct

__all__ = ["give_up_network"]

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
# Of <linux/bpf_common.h> and <linux/seccomp.h>: load a word, jump if equal, if greater or equal,
# return; what is returned lets a system call happen, or fail with an error.
_LOAD, _IF_EQUAL, _IF_GREATER_OR_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
# Offsets in `struct seccomp_data`.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
#: System calls of the x32 ABI have this bit, and would pass by other numbers.
_X32 = 0x40000000

#: AF_INET, AF_INET6, AF_PACKET, AF_BLUETOOTH, AF_VSOCK. Drivers may need local sockets.
_FAMILIES = (2, 10, 17, 31, 40)
#: By machine: the architecture of <linux/audit.h>, `socket`, and what no simulation needs: other
#: processes' memory (ptrace, process_vm_readv and _writev, pidfd_getfd), ways around this filter
#: (io_uring_setup), more of the kernel than it takes (bpf, userfaultfd, perf_event_open, keys,
#: other namespaces).
_MACHINES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, 41, (101, 310, 311, 438, 425, 321, 323, 298, 248, 249, 250, 272, 308)),
    "aarch64": (0xC00000B7, 198, (117, 270, 271, 438, 425, 280, 282, 241, 217, 218, 219, 97, 268)),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def give_up_network() -> bool:
    """Let this thread, and all that it starts, open no socket that leaves the machine, and look
    into no other process. Call it first of all, while there is one thread. False where the kernel
    or the machine has no such thing."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        known = _MACHINES.get(platform.machine())
        if known is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        code = _filter(*known)
        program = _Program(len(code) // 8, code)
        return libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0
    except (OSError, AttributeError):
        return False


def _filter(architecture: int, socket: int, refused: tuple[int, ...]) -> bytes:
    """The filter, as instructions of 8 bytes."""
    made: list[bytes] = []

    def add(code: int, value: int, true: int = 0, false: int = 0) -> None:
        made.append(struct.pack("=HBBI", code, true, false, value))

    error = _ERROR | (errno.EPERM & 0xFFFF)
    add(_LOAD, _ARCHITECTURE)
    add(_IF_EQUAL, architecture, true=1)
    add(_RETURN, error)
    add(_LOAD, _NUMBER)
    add(_IF_GREATER_OR_EQUAL, _X32, false=1)
    add(_RETURN, error)
    for number in refused:
        add(_IF_EQUAL, number, false=1)
        add(_RETURN, error)
    add(_IF_EQUAL, socket, true=1)
    add(_RETURN, _ALLOW)
    add(_LOAD, _FIRST_ARGUMENT)
    for family in _FAMILIES:
        add(_IF_EQUAL, family, false=1)
        add(_RETURN, error)
    add(_RETURN, _ALLOW)
    return b"".join(made)


if __name__ == "__main__":
    # A probe: 0 where it works here.
    raise SystemExit(0 if give_up_network() else os.EX_UNAVAILABLE)
