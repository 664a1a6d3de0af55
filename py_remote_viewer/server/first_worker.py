"""Hears how the first worker begins: settings that cannot work are then told where they were given.

A page tells of a worker that failed too, but whoever started the server looks at the terminal.
"""

from collections.abc import Callable

from py_remote_viewer.hosting import Host, WorkerListener, WorkerProcess
from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress
from py_remote_viewer.protocol.worker import Collapse, FromWorker, Loaded, LoadFailed, Ready

__all__ = ["FirstWorkerHost"]

Tell = Callable[[str], None]


class FirstWorkerHost:
    """A host whose first worker is listened to until it shows a scene.

    `devices_failed` runs when that worker cannot draw or encode with what is set up, and
    `scene_failed` when it refuses the scene to begin with; each with a sentence.
    """

    def __init__(self, host: Host, devices_failed: Tell, scene_failed: Tell) -> None:
        self._host = host
        self._tell = (devices_failed, scene_failed)
        self._first = True

    async def start(self, listener: WorkerListener) -> WorkerProcess:
        """Start a worker as the host does."""
        if self._first:
            self._first = False
            listener = _Ear(listener, *self._tell)
        return await self._host.start(listener)

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        """Make a film as the host does."""
        return await self._host.make_film(order, heard)


class _Ear:
    """A listener that passes everything on."""

    def __init__(self, listener: WorkerListener, devices_failed: Tell, scene_failed: Tell) -> None:
        self._listener = listener
        self._devices_failed = devices_failed
        self._scene_failed = scene_failed
        self._ready = False
        self._settled = False

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        """Pass a message on, and tell of a failure."""
        self._listener.worker_said(worker, message)
        if not self._settled:
            self._hear(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """Pass it on; why a worker ended without a word is in the log."""
        self._listener.worker_ended(worker, reason)

    def _hear(self, message: FromWorker) -> None:
        match message:
            case Ready():
                self._ready = True
            case Loaded():
                self._settled = True
            case LoadFailed(problem=problem):
                self._settled = True
                self._scene_failed(problem.detail)
            case Collapse(problem=problem) if not self._ready:
                self._settled = True
                self._devices_failed(problem.detail)
            case _:
                pass
