"""The render thread: owns the GL context, draws when something changed."""

import concurrent.futures
import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from py_remote_viewer.errors import CommandError
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.rendering.warm_up import warm_up
from py_remote_viewer.simulation.source import Source
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.picture import Picture, PictureSlot
from py_remote_viewer.worker.stage import (
    CameraCommand,
    CameraInput,
    Look,
    RenderSettings,
    Stage,
    Tell,
)

__all__ = ["RenderLoop"]

#: After so long without a change the picture is drawn at these levels. Each may take a software
#: renderer a fifth of a second in which no input is seen, so a short rest in a gesture is none.
_REST = ((0.4, 1), (1.2, 0))
#: A still picture is sent so many times more at the full rate: the rate limit spreads the bits that
#: make it sharp over several frames, and at one a second that would take seconds to see.
_SHARPENING_FRAMES = 8
#: A still picture is sent this often: losses heal, newcomers see something, liveness shows.
_REPEAT_SEC = 1.0
#: A still picture stays at full quality while nothing moves further than this.
_CRAWL_PIXELS = 1.0
_MAX_WAITING_EVENTS = 512
#: A worker that has no scene by then is in reserve, and has time to prepare.
_IDLE_SEC = 0.5


T = TypeVar("T")


class _Job:
    """Something that the render thread does for another one."""

    def __init__(self, work: Callable[[Stage], Any]) -> None:
        self._work = work
        self.answer: concurrent.futures.Future[Any] = concurrent.futures.Future()

    def do(self, stage: Stage) -> None:
        """Whatever goes wrong is told to who asked, and ends nothing here."""
        try:
            self.answer.set_result(self._work(stage))
        except Exception as error:
            self.answer.set_exception(error)


