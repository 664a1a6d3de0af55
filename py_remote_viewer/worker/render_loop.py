"""The render thread: owns the GL context, draws when something changed."""

import concurrent.futures
import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import mujoco
import numpy as np

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import CameraDrag, LookAt, ResetCamera
from py_remote_viewer.rendering.backend import GlDevice, open_gl
from py_remote_viewer.rendering.camera import OrbitCamera
from py_remote_viewer.rendering.motion import MotionDetector
from py_remote_viewer.rendering.quality import LEVELS, QualityGovernor
from py_remote_viewer.rendering.scene_renderer import SceneRenderer
from py_remote_viewer.rendering.warm_up import warm_up
from py_remote_viewer.simulation.source import CommandDone, Source
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.picture import Picture, PictureSlot

__all__ = ["CameraCommand", "CameraInput", "RenderLoop", "RenderSettings"]

#: After this long without a change the picture is drawn once more at full quality.
_STILL_SEC = 0.4
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


@dataclass(frozen=True)
class RenderSettings:
    """What is drawn: pixels, frames per second, quality (`auto` or a level), and on what."""

    width: int
    height: int
    fps: int
    quality: str
    gpu: str | None
    gl_backend: str


@dataclass(frozen=True)
class CameraInput:
    """A participant's gesture and when it came in; `applied` where it only has to be known."""

    participant: int
    drag: CameraDrag
    arrived_ms: float
    applied: bool = False


@dataclass(frozen=True)
class CameraCommand:
    """A command for the camera and whom to tell when it is done."""

    command: LookAt | ResetCamera
    done: CommandDone


class RenderLoop:
    """Draws the session's view; its own thread.

    A frame is drawn at the next tick when the state moved, at once when an input came (never
    closer than half a period to the last), and not at all when nothing changed: then once at full
    quality, and the same picture again every second.
    """

    def __init__(
        self,
        settings: RenderSettings,
        slot: PictureSlot,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._settings = settings
        self._period_sec = 1.0 / settings.fps
        self._slot = slot
        self._failed = failed
        self._events: deque[CameraInput | CameraCommand] = deque()
        self._wake = threading.Event()
        self._closing = False
        self._watched = False
        self._repeat_now = False
        self._beat_sec: float | None = None
        self._opened: concurrent.futures.Future[GlDevice] = concurrent.futures.Future()
        self._source: Source | None = None
        self._shown: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._stage: _Stage | None = None
        self.render_ms = 0.0
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)
        self._thread.start()

    # any thread

    def wait_open(self, timeout_sec: float) -> GlDevice:
        """The GL device, once open; raises RenderingError if none could be."""
        return self._opened.result(timeout_sec)

    def show(self, source: Source, timeout_sec: float) -> None:
        """Make the GL resources for a source and draw it once; raises what that raises."""
        self._source = source
        self._wake.set()
        self._shown.result(timeout_sec)

    def set_watched(self, watched: bool) -> None:
        """With nobody watching nothing is drawn."""
        self._watched = watched
        self._wake.set()

    def submit(self, event: CameraInput | CameraCommand) -> None:
        """Queue a camera event; raises CommandError when too many wait."""
        if len(self._events) >= _MAX_WAITING_EVENTS:
            raise CommandError("Too many inputs are waiting for the picture; send fewer at a time.")
        self._events.append(event)
        self._wake.set()

    def source_changed(self) -> None:
        """The source did something by command: look again now."""
        self._wake.set()

    def repeat(self) -> None:
        """Hand out the present picture again as soon as possible: a key frame is wanted."""
        self._repeat_now = True
        self._wake.set()

    def quality_index(self) -> int:
        """The level of the picture shown last."""
        return self._stage.shown_index if self._stage else 0

    def still(self) -> bool:
        """True while the same picture is sent again and again."""
        return self._stage is not None and self._stage.refined

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
            if self._stage is not None:
                self._stage.renderer.close()
            gl.context.free()

    def _wait_for_source(self, gl: GlDevice) -> bool:
        self._wake.wait(_IDLE_SEC)
        if self._source is None and not self._closing:
            warm_up(self._settings.width, self._settings.height, software=gl.software)
        while self._source is None and not self._closing:
            self._wake.wait()
            self._wake.clear()
        return not self._closing

    def _make_stage(self, gl: GlDevice) -> "_Stage":
        assert self._source is not None
        try:
            stage = _Stage(self._source, self._settings, software=gl.software)
            stage.copy_state()
            self._draw(stage, stage.governor.index, time.monotonic())
        except BaseException as error:
            self._shown.set_exception(error)
            raise
        self._shown.set_result(None)
        return stage

    def _turn(self, stage: "_Stage") -> None:
        """Wait until there may be something to do, and do it."""
        self._wake.wait(self._pause_sec(stage, time.monotonic()))
        self._wake.clear()
        now = time.monotonic()
        self._beat_sec = now
        if self._events and not self._watched:
            self._apply_events(stage)
        if self._watched and now >= self._due_sec(stage):
            self._frame(stage, now)
        self._beat_sec = None

    def _due_sec(self, stage: "_Stage") -> float:
        """The earliest moment at which the next frame may be looked at."""
        if self._events or self._repeat_now:
            early = max(stage.slot_sec, stage.started_sec + self._period_sec / 2)
            return min(stage.next_tick_sec, early)
        return stage.next_tick_sec

    def _pause_sec(self, stage: "_Stage", now: float) -> float | None:
        if not self._watched:
            return 0.0 if self._events else None
        return max(0.0, self._due_sec(stage) - now)

    def _frame(self, stage: "_Stage", now: float) -> None:
        camera_moved = self._apply_events(stage)
        pixels = stage.copy_state()
        # What creeps by less than a pixel must not make the picture flicker between qualities.
        crawls = stage.refined and pixels < _CRAWL_PIXELS
        if camera_moved or (MotionDetector.visible(pixels) and not crawls):
            stage.moved_sec = now
            stage.refined = False
            stage.sharpening = 0
            self._draw(stage, stage.governor.index, now)
        elif not stage.refined and now - stage.moved_sec >= _STILL_SEC:
            stage.refined = True
            stage.sharpening = _SHARPENING_FRAMES
            if stage.shown_index > 0 and self._settings.quality == "auto":
                self._draw(stage, 0, now)
        elif now - stage.put_sec >= _REPEAT_SEC and MotionDetector.visible(pixels):
            self._draw(stage, stage.shown_index, now)
        elif self._repeat_now or stage.sharpening or now - stage.put_sec >= _REPEAT_SEC:
            # A key frame is coarse too, for the same reason.
            left = max(0, stage.sharpening - 1)
            stage.sharpening = _SHARPENING_FRAMES if self._repeat_now else left
            self._put_again(stage, now)
        # Ticks keep their phase: an input brings the next frame forward and makes no more of them.
        # After a rest, and when the thread is late, they begin anew.
        keeps_phase = abs(stage.next_tick_sec - now) <= self._period_sec
        stage.slot_sec = stage.next_tick_sec if keeps_phase else now
        stage.next_tick_sec = stage.slot_sec + self._rest_sec(stage, now)

    def _rest_sec(self, stage: "_Stage", now: float) -> float:
        """How long until somebody should look again."""
        if stage.moving or stage.sharpening or not stage.refined:
            return self._period_sec
        return max(self._period_sec, stage.put_sec + _REPEAT_SEC - now)

    def _draw(self, stage: "_Stage", index: int, now: float) -> None:
        started_ms = monotonic_ms()
        level = LEVELS[index]
        width, height = stage.renderer.size(level)
        pixels = self._slot.buffer(width, height)
        stage.renderer.update(stage.data, stage.camera.mjv)
        stage.renderer.draw(level, pixels)
        stage.motion.remember(stage.data)
        ended_ms = monotonic_ms()
        stage.started_sec = stage.put_sec = now
        stage.shown_index = index
        self._repeat_now = False
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
        if index == stage.governor.index and self._watched:
            stage.governor.frame_took(took_ms / 1e3, now)

    def _put_again(self, stage: "_Stage", now: float) -> None:
        self._repeat_now = False
        stage.put_sec = now
        last = self._slot.last
        if last is not None:
            # As fresh as if it had been drawn now: nothing has changed since.
            now_ms = monotonic_ms()
            self._slot.put(
                dataclasses.replace(
                    last, render_start_ms=now_ms, render_end_ms=now_ms, inputs={}, input_ms=None
                )
            )

    def _apply_events(self, stage: "_Stage") -> bool:
        moved = False
        while self._events:
            event = self._events.popleft()
            if isinstance(event, CameraInput):
                moved |= stage.apply_input(event)
            else:
                error: CommandError | None = None
                try:
                    stage.apply_command(event.command)
                    moved = True
                except CommandError as refused:
                    error = refused
                event.done(error)
        return moved


