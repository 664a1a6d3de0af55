"""Hands Ethernet frames from one link to another, a while later: distance, where netem is missing.

    python -m benchmarks.relay LINK LINK MILLISECONDS

Runs inside the namespace that has both links, as root, until its standard input ends. A frame's
time counts from when the kernel took it, so that a busy machine adds no jitter on the way in.
"""

import contextlib
import os
import select
import socket
import struct
import sys
import time
from collections import deque

__all__ = ["main"]

_ETH_P_ALL = 3
_SO_SNDBUFFORCE = 32
_SO_RCVBUFFORCE = 33
_SO_TIMESTAMPNS = 35
_SOL_PACKET = 263
_PACKET_IGNORE_OUTGOING = 23
#: A shaped link behind keeps seconds of packets, and counts them as waiting in our socket.
_BUFFER_BYTES = 32 << 20
_FRAME_BYTES = 2048

_Waiting = deque[tuple[float, bytes]]


def _open(link: str) -> socket.socket:
    """A raw socket on this link. One for both ways: a packet socket does not hear itself."""
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
    opened.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_BYTES)
    opened.setsockopt(socket.SOL_SOCKET, _SO_SNDBUFFORCE, _BUFFER_BYTES)
    opened.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    opened.setsockopt(_SOL_PACKET, _PACKET_IGNORE_OUTGOING, 1)
    opened.bind((link, 0))
    opened.setblocking(False)
    return opened


def _take(source: socket.socket, waiting: _Waiting, delay_sec: float) -> None:
    """Move all that has come to the queue, with the time when it is due."""
    with contextlib.suppress(BlockingIOError):
        while True:
            frame, ancillary, _, _ = source.recvmsg(_FRAME_BYTES, 64)
            taken_sec = time.time()
            for _, kind, data in ancillary:
                if kind == _SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", data[:16])
                    taken_sec = seconds + nanoseconds / 1e9
            waiting.append((taken_sec + delay_sec, frame))


def _give(waiting: _Waiting, target: socket.socket) -> None:
    """Send what is due; what the link behind does not take is lost, as in any router."""
    now = time.time()
    while waiting and waiting[0][0] <= now:
        _, frame = waiting.popleft()
        with contextlib.suppress(OSError):
            target.send(frame)


def _run(first: socket.socket, second: socket.socket, delay_sec: float) -> None:
    there: _Waiting = deque()
    back: _Waiting = deque()
    while True:
        due = [queue[0][0] for queue in (there, back) if queue]
        pause = max(0.0, min(due) - time.time()) if due else None
        ready, _, _ = select.select([first, second, sys.stdin], [], [], pause)
        if sys.stdin in ready and not os.read(sys.stdin.fileno(), 1):
            return
        if first in ready:
            _take(first, there, delay_sec)
        if second in ready:
            _take(second, back, delay_sec)
        _give(there, second)
        _give(back, first)


def main() -> None:
    """Hand on until told to end."""
    first, second, milliseconds = sys.argv[1:4]
    # Whatever else the machine does, the distance stays the same.
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(10))
    with _open(first) as one, _open(second) as other:
        print("ready", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            _run(one, other, float(milliseconds) / 1e3)


if __name__ == "__main__":
    main()
