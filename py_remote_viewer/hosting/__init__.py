"""Placing workers: where a worker process runs and how it is spoken to."""

from py_remote_viewer.hosting.confinement import Confinement, confine
from py_remote_viewer.hosting.early import EarlyHost
from py_remote_viewer.hosting.host import Host, WorkerListener, WorkerProcess
from py_remote_viewer.hosting.local import LocalHost

__all__ = [
    "Confinement",
    "EarlyHost",
    "Host",
    "LocalHost",
    "WorkerListener",
    "WorkerProcess",
    "confine",
]
