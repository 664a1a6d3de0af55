"""Wires one simulation's source, rendering and encoding to the channel."""

import dataclasses
import logging
import os
import sys
import threading
from pathlib import Path
from typing import TypeGuard

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.encoding import (
    EncoderSettings,
    choose_encoder,
    codec_string,
    level_of,
)
from py_remote_viewer.errors import CommandError, ProtocolError, SceneError
from py_remote_viewer.protocol.commands import (
    Command,
    LookAt,
    LookAtBody,
    LookFrom,
    ResetCamera,
    SelectAt,
    SelectBody,
    SetFields,
    SetTiles,
    TrackAt,
)
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.view import Look
from py_remote_viewer.protocol.worker import (
    Collapse,
    CommandDone,
    Configure,
    EncoderReport,
    Forget,
    GlReport,
    KeyFrameRequest,
    Load,
    LoadBegun,
    Loaded,
    LoadFailed,
    Ready,
    SampleSeries,
    ShowPeople,
    Shutdown,
    ToWorker,
    Try,
    Watch,
    WatchFields,
    WorkerCommand,
    WorkerInput,
    WorkerTask,
    Yield,
)
from py_remote_viewer.rendering.backend import GlDevice
from py_remote_viewer.rendering.view_fields import VIEW_PREFIXES, view_panels
from py_remote_viewer.simulation.building import build_scene
from py_remote_viewer.simulation.loading import (
    describe_model,
    has_broken_mujoco,
    try_model,
)
from py_remote_viewer.simulation.source import CommandDone as DoneCallback
from py_remote_viewer.simulation.source import Source, SourceEvents
from py_remote_viewer.worker.channel import Channel
from py_remote_viewer.worker.clock import monotonic_ms
from py_remote_viewer.worker.limits import limited
from py_remote_viewer.worker.picture import PictureFeed
from py_remote_viewer.worker.render_loop import RenderLoop
from py_remote_viewer.worker.render_settings import RenderSettings
from py_remote_viewer.worker.renditions import Renditions
from py_remote_viewer.worker.sources import make_source
from py_remote_viewer.worker.stage import CameraCommand, CameraInput
from py_remote_viewer.worker.tasks import SLOW_TASKS, TaskThread, command_problem
from py_remote_viewer.worker.trials import scene_problem, try_scene
from py_remote_viewer.worker.vitals import Vitals

__all__ = ["Worker"]

_GL_TIMEOUT_SEC = 60.0
_SHOW_TIMEOUT_SEC = 120.0

_OF_THE_VIEW = (LookAt, LookAtBody, LookFrom, TrackAt, SelectAt, SelectBody, ResetCamera, SetTiles)

#: What is to be shown, and for whom.
_Showing = Watch | WatchFields | SampleSeries | Yield | KeyFrameRequest | Forget | ShowPeople

_log = logging.getLogger(__name__)


