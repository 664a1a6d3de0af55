"""Workers that only pretend, in this process."""

import asyncio
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from py_remote_viewer.errors import CommandError, WorkerError
from py_remote_viewer.hosting import WorkerListener
from py_remote_viewer.protocol.client import Status
from py_remote_viewer.protocol.commands import Command, Pause, Run, SetSpeed, SetTiles
from py_remote_viewer.protocol.expectations import Check
from py_remote_viewer.protocol.fields import FieldValue
from py_remote_viewer.protocol.film import FilmDone, FilmOrder, FilmProgress, FilmSpan
from py_remote_viewer.protocol.scene import Capabilities, Problem, SceneDescription, XmlScene
from py_remote_viewer.protocol.tasks import LoadState
from py_remote_viewer.protocol.view import SHARED_VIEW, Look, Tile
from py_remote_viewer.protocol.worker import (
    CameraPose,
    Checkpoint,
    CommandDone,
    Configure,
    EncodedFrame,
    EncoderReport,
    FromWorker,
    GlReport,
    Heartbeat,
    KeyFrameRequest,
    Load,
    LoadBegun,
    Loaded,
    LoadFailed,
    Ready,
    RenditionWish,
    Shutdown,
    ToWorker,
    Tried,
    Try,
    TryBegun,
    ViewReport,
    Watch,
    WorkerCommand,
    WorkerTask,
)
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["KEPT_SEC", "PORTRAIT", "FakeWorker", "OnLoad", "OnTry", "PretendingHost"]

#: The simulated time of the state that a fake worker is handed.
KEPT_SEC = 9.0
#: The picture of each scene that is tried.
PORTRAIT = b"\x89PNG pretended"
_TICK_SEC = 0.02
_TICKS_FOR_HEARTBEAT = 10
_STATUS = Status(
    running=True, sim_time_sec=1.0, speed=1.0, real_time_factor=1.0, still=False,
    frames_per_sec=50.0,
    bits_per_sec=1e5, render_ms=1.0, encode_ms=1.0, quality="full", quality_index=0,
    quality_levels=1, encoder="libx264", gl_device="none", gl_software=True, contacts=0,
    steps_too_slow=False,
)  # fmt: skip
_GL = GlReport("egl", "pretended", "nobody", "1.0", True, "0")
_ENCODER = EncoderReport("libx264", False, "it is pretended", "avc1.42E01F")


_NO_MODEL = Problem("Not loaded", "It is no model.", 422, "scene_failed", 3, 1)


