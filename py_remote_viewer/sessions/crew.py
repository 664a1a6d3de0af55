"""The workers of a server: starts them, hears them, and keeps one in reserve for all sessions."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from py_remote_viewer.errors import WorkerError
from py_remote_viewer.hosting import Host, WorkerProcess
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.worker import Configure, FromWorker
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.memory import MemoryWatch
from py_remote_viewer.sessions.reserve import Reserve
from py_remote_viewer.sessions.tasks import Tasks

__all__ = ["Crew", "CrewListener"]

_READY_TIMEOUT_SEC = 60.0
#: A worker this long without a sign of life, or with a thread this long in one turn, has hung.
_SILENT_SEC = 5.0
_STALLED_SEC = 20.0
_log = logging.getLogger(__name__)


class CrewListener(Protocol):
    """Who took a worker, and hears of it from then on; called on the event loop."""

    def worker_heard(self, worker: LiveWorker, message: FromWorker) -> None: ...
    def worker_gone(self, worker: LiveWorker, reason: str) -> None: ...


class Crew:
    """Belongs to the event loop.

    One reserve serves all sessions: each costs the memory of a whole worker, and two sessions that
    need it in the same second are rarer than one that nobody uses. Whoever comes second waits for
    the next one to start.
    """

    def __init__(self, host: Host, configuration: Configure, clock: Callable[[], float]) -> None:
        self._host = host
        self._configuration = configuration
        self._clock = clock
        self._workers: dict[WorkerProcess, LiveWorker] = {}
        self._takers: dict[LiveWorker, CrewListener] = {}
        self._tasks = Tasks()
        self._memory = MemoryWatch(self._workers.values, configuration.models.worker_bytes)
        self._watching_memory = False
        self.reserve = Reserve(self._start)

    @property
    def load_sec(self) -> float:
        """How long a scene may take to load, in seconds of wall time."""
        return float(self._configuration.models.load_sec)

    async def take(self, listener: CrewListener) -> LiveWorker:
        """A worker that is ready; raises WorkerError where none can be started."""
        worker = await self.reserve.take()
        self._takers[worker] = listener
        return worker

    def put_back(self, worker: LiveWorker) -> bool:
        """Take back one that is as good as new; False where another is in reserve by now."""
        if not self.reserve.put_back(worker):
            return False
        self._takers.pop(worker, None)
        worker.renew(self._clock())
        return True

    def retire(self, worker: LiveWorker) -> None:
        """Nothing that it says counts any more, and it ends soon."""
        worker.retired = True
        if worker.process is not None:
            self._tasks.spawn(worker.process.stop(), "stop a worker")

    async def stop(self, listener: CrewListener) -> None:
        """End all that this one took; returns when they have ended."""
        theirs = [
            worker.process
            for worker, taker in self._takers.items()
            if taker is listener and worker.process is not None
        ]
        await asyncio.gather(*(process.stop() for process in theirs), return_exceptions=True)

    def kill_if_hung(self, worker: LiveWorker | None, where: str) -> None:
        """End a worker that gives no sign of life; one that loads a scene gives none."""
        if worker is None or worker.process is None:
            return
        silent = self._clock() - worker.heartbeat_sec
        stalled = worker.heartbeat.stalled_sec if worker.heartbeat else 0.0
        if silent <= _SILENT_SEC and stalled <= _STALLED_SEC:
            return
        _log.error("the worker %s hangs: silent %.1f s, stalled %.1f s", where, silent, stalled)
        worker.problem = Problem(
            "The worker hung", "The simulation did not answer any more.", 503, "worker_hung"
        )
        worker.process.kill()

    async def close(self) -> None:
        """End all workers; twice is fine."""
        await self.reserve.close()
        await self._tasks.close()
        for process, worker in list(self._workers.items()):
            if worker not in self._takers:
                # Nothing is to be brought to an end in order, and one that is still being imported
                # would not hear that it is to end.
                process.kill()
        await asyncio.gather(
            *(process.stop() for process in list(self._workers)), return_exceptions=True
        )

    # what workers say (WorkerListener)

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        """Pass a message to whoever took the worker."""
        live = self._workers.get(worker)
        if live is None or live.retired:
            return
        taker = self._takers.get(live)
        if taker is None:
            live.note(message, self._clock())
        else:
            taker.worker_heard(live, message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """A worker's process is gone."""
        live = self._workers.pop(worker, None)
        if live is None:
            return
        reason = live.end(reason)
        self.reserve.lost(live)
        taker = self._takers.pop(live, None)
        if taker is not None:
            taker.worker_gone(live, reason)

    async def _start(self) -> LiveWorker:
        if not self._watching_memory:
            self._watching_memory = True
            self._tasks.spawn(self._memory.run(), "memory watch")
        worker = LiveWorker()
        worker.process = await self._host.start(self)
        self._workers[worker.process] = worker
        try:
            if not worker.process.alive:
                raise WorkerError("A worker ended as soon as it was started; see the log.")
            worker.process.send(self._configuration)
            await asyncio.wait_for(asyncio.shield(worker.ready), _READY_TIMEOUT_SEC)
        except TimeoutError:
            self.retire(worker)
            raise WorkerError(
                f"A worker was not ready within {_READY_TIMEOUT_SEC:.0f} s."
            ) from None
        except BaseException:
            self.retire(worker)
            raise
        worker.heartbeat_sec = self._clock()
        return worker
