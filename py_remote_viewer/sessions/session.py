"""A session: one simulation and the people around it."""

import asyncio
import enum
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from py_remote_viewer.errors import (
    CommandError,
    ProtocolError,
    RemoteViewerError,
    SceneError,
    WorkerError,
)
from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol.client import (
    Notice,
    Participants,
    SceneChanged,
    ServerMessage,
    SessionStateChanged,
    SessionStateName,
    Status,
    VideoConfiguration,
    VideoTransport,
)
from py_remote_viewer.protocol.commands import CameraDrag, Command, LoadScene, Reload
from py_remote_viewer.protocol.scene import BuiltinScene, Problem, SceneDescription, SceneRequest
from py_remote_viewer.protocol.worker import (
    Checkpoint,
    CommandDone,
    Configure,
    EncodedFrame,
    FromWorker,
    Heartbeat,
    KeyFrameRequest,
    Load,
    Ready,
    SimulationNotice,
    ToWorker,
    Watch,
    WorkerCommand,
    WorkerInput,
)
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.sessions.fanout import Fanout
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.participant import Outlet, Participant
from py_remote_viewer.sessions.recovery import Recovery, RecoveryPolicy
from py_remote_viewer.sessions.supervisor import LiveWorker, Supervisor
from py_remote_viewer.sessions.telemetry import TelemetryBatch
from py_remote_viewer.sessions.viewers import PeerViewer, WebSocketViewer

__all__ = ["Session", "SessionSettings", "SessionState"]

_COMMAND_TIMEOUT_SEC = 30.0
_WATCHDOG_SEC = 1.0
_log = logging.getLogger(__name__)


class SessionState(enum.Enum):
    """Where a session is in its life."""

    STARTING = "its first worker is on the way"
    LIVE = "a scene is shown"
    RECOVERING = "the worker was lost and another is on the way"
    FAILED = "no worker shows anything; a person has to load another scene"
    CLOSED = "it has ended"


_STATE_NAMES: dict[SessionState, SessionStateName] = {
    SessionState.STARTING: "starting",
    SessionState.LIVE: "live",
    SessionState.RECOVERING: "recovering",
    SessionState.FAILED: "failed",
    SessionState.CLOSED: "failed",
}


@dataclass(frozen=True)
class SessionSettings:
    """What a session is made of."""

    name: str
    configuration: Configure
    max_participants: int


