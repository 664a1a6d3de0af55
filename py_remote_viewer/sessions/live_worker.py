"""A worker with what it has said of itself."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from py_remote_viewer.errors import CommandError, SceneError, WorkerError
from py_remote_viewer.hosting import WorkerProcess
from py_remote_viewer.protocol.fields import Panel
from py_remote_viewer.protocol.scene import Problem, SceneDescription
from py_remote_viewer.protocol.tasks import Task
from py_remote_viewer.protocol.view import Look
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    Collapse,
    CommandDone,
    FromWorker,
    Heartbeat,
    Load,
    LoadBegun,
    Loaded,
    LoadFailed,
    Ready,
    WorkerTask,
)
from py_remote_viewer.sessions.description import for_viewers, panel_for_viewers

__all__ = ["LiveWorker"]

T = TypeVar("T")
#: Beyond all those that a session gives to what people ask for.
_numbers = itertools.count(1 << 40)


@dataclass(eq=False)
class LiveWorker:
    """What the gateway knows of a worker; `retired` once nothing that it says counts any more."""

    process: WorkerProcess | None = None
    ready: "asyncio.Future[Ready]" = field(default_factory=asyncio.Future)
    loaded: "asyncio.Future[Loaded]" = field(default_factory=asyncio.Future)
    #: Set when it came on the air, or never will.
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    scene: SceneDescription | None = None
    panels: dict[str, Panel] = field(default_factory=dict[str, Panel])
    heartbeat: Heartbeat | None = None
    heartbeat_sec: float = 0.0
    checkpoint: Checkpoint | None = None
    #: Of the newest message that says it: a checkpoint comes at once, a heartbeat soon.
    running: bool = True
    speed: float = 1.0
    #: How what is loaded is looked at, and from the first heartbeat after that on, how it is now.
    look: Look = field(default_factory=Look)
    #: True where it shows a scene that is looked at from its beginning.
    fresh: bool = False
    has_begun: bool = False
    has_sent_frames: bool = False
    retired: bool = False
    problem: Problem | None = None
    #: The files that its scene is made of: XML, the main one first, and all others.
    texts: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    _beat: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: "dict[int, asyncio.Future[Problem | None]]" = field(
        default_factory=dict[int, "asyncio.Future[Problem | None]"]
    )

    @property
    def alive(self) -> bool:
        """False once its process has ended."""
        return self.process is not None and self.process.alive

    def asked(self, load: Load) -> None:
        """This is what it has to show."""
        self.running, self.speed = load.running, load.speed
        self.look = Look(load.camera, load.fields, load.tiles)
        self.fresh = self.look == Look()

    async def heartbeat_after(self, monotonic_ms: float, patience_sec: float) -> None:
        """Wait until it has said how it is after this moment, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_sec):
                while self.heartbeat is None or self.heartbeat.monotonic_ms < monotonic_ms:
                    self._beat.clear()
                    await self._beat.wait()

    async def make(self, task: Task, path: Path, timeout_sec: float) -> None:
        """Let it do a task, on the air or not; raises CommandError or WorkerError."""
        if self.process is None or not self.process.alive:
            raise WorkerError("The worker has ended.")
        number = next(_numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            self.process.send(WorkerTask(number, task, str(path)))
            problem = await asyncio.wait_for(answer, timeout_sec)
        except TimeoutError:
            raise WorkerError(f"The worker did not answer within {timeout_sec:.0f} s.") from None
        finally:
            del self._answers[number]
        if problem is not None:
            raise CommandError(problem.detail)

    def note(self, message: FromWorker, now_sec: float) -> None:
        """Keep what a message says of the worker."""
        match message:
            case Ready():
                _set(self.ready, message)
            case LoadBegun():
                self.has_begun = True
            case Loaded(scene=scene, panels=panels):
                self.panels = {panel.name: panel_for_viewers(panel) for panel in panels}
                self.scene = for_viewers(scene, panels)
                self.texts, self.assets = message.texts, message.assets
                _set(self.loaded, message)
            case LoadFailed(problem=problem):
                _refuse(
                    self.loaded,
                    SceneError(
                        problem.detail,
                        line=problem.line,
                        column=problem.column,
                        file=problem.file,
                    ),
                )
            case Heartbeat():
                self.heartbeat, self.heartbeat_sec = message, now_sec
                self._beat.set()
                if message.status is not None:
                    self.running, self.speed = message.status.running, message.status.speed
                    self.look = message.look
            case Checkpoint():
                self.checkpoint = message
                self.running, self.speed = message.running, message.speed
            case CommandDone(id=number, problem=problem) if number in self._answers:
                _set(self._answers[number], problem)
            case Collapse(problem=problem):
                self.problem = problem
            case _:
                pass

    def end(self, reason: str) -> str:
        """The process is gone: nobody need wait any longer. Returns why, as far as is known."""
        reason = self.problem.detail if self.problem else reason
        self.problem = self.problem or Problem("The worker ended", reason, 503, "worker_ended")
        error = WorkerError(reason)
        _refuse(self.ready, error)
        _refuse(self.loaded, error)
        for answer in self._answers.values():
            _refuse(answer, error)
        self.settled.set()
        return reason

    def renew(self, now_sec: float) -> None:
        """It refused a scene before it made anything: as good as new."""
        self.heartbeat_sec = now_sec
        self.loaded = asyncio.Future()
        self.has_begun = False


def _set(future: "asyncio.Future[T]", value: T) -> None:
    if not future.done():
        future.set_result(value)


def _refuse(future: "asyncio.Future[T]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        # Not every worker is waited for; an unread error must not be logged as forgotten.
        future.exception()
