"""Messages between the gateway and a worker process (msgpack)."""

from typing import Literal

import msgspec

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.commands import Command, Input
from py_remote_viewer.protocol.expectations import Check, Expectation
from py_remote_viewer.protocol.fields import FieldValue, FieldValues, Panel
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.protocol.operations import Operation
from py_remote_viewer.protocol.scene import Problem, RobotFile, SceneDescription, SceneRequest
from py_remote_viewer.protocol.series import SeriesInfo
from py_remote_viewer.protocol.tasks import Task
from py_remote_viewer.protocol.view import SHARED_VIEW, CameraPose, Look, Tile

__all__ = [
    "CameraPose",
    "Checkpoint",
    "Collapse",
    "CommandDone",
    "Configure",
    "EncodedFrame",
    "EncoderReport",
    "Forget",
    "FromWorker",
    "GlReport",
    "Heartbeat",
    "KeyFrameRequest",
    "Load",
    "LoadBegun",
    "LoadFailed",
    "Loaded",
    "PersonShown",
    "Ready",
    "RenditionReport",
    "RenditionWish",
    "SampleSeries",
    "SeriesFound",
    "SeriesSampled",
    "ShowPeople",
    "Shutdown",
    "SimulationNotice",
    "ToWorker",
    "TrajectoryFile",
    "Tried",
    "Try",
    "TryBegun",
    "ViewReport",
    "ViewWish",
    "Watch",
    "WatchFields",
    "WorkerCommand",
    "WorkerInput",
    "WorkerTask",
    "Yield",
]


# gateway to worker


class Configure(msgspec.Struct, tag="configure", frozen=True):
    """The first message: what the worker shall show and with which devices.

    `quality` is `auto` for the governor or the name of a level to pin; `encoder` is `auto` or
    an FFmpeg encoder name; `gpu` an index within CUDA_VISIBLE_DEVICES, `software` or None.
    `models` bounds what models of strangers may ask for.
    """

    width: int
    height: int
    fps: int
    quality: str
    encoder: str
    bits_per_sec: int
    gpu: str | None
    gl_backend: str
    log_level: str
    models: ModelSettings = ModelSettings()


class TrajectoryFile(msgspec.Struct, frozen=True):
    """A file of states over time, and what people call it."""

    path: str
    name: str


class Load(msgspec.Struct, tag="load", frozen=True):
    """Load, compile and try a scene and render a first picture; answered by Loaded or LoadFailed.

    The gateway has turned names into files: `path` is what to read, or None when `source` holds
    the text itself. `checkpoint` is what to continue from, where it fits the model. `fields` are
    those of the view as they shall stay, `tiles` too; what does not fit the model is left out.

    `edits` are texts in the place of files, by path. Where `inside` is a folder, the model may use
    no file outside of it but those of `also`.

    Of `trajectories` the first is shown in the place of a simulation, and a second one beside it.

    `operations` change what was read, and `robots` are those that may stand in the place of sites.
    """

    generation: int
    source: SceneRequest
    title: str
    path: str | None = None
    checkpoint: "Checkpoint | None" = None
    running: bool = True
    speed: float = 1.0
    camera: CameraPose | None = None
    fields: dict[str, FieldValue] = {}
    tiles: tuple[Tile, ...] = ()
    edits: dict[str, str] = {}
    inside: str | None = None
    also: tuple[str, ...] = ()
    trajectories: tuple[TrajectoryFile, ...] = ()
    operations: tuple[Operation, ...] = ()
    robots: dict[str, RobotFile] = {}


class Try(msgspec.Struct, tag="try", frozen=True):
    """Build a scene, let it run for a while and check what is expected of it, without showing it to
    anybody; answered by Tried. Only before a Load.

    A picture of it is written to `picture` (PNG), where that is a path, and its MJCF with all
    operations, robots as placeholders, to `text`. Where it shall not `run` only that is done.
    `before` is the scene that it changes, whose own faults do not count.
    """

    id: int
    load: Load
    expectations: tuple[Expectation, ...] = ()
    picture: str = ""
    text: str = ""
    run: bool = True
    before: Load | None = None


class RenditionWish(msgspec.Struct, frozen=True):
    """A view at one quality, which somebody watches: pixels, frames and the most bits a second."""

    rendition: int
    width: int
    height: int
    fps: int
    bits_per_sec: int
    codec: Literal["h264", "jpeg"] = "h264"


