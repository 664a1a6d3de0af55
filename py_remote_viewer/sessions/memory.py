"""Ends workers that take more memory than they may."""

import asyncio
import logging
from collections.abc import Callable, Collection
from functools import partial

from py_remote_viewer.machine import usable_memory
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["MemoryWatch"]

#: A process that fills memory writes some GB a second.
_EVERY_SEC = 0.25
#: Of what the machine leaves to this server; the rest is for the gateway, films and everybody else.
_SHARE = 0.75
_MIB = 1 << 20
_log = logging.getLogger(__name__)


class MemoryWatch:
    """Looks at the workers' resident memory; belongs to the event loop.

    It is the kernel's OOM killer that would decide otherwise, and it may choose the gateway.
    Address space says nothing: drivers map more of it than there is memory.
    """

    def __init__(self, workers: Callable[[], Collection[LiveWorker]], worker_bytes: int) -> None:
        """With `worker_bytes` no worker may take more; with 0 all together most of the machine's
        memory, and then it is the largest that ends."""
        self._workers = workers
        self._worker_bytes = worker_bytes

    async def run(self) -> None:
        """Look again and again, until it is cancelled."""
        all_bytes = int(await in_thread(usable_memory) * _SHARE)
        while True:
            running = [worker for worker in self._workers() if worker.alive]
            self._judge(await in_thread(partial(_taken, running)), all_bytes)
            await asyncio.sleep(_EVERY_SEC)

    def _judge(self, taken: dict[LiveWorker, int], all_bytes: int) -> None:
        """End what takes too much."""
        for worker, taken_bytes in taken.items():
            if self._worker_bytes and taken_bytes > self._worker_bytes:
                self._end(worker, taken_bytes, self._worker_bytes, "worker")
        if taken and not self._worker_bytes and sum(taken.values()) > all_bytes:
            largest = max(taken, key=lambda worker: taken[worker])
            self._end(largest, taken[largest], all_bytes, "machine")

    def _end(self, worker: LiveWorker, taken: int, most: int, of_what: str) -> None:
        assert worker.process is not None
        _log.error(
            "a worker takes %d MiB; the limit of the %s is %d MiB",
            taken // _MIB, of_what, most // _MIB,
        )  # fmt: skip
        worker.problem = Problem(
            "Out of memory",
            f"The simulation took {taken // _MIB} MiB of memory, more than there is for it; make "
            "the model smaller, or let the operator raise models.worker_bytes.",
            503,
            "worker_memory",
        )
        worker.process.kill()


def _taken(workers: list[LiveWorker]) -> dict[LiveWorker, int]:
    return {worker: worker.process.resident_bytes() for worker in workers if worker.process}