class FakeWorker:
    """Answers as a worker does; text that does not begin with `<mujoco` cannot be loaded.

    `on_load` may deal with a scene in another way, and then returns True, and `on_try` with one
    that is only tried. `silent` stops the heartbeats, as a hung worker does.
    """

    def __init__(
        self,
        listener: WorkerListener,
        on_load: "OnLoad | None" = None,
        on_try: "OnTry | None" = None,
    ) -> None:
        self.heard: list[ToWorker] = []
        self.silent = False
        self.bytes = 0
        self._on_load = on_load
        self._on_try = on_try
        self._listener = listener
        self._configure: Configure | None = None
        self._load: Load | None = None
        self.watched: dict[tuple[int, int], RenditionWish] = {}
        self._key_frames_due: set[tuple[int, int]] = set()
        self.looks: dict[int, Look] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self.status = _STATUS
        self.camera: CameraPose | None = None
        self.fields: dict[str, FieldValue] = {}
        self.tiles: tuple[Tile, ...] = ()
        self._makes = Tasks()
        self._task: asyncio.Task[None] | None = asyncio.create_task(self._run(), name="fake worker")

    @property
    def alive(self) -> bool:
        """False once it has ended."""
        return self._task is not None

    def send(self, message: ToWorker) -> None:
        """Take a message; it is encoded as on its way to a process, and may fail there."""
        self._encoder.encode(message)
        self.heard.append(message)
        match message:
            case Configure():
                self._configure = message
                self.say(Ready(1, _GL, _ENCODER, "4"))
            case Load():
                self._begin(message)
            case Try():
                self._try(message)
            case Watch():
                places = {
                    (wish.view, rendition.rendition): rendition
                    for wish in message.views
                    for rendition in wish.renditions
                }
                self._key_frames_due |= places.keys() - self.watched.keys()
                self.watched = places
                self.looks = {
                    wish.view: self.looks.get(wish.view, wish.look) for wish in message.views
                }
            case KeyFrameRequest(view=view, rendition=rendition):
                self._key_frames_due.add((view, rendition))
            case WorkerCommand(id=number, command=command):
                self._obey(command)
                self.say(CommandDone(number))
            case WorkerTask(id=number, path=path, task=task):
                if isinstance(task, LoadState):
                    self.status = replace(self.status, sim_time_sec=KEPT_SEC)
                self._makes.spawn(self._make(number, path), "make")
            case Shutdown():
                self._end("The worker was ended.")
            case _:
                pass

    def _begin(self, load: Load) -> None:
        if self._on_load is None or not self._on_load(self, load):
            self.take(load)

    def _try(self, message: Try) -> None:
        if self._on_try is None or not self._on_try(self, message):
            self.tried(message, Check("it is as expected", True))

    async def _make(self, number: int, path: str) -> None:
        await in_thread(lambda: Path(path).write_text('{"made": true}'))
        self.say(CommandDone(number))

    def _obey(self, command: Command) -> None:
        match command:
            case Run() | Pause():
                self.status = replace(self.status, running=isinstance(command, Run))
            case SetTiles(tiles=tiles):
                self.tiles = tiles
                return
            case SetSpeed(factor=factor):
                self.status = replace(self.status, speed=factor)
            case _:
                return
        # As the real one: such a change is told at once.
        self.checkpoint()

    def checkpoint(self, sim_time_sec: float = 1.0) -> None:
        """Tell a state to continue from."""
        assert self._load is not None
        status = self.status
        self.say(
            Checkpoint(self._load.generation, sim_time_sec, status.running, status.speed, b"state")
        )

    def resident_bytes(self) -> int:
        """As much as a test says."""
        return self.bytes

    def kill(self) -> None:
        """End as if by a signal."""
        self._end("The worker process was ended by SIGKILL.")

    async def stop(self) -> None:
        """End as asked."""
        self._end("The worker was ended.")

    def take(self, load: Load) -> None:
        """Load a scene, or refuse it."""
        self.say(LoadBegun(load.generation))
        source = load.source
        if isinstance(source, XmlScene) and not source.xml.startswith("<mujoco"):
            self.refuse(load)
            return
        self._load = load
        self.status = replace(self.status, running=load.running, speed=load.speed)
        self.camera, self.fields, self.tiles = load.camera, load.fields, load.tiles
        scene = SceneDescription(
            load.title, source, load.generation, 0.002, 2, 1, 6, (), (), (), Capabilities()
        )
        self.say(Loaded(scene, restored=load.checkpoint is not None))
        # At once, so that no test waits for the next one.
        self.beat()

    def refuse(self, load: Load) -> None:
        """Say that a scene cannot be loaded."""
        self.say(LoadFailed(load.generation, _NO_MODEL))

    def tried(self, message: Try, *checks: Check) -> None:
        """Try a scene and find these things, or refuse it."""
        source = message.load.source
        text = source.xml if isinstance(source, XmlScene) else "<mujoco/>"
        if not text.startswith("<mujoco"):
            self.say(Tried(message.id, _NO_MODEL))
            return
        self.say(TryBegun(message.id))
        self._makes.spawn(self._tried(message, text, checks), "try")

    async def _tried(self, message: Try, text: str, checks: tuple[Check, ...]) -> None:
        done = "".join(f"<!-- {one.sentence} -->" for one in message.load.operations)
        await in_thread(lambda: Path(message.text).write_text(f"{text}{done}"))
        if message.picture:
            await in_thread(lambda: Path(message.picture).write_bytes(PORTRAIT))
        self.say(Tried(message.id, checks=checks if message.run else ()))

    def paused(self) -> Status:
        """Its status, but paused."""
        return replace(self.status, running=False)

    async def _run(self) -> None:
        for tick in itertools.count():
            if self._configure is not None and not self.silent:
                if tick % _TICKS_FOR_HEARTBEAT == 0:
                    self.beat()
                if self._load is not None:
                    for place, rendition in self.watched.items():
                        self.say(self._frame(self._load.generation, place, rendition))
            await asyncio.sleep(_TICK_SEC)

    def beat(self) -> None:
        """Give a sign of life."""
        status = self.status if self._load is not None else None
        now_ms = time.monotonic() * 1e3
        looks = {**self.looks, SHARED_VIEW: Look(self.camera, self.fields, self.tiles)}
        views = {view: ViewReport(look) for view, look in looks.items()}
        self.say(Heartbeat(now_ms, 0.0, status, 0, len(self.watched), views))

    def _frame(self, generation: int, place: tuple[int, int], wish: RenditionWish) -> EncodedFrame:
        key = place in self._key_frames_due
        self._key_frames_due.discard(place)
        now_ms = time.monotonic() * 1e3
        return EncodedFrame(
            data=self.picture(wish.width, wish.height, key),
            key=key, pts_us=int(now_ms * 1e3),
            width=wish.width, height=wish.height,
            codec_string=_ENCODER.codec_string, sim_time_sec=1.0, inputs=(), input_ms=None,
            render_start_ms=now_ms, render_end_ms=now_ms, encode_end_ms=now_ms,
            generation=generation, view=place[0], rendition=place[1],
        )  # fmt: skip

    @staticmethod
    def picture(width: int, height: int, key: bool) -> bytes:
        """An access unit; no decoder would take this one."""
        return b"\0\0\0\1" + (b"\x65" if key else b"\x41") + bytes(range(1, 200))

    def say(self, message: FromWorker) -> None:
        """Send a message to the gateway."""
        asyncio.get_running_loop().call_soon(self._listener.worker_said, self, message)

    def _end(self, reason: str) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            asyncio.get_running_loop().call_soon(self._listener.worker_ended, self, reason)


