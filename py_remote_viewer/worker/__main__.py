"""`python -m py_remote_viewer.worker FD`: a worker on an inherited socket."""

import contextlib
import ctypes
import faulthandler
import gc
import logging
import os
import signal
import socket
import sys

from py_remote_viewer.machine import usable_cores

#: From <linux/prctl.h>: the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run a worker on the socket whose descriptor is the first argument."""
    faulthandler.enable()
    # A Ctrl-C in the terminal reaches the whole group; the gateway decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Threads hand over often and hold the GIL shortly: the default of 5 ms adds whole frames.
    sys.setswitchinterval(0.0005)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s"
    )
    # A gateway that is killed cannot end its workers; a worker in the middle of a long compilation
    # would not notice that it is alone.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # MuJoCo shall not import a GL binding of its own; rendering.backend chooses one.
    os.environ["MUJOCO_GL"] = "disable"
    # Without this a software renderer starts a thread for every core of the machine, also in a
    # container that may use two of them, where the kernel then stops the whole worker again and
    # again.
    os.environ.setdefault("LP_NUM_THREADS", str(max(1, round(usable_cores()))))
    connection = socket.socket(fileno=int(sys.argv[1]))
    from py_remote_viewer.worker.channel import Channel
    from py_remote_viewer.worker.vitals import HEARTBEAT_SEC
    from py_remote_viewer.worker.worker import Worker

    connection.settimeout(HEARTBEAT_SEC)
    # A full collection would look through all that was imported, and hold every thread meanwhile.
    gc.collect()
    gc.freeze()
    return Worker(Channel(connection)).run()


if __name__ == "__main__":
    sys.exit(main())