class ViewWish(msgspec.Struct, frozen=True):
    """A view that there shall be, of so many pixels; it is drawn while it has renditions.

    `look` is how it begins where it is not open yet.
    """

    view: int
    width: int
    height: int
    look: Look = Look()
    renditions: tuple[RenditionWish, ...] = ()


class Watch(msgspec.Struct, tag="watch", frozen=True):
    """All views that there shall be, and what of them is watched, in place of what was before. The
    shared view is always there, named or not."""

    views: tuple[ViewWish, ...] = ()

    @property
    def watched(self) -> bool:
        """True where anybody watches anything."""
        return any(wish.renditions for wish in self.views)


class Yield(msgspec.Struct, tag="yield", frozen=True):
    """Another worker loads a scene on this machine: where the CPU draws, draw half as often, so
    that the cores have time for it. Until told otherwise."""

    yielding: bool


class WatchFields(msgspec.Struct, tag="watch_fields", frozen=True):
    """The panels whose values somebody sees, in place of those before; all are told in full."""

    panels: tuple[str, ...]


class SampleSeries(msgspec.Struct, tag="sample_series", frozen=True):
    """What is sampled from now on, in place of what was before; answered by SeriesFound.

    `watch` numbers this request. Of `newest` only the present value is told, some times a second.
    """

    watch: int
    series: tuple[str, ...]
    newest: tuple[str, ...]
    per_sec: float


class KeyFrameRequest(msgspec.Struct, tag="key_frame", frozen=True):
    """The next frame of a rendition shall be a key frame."""

    view: int = SHARED_VIEW
    rendition: int = 0


class WorkerCommand(msgspec.Struct, tag="command", frozen=True):
    """A participant's command, with the view that they look at; answered by CommandDone."""

    id: int
    participant: int
    command: Command
    view: int = SHARED_VIEW


class WorkerInput(msgspec.Struct, tag="input", frozen=True):
    """A participant's input in the view that they look at; `applied` when an earlier worker did it
    already."""

    participant: int
    input: Input
    applied: bool = False
    view: int = SHARED_VIEW


class Forget(msgspec.Struct, tag="forget", frozen=True):
    """A participant has left: nothing of theirs stays in force."""

    participant: int


class WorkerTask(msgspec.Struct, tag="task", frozen=True):
    """Make something, of this view where it is a picture, and write it to `path`, or read it from
    there; answered by CommandDone."""

    id: int
    task: Task
    path: str
    view: int = SHARED_VIEW


class PersonShown(msgspec.Struct, frozen=True):
    """A participant as others see them in the picture; `view` is their own, where they look at
    it."""

    id: int
    name: str
    color: str
    view: int | None = None


class ShowPeople(msgspec.Struct, tag="show_people", frozen=True):
    """Who is here, in place of what was told before."""

    people: tuple[PersonShown, ...]


class Shutdown(msgspec.Struct, tag="shutdown", frozen=True):
    """Free everything and exit."""


ToWorker = (
    Configure
    | Load
    | Try
    | Watch
    | WatchFields
    | SampleSeries
    | Yield
    | KeyFrameRequest
    | WorkerCommand
    | WorkerInput
    | Forget
    | ShowPeople
    | WorkerTask
    | Shutdown
)


# worker to gateway


class GlReport(msgspec.Struct, frozen=True):
    """The GL device really in use. `tried` says, a line each, what did not work before it."""

    backend: Literal["egl", "osmesa"]
    renderer: str
    vendor: str
    version: str
    software: bool
    device: str
    tried: tuple[str, ...] = ()


class EncoderReport(msgspec.Struct, frozen=True):
    """The encoder in use and why; `tried` names those that could not encode a frame."""

    name: str
    hardware: bool
    reason: str
    codec_string: str
    tried: tuple[str, ...] = ()


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The worker can render and encode."""

    pid: int
    gl: GlReport
    encoder: EncoderReport
    mujoco_version: str


class LoadBegun(msgspec.Struct, tag="load_begun", frozen=True):
    """The worker has a scene to load now: what ends it from here on may be the scene's fault."""

    generation: int


class Loaded(msgspec.Struct, tag="loaded", frozen=True):
    """The scene is loaded, tried, and rendered once.

    `warning` says why it begins paused although it should run, `restored` if it goes on from the
    checkpoint. `texts` are the XML files that it is made of, the main one first, `assets` all
    other files.
    """

    scene: SceneDescription
    warning: str | None = None
    restored: bool = False
    panels: tuple[Panel, ...] = ()
    texts: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()