OnLoad = Callable[[FakeWorker, Load], bool]
OnTry = Callable[[FakeWorker, Try], bool]


class PretendingHost:
    """Starts fake workers, while it is open; `broken` starts none, `on_load` and `on_try` are what
    they do."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.broken = False
        self.on_load: OnLoad | None = None
        self.on_try: OnTry | None = None
        self.workers: list[FakeWorker] = []
        self.films: list[FilmOrder] = []
        self.film_goes_on = asyncio.Event()
        self.film_fails = False

    async def start(self, listener: WorkerListener) -> FakeWorker:
        """Start a worker, or wait until that is allowed."""
        await self.open.wait()
        if self.broken:
            raise WorkerError("A worker process could not be started: it is forbidden.")
        worker = FakeWorker(listener, self._loads, self._tries)
        self.workers.append(worker)
        return worker

    async def make_film(self, order: FilmOrder, heard: Callable[[FilmProgress], None]) -> FilmDone:
        """Make half a film, and the other half when that is allowed."""
        self.films.append(order)
        heard(FilmProgress(5, 0.5))
        await self.film_goes_on.wait()
        if self.film_fails:
            raise CommandError("A moment of it cannot be computed again.")
        await in_thread(lambda: Path(order.video).write_bytes(b"film"))
        return FilmDone(10, 0.333, FilmSpan(1.0, 1.333))

    def _loads(self, worker: FakeWorker, load: Load) -> bool:
        return self.on_load is not None and self.on_load(worker, load)

    def _tries(self, worker: FakeWorker, message: Try) -> bool:
        return self.on_try is not None and self.on_try(worker, message)

    @property
    def loads(self) -> list[Load]:
        """The scenes that workers were asked for, in order."""
        found = [message for message in self.heard if isinstance(message, Load)]
        return sorted(found, key=lambda load: load.generation)

    @property
    def heard(self) -> list[ToWorker]:
        """What all workers were told, in order for each."""
        return [message for worker in self.workers for message in worker.heard]
