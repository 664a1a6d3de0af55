"""`python -m py_remote_viewer.worker FD`: a worker on an inherited socket."""

import faulthandler
import gc
import logging
import os
import signal
import socket
import sys

from py_remote_viewer.isolation import give_up_network
from py_remote_viewer.machine import draw_by_few_threads, end_with_parent
from py_remote_viewer.worker.limits import no_core_files


def main() -> int:
    """Run a worker on the socket whose descriptor is the first argument."""
    # Before there is another thread, and before anything of a stranger is looked at.
    give_up_network()
    no_core_files()
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
    end_with_parent()
    # MuJoCo shall not import a GL binding of its own; rendering.backend chooses one.
    os.environ["MUJOCO_GL"] = "disable"
    draw_by_few_threads()
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