class LoadFailed(msgspec.Struct, tag="load_failed", frozen=True):
    """The scene could not be loaded; the worker is still usable."""

    generation: int
    problem: Problem


class TryBegun(msgspec.Struct, tag="try_begun", frozen=True):
    """The scene is built, and its trial run begins."""

    id: int


class Tried(msgspec.Struct, tag="tried", frozen=True):
    """What came of a trial: `problem` where the scene cannot be built, else all checks. The worker
    is as good as new, unless it says `spent`."""

    id: int
    problem: Problem | None = None
    checks: tuple[Check, ...] = ()
    spent: bool = False


class EncodedFrame(msgspec.Struct, tag="frame", frozen=True):
    """An H.264 access unit (Annex B), or a JPEG file, with its stamps; times are CLOCK_MONOTONIC
    milliseconds.

    `pts_us` is CLOCK_MONOTONIC too, so that the time stays monotonic over a change of workers.
    """

    data: bytes
    key: bool
    pts_us: int
    width: int
    height: int
    codec_string: str
    sim_time_sec: float
    inputs: tuple[tuple[int, int], ...]
    input_ms: float | None
    render_start_ms: float
    render_end_ms: float
    encode_end_ms: float
    generation: int
    view: int = SHARED_VIEW
    rendition: int = 0


class RenditionReport(msgspec.Struct, frozen=True):
    """How a rendition does: frames and bits a second, and how long a frame takes to encode."""

    frames_per_sec: float
    bits_per_sec: float
    encode_ms: float


class ViewReport(msgspec.Struct, frozen=True):
    """How a view is looked at now, and how it does. While it is `still` the same picture is sent
    again; `quality` names the level of the governor, `quality_index` counts from 0 (full)."""

    look: Look = Look()
    still: bool = False
    quality: str = ""
    quality_index: int = 0
    render_ms: float = 0.0
    renditions: dict[int, RenditionReport] = {}


class Heartbeat(msgspec.Struct, tag="heartbeat", frozen=True):
    """Sent several times a second; `status` is None before a scene is loaded.

    `stalled_sec` is how long the slowest of the worker's threads has not come round, `encoders`
    how many encoders are at work. `status` tells of the shared view, `views` of each.
    """

    monotonic_ms: float
    stalled_sec: float
    status: Status | None
    frames_produced: int
    encoders: int = 0
    views: dict[int, ViewReport] = {}

    @property
    def look(self) -> Look:
        """How the shared view is looked at."""
        shared = self.views.get(SHARED_VIEW)
        return shared.look if shared else Look()


class CommandDone(msgspec.Struct, tag="command_done", frozen=True):
    """How a command went."""

    id: int
    problem: Problem | None = None


class SimulationNotice(msgspec.Struct, tag="simulation_notice", frozen=True):
    """Something happened in the simulation that people should know."""

    code: str
    level: Literal["info", "warning", "error"]
    text: str


class SeriesFound(msgspec.Struct, tag="series_found", frozen=True):
    """What is known of the series of a request, those of `newest` after the others."""

    watch: int
    series: tuple[SeriesInfo, ...]


class SeriesSampled(msgspec.Struct, tag="series_sampled", frozen=True):
    """Samples of the series of a request, as float64 of this machine.

    `data` has `rows` times and then as many rows of values; `newest` is empty, or one value each.
    Another `segment` begins where the state jumped.
    """

    watch: int
    segment: int
    rows: int
    data: bytes
    newest: bytes


class Checkpoint(msgspec.Struct, tag="checkpoint", frozen=True):
    """The last good state (mjSTATE_INTEGRATION), to continue from after a crash.

    `fields` are those of the model that people changed: they are no part of the state.
    """

    generation: int
    sim_time_sec: float
    running: bool
    speed: float
    state: bytes
    fields: dict[str, FieldValue] = {}


class Collapse(msgspec.Struct, tag="collapse", frozen=True):
    """The worker cannot go on and ends after this message."""

    problem: Problem


FromWorker = (
    Ready
    | LoadBegun
    | Loaded
    | LoadFailed
    | TryBegun
    | Tried
    | EncodedFrame
    | Heartbeat
    | CommandDone
    | SimulationNotice
    | FieldValues
    | SeriesFound
    | SeriesSampled
    | Selection
    | BodyState
    | PullRefused
    | Checkpoint
    | Collapse
)