class Session:
    """Belongs to the event loop; nothing here blocks.

    Everybody watches one view, in one rendition, encoded once.
    """

    def __init__(
        self,
        settings: SessionSettings,
        host: Host,
        resolver: SceneResolver,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.state = SessionState.STARTING
        self.participants: dict[int, Participant] = {}
        self.video: VideoConfiguration | None = None
        self.last_problem: Problem | None = None
        self.restarts = 0
        self._clock = clock
        self._resolver = resolver
        self._supervisor = Supervisor(host, settings.configuration, self, clock)
        self._fanout = Fanout(lambda: self._tell_worker(KeyFrameRequest()), clock)
        self._telemetry = TelemetryBatch()
        self._recovery = RecoveryPolicy(clock)
        self._wanted: ResolvedScene | None = None
        self._previous: ResolvedScene | None = None
        self._generation = 0
        self._frame_number = 0
        self._next_participant = 1
        self._next_command = 1
        self._commands: dict[int, asyncio.Future[Problem | None]] = {}
        self._loading = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    # life

    def start(self, scene: ResolvedScene) -> None:
        """Bring the first scene on the air, in the background."""
        self._wanted = scene
        self._spawn(self._first_load(scene), "first scene")
        self._spawn(self._watch_worker(), "watchdog")

    async def close(self) -> None:
        """Tell everybody, and end the workers."""
        if self.state is SessionState.CLOSED:
            return
        self._enter(SessionState.CLOSED)
        self.broadcast(Notice("shutdown", "info", "The server is shutting down."))
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._fanout.close()
        self._fail_commands("The session has ended.")
        await self._supervisor.close()

    async def _first_load(self, scene: ResolvedScene) -> None:
        try:
            await self._show(scene)
        except RemoteViewerError as error:
            self._give_up(str(error))

    # what is known

    @property
    def scene(self) -> SceneDescription | None:
        """The scene on the air."""
        worker = self._supervisor.on_air
        return worker.scene if worker else None

    @property
    def state_name(self) -> SessionStateName:
        """The state as viewers are told it."""
        return _STATE_NAMES[self.state]

    @property
    def worker(self) -> LiveWorker | None:
        """The worker on the air."""
        return self._supervisor.on_air

    @property
    def worker_report(self) -> Ready | None:
        """The devices that the worker on the air uses."""
        worker = self._supervisor.on_air
        return worker.ready.result() if worker else None

    @property
    def status(self) -> Status | None:
        """The newest status of the simulation."""
        worker = self._supervisor.on_air
        return worker.heartbeat.status if worker and worker.heartbeat else None

    @property
    def frames_sent(self) -> int:
        """Frames handed to the viewers since the session began."""
        return self._frame_number

    @property
    def viewers(self) -> int:
        """How many get video."""
        return len(self._fanout)

    @property
    def encoders(self) -> int:
        """How many encoders are at work for them."""
        worker = self._supervisor.on_air
        return worker.heartbeat.encoders if worker and worker.heartbeat else 0

    @property
    def key_frames_requested(self) -> int:
        """How often viewers made the encoder start afresh."""
        return self._fanout.key_frames_requested

    def heartbeat_age_sec(self) -> float | None:
        """How old the worker's last sign of life is; None without one."""
        worker = self._supervisor.on_air
        return self._clock() - worker.heartbeat_sec if worker and worker.heartbeat else None

    # people

    def join(self, name: str, outlet: Outlet) -> Participant:
        """Add a participant; raises CommandError when the session is full."""
        if len(self.participants) >= self.settings.max_participants:
            raise CommandError(
                f"The session is full: {self.settings.max_participants} people are here already. "
                "Try again later, or let the operator raise limits.viewers."
            )
        number = self._next_participant
        self._next_participant += 1
        person = Participant(number, name.strip()[:40] or f"Guest {number}", outlet)
        self.participants[number] = person
        # The newcomer learns it from the welcome, which has to be the first message.
        self._tell_who_is_here(but=person)
        return person

    def leave(self, person: Participant) -> None:
        """Remove a participant and what was theirs; twice is fine."""
        if self.participants.pop(person.id, None) is not None:
            self._set_viewer(person, None, "none")
            if person.peer is not None:
                peer, person.peer = person.peer, None
                self._spawn(peer.close(), "close peer")
            self._tell_who_is_here()

    def select_video(self, person: Participant, transport: VideoTransport) -> None:
        """Let video come by this way from the next key frame on."""
        if transport == person.transport:
            return
        if transport == "webrtc":
            if person.peer is None or not person.peer.connected:
                raise CommandError("There is no connected WebRTC peer; ask for one first.")
            self._set_viewer(person, PeerViewer(person.peer), transport)
        elif transport == "websocket":
            viewer = WebSocketViewer(
                person.outlet.send_media, self.settings.configuration.fps, self._clock
            )
            if self.video is not None:
                person.outlet.send(self.video)
            self._set_viewer(person, viewer, transport)
        else:
            self._set_viewer(person, None, transport)
        self._tell_who_is_here()

    def lost_frames(self, person: Participant) -> None:
        """A participant's decoder needs a key frame."""
        if person.viewer is not None:
            self._fanout.lost(person.viewer)

    def acknowledge(self, person: Participant, frame: int) -> None:
        """A participant's browser has taken a media message."""
        if isinstance(person.viewer, WebSocketViewer):
            person.viewer.acknowledge(frame)

    def broadcast(self, message: ServerMessage) -> None:
        """Send a message to everybody."""
        for person in list(self.participants.values()):
            person.outlet.send(message)

    def _set_viewer(
        self,
        person: Participant,
        viewer: PeerViewer | WebSocketViewer | None,
        transport: VideoTransport,
    ) -> None:
        before = len(self._fanout)
        if person.viewer is not None:
            self._fanout.unsubscribe(person.viewer)
        person.viewer, person.transport = viewer, transport
        if viewer is not None:
            self._fanout.subscribe(viewer)
        if len(self._fanout) != before:
            self._tell_worker(Watch(len(self._fanout)))

    def _tell_who_is_here(self, but: Participant | None = None) -> None:
        message = Participants(tuple(person.describe() for person in self.participants.values()))
        for person in list(self.participants.values()):
            if person is not but:
                person.outlet.send(message)

    # doing

    def steer(self, person: Participant, drag: CameraDrag) -> None:
        """Pass an input to the simulation; it may be dropped."""
        person.last_drag = drag
        self._tell_worker(WorkerInput(person.id, drag))

    def _hand_over_gestures(self) -> None:
        """A new worker must not do a gesture once more that its predecessor did already."""
        for person in self.participants.values():
            if person.last_drag is not None:
                self._tell_worker(WorkerInput(person.id, person.last_drag, applied=True))

    async def do(self, person_id: int, command: Command) -> None:
        """Do a command; raises CommandError, SceneError or WorkerError when it cannot be done."""
        match command:
            case LoadScene(name=name):
                await self.load(BuiltinScene(name), self._name_of(person_id))
            case Reload():
                if self._wanted is None:
                    raise CommandError("No scene is loaded that could be loaded again.")
                await self._load(self._wanted, self._name_of(person_id))
            case _:
                await self._do_in_worker(person_id, command)

    async def load(self, source: SceneRequest, who: str) -> SceneDescription:
        """Replace the scene for everybody.

        Raises SceneError when it cannot be loaded (the old one stays) and CommandError while
        another is being loaded.
        """
        return await self._load(self._resolver.resolve(source), who)

    async def _load(self, scene: ResolvedScene, who: str) -> SceneDescription:
        if self._loading.locked():
            raise CommandError("Another scene is being loaded; wait until it is shown.")
        title = scene.title or (Path(scene.path).name if scene.path else "a scene")
        self.broadcast(Notice("scene_loading", "info", f"{who} loads {title}."))
        try:
            shown = await self._show(scene)
        except (SceneError, WorkerError) as error:
            self.last_problem = scene_problem(error)
            self.broadcast(
                Notice(
                    "scene_failed", "error",
                    f"{who} could not load {title}; the scene stays as it was.",
                    self.last_problem,
                )
            )  # fmt: skip
            raise
        self._recovery.forgive()
        self.broadcast(Notice("scene_loaded", "info", f"{who} loaded {shown.title}."))
        return shown

    async def _show(
        self,
        scene: ResolvedScene,
        *,
        checkpoint: Checkpoint | None = None,
        running: bool = True,
        speed: float = 1.0,
    ) -> SceneDescription:
        async with self._loading:
            self._generation += 1
            shown = await self._supervisor.load(
                Load(
                    generation=self._generation,
                    source=scene.source,
                    title=scene.title,
                    path=scene.path,
                    checkpoint=checkpoint,
                    running=running,
                    speed=speed,
                ),
                len(self._fanout),
            )
            # People may have come or gone while it was loaded.
            self._tell_worker(Watch(len(self._fanout)))
            self._hand_over_gestures()
            if self._wanted is not None and self._wanted != scene:
                self._previous = self._wanted
            self._wanted = scene
            self._enter(SessionState.LIVE)
            self._fail_commands("The scene was replaced before the command was done.")
            self.broadcast(SceneChanged(shown))
            return shown

    async def _do_in_worker(self, person_id: int, command: Command) -> None:
        if self._supervisor.on_air is None:
            raise CommandError("No simulation is on the air; wait for it or load a scene.")
        number = self._next_command
        self._next_command += 1
        future: asyncio.Future[Problem | None] = asyncio.get_running_loop().create_future()
        self._commands[number] = future
        try:
            self._tell_worker(WorkerCommand(number, person_id, command))
            problem = await asyncio.wait_for(future, _COMMAND_TIMEOUT_SEC)
        except TimeoutError:
            raise CommandError(
                f"The simulation did not answer within {_COMMAND_TIMEOUT_SEC:.0f} s."
            ) from None
        finally:
            del self._commands[number]
        if problem is not None:
            raise CommandError(problem.detail)

    def _fail_commands(self, reason: str) -> None:
        problem = Problem("The command was not done", reason, 503, "command_lost")
        for future in self._commands.values():
            if not future.done():
                future.set_result(problem)

    def _name_of(self, person_id: int) -> str:
        person = self.participants.get(person_id)
        return person.name if person else "The API"

    def _tell_worker(self, message: ToWorker) -> None:
        worker = self._supervisor.on_air
        if worker is None or worker.process is None:
            return
        try:
            worker.process.send(message)
        except OverflowError as error:
            raise ProtocolError("A number in the message does not fit into 64 bits.") from error

    # what the worker on the air says (SupervisorListener)

    def worker_frame(self, frame: EncodedFrame, *, first: bool) -> None:
        """A frame for everybody."""
        if first:
            self._fanout.stream_changed()
        configuration = VideoConfiguration(
            frame.codec_string, frame.width, frame.height, self.settings.configuration.fps
        )
        if configuration != self.video:
            self.video = configuration
            self.broadcast(configuration)
        self._frame_number += 1
        media = MediaFrame(self._frame_number, frame)
        self._fanout.push(media)
        self._telemetry.add(media.stamp(time.monotonic_ns() / 1e6))

    def worker_message(self, message: FromWorker) -> None:
        """Anything else it says."""
        match message:
            case Heartbeat(status=status):
                if status is not None:
                    self._send_telemetry(status)
            case CommandDone(id=number, problem=problem):
                future = self._commands.get(number)
                if future is not None and not future.done():
                    future.set_result(problem)
            case SimulationNotice(code=code, level=level, text=text):
                _log.warning("%s: %s", code, text)
                self.broadcast(Notice(code, level, text))
            case _:
                pass

    def worker_lost(self, worker: LiveWorker, reason: str) -> None:
        """The worker on the air is gone: bring the scene back."""
        _log.error("the worker is lost: %s", reason)
        self.restarts += 1
        self._enter(SessionState.RECOVERING)
        self._fail_commands(reason)
        self._fanout.stream_changed()
        self.broadcast(
            Notice("worker_restarting", "warning", f"{reason} The simulation is being restarted.")
        )
        self._spawn(self._recover(worker, reason), "recovery")

    async def _recover(self, lost: LiveWorker, reason: str) -> None:
        async with self._loading:
            # Somebody may have been loading a scene already: that brings the session back too.
            if self._supervisor.on_air is not None:
                return
        recovery = self._recovery.crashed()
        scene = self._previous if recovery is Recovery.PREVIOUS else self._wanted
        if scene is None or recovery is Recovery.GIVE_UP:
            self._give_up(reason)
            return
        checkpoint = lost.checkpoint if recovery is Recovery.CONTINUE else None
        running = recovery is not Recovery.RESTART
        speed = 1.0
        if checkpoint is not None:
            running, speed = checkpoint.running, checkpoint.speed
        try:
            shown = await self._show(scene, checkpoint=checkpoint, running=running, speed=speed)
        except RemoteViewerError as error:
            self._give_up(str(error))
            return
        where = "from its beginning"
        if checkpoint is not None:
            where = f"from its last good state, t = {checkpoint.sim_time_sec:.2f} s"
        text = f"The simulation is back: {shown.title}, {where}."
        self.broadcast(Notice("worker_recovered", "info", text))

    def _give_up(self, reason: str) -> None:
        self._enter(SessionState.FAILED, Problem("No scene is shown", reason, 503, "worker_failed"))
        _log.error("no scene is shown: %s", reason)
        self.broadcast(
            Notice(
                "worker_failed", "error",
                "The simulation could not be brought back; load another scene.",
                self.last_problem,
            )
        )  # fmt: skip

    def _enter(self, state: SessionState, problem: Problem | None = None) -> None:
        changed = state is not self.state
        self.state, self.last_problem = state, problem
        if changed and state is not SessionState.CLOSED:
            self.broadcast(SessionStateChanged(self.state_name, problem))

    def _send_telemetry(self, status: Status) -> None:
        telemetry = self._telemetry.take(status)
        for person in list(self.participants.values()):
            person.send_telemetry(telemetry.for_viewer(person.frames_sent))

    async def _watch_worker(self) -> None:
        while True:
            await asyncio.sleep(_WATCHDOG_SEC)
            self._supervisor.kill_hung()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s failed", task.get_name(), exc_info=error)


def scene_problem(error: SceneError | WorkerError) -> Problem:
    """What a client is told of a scene that could not be loaded."""
    if isinstance(error, SceneError):
        return Problem(
            "The scene could not be loaded", str(error), 422, "scene_failed",
            error.line, error.column,
        )  # fmt: skip
    return Problem("The worker failed", str(error), 503, "worker_failed")
