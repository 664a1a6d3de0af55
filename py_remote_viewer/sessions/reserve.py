"""The worker in reserve: started ahead, ready for the next scene."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from py_remote_viewer.errors import WorkerError
from py_remote_viewer.sessions.live_worker import LiveWorker

__all__ = ["Reserve"]

#: It starts when the newly shown scene has settled, so that it does not disturb it.
_DELAY_SEC = 2.0
#: As many that die unused are replaced one after the other; then only when one is needed.
_REPLACED = 3


class Reserve:
    """At most one worker, ready or on the way, for whoever asks first. Belongs to the loop."""

    def __init__(self, start: Callable[[], Coroutine[Any, Any, LiveWorker]]) -> None:
        self._start = start
        self._task: asyncio.Task[LiveWorker] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._died = 0
        self._closing = False

    @property
    def ready(self) -> LiveWorker | None:
        """The worker, once it is ready."""
        task = self._task
        if task is None or not task.done() or _failed(task):
            return None
        return task.result()

    def prepare(self) -> None:
        """Start one, unless there is one."""
        self._stop_timer()
        if not self._closing and (self._task is None or _failed(self._task)):
            self._task = asyncio.create_task(self._start(), name="reserve worker")

    def prepare_later(self) -> None:
        """Start one when what is on the air has settled."""
        self._stop_timer()
        if not self._closing:
            self._timer = asyncio.get_running_loop().call_later(_DELAY_SEC, self.prepare)

    async def take(self) -> LiveWorker:
        """The worker, as soon as it is ready; raises WorkerError where none can be started."""
        while True:
            was_there = self._task is not None
            self.prepare()
            task = self._task
            if task is None:
                raise WorkerError("The server is ending.")
            try:
                # Whoever gives up waiting leaves it to the next one.
                worker = await asyncio.shield(task)
            except WorkerError:
                if not was_there:
                    raise
                # It died before it was needed, which says nothing of what it was to show.
                if self._task is task:
                    self._task = None
                continue
            if self._task is not task:
                # Somebody else who waited for it was faster.
                continue
            self._task = None
            if worker.alive:
                self._died = 0
                return worker

    def put_back(self, worker: LiveWorker) -> bool:
        """Keep a worker that is as good as new; False where another one is there already."""
        if self._closing or self._task is not None or not worker.alive:
            return False
        self._task = asyncio.ensure_future(_give(worker))
        return True

    def lost(self, worker: LiveWorker) -> None:
        """A worker has ended: if it is this one, another takes its place."""
        if worker is not self.ready:
            return
        self._task = None
        self._died += 1
        if self._died <= _REPLACED:
            self.prepare_later()

    async def close(self) -> None:
        """Stop what is on the way; the worker itself is not ended. Twice is fine."""
        self._closing = True
        self._stop_timer()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def _give(worker: LiveWorker) -> LiveWorker:
    return worker


def _failed(task: "asyncio.Task[LiveWorker]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