class Worker:
    """One simulation, shown. `run` is the main thread: it receives and sends heartbeats."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._vitals = Vitals(channel.send)
        self._source: Source | None = None
        self._render: RenderLoop | None = None
        self._renditions: Renditions | None = None
        self._tasks: TaskThread | None = None
        self._slow_tasks: TaskThread | None = None
        self._gl: GlDevice | None = None
        self._failure: BaseException | None = None
        self._failed = threading.Event()
        self._limits = ModelSettings()
        self._spent = False
        # Its own handler writes into a file in the working directory.
        mujoco.set_mju_user_warning(_log.warning)

    def run(self) -> int:
        """Serve until the gateway says shutdown or is gone; returns the exit code."""
        try:
            while not self._failed.is_set() and not self._channel.closed.is_set():
                self._vitals.maybe_send()
                try:
                    message = self._channel.receive()
                except TimeoutError:
                    continue
                if message is None or isinstance(message, Shutdown):
                    break
                self._handle(message)
                if self._spent:
                    _log.warning("MuJoCo broke on the model; this worker ends.")
                    break
        except Exception as error:
            self._fail(error)
        finally:
            self._close()
        return self._report_failure()

    def _handle(self, message: ToWorker) -> None:
        match message:
            case Configure():
                self._configure(message)
            case Load():
                self._load(message)
            case Try():
                self._try(message)
            case WorkerCommand():
                self._command(message)
            case WorkerInput():
                self._input(message)
            case WorkerTask():
                self._task(message)
            case Shutdown():
                raise ProtocolError("Shutdown is handled by the loop.")
            case _:
                self._show(message)

    # starting

    def _configure(self, message: Configure) -> None:
        logging.getLogger().setLevel(message.log_level)
        self._limits = message.models
        feed = PictureFeed()
        self._render = RenderLoop(
            RenderSettings(
                message.width, message.height, message.fps, message.quality,
                message.gpu, message.gl_backend,
            ),
            feed,
            self._fail,
            self._channel.send,
        )  # fmt: skip
        self._gl = gl = self._render.wait_open(_GL_TIMEOUT_SEC)
        settings = EncoderSettings(
            message.width, message.height, message.fps, message.bits_per_sec,
            # The GPU that draws encodes too: another one may be somebody else's.
            cuda_device=gl.cuda_device,
        )  # fmt: skip
        probe = choose_encoder(settings, message.encoder)
        settings = dataclasses.replace(settings, name=probe.name)
        self._renditions = Renditions(settings, feed, self._channel.send_frame, self._fail)
        vitals = self._vitals
        vitals.gl, vitals.probe = gl, probe
        vitals.render, vitals.renditions = self._render, self._renditions
        self._channel.send(
            Ready(
                pid=os.getpid(),
                gl=_gl_report(gl),
                encoder=EncoderReport(
                    name=probe.name,
                    hardware=probe.hardware,
                    reason=probe.reason,
                    codec_string=codec_string(level_of(settings)),
                    tried=tuple(probe.tried),
                ),
                mujoco_version=mujoco.mj_versionString(),
            )
        )

    def _load(self, message: Load) -> None:
        if self._source is not None or self._render is None or self._renditions is None:
            raise ProtocolError("A worker is configured once and loads one scene; start another.")
        self._channel.send(LoadBegun(message.generation))
        try:
            with limited(self._limits):
                built = build_scene(message, self._limits)
                model, files = built.model, built.files
                warning = try_model(model)
                source, trajectory = make_source(
                    message, model, self._events(self._render), warning
                )
        except SceneError as error:
            self._channel.send(LoadFailed(message.generation, scene_problem(error)))
            self._spent = has_broken_mujoco(error)
            return
        restored = message.checkpoint is not None and source.restore(message.checkpoint)
        self._renditions.set_generation(message.generation)
        self._render.show(
            source,
            message.generation,
            Look(message.camera, message.fields, message.tiles),
            _SHOW_TIMEOUT_SEC,
        )
        self._source = self._vitals.source = source
        self._tasks, self._slow_tasks = (
            TaskThread(source, self._render, message.generation, self._channel.send, built.spec)
            for _ in range(2)
        )
        self._channel.send(
            Loaded(
                describe_model(
                    model,
                    title=message.title,
                    fallback_title=Path(message.path).stem if message.path else "Model",
                    source=message.source,
                    generation=message.generation,
                    capabilities=source.capabilities,
                    trajectory=trajectory,
                ),
                warning if trajectory is None else None,
                restored,
                (*source.panels, *view_panels(model)),
                tuple(str(path) for path in files.texts) if files else (),
                tuple(str(path) for path in files.assets) if files else (),
            )
        )
        source.start()

    def _try(self, message: Try) -> None:
        if self._source is not None or self._render is None:
            raise ProtocolError("A worker that shows a scene tries no other one.")
        tried = try_scene(message, self._limits, self._render, self._channel.send)
        self._spent = tried.spent
        self._channel.send(tried)

    def _events(self, render: RenderLoop) -> SourceEvents:
        send = self._channel.send
        return SourceEvents(
            notice=send,
            fields=send,
            series=send,
            checkpoint=send,
            changed=render.source_changed,
            failed=self._fail,
        )

    # running

    def _show(self, message: _Showing) -> None:
        """What is to be shown, to how many, how often."""
        match message:
            case Watch():
                self._watch(message)
            case WatchFields(panels=panels):
                self._watch_fields(panels)
            case SampleSeries():
                if self._source is not None:
                    self._source.series.watch(message)
            case Forget() | ShowPeople():
                self._people(message)
            case KeyFrameRequest(view=view, rendition=rendition):
                self._request_key_frame(view, rendition)
            case Yield(yielding=yielding):
                if self._render is not None and self._gl is not None and self._gl.software:
                    self._render.set_yielding(yielding)

    def _watch(self, message: Watch) -> None:
        if self._render is None or self._renditions is None:
            return
        views, begun = self._renditions.watch(message)
        self._render.watch(views)
        for view in begun:
            self._render.repeat(view)

    def _people(self, message: Forget | ShowPeople) -> None:
        if self._render is None:
            return
        if isinstance(message, ShowPeople):
            self._render.show_people(message.people)
        else:
            self._render.forget(message.participant)

    def _watch_fields(self, panels: tuple[str, ...]) -> None:
        if self._source is not None and self._render is not None:
            self._source.watch_fields(panels)
            self._render.watch_fields(panels)

    def _request_key_frame(self, view: int, rendition: int) -> None:
        if self._renditions is not None and self._render is not None:
            self._renditions.request_key_frame(view, rendition)
            self._render.repeat(view)

    def _command(self, message: WorkerCommand) -> None:
        def done(error: Exception | None) -> None:
            problem = None if error is None else command_problem(error)
            self._channel.send(CommandDone(message.id, problem))

        try:
            self._route(message, done)
        except CommandError as error:
            done(error)

    def _route(self, message: WorkerCommand, done: DoneCallback) -> None:
        command = message.command
        if self._source is None or self._render is None:
            raise CommandError("No scene is loaded yet; wait for it or load one.")
        if isinstance(command, _OF_THE_VIEW) or _is_of_the_view(command):
            self._render.submit(CameraCommand(message.participant, command, done, message.view))
        elif isinstance(command, SetFields):
            self._source.submit(command, self._drawn_again(done))
        else:
            self._source.submit(command, done)

    def _drawn_again(self, done: DoneCallback) -> DoneCallback:
        """A change of fields may be seen although nothing moves: a colour, a range."""

        def done_and_drawn(error: Exception | None) -> None:
            if self._render is not None:
                self._render.redraw()
            done(error)

        return done_and_drawn

    def _task(self, message: WorkerTask) -> None:
        try:
            slow = isinstance(message.task, SLOW_TASKS)
            tasks = self._slow_tasks if slow else self._tasks
            if tasks is None:
                raise CommandError("No scene is loaded yet; wait for it or load one.")
            tasks.submit(message)
        except CommandError as error:
            self._channel.send(CommandDone(message.id, command_problem(error)))

    def _input(self, message: WorkerInput) -> None:
        if self._render is not None:
            try:
                self._render.submit(
                    CameraInput(
                        message.participant,
                        message.input,
                        monotonic_ms(),
                        message.applied,
                        message.view,
                    )
                )
            except CommandError as error:
                # A snapshot may be dropped; the next one says the same and more.
                _log.debug("dropped an input: %s", error)

    # ending

    def _fail(self, error: BaseException) -> None:
        """Note the first failure of any thread; the main thread then ends the process."""
        if self._failure is None:
            self._failure = error
        self._failed.set()

    def _report_failure(self) -> int:
        error = self._failure
        if error is None:
            self._channel.close()
            return 0
        _log.error("the worker ends", exc_info=error)
        self._channel.send(
            Collapse(
                Problem(
                    title="The worker cannot go on",
                    detail=str(error) or type(error).__name__,
                    status=503,
                    code="worker_failed",
                )
            )
        )
        self._channel.close()
        return 1

    def _close(self) -> None:
        for part in (
            self._slow_tasks,
            self._tasks,
            self._render,
            self._renditions,
            self._source,
        ):
            if part is not None:
                try:
                    part.close()
                except Exception as error:
                    self._fail(error)
        sys.stderr.flush()


def _is_of_the_view(command: Command) -> TypeGuard[SetFields]:
    """True where all that is changed belongs to the render thread."""
    return isinstance(command, SetFields) and all(
        path.startswith(VIEW_PREFIXES) for path in command.values
    )


def _gl_report(gl: GlDevice) -> GlReport:
    return GlReport(
        backend=gl.backend,
        renderer=gl.renderer,
        vendor=gl.vendor,
        version=gl.version,
        software=gl.software,
        device=gl.device,
        tried=gl.tried,
    )
