"""Films of the past: drawn again by a process beside the simulation, asked for by anybody."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from py_remote_viewer.errors import CommandError, EnvironmentFailure, RemoteViewerError
from py_remote_viewer.hosting import Host
from py_remote_viewer.protocol.client import FilmChanged, HistorySpan, Notice
from py_remote_viewer.protocol.film import (
    FilmDone,
    FilmOrder,
    FilmProgress,
    FilmWish,
    RunningFilm,
)
from py_remote_viewer.protocol.recordings import RecordedScene, Recording
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.protocol.tasks import SavePast
from py_remote_viewer.protocol.view import SHARED_VIEW, Look
from py_remote_viewer.protocol.worker import Heartbeat
from py_remote_viewer.recording import RecordingLibrary
from py_remote_viewer.recording.library import wished_id
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["FilmDesk", "FilmedSession"]

_log = logging.getLogger(__name__)
_LOOK_FOR_ROOM_SEC = 2.0
#: What a disk may take to put a film away at the end of the server.
_CLOSE_SEC = 5.0
_CALLED_OFF = "It was called off."


class FilmedSession(Protocol):
    """What a film is made of."""

    def shown(self) -> tuple[str, Heartbeat] | None:
        """The title of the scene on the air, and the newest sign of life of its worker."""
        ...

    async def save_past(self, task: SavePast) -> Path:
        """What another process needs to make the past again, in a file of its own."""
        ...


@dataclass
class _Run:
    """A film under way; `reason` is why it is ended, where nobody wished it."""

    recording: Recording
    wish: FilmWish
    share: float = 0.0
    past: Path | None = None
    drawn: bool = False
    reason: str = ""
    work: "asyncio.Task[None] | None" = None


class FilmDesk:
    """Makes one film at a time. It goes on when whoever asked for it leaves, and when another scene
    is loaded. Belongs to the event loop.

    `backend` and `gpu` are what the worker draws on.
    """

    def __init__(
        self,
        library: RecordingLibrary | None,
        session: FilmedSession,
        host: Host,
        people: People,
        list_changed: Callable[[], None],
        *,
        backend: str,
        gpu: str | None,
        name: str = "",
    ) -> None:
        self._library = library
        self._name = name
        self._session = session
        self._host = host
        self._people = people
        self._list_changed = list_changed
        self._device = (backend, gpu)
        self._run: _Run | None = None
        self._tasks = Tasks()

    @property
    def running(self) -> RunningFilm | None:
        """The film that is drawn now."""
        run = self._run
        if run is None:
            return None
        found = run.recording
        return RunningFilm(found.id, found.title, found.by, round(run.share, 3))

    def news(self) -> FilmChanged:
        """What a newcomer is told."""
        return FilmChanged(self.running)

    async def start(self, wish: FilmWish, who: str, view: int = SHARED_VIEW) -> Recording:
        """Begin a film, seen as a view is now; raises CommandError where that cannot be,
        RecordingError where nothing can be written."""
        library = self._library
        if library is None:
            raise CommandError("This session has no folder for recordings.")
        if self._run is not None:
            raise CommandError(
                f"{self._run.recording.title} is being drawn for {self._run.recording.by}; wait "
                "until it is done, or call it off."
            )
        scene, look, wish = self._checked(wish, view)
        now = datetime.now(UTC)
        title = " ".join(wish.title.split()) or scene
        recording = Recording(
            wished_id(title, now), title, "recording", now.isoformat(timespec="seconds"),
            by=who, kind="render", width=wish.width, height=wish.height,
            scenes=(RecordedScene(scene, 0.0, 0.0, 0.0),), session=self._name,
        )  # fmt: skip
        # From here on a second one is refused. It goes on when whoever asked for it has left.
        self._run = run = _Run(recording, wish)
        begun = self._tasks.spawn(self._begin(library, run, look), "begin a film")
        return await asyncio.shield(begun)

    async def _begin(self, library: RecordingLibrary, run: _Run, look: Look) -> Recording:
        wish = run.recording
        try:
            run.recording, file = await in_thread(lambda: _create(library, wish))
        except BaseException:
            self._run = None
            raise
        if run.reason:
            # The session ended meanwhile.
            await in_thread(lambda: _put_away(library, run, file, kept=False))
            self._run = None
            raise CommandError(f"The film was not begun. {run.reason}")
        run.work = self._tasks.spawn(self._make(library, run, file, look), "make a film")
        self._tell()
        self._list_changed()
        return run.recording

    def cancel(self, recording_id: str) -> None:
        """Call a film off; raises CommandError where it is not being made."""
        run = self._run
        if run is None or run.recording.id != recording_id:
            raise CommandError(
                f"The film {recording_id[:100]!r} is not being made; there is nothing to call off."
            )
        self._end(run, _CALLED_OFF)

    async def close(self, reason: str = "The server was ended.") -> None:
        """End the film under way; twice is fine."""
        if self._run is not None:
            self._end(self._run, reason)
        await self._tasks.close(_CLOSE_SEC)

    def _checked(self, wish: FilmWish, view: int) -> tuple[str, Look, FilmWish]:
        """The scene, how it is looked at, and the wish with its span."""
        shown = self._session.shown()
        if shown is None:
            raise CommandError("No simulation is on the air; wait for it or load a scene.")
        scene, heartbeat = shown
        history = heartbeat.status.history if heartbeat.status else None
        if history is None:
            raise CommandError("What is shown keeps no history that could be drawn again.")
        for side, pixels in (("width", wish.width), ("height", wish.height)):
            if pixels % 2:
                raise CommandError(
                    f"The {side} of a film is an even number of pixels, not {pixels}; "
                    f"take {pixels - 1}."
                )
        seen = heartbeat.views.get(view)
        return scene, seen.look if seen else heartbeat.look, _with_span(wish, history)

    # making it

    async def _make(
        self, library: RecordingLibrary, run: _Run, file: io.FileIO, look: Look
    ) -> None:
        watching = asyncio.create_task(self._watch_room(library, run), name="room for a film")
        saved: Recording | None = None
        try:
            saved = await self._draw(library, run, look)
        except asyncio.CancelledError:
            # It was called off, here or with all else.
            run.reason = run.reason or _CALLED_OFF
        except RemoteViewerError as error:
            run.reason = run.reason or str(error)
        except Exception:
            _log.exception("a film failed")
            run.reason = (
                run.reason or "Something unexpected went wrong; the server's log says what."
            )
        finally:
            watching.cancel()
            try:
                await in_thread(lambda: _put_away(library, run, file, kept=saved is not None))
            finally:
                self._run = None
                self._tell_end(run, saved)

    async def _draw(self, library: RecordingLibrary, run: _Run, look: Look) -> Recording:
        wish = run.wish
        run.past = await self._session.save_past(SavePast(wish.first, wish.last))
        order = self._order(library, run, look, run.past)
        done = await self._host.make_film(order, lambda progress: self._heard(run, progress))
        saved = _described(run.recording, done)
        # It is whole: from here on it is kept, whoever calls it off.
        run.drawn = True
        try:
            await in_thread(lambda: library.save(saved))
        except OSError as error:
            raise EnvironmentFailure(f"The disk refused it: {error.strerror}.") from error
        return saved

    def _order(self, library: RecordingLibrary, run: _Run, look: Look, past: Path) -> FilmOrder:
        recording, (backend, gpu) = run.recording, self._device
        return FilmOrder(
            run.wish,
            past=str(past),
            video=str(library.folder / f"{recording.id}.mp4"),
            metadata={
                "title": recording.title,
                "comment": f"{recording.scenes[0].title}, drawn for {recording.by}",
                "creation_time": recording.started,
            },
            pose=look.camera, fields=look.fields, tiles=look.tiles,
            gl_backend=backend, gpu=gpu,
        )  # fmt: skip

    def _heard(self, run: _Run, progress: FilmProgress) -> None:
        run.share = progress.share
        self._tell()

    async def _watch_room(self, library: RecordingLibrary, run: _Run) -> None:
        """End a film that fills the quota or the disk."""
        while True:
            await asyncio.sleep(_LOOK_FOR_ROOM_SEC)
            try:
                await in_thread(library.check_room)
            except RemoteViewerError as error:
                self._end(run, str(error))
                return

    def _end(self, run: _Run, reason: str) -> None:
        run.reason = run.reason or reason
        if run.work is not None and not run.drawn:
            run.work.cancel()

    # telling

    def _tell_end(self, run: _Run, saved: Recording | None) -> None:
        title = run.recording.title
        if saved is not None:
            what = f"The film {title} is drawn: {saved.duration_sec:.1f} s, {saved.frames} frames."
            self._people.broadcast(Notice("film_saved", "info", what))
        else:
            problem = Problem("The film was not made", run.reason, 409, "film_failed")
            text = f"The film {title} was not made. {run.reason}"
            level = "info" if run.reason == _CALLED_OFF else "error"
            self._people.broadcast(Notice("film_failed", level, text, problem))
        self._tell()
        self._list_changed()

    def _tell(self) -> None:
        self._people.broadcast(self.news())


def _with_span(wish: FilmWish, history: HistorySpan) -> FilmWish:
    first = history.first if wish.first is None else wish.first
    last = history.head if wish.last is None else wish.last
    if first > last:
        raise CommandError(f"The moment {first} comes after {last}; give the earlier one first.")
    if first < history.first or last > history.head:
        raise CommandError(
            f"The history reaches from moment {history.first} to {history.head}; {first} to {last} "
            "is not all in it."
        )
    return replace(wish, first=first, last=last)


def _described(recording: Recording, done: FilmDone) -> Recording:
    scenes = (
        RecordedScene(recording.scenes[0].title, 0.0, done.span.sim_from_sec, done.span.sim_to_sec),
    )
    return replace(
        recording,
        state="complete",
        duration_sec=round(done.duration_sec, 3),
        frames=done.frames,
        scenes=scenes,
    )


def _create(library: RecordingLibrary, wish: Recording) -> tuple[Recording, io.FileIO]:
    library.check_room()
    return library.create(wish)


def _put_away(library: RecordingLibrary, run: _Run, file: io.FileIO, *, kept: bool) -> None:
    if run.past is not None:
        with contextlib.suppress(OSError):
            run.past.unlink()
    if not kept:
        library.discard(run.recording.id)
    file.close()
