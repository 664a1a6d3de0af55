"""The sessions of a server: the default one, and those that people create, copy and end."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from py_remote_viewer.config import SessionsSettings
from py_remote_viewer.errors import (
    CommandError,
    EnvironmentFailure,
    ForbiddenError,
    RemoteViewerError,
    UnknownSessionError,
)
from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol.scene import SceneRequest
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.scenes.uploads import UploadStore
from py_remote_viewer.sessions.crew import Crew
from py_remote_viewer.sessions.names import DEFAULT_NAME, checked_name, made_up_name
from py_remote_viewer.sessions.session import Session, SessionSettings
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["SessionEntry", "SessionRegistry"]

_LOOK_SEC = 5.0
#: For sessions that were being ended when the server was.
_CLOSE_SEC = 10.0
_SHOWN = 60
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class SessionEntry:
    """A session of the server, since when, by whom, and when it was used last."""

    session: Session
    by: str
    used_sec: float
    beginning: bool = True
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def name(self) -> str:
        """Where it is served: /s/<name>."""
        return self.session.settings.name

    @property
    def is_default(self) -> bool:
        """True for the one that never ends."""
        return self.name == DEFAULT_NAME

    @property
    def in_use(self) -> bool:
        """True while somebody is there, watches or waits, or something is recorded or drawn."""
        session = self.session
        return bool(
            self.beginning
            or session.participants
            or session.viewers
            or session.recordings.running
            or session.films.running
        )


class SessionRegistry:
    """Owns all sessions, and the workers that they share. Belongs to the event loop.

    Each session has its own simulation, people, files and recordings under way. They share the
    worker in reserve, what was uploaded, and the folder of recordings with its quota.
    """

    def __init__(
        self,
        settings: SessionSettings,
        limits: SessionsSettings,
        host: Host,
        resolver: SceneResolver,
        *,
        uploads: UploadStore | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._host = host
        self._resolver = resolver
        self._uploads = uploads
        self._clock = clock
        self._crew = Crew(host, settings.configuration, clock)
        self._tasks = Tasks()
        self._watching: asyncio.Task[None] | None = None
        self._closing = False
        #: Those that end still take memory, so they count.
        self._ending = 0
        self._first: ResolvedScene | None = None
        self.limits = limits
        self._entries: dict[str, SessionEntry] = {}
        self.default = self._add(DEFAULT_NAME, "The server").session

    # life

    def start(self, first: ResolvedScene) -> None:
        """Bring the default session's first scene on the air, in the background."""
        self._first = first
        self._entries[DEFAULT_NAME].beginning = False
        self.default.start(first)
        self._watching = asyncio.create_task(self._watch(), name="idle sessions")

    def announce_shutdown(self) -> None:
        """Tell everybody in all sessions; for before the server cuts their connections."""
        for entry in self:
            entry.session.announce_shutdown()

    async def close(self) -> None:
        """End all sessions; twice is fine."""
        self._closing = True
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        sessions = [entry.session for entry in self]
        await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)
        await self._tasks.close(_CLOSE_SEC)
        await self._crew.close()

    # what is there

    def __iter__(self) -> Iterator[SessionEntry]:
        """All sessions, the default one first, then as they were created."""
        return iter(list(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, name: str) -> SessionEntry:
        """The session of this name; raises UnknownSessionError."""
        entry = self._entries.get(name)
        if entry is None:
            shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}..."
            raise UnknownSessionError(
                f"There is no session {shown!r} on this server, or no longer; /api/sessions lists "
                "those that there are."
            )
        return entry

    def use(self, name: str) -> Session:
        """The session of this name, which somebody uses now; raises UnknownSessionError."""
        entry = self.find(name)
        entry.used_sec = self._clock()
        return entry.session

    @property
    def full(self) -> bool:
        """True where no other one can be created now."""
        return len(self._entries) + self._ending >= self.limits.most

    def expires_in_sec(self, entry: SessionEntry) -> float | None:
        """When it ends if nobody uses it; None where it does not."""
        limit = self.limits.idle_minutes * 60
        if entry.is_default or entry.in_use or limit <= 0.0:
            return None
        return max(0.0, limit - (self._clock() - entry.used_sec))

    # creating

    async def create(
        self, who: str, *, name: str = "", source: SceneRequest | None = None, clone: str = ""
    ) -> SessionEntry:
        """A session of this name (made up where there is none) that shows this scene, or what the
        session `clone` shows, else what the server began with; answers when it is shown.

        It goes on when whoever asked for it has left. Raises UsageError for a bad name,
        CommandError where the name is taken or there are too many, UnknownSessionError, and what
        `Session.load` raises: nothing is left of it then.
        """
        original = self.find(clone).session if clone else None
        # In a thread: files may lie on a disk that does not answer.
        scene = self._first
        if source is not None:
            scene = await in_thread(lambda: self._resolver.resolve(source))
        self._check_room()
        if original is not None:
            hint = original.scene.title if original.scene else original.settings.name
        else:
            hint = scene.title if scene else ""
        taken = self._entries
        name = checked_name(name, taken) if name else made_up_name(hint, taken)
        entry = self._add(name, who)
        entry.session.start()
        _log.info("%s creates the session %s", who, name)
        begun = self._tasks.spawn(self._begin(entry, scene, original, who), f"begin {name}")
        await asyncio.shield(begun)
        return entry

    def _check_room(self) -> None:
        if self._closing:
            raise EnvironmentFailure("The server is ending; try again when it is back.")
        if self.limits.most == 1:
            raise ForbiddenError(
                "This server has one session only; its operator can allow more with --max-sessions."
            )
        if self.full:
            raise CommandError(
                f"There are {len(self._entries) + self._ending} sessions, and {self.limits.most} "
                "is the limit; end one, or let the operator raise --max-sessions."
            )

    async def _begin(
        self, entry: SessionEntry, scene: ResolvedScene | None, original: Session | None, who: str
    ) -> None:
        session = entry.session
        try:
            if original is not None:
                await session.copy(original, who)
                text = f"created this session as a copy of {original.settings.name}"
            else:
                assert scene is not None
                await session.begin(scene, who)
                text = "created this session"
            session.activity.add("scene", text, who)
        except BaseException as error:
            why = str(error) if isinstance(error, RemoteViewerError) else "see the server's log"
            await self._end(entry, f"The session was not begun: {why}")
            raise
        finally:
            entry.beginning = False
            entry.used_sec = self._clock()

    def _add(self, name: str, who: str) -> SessionEntry:
        session = Session(
            replace(self._settings, name=name),
            self._host,
            self._resolver,
            self._clock,
            temporary=TemporaryFolder(),
            uploads=self._uploads,
            crew=self._crew,
        )
        session.recordings.tell_others = lambda: self._recordings_changed(session)
        entry = self._entries[name] = SessionEntry(session, who, self._clock())
        return entry

    def _recordings_changed(self, where: Session) -> None:
        for entry in self:
            if entry.session is not where:
                entry.session.recordings.changed_elsewhere()

    # ending

    async def end(self, name: str, reason: str) -> None:
        """End a session, and tell those who are there why; answers when it has ended.

        Raises UnknownSessionError where there is none, ForbiddenError for the default one.
        """
        entry = self.find(name)
        if entry.is_default:
            raise ForbiddenError(
                f"The session {DEFAULT_NAME!r} is the server's own and cannot be ended; load "
                "another scene there, or stop the server."
            )
        await asyncio.shield(self._tasks.spawn(self._end(entry, reason), f"end {name}"))

    async def _end(self, entry: SessionEntry, reason: str) -> None:
        if self._entries.get(entry.name) is not entry:
            return
        del self._entries[entry.name]
        self._ending += 1
        _log.info("the session %s ends: %s", entry.name, reason)
        try:
            entry.session.announce_end(reason)
            await entry.session.close()
        finally:
            self._ending -= 1

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SEC)
            self.end_idle()

    def end_idle(self) -> None:
        """End, in the background, what nobody has used for too long."""
        for entry in self:
            if entry.in_use:
                entry.used_sec = self._clock()
            elif self.expires_in_sec(entry) == 0.0:
                reason = f"Nobody was here for {self.limits.idle_minutes} minutes."
                self._tasks.spawn(self._end(entry, reason), f"end {entry.name}")
