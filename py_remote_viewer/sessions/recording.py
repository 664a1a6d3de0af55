"""The recording of what a session shows: begun and ended by anybody, told to all."""

import asyncio
import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import Notice, RecordingsChanged
from py_remote_viewer.protocol.recordings import Recording, RunningRecording
from py_remote_viewer.protocol.scene import Problem
from py_remote_viewer.recording import RecordedFrame, RecordingLibrary, RecordingWriter
from py_remote_viewer.recording.library import wished_id
from py_remote_viewer.sessions.frames import MediaFrame
from py_remote_viewer.sessions.people import People
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["RecordingDesk"]

#: A seek decodes from a key frame on: no more than 2 s of video, with what the answer takes.
_KEY_FRAME_EVERY_SEC = 1.95
#: How long somebody who stopped a recording waits for its file, and the end of the server.
_FINISH_SEC = 30.0
_CLOSE_SEC = 5.0
_TOO_SLOW = "The disk does not take the video as fast as it is made."
_OFF = "This session has no folder for recordings."


@dataclass
class _Run:
    """A recording under way. `ids` names all its files so far."""

    recording: Recording
    started_sec: float
    ids: set[str] = field(default_factory=set[str])
    writer: RecordingWriter | None = None
    watches: bool = False
    ended: "asyncio.Future[Recording]" = field(default_factory=asyncio.Future)