class _Stage:
    """What the render thread knows of the scene it shows."""

    def __init__(self, source: Source, settings: RenderSettings, *, software: bool) -> None:
        self.source = source
        self.data = mujoco.MjData(source.model)
        self.renderer = SceneRenderer(
            source.model, settings.width, settings.height, software=software
        )
        self.camera = OrbitCamera(source.model)
        self.motion = MotionDetector(source.model, settings.height)
        self.governor = QualityGovernor(
            1.0 / settings.fps, software=software, pinned=settings.quality
        )
        self.shown_index = self.governor.index
        self.sim_time_sec = 0.0
        self.moving = False
        self.refined = False
        self.sharpening = 0
        #: The tick that the last frame was for, which an input may have brought forward.
        self.slot_sec = float("-inf")
        self.next_tick_sec = self.started_sec = self.put_sec = self.moved_sec = float("-inf")
        self._inputs: dict[int, int] = {}
        self._input_ms: float | None = None

    def copy_state(self) -> float:
        """Take over the source's newest state; by how many pixels it differs from the drawn one."""
        snapshot = self.source.copy_into(self.data)
        self.sim_time_sec = snapshot.sim_time_sec
        self.moving = snapshot.moving
        return self.motion.moved_pixels(self.data, float(self.camera.mjv.distance))

    def apply_input(self, event: CameraInput) -> bool:
        """Move the camera; False if the input was too old to count."""
        if event.applied:
            self.camera.note(event.participant, event.drag)
            return False
        if not self.camera.drag(event.participant, event.drag):
            return False
        self._inputs[event.participant] = event.drag.seq
        if self._input_ms is None:
            self._input_ms = event.arrived_ms
        return True

    def apply_command(self, command: LookAt | ResetCamera) -> None:
        """Point the camera; raises CommandError where there is nothing to look at."""
        if isinstance(command, ResetCamera):
            self.camera.reset()
            return
        if not (0.0 <= command.x <= 1.0 and 0.0 <= command.y <= 1.0):
            raise CommandError(
                f"The point ({command.x:g}, {command.y:g}) is outside the picture; both are "
                "fractions from 0 to 1."
            )
        picked = self.renderer.pick(self.data, command.x, command.y)
        if picked is None:
            raise CommandError("There is nothing at this point to look at.")
        self.camera.look_at(np.asarray(picked.point))

    def take_inputs(self) -> dict[int, int]:
        """The inputs that the picture drawn now is the first to show."""
        inputs, self._inputs = self._inputs, {}
        return inputs

    def take_input_ms(self) -> float | None:
        """When the oldest of them came in."""
        arrived, self._input_ms = self._input_ms, None
        return arrived
