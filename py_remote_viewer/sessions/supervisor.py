"""Keeps one worker on the air and one in reserve."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from py_remote_viewer.errors import RemoteViewerError, SceneError, WorkerError
from py_remote_viewer.hosting import Host, WorkerProcess
from py_remote_viewer.protocol.scene import Problem, SceneDescription
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    Collapse,
    Configure,
    EncodedFrame,
    FromWorker,
    Heartbeat,
    Load,
    Loaded,
    LoadFailed,
    Ready,
    Watch,
)

__all__ = ["LiveWorker", "Supervisor", "SupervisorListener"]

_READY_TIMEOUT_SEC = 60.0
_LOAD_TIMEOUT_SEC = 180.0
#: A worker this long without a sign of life, or with a thread this long in one turn, has hung.
_SILENT_SEC = 5.0
_STALLED_SEC = 20.0
#: The reserve starts when the newly shown scene has settled, so that it does not disturb it.
_RESERVE_DELAY_SEC = 2.0
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(eq=False)
class LiveWorker:
    """A worker with what it has said of itself."""

    process: WorkerProcess | None = None
    ready: "asyncio.Future[Ready]" = field(default_factory=asyncio.Future)
    loaded: "asyncio.Future[Loaded]" = field(default_factory=asyncio.Future)
    first_frame: asyncio.Event = field(default_factory=asyncio.Event)
    heartbeat: Heartbeat | None = None
    heartbeat_sec: float = 0.0
    checkpoint: Checkpoint | None = None
    retired: bool = False
    problem: Problem | None = None

    @property
    def scene(self) -> SceneDescription | None:
        """The scene it shows."""
        return self.loaded.result().scene if _succeeded(self.loaded) else None


class SupervisorListener(Protocol):
    """Who hears of the worker on the air; called on the event loop."""

    def worker_message(self, message: FromWorker) -> None: ...
    def worker_frame(self, frame: EncodedFrame, *, first: bool) -> None: ...
    def worker_lost(self, worker: LiveWorker, reason: str) -> None: ...


class Supervisor:
    """Starts workers, brings one on the air, notices when it dies or hangs."""

    def __init__(
        self,
        host: Host,
        configuration: Configure,
        listener: SupervisorListener,
        clock: Callable[[], float],
    ) -> None:
        self._host = host
        self._configuration = configuration
        self._listener = listener
        self._clock = clock
        self._workers: dict[WorkerProcess, LiveWorker] = {}
        self._on_air: LiveWorker | None = None
        self._rising: LiveWorker | None = None
        self._reserve: asyncio.Task[LiveWorker] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def on_air(self) -> LiveWorker | None:
        """The worker that people see."""
        return self._on_air

    def prepare(self) -> None:
        """Start the reserve, unless there is one."""
        if not self._closing and (self._reserve is None or _failed(self._reserve)):
            self._reserve = asyncio.create_task(self._start(), name="reserve worker")

    async def load(self, load: Load, watching: int) -> SceneDescription:
        """Load a scene in the reserve and put it on the air once it shows a picture.

        The worker on the air goes on until then. Raises SceneError when the scene cannot be
        loaded, WorkerError when the worker cannot do it; the old one then stays.
        """
        worker = await self._take_reserve()
        try:
            return await self._bring_on_air(worker, load, watching)
        except BaseException as error:
            self._rising = None
            if isinstance(error, SceneError) and worker.process and worker.process.alive:
                # It refused before it made anything: as good as new.
                worker.loaded = asyncio.Future()
                if self._reserve is None:
                    self._reserve = _done(worker)
                    raise
            self._retire(worker)
            raise

    async def _take_reserve(self) -> LiveWorker:
        while True:
            self.prepare()
            if self._reserve is None:
                raise WorkerError("The session is closing.")
            reserve, self._reserve = self._reserve, None
            worker = await reserve
            if worker.process is not None and worker.process.alive:
                return worker

    async def _bring_on_air(
        self, worker: LiveWorker, load: Load, watching: int
    ) -> SceneDescription:
        assert worker.process is not None
        worker.process.send(load)
        try:
            loaded = await asyncio.wait_for(asyncio.shield(worker.loaded), _LOAD_TIMEOUT_SEC)
        except TimeoutError:
            raise WorkerError(
                f"The scene was not loaded within {_LOAD_TIMEOUT_SEC:.0f} s; make it smaller."
            ) from None
        if watching:
            self._rising = worker
            worker.process.send(Watch(watching))
            await self._wait_first_frame(worker)
        else:
            self._promote(worker)
        self._later(self._prepare_later())
        return loaded.scene

    async def _wait_first_frame(self, worker: LiveWorker) -> None:
        shown = asyncio.ensure_future(worker.first_frame.wait())
        try:
            await asyncio.wait_for(shown, _READY_TIMEOUT_SEC)
        except TimeoutError:
            raise WorkerError(
                f"The new scene's worker made no picture within {_READY_TIMEOUT_SEC:.0f} s."
            ) from None
        if worker.problem is not None:
            raise WorkerError(worker.problem.detail)

    def kill_hung(self) -> None:
        """End the worker on the air if it gives no sign of life; call it about once a second."""
        worker = self._on_air
        if worker is None or worker.process is None or worker.heartbeat is None:
            return
        silent = self._clock() - worker.heartbeat_sec
        stalled = worker.heartbeat.stalled_sec
        if silent > _SILENT_SEC or stalled > _STALLED_SEC:
            _log.error("the worker hangs: silent %.1f s, stalled %.1f s", silent, stalled)
            worker.problem = Problem(
                "The worker hung", "The simulation did not answer any more.", 503, "worker_hung"
            )
            worker.process.kill()

    async def close(self) -> None:
        """End all workers; twice is fine."""
        self._closing = True
        if self._reserve is not None:
            self._reserve.cancel()
            await asyncio.gather(self._reserve, return_exceptions=True)
            self._reserve = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(process.stop() for process in list(self._workers)))

    # what workers say

    def worker_said(self, worker: WorkerProcess, message: FromWorker) -> None:
        """Note a message and pass on what comes from the worker on the air."""
        live = self._workers.get(worker)
        if live is None or live.retired:
            return
        match message:
            case EncodedFrame():
                self._frame(live, message)
                return
            case Ready():
                _set(live.ready, message)
            case Loaded():
                _set(live.loaded, message)
            case LoadFailed(problem=problem):
                _refuse(
                    live.loaded,
                    SceneError(problem.detail, line=problem.line, column=problem.column),
                )
            case Heartbeat():
                live.heartbeat, live.heartbeat_sec = message, self._clock()
            case Checkpoint():
                live.checkpoint = message
            case Collapse(problem=problem):
                live.problem = problem
            case _:
                pass
        if live is self._on_air:
            self._listener.worker_message(message)

    def worker_ended(self, worker: WorkerProcess, reason: str) -> None:
        """A worker's process is gone."""
        live = self._workers.pop(worker, None)
        if live is None:
            return
        reason = live.problem.detail if live.problem else reason
        error = WorkerError(reason)
        _refuse(live.ready, error)
        _refuse(live.loaded, error)
        live.problem = live.problem or Problem("The worker ended", reason, 503, "worker_ended")
        live.first_frame.set()
        if live is self._on_air and not live.retired and not self._closing:
            self._on_air = None
            self._listener.worker_lost(live, reason)

    def _frame(self, live: LiveWorker, frame: EncodedFrame) -> None:
        if live is self._rising:
            self._promote(live)
            self._listener.worker_frame(frame, first=True)
            live.first_frame.set()
        elif live is self._on_air:
            self._listener.worker_frame(frame, first=not live.first_frame.is_set())
            live.first_frame.set()

    # placing

    async def _start(self) -> LiveWorker:
        worker = LiveWorker()
        worker.process = await self._host.start(self)
        self._workers[worker.process] = worker
        worker.process.send(self._configuration)
        try:
            await asyncio.wait_for(asyncio.shield(worker.ready), _READY_TIMEOUT_SEC)
        except BaseException as error:
            self._retire(worker)
            if isinstance(error, TimeoutError):
                raise WorkerError(
                    f"A worker was not ready within {_READY_TIMEOUT_SEC:.0f} s."
                ) from error
            raise
        return worker

    def _promote(self, worker: LiveWorker) -> None:
        old, self._on_air, self._rising = self._on_air, worker, None
        if old is not None:
            self._retire(old)

    def _retire(self, worker: LiveWorker) -> None:
        worker.retired = True
        if worker.process is not None:
            self._later(worker.process.stop())

    async def _prepare_later(self) -> None:
        await asyncio.sleep(_RESERVE_DELAY_SEC)
        self.prepare()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except RemoteViewerError as error:
        _log.error("%s", error)


async def _give(worker: LiveWorker) -> LiveWorker:
    return worker


def _done(worker: LiveWorker) -> "asyncio.Task[LiveWorker]":
    return asyncio.ensure_future(_give(worker))


def _succeeded(future: "asyncio.Future[Loaded]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _failed(task: "asyncio.Task[LiveWorker]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _set(future: "asyncio.Future[T]", value: T) -> None:
    if not future.done():
        future.set_result(value)


def _refuse(future: "asyncio.Future[T]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        # Not every worker is waited for; an unread error must not be logged as forgotten.
        future.exception()
