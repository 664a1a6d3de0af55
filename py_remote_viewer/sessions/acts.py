"""What people do: checked, handed to whoever does it, noted."""

from typing import TYPE_CHECKING

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.commands import (
    CancelFilm,
    Command,
    DeleteKeyframe,
    FollowPerson,
    LoadKeyframe,
    LoadScene,
    MakeFilm,
    Present,
    Reload,
    Rename,
    Reset,
    SaveKeyframe,
    Say,
    ShareView,
    StartRecording,
    StopRecording,
    TakeView,
    WatchFiles,
)
from py_remote_viewer.protocol.scene import BuiltinScene
from py_remote_viewer.sessions.activity import ActivityLog
from py_remote_viewer.sessions.commands import CommandDesk
from py_remote_viewer.sessions.control import ControlCommand, ControlDesk, is_of_the_view
from py_remote_viewer.sessions.loading import SceneLoader
from py_remote_viewer.sessions.participant import Participant
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.viewing import ViewingCommand, ViewingDesk

if TYPE_CHECKING:
    from py_remote_viewer.sessions.session import Session

__all__ = ["Acts"]


class Acts:
    """Does the commands of a session's people, and of programs. Belongs to the event loop."""

    def __init__(
        self,
        session: "Session",
        people: People,
        control: ControlDesk,
        viewing: ViewingDesk,
        activity: ActivityLog,
        worker: CommandDesk,
        loader: SceneLoader,
    ) -> None:
        self._session = session
        self._people = people
        self._control = control
        self._viewing = viewing
        self._activity = activity
        self._worker = worker
        self._loader = loader

    async def do(self, person_id: int, command: Command) -> None:
        """Do a command; whoever is no participant is a program and may do all of it."""
        person = self._people.here.get(person_id)
        self._session.check(person_id, command)
        if isinstance(command, ControlCommand | ViewingCommand | Say | Rename):
            if person is None:
                raise CommandError(
                    "Only participants have control, a name, a view, and something to say."
                )
            self._among_people(person, command)
            return
        in_own_view = person is not None and self._viewing.is_own(person)
        # Whoever leaves while it is done did it all the same.
        who = self._people.name_of(person_id)
        await self._with_simulation(person_id, command)
        if not (in_own_view and is_of_the_view(command)):
            self._activity.did(person, who, command)

    def _among_people(
        self, person: Participant, command: ControlCommand | ViewingCommand | Say | Rename
    ) -> None:
        match command:
            case Say(text=text):
                self._activity.say(person, text)
            case Rename(name=name):
                if person.access.name:
                    raise CommandError("Your name is the one that you have logged in with.")
                before = person.name
                self._people.rename(person, name)
                if person.name != before:
                    self._activity.add("people", f"is called {person.name} now", before, person)
            case TakeView() | ShareView() | FollowPerson() | Present():
                self._viewing.do(person, command)
                self._activity.did(person, person.name, command)
            case _:
                self._control.do(person, command)
                self._viewing.roles_changed()

    async def _with_simulation(self, person_id: int, command: Command) -> None:
        session, who = self._session, self._people.name_of(person_id)
        match command:
            case LoadScene(name=name):
                await session.load(BuiltinScene(name), who)
            case Reload():
                await self._loader.reload(who)
            case StartRecording(title=title):
                await session.recordings.start(title, who)
            case StopRecording():
                await session.recordings.stop()
            case MakeFilm(wish=wish):
                await session.films.start(wish, who, session.view_of(person_id))
            case CancelFilm(id=film):
                session.films.cancel(film)
            case WatchFiles(on=on):
                session.files.watch(on)
            case SaveKeyframe() | LoadKeyframe() | DeleteKeyframe():
                await self._with_keyframes(person_id, command)
            case _:
                if session.worker is None:
                    raise CommandError("No simulation is on the air; wait for it or load a scene.")
                await self._worker.do(person_id, command, session.view_of(person_id))

    async def _with_keyframes(
        self, person_id: int, command: SaveKeyframe | LoadKeyframe | DeleteKeyframe
    ) -> None:
        session, shelf, name = self._session, self._session.files.keyframes, command.name
        match command:
            case SaveKeyframe():
                status = session.status
                await shelf.save(name, status.sim_time_sec if status else 0.0)
            case LoadKeyframe():
                own = session.scene.keyframes if session.scene else ()
                if name not in shelf and name in own:
                    await self._with_simulation(person_id, Reset(own.index(name)))
                else:
                    await shelf.load(name)
                return
            case DeleteKeyframe():
                await shelf.delete(name)
        session.files.tell()
