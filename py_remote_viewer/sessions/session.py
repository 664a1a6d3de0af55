"""A session: one simulation and the people around it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from py_remote_viewer.access import EVERYBODY_ACCESS, Access
from py_remote_viewer.errors import CommandError, ControlError, ForbiddenError, RemoteViewerError
from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol.client import (
    CLOSE_HELLO_TIMEOUT,
    CLOSE_SESSION_ENDED,
    CLOSE_SHUTDOWN,
    Notice,
    SceneChanged,
    ServerMessage,
    SessionStateName,
    Status,
    VideoConfiguration,
    VideoTransport,
    ViewerReport,
)
from py_remote_viewer.protocol.commands import (
    Command,
    Input,
    PointAt,
)
from py_remote_viewer.protocol.fields import FieldValues
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selection
from py_remote_viewer.protocol.people import Activity, ControlMode, Role
from py_remote_viewer.protocol.scene import Problem, SceneDescription, SceneRequest
from py_remote_viewer.protocol.tasks import SavePast, Task
from py_remote_viewer.protocol.view import SHARED_VIEW, Tile
from py_remote_viewer.protocol.worker import (
    CommandDone,
    Configure,
    EncodedFrame,
    Forget,
    FromWorker,
    Heartbeat,
    PersonShown,
    Ready,
    SeriesFound,
    SeriesSampled,
    ShowPeople,
    SimulationNotice,
    ToWorker,
    WorkerInput,
)
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.uploads import UploadStore
from py_remote_viewer.sessions.activity import ActivityLog
from py_remote_viewer.sessions.acts import Acts
from py_remote_viewer.sessions.commands import CommandDesk
from py_remote_viewer.sessions.control import ControlDesk
from py_remote_viewer.sessions.crew import Crew
from py_remote_viewer.sessions.files import FilesDesk, is_sent_again
from py_remote_viewer.sessions.films import FilmDesk
from py_remote_viewer.sessions.guests import Guests
from py_remote_viewer.sessions.keyframes import KeyframeShelf
from py_remote_viewer.sessions.loading import SceneLoader
from py_remote_viewer.sessions.panels import PanelDesk
from py_remote_viewer.sessions.participant import Outlet, Participant
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.pilots import Pilots
from py_remote_viewer.sessions.recording import RecordingDesk
from py_remote_viewer.sessions.selections import SelectionDesk
from py_remote_viewer.sessions.series import SeriesDesk
from py_remote_viewer.sessions.stages import StageTimes
from py_remote_viewer.sessions.state import SessionLife, SessionState
from py_remote_viewer.sessions.stream import Stream
from py_remote_viewer.sessions.supervisor import LiveWorker, Supervisor
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.sessions.trajectories import TrajectoryDesk
from py_remote_viewer.sessions.trials import TrialStage
from py_remote_viewer.sessions.viewing import ViewingDesk
from py_remote_viewer.sessions.writing import WritingDesk

__all__ = ["Session", "SessionSettings", "SessionState"]

_WATCHDOG_SEC = 1.0
_RESTARTING = "The server is restarting."
_SERVER_ENDED = "The server was ended."
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SessionSettings:
    """What a session is made of."""

    name: str
    configuration: Configure
    max_participants: int
    #: Views of people's own at the same time.
    max_views: int = 8
    #: Where recordings go; None where there are none.
    library: RecordingLibrary | None = None
    watch_files: bool = False
    #: Who may act: one at a time, or all; and what those are who come after the first.
    control: ControlMode = "one"
    role: Role = "operator"
    #: Hears what was done, in which session, by whom.
    audit: Callable[[str, Activity, Participant | None], None] = lambda name, entry, person: None


class Session:
    """What the server uses; the parts do the work. Belongs to the event loop, never blocks.

    Everybody begins with the shared view; what several watch is encoded once.
    """

    def __init__(
        self,
        settings: SessionSettings,
        host: Host,
        resolver: SceneResolver,
        clock: Callable[[], float] = time.monotonic,
        *,
        temporary: TemporaryFolder | None = None,
        uploads: UploadStore | None = None,
        crew: Crew | None = None,
    ) -> None:
        self.settings = settings
        self.temporary = temporary or TemporaryFolder()
        self._uploads = uploads
        self._clock = clock
        self._resolver = resolver
        self._tasks = Tasks()
        self._ending = ""
        self._crew = crew or Crew(host, settings.configuration, clock)
        self._shares_crew = crew is not None
        self._supervisor = Supervisor(self._crew, self, clock)
        self._people = People(
            settings.max_participants,
            settings.configuration,
            settings.max_views,
            request_key_frame=self._remind,
            watching_changed=self._tell_who_watches,
            clock=clock,
            told=self._show_people,
            role=settings.role,
        )
        self.activity = ActivityLog(
            self.broadcast, self._field_labels, clock,
            heard=lambda entry, person: settings.audit(settings.name, entry, person),
        )  # fmt: skip
        self.control = ControlDesk(
            settings.control, self.participants, self.broadcast, self._people.changed,
            lambda text, person: self.activity.add("control", text, person.name, person), clock,
        )  # fmt: skip
        self.guests = Guests(self._people)
        self._stream = Stream(self._people)
        self.pilots = Pilots(self._people, clock)
        self.views = self._people.views
        self._viewing = ViewingDesk(
            self.views,
            self.participants,
            lambda person: self._panels.moved(person),
            self._people.changed,
            clock,
        )
        self._life = SessionLife(self.broadcast)
        self._commands = CommandDesk(self._supervisor.tell)
        self._panels = PanelDesk(self._remind, lambda view: view in self.views.open_views)
        self._series = SeriesDesk(self._remind)
        self._selections = SelectionDesk(self._people.here, self.broadcast)
        self.recordings = RecordingDesk(
            settings.library,
            self._people,
            lambda: self.scene.title if self.scene else "",
            clock,
            session=settings.name,
        )
        configuration = settings.configuration
        self.films = FilmDesk(
            settings.library, self, host, self._people, self.recordings.list_changed,
            backend=configuration.gl_backend, gpu=configuration.gpu, name=settings.name,
        )  # fmt: skip
        self._loader = SceneLoader(
            self._supervisor, self._life, self.broadcast,
            lambda fresh: self.views.watch(fresh=fresh), clock, self.temporary,
        )  # fmt: skip
        self.trajectories = TrajectoryDesk(self._loader, self._tasks)
        self.files = FilesDesk(
            self._loader, self._supervisor, KeyframeShelf(self.make, self.temporary),
            self.broadcast, watching=settings.watch_files, resolver=resolver,
        )  # fmt: skip
        self.writing = WritingDesk(
            self._loader, TrialStage(self._crew, self.temporary), resolver, self.broadcast,
            lambda text, who: self.activity.add("scene", text, who),
        )  # fmt: skip
        self._acts = Acts(
            self,
            self._people,
            self.control,
            self._viewing,
            self.activity,
            self._commands,
            self._loader,
        )

    # life

    def start(self, scene: ResolvedScene | None = None) -> None:
        """Bring the first scene on the air, in the background, or wait for one to be asked for."""
        if scene is not None:
            self._loader.start(scene)
        self._tasks.spawn(self._watch_worker(), "watchdog")
        self._tasks.spawn(self.pilots.run(), "pilots")

    def announce_shutdown(self) -> None:
        """Tell everybody, answer who waits for a scene, and let the connections close; for before
        the server cuts them."""
        self.broadcast(Notice("shutdown", "info", _RESTARTING))
        self._let_go(CLOSE_SHUTDOWN, _RESTARTING)

    def announce_end(self, reason: str) -> None:
        """The same where the server goes on without this session."""
        self._ending = reason
        self._let_go(CLOSE_SESSION_ENDED, reason)

    def _let_go(self, code: int, reason: str) -> None:
        self._loader.end(reason)
        self._people.close_outlets(code, reason)

    async def close(self) -> None:
        """End everything; twice is fine."""
        if self.state is SessionState.CLOSED:
            return
        if not self._ending:
            self.announce_shutdown()
        self._life.enter(SessionState.CLOSED)
        ending = self._ending or _SERVER_ENDED
        # From the last to the first; what fails keeps nothing behind it from being ended.
        async with contextlib.AsyncExitStack() as ends:
            ends.push_async_callback(in_thread, self.temporary.close)
            if self._uploads is not None:
                ends.callback(self._uploads.in_use, (), by=self)
            if not self._shares_crew:
                ends.push_async_callback(self._crew.close)
            ends.push_async_callback(self._supervisor.close)
            ends.push_async_callback(self._people.close)
            ends.callback(self.guests.close)
            ends.callback(self._commands.fail_all, "The session has ended.")
            ends.push_async_callback(self._tasks.close)
            ends.push_async_callback(self.files.finish)
            ends.push_async_callback(self.films.close, ending)
            ends.push_async_callback(self.recordings.close, ending)
            ends.push_async_callback(self._loader.close)
            ends.push_async_callback(self.writing.close, ending)
            self.files.close()
            self.activity.close()
            self.control.close()

    async def _watch_worker(self) -> None:
        while True:
            await asyncio.sleep(_WATCHDOG_SEC)
            self._supervisor.kill_hung()
            self._tidy()

    def _tidy(self) -> None:
        """Let go of uploads that nobody needs any more."""
        self.trajectories.tidy()
        if self._uploads is not None:
            scenes = (*self._loader.scenes, *self.writing.scenes)
            used = {scene.upload for scene in scenes if scene.upload}
            self._uploads.in_use(used, by=self)
            if self._uploads.has_unused:
                self._tasks.spawn(in_thread(self._uploads.sweep), "remove uploads")

    # what is known

    @property
    def state(self) -> SessionState:
        """Where it is in its life."""
        return self._life.state

    @property
    def state_name(self) -> SessionStateName:
        """The state as viewers are told it."""
        return self._life.name

    @property
    def last_problem(self) -> Problem | None:
        """Why the newest thing that failed did so, until something works again."""
        return self._life.problem

    @property
    def restarts(self) -> int:
        """How often a worker on the air was lost."""
        return self._loader.restarts

    @property
    def scene(self) -> SceneDescription | None:
        """The scene on the air."""
        worker = self._supervisor.on_air
        return worker.scene if worker else None

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
    def encoders(self) -> int:
        """How many encoders are at work for the viewers."""
        worker = self._supervisor.on_air
        return worker.heartbeat.encoders if worker and worker.heartbeat else 0

    def heartbeat_age_sec(self) -> float | None:
        """How old the worker's last sign of life is; None without one."""
        worker = self._supervisor.on_air
        return self._clock() - worker.heartbeat_sec if worker and worker.heartbeat else None

    @property
    def participants(self) -> dict[int, Participant]:
        """Who is here, by number."""
        return self._people.here

    @property
    def video(self) -> VideoConfiguration | None:
        """The stream of the shared view at full quality."""
        return self.views.shared.renditions[0].video

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """What stands in the shared picture, as everybody was told."""
        return self._stream.tiles

    @property
    def frames_sent(self) -> int:
        """Frames handed out since the session began, of all renditions."""
        return self.views.frames

    @property
    def stages(self) -> StageTimes:
        """How long the stages of its frames took."""
        return self._stream.stages

    @property
    def viewers(self) -> int:
        """How many get video."""
        return len(self.views)

    @property
    def key_frames_requested(self) -> int:
        """How often viewers made the encoder start afresh."""
        return self.views.key_frames_requested

    # people

    def join(
        self,
        name: str,
        outlet: Outlet,
        identity: str = "",
        page: str = "",
        access: Access = EVERYBODY_ACCESS,
    ) -> Participant:
        """Add a participant; raises CommandError when the session is full.

        The same page once more has lost its connection, which nobody has noticed here yet.
        """
        if self.state is SessionState.CLOSED:
            raise CommandError("This session has ended; choose another one.")
        ghost = self._people.ghost(identity, page, access)
        if ghost is not None:
            ghost.outlet.close(CLOSE_HELLO_TIMEOUT, "The same page has connected anew.")
            self.leave(ghost)
        person = self._people.join(name, outlet, identity, page, access)
        self.control.joined(person)
        return person

    def welcomed(self, person: Participant) -> None:
        """A participant knows the scene; what else there is to know of it follows."""
        self._selections.joined(person)
        person.outlet.send(self.files.state)
        person.outlet.send(self.films.news())
        person.outlet.send(self.writing.state)
        person.outlet.send(self.control.news())
        person.outlet.send(self.activity.news())
        self._viewing.joined(person)
        self.activity.add("people", "joined", person.name, person)

    def leave(self, person: Participant) -> None:
        """Remove a participant and what was theirs; twice is fine."""
        self._panels.left(person)
        self._series.left(person)
        self._selections.left(person)
        if person.id not in self.participants:
            return
        self._remind(Forget(person.id))
        self._people.leave(person)
        if self.state is SessionState.CLOSED:
            # Nobody is there to be told, and nothing shall wait for anybody any more.
            return
        self._viewing.left(person)
        self.control.left(person)
        self.activity.left(person)
        self.activity.add("people", "left", person.name, person)

    def select_video(self, person: Participant, transport: VideoTransport) -> None:
        """Let video come by this way from the next key frame on; raises CommandError."""
        self._people.select_video(person, transport)

    def watch_panels(self, person: Participant, panels: tuple[str, ...]) -> None:
        """A participant sees these panels of fields now, and no others."""
        self._panels.watch(person, panels)

    def watch_series(
        self, person: Participant, series: tuple[str, ...], newest: tuple[str, ...]
    ) -> None:
        """A participant plots these series now, and no others."""
        self._series.watch(person, series, newest)

    def lost_frames(self, person: Participant) -> None:
        """A participant's decoder needs a key frame."""
        self._people.lost_frames(person)

    def acknowledge(self, person: Participant, frame: int, *, padding: bool = False) -> None:
        """A participant's browser has taken a media message."""
        self._people.acknowledge(person, frame, padding=padding)

    def reported(self, person: Participant, report: ViewerReport) -> None:
        """A participant's page has told what it sees; its numbers may be anything."""
        person.report = report
        if report.latency_ms is not None and 0.0 <= report.latency_ms < 60_000.0:
            self.stages.reported(report.latency_ms)

    def name_of(self, person_id: int) -> str:
        """How a participant is called; a number that is nobody's is the API's."""
        return self._people.name_of(person_id)

    def broadcast(self, message: ServerMessage) -> None:
        """Send a message to everybody."""
        self._people.broadcast(message)

    # doing

    def steer(self, person: Participant, drag: Input) -> None:
        """Pass an input to the simulation; it may be dropped. Where this person may not they are
        told, once for each gesture."""
        try:
            self.control.check_input(person, drag, own_view=self._viewing.is_own(person))
        except (ControlError, ForbiddenError) as error:
            if drag.gesture != person.refused_gesture:
                person.refused_gesture = drag.gesture
                person.outlet.send(PullRefused(person.id, drag.gesture, str(error)))
            return
        self._supervisor.tell(WorkerInput(person.id, drag, view=person.view))
        if not isinstance(drag, PointAt):
            person.last_drag = drag

    def check(self, person_id: int, command: Command) -> None:
        """Raises ForbiddenError or ControlError where this person may not do a command; whoever is
        no participant is a program, which may."""
        person = self.participants.get(person_id)
        if person is not None:
            self.control.check(person, command, own_view=self._viewing.is_own(person))

    async def do(self, person_id: int, command: Command) -> None:
        """Do a command; raises CommandError, SceneError or WorkerError when it cannot be done, and
        ForbiddenError or ControlError where this person may not."""
        await self._acts.do(person_id, command)

    def view_of(self, person_id: int) -> int:
        """The view that a participant looks at; the shared one where it is nobody's number."""
        person = self.participants.get(person_id)
        return person.view if person else SHARED_VIEW

    async def make(self, task: Task, path: Path, view: int = SHARED_VIEW) -> None:
        """Let the worker write what it makes, of this view, to a file; raises CommandError or
        WorkerError."""
        if self._supervisor.on_air is None:
            raise CommandError("No simulation is on the air; wait for it or load a scene.")
        await self._commands.make(task, path, view)

    # what films are made of (FilmedSession)

    def shown(self) -> tuple[str, Heartbeat] | None:
        """The scene on the air, and how it is."""
        worker = self._supervisor.on_air
        if worker is None or worker.scene is None or worker.heartbeat is None:
            return None
        return worker.scene.title, worker.heartbeat

    async def save_past(self, task: SavePast) -> Path:
        """The past in a file, which whoever asked for it removes."""
        path = await in_thread(self.temporary.new_file)
        try:
            await self.make(task, path)
        except BaseException:
            await in_thread(lambda: path.unlink(missing_ok=True))
            raise
        return path

    async def load(
        self, source: SceneRequest, who: str, keep: bool | None = None
    ) -> SceneDescription:
        """Replace the scene for everybody; it goes on when whoever asked for it has left.

        With `keep` it goes on from the present state, as far as that fits; None means that of a
        model that is sent once more.

        Raises SceneError or WorkerError when it cannot be loaded (the old one stays), CommandError
        when somebody asks for another one meanwhile.
        """
        shown = await self._load(source, who, keep)
        self.activity.add("scene", f"loaded {shown.title}", who)
        return shown

    async def _load(self, source: SceneRequest, who: str, keep: bool | None) -> SceneDescription:
        # In a thread: files may lie on a disk that does not answer.
        scene = await in_thread(lambda: self._resolver.resolve(source))
        if keep is None:
            shown = self._loader.scene
            keep = shown is not None and is_sent_again(shown, scene)
        if keep:
            return await self._loader.reload(who, scene)
        return await self._loader.load(scene, who)

    async def begin(self, scene: ResolvedScene, who: str) -> SceneDescription:
        """Show a first scene, and answer when it is shown; raises as `load` does."""
        return await self._loader.load(scene, who)

    async def copy(self, other: "Session", who: str) -> SceneDescription:
        """Show what another session shows, in its present state and seen from where it is seen
        there; raises as `load` does, and CommandError where it shows nothing."""
        plan = other._loader.as_it_is()
        if plan is None:
            raise CommandError(
                f"The session {other.settings.name} shows no scene that could be copied; load one "
                "there, or begin with a scene."
            )
        files = await self.trajectories.copies(
            plan.scene.trajectories, other.trajectories, self.temporary
        )
        plan = replace(plan, scene=plan.scene.with_trajectories(*files))
        return await self._loader.take_over(plan, who)

    # what the supervisor says (SupervisorListener)

    def worker_shown(self, worker: LiveWorker) -> None:
        """Another worker is on the air. First the state, for what follows only tells of it."""
        self._loader.shown()
        self.views.stream_changed()
        if worker.fresh:
            # A place in one scene is none in another.
            self.views.forget_looks()
            self._people.forget_views()
        self._commands.fail_all("The scene was replaced before the command was done.")
        # People may have come or gone while it was loaded.
        self._tell_who_watches()
        self._show_people()
        self._hand_over_gestures()
        if worker.scene is not None:
            self.broadcast(SceneChanged(worker.scene))
            self._selections.shown(worker.scene.generation)
            self._panels.shown(worker.scene.generation, worker.panels)
            self._series.shown(worker.scene.generation)
        self.files.shown()
        self.writing.shown()
        self._tidy()

    def worker_frame(self, frame: EncodedFrame) -> None:
        """A frame for all who watch it."""
        self._stream.frame(frame)

    def worker_message(self, message: FromWorker) -> None:
        """Anything else it says."""
        match message:
            case Heartbeat():
                self._stream.heard(message)
                self._panels.refresh()
            case Selection() | BodyState() | PullRefused():
                self._selections.heard(message)
            case FieldValues():
                self._panels.changed(message)
            case SeriesFound():
                self._series.found(message)
            case SeriesSampled():
                self._series.sampled(message)
            case CommandDone():
                self._commands.done(message)
            case SimulationNotice(code=code, level=level, text=text):
                _log.warning("%s: %s", code, text)
                self.broadcast(Notice(code, level, text))
            case _:
                pass

    def worker_lost(self, worker: LiveWorker, reason: str) -> None:
        """The worker on the air is gone."""
        _log.error("the worker of the session %s is lost: %s", self.settings.name, reason)
        self._loader.lost(worker, reason)
        self._commands.fail_all(reason)
        self.views.stream_changed()

    # telling

    def _field_labels(self) -> dict[str, str]:
        """How the fields of the scene on the air are called, by path."""
        worker = self._supervisor.on_air
        return {
            field.path: field.label
            for panel in (worker.panels.values() if worker else ())
            for section in panel.sections
            for field in section.fields
        }

    def _hand_over_gestures(self) -> None:
        """A new worker must not do a gesture once more that its predecessor did already."""
        for person in self.participants.values():
            if person.last_drag is not None:
                drag = WorkerInput(person.id, person.last_drag, applied=True, view=person.view)
                self._remind(drag)

    def _tell_who_watches(self) -> None:
        self._remind(self.views.watch())

    def _show_people(self) -> None:
        """The worker draws where people point, what they pull and from where they look."""
        shown = tuple(
            PersonShown(
                person.id,
                person.name,
                person.seat.color,
                person.view if self._viewing.is_own(person) else None,
            )
            for person in self.participants.values()
        )
        self._remind(ShowPeople(shown))

    def _remind(self, message: ToWorker) -> None:
        """Tell the worker what no person waits for: a failure is the worker's, which will end."""
        try:
            self._supervisor.tell(message)
        except RemoteViewerError as error:
            _log.error("%s", error)