class _Cadence:
    """Asks for key frames, so that none is further from the next than a seek may take.

    One that somebody else asked for counts as well. The worker answers at once, also with a picture
    that stands still.
    """

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._timer: asyncio.TimerHandle | None = None

    def saw_key_frame(self) -> None:
        """Count from here."""
        self.stop()
        self._timer = asyncio.get_running_loop().call_later(_KEY_FRAME_EVERY_SEC, self._ask)

    def stop(self) -> None:
        """Ask no more; twice is fine."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class RecordingDesk:
    """Starts, stops and deletes recordings, and watches for them (Subscriber, WriterListener).

    One recording runs at a time. It belongs to the session: it goes on when whoever began it
    leaves, and over pauses, other scenes and other workers. Belongs to the event loop.
    """

    def __init__(
        self,
        library: RecordingLibrary | None,
        people: People,
        scene: Callable[[], str],
        clock: Callable[[], float],
        *,
        session: str = "",
    ) -> None:
        self._library = library
        self._session = session
        self._people = people
        self._scene = scene
        self._clock = clock
        self._cadence = _Cadence(lambda: people.views.shared.renditions[0].fanout.refresh(self))
        self._run: _Run | None = None
        self._tasks = Tasks()
        self._loop: asyncio.AbstractEventLoop | None = None
        #: Lets other sessions, which keep their recordings in the same place, hear of a change.
        self.tell_others: Callable[[], None] = lambda: None

    # what is known

    @property
    def library(self) -> RecordingLibrary:
        """Where they are kept, for use in threads; raises CommandError where there is none."""
        if self._library is None:
            raise CommandError(_OFF)
        return self._library

    @property
    def running(self) -> RunningRecording | None:
        """The recording under way."""
        run = self._run
        if run is None:
            return None
        found = run.recording
        elapsed = max(0.0, self._clock() - run.started_sec)
        return RunningRecording(found.id, found.title, found.by, round(elapsed, 3))

    def news(self) -> RecordingsChanged:
        """What a newcomer is told."""
        return RecordingsChanged(self.running)

    # what people ask for

    async def start(self, title: str, who: str) -> Recording:
        """Begin with the next key frame; raises CommandError where one runs already, RecordingError
        where nothing can be written."""
        library = self.library
        if self._run is not None:
            raise CommandError(
                f"{self._run.recording.by} records already ({self._run.recording.title}); stop "
                "that recording first."
            )
        scene = self._scene()
        if not scene:
            raise CommandError("No simulation is on the air; wait for it or load a scene.")
        title = " ".join(title.split()) or scene
        now = datetime.now(UTC)
        wish = Recording(
            wished_id(title, now), title, "recording", now.isoformat(timespec="seconds"), by=who,
            session=self._session,
        )  # fmt: skip
        # From here on a second start is refused. It goes on when whoever asked for it has left.
        self._run = run = _Run(wish, self._clock())
        self._loop = asyncio.get_running_loop()
        begun = self._tasks.spawn(self._begin(library, run), "begin a recording")
        return await asyncio.shield(begun)

    async def _begin(self, library: RecordingLibrary, run: _Run) -> Recording:
        wish = run.recording
        try:
            run.recording, file = await in_thread(lambda: _create(library, wish))
        except BaseException:
            self._run = None
            raise
        run.ids.add(run.recording.id)
        run.writer = RecordingWriter(library, run.recording, file, self)
        run.started_sec = self._clock()
        run.watches = True
        self._people.add_viewer(self)
        text = f"{wish.by} records {wish.title}."
        self._people.broadcast(Notice("recording_started", "info", text))
        self._tell()
        return run.recording

    async def stop(self, recording_id: str = "") -> Recording:
        """End the recording (of this name, where one is given), and return it when it is saved;
        raises CommandError."""
        run = self._run
        if run is None or run.writer is None or (recording_id and recording_id not in run.ids):
            what = f"The recording {recording_id[:100]!r} does not run" if recording_id else ""
            raise CommandError(f"{what or 'Nothing is being recorded'}; there is nothing to stop.")
        self._end(run)
        try:
            return await asyncio.wait_for(asyncio.shield(run.ended), _FINISH_SEC)
        except TimeoutError:
            raise CommandError(
                f"The disk has not taken the recording within {_FINISH_SEC:.0f} s; it is saved as "
                "soon as the disk answers."
            ) from None

    async def delete(self, recording_id: str) -> None:
        """Delete a recording; raises CommandError or RecordingError."""
        library = self.library
        await in_thread(lambda: library.delete(recording_id))
        self._tell()

    def list_changed(self) -> None:
        """Something else made or removed a recording: let everybody read the list again."""
        self._tell()

    def changed_elsewhere(self) -> None:
        """Another session of the server changed the list."""
        self._people.broadcast(self.news())

    async def close(self, reason: str = "The server was ended.") -> None:
        """Save what is recorded, within some seconds; twice is fine."""
        await self._tasks.close(_CLOSE_SEC)
        run = self._run
        if run is not None and run.writer is not None:
            self._end(run, reason)
            await asyncio.wait({run.ended}, timeout=_CLOSE_SEC)

    # frames (Subscriber)

    @property
    def has_room(self) -> bool:
        """It ends where frames would wait too long."""
        return True

    def deliver(self, frame: MediaFrame) -> bool:
        """Hand a frame to the thread that writes it."""
        run, encoded = self._run, frame.encoded
        if run is None or run.writer is None or not run.watches:
            return True
        if not run.writer.put(
            RecordedFrame(
                encoded.data, encoded.key, encoded.pts_us, encoded.sim_time_sec,
                encoded.generation, self._scene(),
            )
        ):  # fmt: skip
            self._end(run, _TOO_SLOW)
            return True
        if encoded.key:
            self._cadence.saw_key_frame()
        return True

    def _end(self, run: _Run, reason: str = "") -> None:
        if run.writer is not None:
            run.writer.stop(reason)
        if run.watches:
            run.watches = False
            self._cadence.stop()
            self._people.remove_viewer(self)

    # what the thread says (WriterListener)

    def part_begun(self, recording: Recording) -> None:
        """It goes on in another file."""
        self._from_thread(lambda: self._part_begun(recording))

    def ended(self, recording: Recording | None, reason: str) -> None:
        """It has ended."""
        self._from_thread(lambda: self._ended(recording, reason))

    def _from_thread(self, act: Callable[[], None]) -> None:
        assert self._loop is not None
        # Nobody is there to hear of it once the loop is closed.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    def _part_begun(self, recording: Recording) -> None:
        if self._run is not None:
            self._run.recording = recording
            self._run.ids.add(recording.id)
            self._tell()

    def _ended(self, recording: Recording | None, reason: str) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        self._end(run)
        self._tell_end(run.recording.title, recording, reason)
        self._tell()
        if recording is not None:
            run.ended.set_result(recording)
        else:
            run.ended.set_exception(CommandError(f"Nothing was recorded: {reason}"))
            # Not everybody waits for it.
            run.ended.exception()

    def _tell_end(self, title: str, recording: Recording | None, reason: str) -> None:
        what = f"{title} was not recorded."
        if recording is not None:
            seconds, size = recording.duration_sec, recording.bytes / 1e6
            what = f"The recording {recording.title} is saved: {seconds:.1f} s, {size:.1f} MB."
        if reason:
            problem = Problem("The recording ended", reason, 507, "recording_failed")
            text = f"The recording has ended. {reason} {what}"
            self._people.broadcast(Notice("recording_failed", "error", text, problem))
        else:
            self._people.broadcast(Notice("recording_saved", "info", what))

    def _tell(self) -> None:
        self._people.broadcast(self.news())
        self.tell_others()


def _create(library: RecordingLibrary, wish: Recording) -> tuple[Recording, io.FileIO]:
    library.check_room()
    return library.create(wish)
