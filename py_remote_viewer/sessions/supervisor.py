"""Keeps one worker of a session on the air."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from py_remote_viewer.errors import SceneError, WorkerError
from py_remote_viewer.protocol.worker import (
    EncodedFrame,
    FromWorker,
    Load,
    Loaded,
    ToWorker,
    Watch,
    Yield,
)
from py_remote_viewer.sessions.crew import Crew
from py_remote_viewer.sessions.live_worker import LiveWorker

__all__ = ["Supervisor", "SupervisorListener"]

#: How many workers may die before they have heard of a scene until it is given up.
_TRIES = 3
#: It has drawn a picture already when it says that the scene is loaded.
_FIRST_FRAME_TIMEOUT_SEC = 20.0
#: Something to do with a worker before people see it.
BeforeShown = Callable[[LiveWorker], Coroutine[Any, Any, None]]


class SupervisorListener(Protocol):
    """Who hears of the worker on the air; called on the event loop."""

    def worker_shown(self, worker: LiveWorker) -> None:
        """It is on the air from now on; called once, before any of its frames."""
        ...

    def worker_message(self, message: FromWorker) -> None: ...
    def worker_frame(self, frame: EncodedFrame) -> None: ...
    def worker_lost(self, worker: LiveWorker, reason: str) -> None: ...


class Supervisor:
    """Brings a worker of the crew on the air, notices when it dies or hangs."""

    def __init__(
        self,
        crew: Crew,
        listener: SupervisorListener,
        clock: Callable[[], float],
    ) -> None:
        self._crew = crew
        self._listener = listener
        self._clock = clock
        self._on_air: LiveWorker | None = None
        self._rising: LiveWorker | None = None
        self._closing = False

    @property
    def on_air(self) -> LiveWorker | None:
        """The worker that people see."""
        return self._on_air

    def tell(self, message: ToWorker) -> None:
        """Send to the worker on the air, where there is one; WorkerError where it hangs."""
        if self._on_air is not None and self._on_air.process is not None:
            self._on_air.process.send(message)

    async def load(
        self, load: Load, watch: Watch, before_shown: BeforeShown | None = None
    ) -> Loaded:
        """Load a scene in the reserve and put it on the air once it shows a picture.

        `before_shown` is done with the worker that has loaded it, while the old one is still shown.
        Of what is watched it shows a picture first.

        The worker on the air goes on until then. Raises SceneError when the scene cannot be
        loaded, WorkerError when the worker cannot do it; the old one then stays. Once
        `worker_shown` was called the load has succeeded, however it ends here.
        """
        self._ask_to_yield(True)
        try:
            return await self._load(load, watch, before_shown)
        except BaseException:
            self._ask_to_yield(False)
            raise

    async def _load(self, load: Load, watch: Watch, before_shown: BeforeShown | None) -> Loaded:
        reason = WorkerError("No worker could be used.")
        for _ in range(_TRIES):
            worker = await self._crew.take(self)
            try:
                return await self._bring_on_air(worker, load, watch, before_shown)
            except BaseException as error:
                if self._rising is worker:
                    self._rising = None
                if worker is not self._on_air:
                    self._put_aside(worker, reusable=isinstance(error, SceneError))
                if worker.has_begun or not isinstance(error, WorkerError):
                    raise
                # It died before it knew of the scene, which cannot be the cause.
                reason = error
        raise reason

    def _ask_to_yield(self, yielding: bool) -> None:
        """The worker on the air may leave the cores to the one that loads."""
        # Where it hangs, it will be ended for it.
        with contextlib.suppress(WorkerError):
            self.tell(Yield(yielding))

    def _put_aside(self, worker: LiveWorker, *, reusable: bool) -> None:
        if reusable and self._crew.put_back(worker):
            return
        # Asking would take seconds: it may be in the middle of a scene that never ends.
        if worker.process is not None:
            worker.process.kill()
        self._crew.retire(worker)

    async def _bring_on_air(
        self, worker: LiveWorker, load: Load, watch: Watch, before_shown: BeforeShown | None
    ) -> Loaded:
        assert worker.process is not None
        worker.asked(load)
        worker.process.send(load)
        try:
            loaded = await asyncio.wait_for(asyncio.shield(worker.loaded), self._crew.load_sec)
        except TimeoutError:
            raise WorkerError(
                f"The scene was not loaded within {self._crew.load_sec:g} s; make it smaller, or "
                "let the operator raise models.load_sec."
            ) from None
        if before_shown is not None:
            await before_shown(worker)
        if watch.watched:
            self._rising = worker
            worker.process.send(watch)
            await self._wait_settled(worker)
        else:
            self._promote(worker)
        self._crew.reserve.prepare_later()
        return loaded

    async def _wait_settled(self, worker: LiveWorker) -> None:
        try:
            await asyncio.wait_for(worker.settled.wait(), _FIRST_FRAME_TIMEOUT_SEC)
        except TimeoutError:
            raise WorkerError(
                f"The new scene's worker made no picture within {_FIRST_FRAME_TIMEOUT_SEC:.0f} s."
            ) from None
        if not worker.has_sent_frames:
            raise WorkerError(worker.problem.detail if worker.problem else "The worker ended.")

    def kill_hung(self) -> None:
        """End the workers on the air and in reserve if they give no sign of life; call it about
        once a second. One that loads a scene has a time limit of its own."""
        self._crew.kill_if_hung(self._on_air, "on the air")
        self._crew.kill_if_hung(self._crew.reserve.ready, "in reserve")

    async def close(self) -> None:
        """End the workers of this session; twice is fine."""
        self._closing = True
        await self._crew.stop(self)

    # what workers say (CrewListener)

    def worker_heard(self, worker: LiveWorker, message: FromWorker) -> None:
        """Note a message and pass on what comes from the worker on the air."""
        if isinstance(message, EncodedFrame):
            self._frame(worker, message)
            return
        worker.note(message, self._clock())
        if worker is self._on_air:
            self._listener.worker_message(message)

    def worker_gone(self, worker: LiveWorker, reason: str) -> None:
        """A worker's process has ended."""
        if worker is self._on_air:
            self._on_air = None
            if not self._closing:
                self._listener.worker_lost(worker, reason)

    def _frame(self, live: LiveWorker, frame: EncodedFrame) -> None:
        live.has_sent_frames = True
        if live is self._rising:
            self._promote(live)
        if live is self._on_air:
            self._listener.worker_frame(frame)

    def _promote(self, worker: LiveWorker) -> None:
        """Put a worker on the air. All that follows from it is done here, in one go: a load that
        is given up at this moment leaves nothing half done."""
        old, self._on_air, self._rising = self._on_air, worker, None
        # It was silent while it loaded.
        worker.heartbeat_sec = self._clock()
        worker.settled.set()
        if old is not None:
            self._crew.retire(old)
        self._listener.worker_shown(worker)
