"""The render thread: owns the GL context, draws what changed in the views that are watched."""

import concurrent.futures
import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import PointAt
from py_remote_viewer.protocol.view import SHARED_VIEW, Look
from py_remote_viewer.protocol.worker import PersonShown
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.warm_up import warm_up
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.picture import PictureFeed
from py_remote_viewer.worker.render_settings import RenderSettings
from py_remote_viewer.worker.stage import CameraCommand, CameraInput, Stage, Tell
from py_remote_viewer.worker.view_loop import ViewLoop
from py_remote_viewer.worker.view_stage import ViewStage

__all__ = ["RenderLoop", "WantedView"]

_MAX_WAITING_EVENTS = 512
#: A worker that has no scene by then is in reserve, and has time to prepare.
_IDLE_SEC = 0.5
_ENDED = "The simulation has ended."
_SHOWS = "A scene is shown here, and nothing else is drawn."


T = TypeVar("T")
S = TypeVar("S")


class _Job(Generic[S]):
    """Something that the render thread does for another one."""

    def __init__(self, work: Callable[[S], Any]) -> None:
        self._work = work
        self.answer: concurrent.futures.Future[Any] = concurrent.futures.Future()

    def do(self, subject: S) -> None:
        """Whatever goes wrong is told to who asked, and ends nothing here."""
        try:
            self.answer.set_result(self._work(subject))
        except Exception as error:
            self.answer.set_exception(error)


def _refuse(jobs: deque[_Job[S]], reason: str) -> None:
    while jobs:
        jobs.popleft().answer.set_exception(CommandError(reason))


@dataclass(frozen=True)
class WantedView:
    """A view that there shall be: its pixels, how it begins, whether anybody watches it, and who
    takes its pictures."""

    width: int
    height: int
    look: Look
    watched: bool
    feed: PictureFeed