class RenderLoop:
    """Draws the session's view; its own thread.

    A frame is drawn at the next tick when the state moved, at once when an input or a command came
    (never closer than half a period to the last), and not at all when nothing changed: then twice
    more, better, and the same picture again every second.
    """

    def __init__(
        self,
        settings: RenderSettings,
        slot: PictureSlot,
        failed: Callable[[BaseException], None],
        tell: Tell,
    ) -> None:
        self._settings = settings
        self._period_sec = 1.0 / settings.fps
        self._slot = slot
        self._failed = failed
        self._tell = tell
        self._events: deque[CameraInput | CameraCommand] = deque()
        self._left: deque[int] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._watched = False
        self._repeat_now = False
        self._look_now = False
        self._redraw_now = False
        self._jobs: deque[_Job] = deque()
        self._jobs_lock = threading.Lock()
        self._ended = False
        self._beat_sec: float | None = None
        self._opened: concurrent.futures.Future[GlDevice] = concurrent.futures.Future()
        self._source: Source | None = None
        self._look = Look()
        self._generation = 0
        self._watched_fields: tuple[str, ...] = ()
        self._shown: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._stage: Stage | None = None
        self.render_ms = 0.0
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
        job: _Job = _Job(work)
        with self._jobs_lock:
            if self._ended:
                raise CommandError("The simulation has ended.")
            self._jobs.append(job)
        self._wake.set()
        return job.answer.result()

    def set_watched(self, watched: bool) -> None:
        """With nobody watching nothing is drawn."""
        self._watched = watched
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

    def watch_fields(self, panels: tuple[str, ...]) -> None:
        """Tell the values of these panels of the view as they change."""
        self._watched_fields = panels
        if self._stage is not None:
            self._stage.sampler.watch(panels)
        self._wake.set()

    def redraw(self) -> None:
        """Something that is drawn was changed, though nothing moved."""
        self._redraw_now = True
        self._wake.set()

    def source_changed(self) -> None:
        """The source did something by command: look again now."""
        self._look_now = True
        self._wake.set()

    def repeat(self) -> None:
        """Hand out the present picture again as soon as possible: a key frame is wanted."""
        self._repeat_now = True
        self._wake.set()

    def quality_index(self) -> int:
        """The level of the picture shown last."""
        return self._stage.shown_index if self._stage else 0

    def look(self) -> Look:
        """How the last picture was looked at; nothing of it before one was drawn."""
        return self._look if self._stage else Look()

    def still(self) -> bool:
        """True while the same picture is sent again and again."""
        return self._stage is not None and self._stage.rest > 0

    def stalled_sec(self) -> float:
        """How long the present frame has been in the making."""
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
                self._stage.renderer.close()
            gl.context.free()

    def _wait_for_source(self, gl: GlDevice) -> bool:
        self._wake.wait(_IDLE_SEC)
        if self._source is None and not self._closing:
            warm_up(self._settings.width, self._settings.height, gl)
        while self._source is None and not self._closing:
            self._wake.wait()
            self._wake.clear()
        return not self._closing

    def _make_stage(self, gl: GlDevice) -> Stage:
        assert self._source is not None
        try:
            stage = Stage(
                self._source, self._generation, self._settings, self._look, self._tell, gl
            )
            stage.sampler.watch(self._watched_fields)
            stage.copy_state()
            self._draw(stage, stage.governor.index, time.monotonic())
        except BaseException as error:
            self._shown.set_exception(error)
            raise
        self._shown.set_result(None)
        return stage

    def _turn(self, stage: Stage) -> None:
        """Wait until there may be something to do, and do it."""
        self._wake.wait(self._pause_sec(stage, time.monotonic()))
        self._wake.clear()
        now = time.monotonic()
        self._beat_sec = now
        if (self._events or self._left) and not self._watched:
            self._apply_events(stage)
            # Nothing is drawn that would note it.
            self._look = stage.look()
        if self._watched and now >= self._due_sec(stage):
            self._frame(stage, now)
        if self._jobs:
            # One only: between two jobs the video goes on.
            self._jobs.popleft().do(stage)
        stage.sampler.sample(now)
        self._beat_sec = None

    def _refuse_jobs(self) -> None:
        with self._jobs_lock:
            self._ended = True
        for job in self._jobs:
            job.answer.set_exception(CommandError("The simulation has ended."))

    def _due_sec(self, stage: Stage) -> float:
        """The earliest moment at which the next frame may be looked at."""
        if self._events or self._repeat_now or self._look_now or self._redraw_now:
            early = max(stage.slot_sec, stage.started_sec + self._period_sec / 2)
            return min(stage.next_tick_sec, early)
        return stage.next_tick_sec

    def _pause_sec(self, stage: Stage, now: float) -> float | None:
        if self._jobs:
            return 0.0
        if not self._watched:
            return 0.0 if self._events else None
        return max(0.0, self._due_sec(stage) - now)

    def _frame(self, stage: Stage, now: float) -> None:
        self._look_now = False
        self._apply_events(stage)
        if self._redraw_now:
            self._redraw_now = False
            stage.camera_moved = True
        if stage.jogs.go(now):
            stage.camera_moved = True
        pixels = stage.copy_state()
        stage.hands.inspect(stage.data, now)
        # What creeps by less than a pixel must not make the picture flicker between qualities.
        crawls = stage.rest > 0 and pixels < _CRAWL_PIXELS
        if stage.camera_moved or (MotionDetector.visible(pixels) and not crawls):
            stage.moved_sec = now
            stage.rest = stage.sharpening = 0
            self._draw(stage, stage.governor.index, now)
        else:
            self._rest(stage, pixels, now)
        # Ticks keep their phase: an input brings the next frame forward and makes no more of them.
        # After a rest, and when the thread is late, they begin anew.
        keeps_phase = abs(stage.next_tick_sec - now) <= self._period_sec
        stage.slot_sec = stage.next_tick_sec if keeps_phase else now
        stage.next_tick_sec = stage.slot_sec + self._pause_after(stage, now)

    def _rest(self, stage: Stage, pixels: float, now: float) -> None:
        """Nothing moves: draw it better, make it sharp, and then show that it is alive."""
        due = now - stage.put_sec >= _REPEAT_SEC
        if stage.rest < len(_REST) and now - stage.moved_sec >= _REST[stage.rest][0]:
            better = _REST[stage.rest][1]
            stage.rest += 1
            stage.sharpening = _SHARPENING_FRAMES
            if self._settings.quality != "auto":
                better = stage.shown_index
            if stage.shown_index > better or stage.board.stale:
                self._draw(stage, min(stage.shown_index, better), now)
        elif due and MotionDetector.visible(pixels):
            self._draw(stage, stage.shown_index, now)
        elif self._repeat_now or stage.sharpening or due:
            # A key frame is coarse too, for the same reason.
            left = max(0, stage.sharpening - 1)
            stage.sharpening = _SHARPENING_FRAMES if self._repeat_now else left
            self._put_again(stage, now)

    def _pause_after(self, stage: Stage, now: float) -> float:
        """How long until somebody should look again."""
        if stage.moving or stage.jogs.active or stage.sharpening or stage.rest < len(_REST):
            return self._period_sec
        return max(self._period_sec, stage.put_sec + _REPEAT_SEC - now)

    def _draw(self, stage: Stage, index: int, now: float) -> None:
        started_ms = monotonic_ms()
        pixels = self._slot.buffer(self._settings.width, self._settings.height)
        stage.draw(index, pixels)
        self._look = stage.look()
        ended_ms = monotonic_ms()
        stage.started_sec = stage.put_sec = now
        stage.shown_index = index
        stage.camera_moved = self._repeat_now = False
        self._slot.put(
            Picture(
                pixels=pixels,
                sim_time_sec=stage.sim_time_sec,
                render_start_ms=started_ms,
                render_end_ms=ended_ms,
                inputs=stage.take_inputs(),
                input_ms=stage.take_input_ms(),
            )
        )
        took_ms = ended_ms - started_ms
        self.render_ms += 0.1 * (took_ms - self.render_ms)
        if index == stage.governor.index and stage.rest == 0 and self._watched:
            # With what came before it: events, and the copy of the state.
            stage.governor.frame_took(time.monotonic() - now, now)

    def _put_again(self, stage: Stage, now: float) -> None:
        self._repeat_now = False
        stage.put_sec = now
        last = self._slot.last
        if last is not None:
            # Equal times of rendering say that it was only sent again.
            now_ms = monotonic_ms()
            self._slot.put(
                dataclasses.replace(
                    last, render_start_ms=now_ms, render_end_ms=now_ms, inputs={}, input_ms=None
                )
            )

    def _apply_events(self, stage: Stage) -> None:
        while self._left:
            gone = self._left.popleft()
            stage.hands.forget(gone)
            stage.jogs.forget(gone)
            stage.camera_moved = True
        while self._events:
            event = self._events.popleft()
            if isinstance(event, CameraInput):
                stage.apply_input(event)
                continue
            error: CommandError | None = None
            try:
                stage.apply_command(event.participant, event.command)
            except CommandError as refused:
                error = refused
            event.done(error)