class RenderLoop:
    """Draws the views of a session, one after the other, each when it is due; its own thread.

    The shared view is there from the first picture on and stays; the others come and go.
    """

    def __init__(
        self,
        settings: RenderSettings,
        feed: PictureFeed,
        failed: Callable[[BaseException], None],
        tell: Tell,
    ) -> None:
        self._settings = settings
        self._period_sec = 1.0 / settings.fps
        self._failed = failed
        self._tell = tell
        self._events: deque[CameraInput | CameraCommand] = deque()
        self._left: deque[int] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._jobs: deque[_Job[Stage]] = deque()
        self._idle_jobs: deque[_Job[GlDevice]] = deque()
        self._jobs_lock = threading.Lock()
        self._ended = False
        self._has_scene = False
        self._beat_sec: float | None = None
        self._opened: concurrent.futures.Future[GlDevice] = concurrent.futures.Future()
        self._source: Source | None = None
        self._generation = 0
        self._look = Look()
        self._shared = WantedView(settings.width, settings.height, Look(), False, feed)
        self._wanted: Mapping[int, WantedView] = {SHARED_VIEW: self._shared}
        #: What of that is done; replaced, never changed in place.
        self._made: Mapping[int, WantedView] = {}
        self._views: Mapping[int, ViewLoop] = {}
        self._people: dict[int, PersonShown] = {}
        self._watched_fields: tuple[str, ...] = ()
        self._shown: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._stage: Stage | None = None
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)
        self._thread.start()

    # any thread

    def wait_open(self, timeout_sec: float) -> GlDevice:
        """The GL device, once open; raises RenderingError if none could be."""
        return self._opened.result(timeout_sec)

    def show(self, source: Source, generation: int, look: Look, timeout_sec: float) -> None:
        """Make the GL resources for a source and draw it once; raises what that raises."""
        self._look = look
        self._generation = generation
        self._source = source
        self._wake.set()
        self._shown.result(timeout_sec)

    def ask(self, work: Callable[[Stage], T]) -> T:
        """Let the render thread do something between two frames, and wait for it; raises what it
        raises, and CommandError where there is no scene (any more)."""
        job: _Job[Stage] = _Job(work)
        self._submit(job, self._jobs)
        return job.answer.result()

    def ask_idle(self, work: Callable[[GlDevice], T]) -> T:
        """The same before there is a scene, with the device alone; CommandError once there is."""
        job: _Job[GlDevice] = _Job(work)
        self._submit(job, self._idle_jobs)
        return job.answer.result()

    def _submit(self, job: _Job[S], jobs: deque[_Job[S]]) -> None:
        with self._jobs_lock:
            if self._ended:
                raise CommandError(_ENDED)
            if self._has_scene and jobs is self._idle_jobs:
                raise CommandError(_SHOWS)
            jobs.append(job)
        self._wake.set()

    def watch(self, views: Mapping[int, WantedView]) -> None:
        """There shall be these views, and the shared one; a view that is open keeps its look."""
        self._wanted = {SHARED_VIEW: self._shared, **views}
        self._wake.set()

    def set_yielding(self, yielding: bool) -> None:
        """Draw half as often while others need the cores."""
        self._period_sec = (2.0 if yielding else 1.0) / self._settings.fps

    def submit(self, event: CameraInput | CameraCommand) -> None:
        """Queue a camera event; raises CommandError when too many wait."""
        if len(self._events) >= _MAX_WAITING_EVENTS:
            raise CommandError("Too many inputs are waiting for the picture; send fewer at a time.")
        self._events.append(event)
        self._wake.set()

    def forget(self, participant: int) -> None:
        """A person has left."""
        self._left.append(participant)
        self._wake.set()

    def show_people(self, people: tuple[PersonShown, ...]) -> None:
        """Who is here, as others see them."""
        self._people = {person.id: person for person in people}
        for loop in self._views.values():
            loop.look_now = True
        self._wake.set()

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Tell the values of these panels of the views as they change."""
        self._watched_fields = panels
        for loop in self._views.values():
            loop.view.watch_fields(panels)
        self._wake.set()

    def redraw(self) -> None:
        """Something that is drawn was changed, though nothing moved."""
        for loop in self._views.values():
            loop.redraw_now = True
        self._wake.set()

    def source_changed(self) -> None:
        """The source did something by command: look again now."""
        for loop in self._views.values():
            loop.look_now = True
        self._wake.set()

    def repeat(self, view: int) -> None:
        """Hand out a view's present picture again as soon as possible: a key frame is wanted."""
        loop = self._views.get(view)
        if loop is not None:
            loop.repeat_now = True
        self._wake.set()

    @property
    def views(self) -> Mapping[int, ViewLoop]:
        """The views that are open, to be read."""
        return self._views

    def stalled_sec(self) -> float:
        """How long the present turn has taken."""
        beat = self._beat_sec
        return 0.0 if beat is None else time.monotonic() - beat

    def close(self) -> None:
        """Free the GL resources and end the thread."""
        self._closing = True
        self._wake.set()
        self._thread.join()

    # the render thread

    def _run(self) -> None:
        try:
            gl = open_gl(self._settings.gl_backend, self._settings.gpu)
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(gl)
        try:
            if self._wait_for_source(gl):
                self._stage = self._make_stage(gl)
                while not self._closing:
                    self._turn(self._stage)
        except Exception as error:
            self._failed(error)
        finally:
            self._refuse_jobs()
            if self._stage is not None:
                self._stage.close()
            gl.context.free()

    def _wait_for_source(self, gl: GlDevice) -> bool:
        self._wake.wait(_IDLE_SEC)
        if self._source is None and not self._closing:
            warm_up(
                self._settings.width, self._settings.height, gl,
                lambda: self._source is not None or bool(self._idle_jobs) or self._closing,
            )  # fmt: skip
        while self._source is None and not self._closing:
            if self._idle_jobs:
                self._idle_jobs.popleft().do(gl)
                continue
            self._wake.wait()
            self._wake.clear()
        if self._closing:
            return False
        with self._jobs_lock:
            self._has_scene = True
        # Whoever came too late must not wait for ever.
        _refuse(self._idle_jobs, _SHOWS)
        return True

    def _make_stage(self, gl: GlDevice) -> Stage:
        assert self._source is not None
        try:
            stage = Stage(self._source, self._generation, self._settings, self._tell, gl)
            stage.copy_state()
            shared = self._open(
                stage, SHARED_VIEW, dataclasses.replace(self._shared, look=self._look)
            )
            shared.draw(stage, shared.view.governor.index, time.monotonic())
        except BaseException as error:
            self._shown.set_exception(error)
            raise
        self._shown.set_result(None)
        return stage

    def _open(self, stage: Stage, number: int, wanted: WantedView) -> ViewLoop:
        settings = dataclasses.replace(self._settings, width=wanted.width, height=wanted.height)
        view = ViewStage(number, stage.source, stage.resources, settings, wanted.look, self._tell)
        view.moved_pixels(stage.data)
        view.watch_fields(self._watched_fields)
        stage.views[number] = view
        loop = ViewLoop(view, wanted.feed, pinned=self._settings.quality != "auto")
        self._views = {**self._views, number: loop}
        return loop

    def _rearrange(self, stage: Stage, wanted: Mapping[int, WantedView]) -> None:
        """Open, close and watch views as it is wanted."""
        self._made = wanted
        for number in self._views.keys() - wanted.keys():
            del stage.views[number]
        self._views = {number: loop for number, loop in self._views.items() if number in wanted}
        for number, view in wanted.items():
            loop = self._views.get(number) or self._open(stage, number, view)
            loop.watched = view.watched
        watched = sum(view.watched for view in wanted.values())
        for loop in self._views.values():
            loop.view.governor.share(watched)

    def _turn(self, stage: Stage) -> None:
        """Wait until there may be something to do, and do it."""
        self._wake.wait(self._pause_sec(time.monotonic()))
        self._wake.clear()
        now = time.monotonic()
        self._beat_sec = now
        if self._made is not self._wanted:
            self._rearrange(stage, self._wanted)
        self._apply_events(stage)
        stage.marks.people = self._people
        stage.marks.go(now)
        loop = self._next()
        if loop is not None and now >= loop.due_sec(self._period_sec):
            loop.frame(stage, now, self._period_sec)
            if loop.seen_elsewhere:
                for other in self._views.values():
                    other.look_now |= other is not loop
            stage.hands.inspect(stage.data, now)
        if self._jobs:
            # One only: between two jobs the video goes on.
            self._jobs.popleft().do(stage)
        for loop in self._views.values():
            loop.view.sampler.sample(now)
        self._beat_sec = None

    def _next(self) -> ViewLoop | None:
        """Of the views that are watched, the one that is due first."""
        watched = [loop for loop in self._views.values() if loop.watched]
        return min(watched, key=lambda loop: loop.due_sec(self._period_sec), default=None)

    def _pause_sec(self, now: float) -> float | None:
        if self._jobs or self._events or self._left or self._made is not self._wanted:
            return 0.0
        loop = self._next()
        return None if loop is None else max(0.0, loop.due_sec(self._period_sec) - now)

    def _refuse_jobs(self) -> None:
        with self._jobs_lock:
            self._ended = True
        _refuse(self._jobs, _ENDED)
        _refuse(self._idle_jobs, _ENDED)

    def _apply_events(self, stage: Stage) -> None:
        while self._left:
            stage.forget(self._left.popleft())
        while self._events:
            event = self._events.popleft()
            if isinstance(event, CameraInput):
                stage.apply_input(event)
                if isinstance(event.drag, PointAt):
                    # All views show where somebody points, also those at rest.
                    for loop in self._views.values():
                        loop.look_now = True
                continue
            error: CommandError | None = None
            try:
                stage.apply_command(event.participant, event.view, event.command)
            except CommandError as refused:
                error = refused
            event.done(error)
        for loop in self._views.values():
            if loop.view.changed and not loop.watched:
                # Nothing is drawn that would note it.
                loop.look = loop.view.look()
