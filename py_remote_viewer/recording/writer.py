"""The thread that writes a recording."""

import io
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from av.error import FFmpegError
from msgspec.structs import replace

from py_remote_viewer.errors import RecordingError
from py_remote_viewer.protocol.recordings import RecordedScene, Recording, RecordingState
from py_remote_viewer.recording.library import (
    RESERVE_BYTES,
    RecordingLibrary,
    describe_os_error,
    wished_id,
)
from py_remote_viewer.recording.mp4 import Mp4File, parameter_sets

__all__ = ["RecordedFrame", "RecordingWriter", "WriterListener"]

#: What waits for the disk beyond this is not kept: ten seconds at 60 frames a second, and more
#: bytes than that takes at the highest bit rate.
_MOST_WAITING = 600
_MOST_WAITING_BYTES = 64_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RecordedFrame:
    """An access unit (Annex B), when it was encoded (CLOCK_MONOTONIC), and what it shows."""

    data: bytes
    key: bool
    pts_us: int
    sim_time_sec: float
    generation: int
    scene: str


class WriterListener(Protocol):
    """Who hears of a writer; called in its thread."""

    def part_begun(self, recording: Recording) -> None:
        """It goes on in another file."""
        ...

    def ended(self, recording: Recording | None, reason: str) -> None:
        """It has ended, with this file as its last (None where nothing was recorded), and for this
        reason where nobody asked for it."""
        ...


@dataclass
class _Scene:
    """A scene of the present file, as far as it was seen."""

    generation: int
    title: str
    at_sec: float
    sim_from_sec: float
    sim_to_sec: float

    def saw(self, sim_time_sec: float) -> None:
        self.sim_from_sec = min(self.sim_from_sec, sim_time_sec)
        self.sim_to_sec = max(self.sim_to_sec, sim_time_sec)

    def as_told(self) -> RecordedScene:
        return RecordedScene(self.title, round(self.at_sec, 3), self.sim_from_sec, self.sim_to_sec)


class RecordingWriter:
    """Writes what is put in, in a thread of its own, until it is stopped or the disk refuses.

    `put` and `stop` never block; every other part is the thread's. The thread outlives nobody who
    waits for it with a bound: on a disk that does not answer it is left behind.
    """

    def __init__(
        self,
        library: RecordingLibrary,
        recording: Recording,
        file: io.FileIO,
        listener: WriterListener,
        now_us: Callable[[], int] = lambda: time.monotonic_ns() // 1000,
    ) -> None:
        self._library = library
        self._recording = recording
        self._file = file
        self._listener = listener
        self._now_us = now_us
        self._waiting: queue.SimpleQueue[RecordedFrame | None] = queue.SimpleQueue()
        # Each of the two is written by one thread alone.
        self._put_bytes = self._taken_bytes = 0
        self._stopped = False
        self._stopped_us: int | None = None
        self._stop_reason = ""
        self._reason = ""
        self._saved: Recording | None = None
        self._mp4: Mp4File | None = None
        self._parameter_sets = b""
        self._scenes: list[_Scene] = []
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    # the event loop

    def put(self, frame: RecordedFrame) -> bool:
        """Take a frame; False (and it is not taken) where the disk is too far behind."""
        behind = self._put_bytes - self._taken_bytes
        if self._waiting.qsize() >= _MOST_WAITING or behind >= _MOST_WAITING_BYTES:
            return False
        self._put_bytes += len(frame.data)
        self._waiting.put(frame)
        return True

    def stop(self, reason: str = "") -> None:
        """Write what waits and end; twice is fine, and the first reason counts."""
        if not self._stopped:
            self._stopped, self._stop_reason = True, reason
            self._stopped_us = self._now_us()
            self._waiting.put(None)

    # the thread

    def _run(self) -> None:
        try:
            while self._turn():
                pass
            self._finish(self._stopped_us)
        except Exception as error:
            self._break(error)
        finally:
            self._file.close()
        if self._mp4 is None and self._saved is not self._recording:
            # Nothing came to be in its files.
            self._library.discard(self._recording.id)
        reason = self._reason or self._stop_reason or ("" if self._saved else "No picture came.")
        self._listener.ended(self._saved, reason)

    def _turn(self) -> bool:
        """Write one frame; False at the end."""
        frame = self._waiting.get()
        if frame is None:
            return False
        self._taken_bytes += len(frame.data)
        if frame.key:
            self._key_frame(frame)
        if self._mp4 is None or self._reason:
            return not self._reason
        self._mp4.add(frame.data, frame.pts_us, key=frame.key)
        self._note(frame, self._mp4.duration_sec)
        return True

    def _key_frame(self, frame: RecordedFrame) -> None:
        """A fragment has ended: is there room, and is it the same stream still?"""
        self._reason = self._lack_of_room()
        if self._reason:
            self._finish(frame.pts_us)
            return
        found = parameter_sets(frame.data)
        if self._mp4 is None:
            self._mp4 = self._open(frame, found)
        elif found != self._parameter_sets:
            self._begin_part(frame, found)

    def _lack_of_room(self) -> str:
        library = self._library
        if library.used_bytes() >= library.quota_bytes:
            return "The recordings fill the room that they may take (--recordings-quota)."
        if 0 <= library.free_bytes() < RESERVE_BYTES:
            return "The disk of the recordings is nearly full."
        return ""

    def _open(self, frame: RecordedFrame, found: bytes) -> Mp4File:
        self._parameter_sets = found
        recording = self._recording
        comment = f"{frame.scene}, simulation time {frame.sim_time_sec:.3f} s; by {recording.by}"
        return Mp4File(
            self._file,
            frame.data,
            {"title": recording.title, "comment": comment, "creation_time": recording.started},
        )

    def _begin_part(self, frame: RecordedFrame, found: bytes) -> None:
        """The stream is another one, and one file holds one: go on in the next."""
        self._finish(frame.pts_us)
        before, now = self._recording, datetime.now(UTC)
        wish = Recording(
            wished_id(before.title, now),
            before.title,
            "recording",
            now.isoformat(timespec="seconds"),
            by=before.by,
            continues=before.id,
        )
        self._recording, self._file = self._library.create(wish)
        self._mp4 = self._open(frame, found)
        self._scenes.clear()
        self._listener.part_begun(self._recording)

    def _note(self, frame: RecordedFrame, at_sec: float) -> None:
        if not self._scenes or self._scenes[-1].generation != frame.generation:
            sim = frame.sim_time_sec
            self._scenes.append(_Scene(frame.generation, frame.scene, at_sec, sim, sim))
        self._scenes[-1].saw(frame.sim_time_sec)

    # ending

    def _finish(self, end_us: int | None) -> None:
        """Make an ordinary MP4 of the present file, which ends then (None for now), and say what is
        in it."""
        if self._mp4 is not None:
            self._mp4.finish(self._now_us() if end_us is None else end_us)
            self._describe(self._mp4, "complete")
            self._mp4 = None

    def _describe(self, mp4: Mp4File, state: RecordingState) -> None:
        self._saved = self._recording = replace(
            self._recording,
            state=state,
            duration_sec=round(mp4.duration_sec, 3),
            frames=mp4.frames,
            bytes=mp4.bytes,
            width=mp4.width,
            height=mp4.height,
            scenes=tuple(scene.as_told() for scene in self._scenes),
            note=self._reason or self._stop_reason,
        )
        self._library.save(self._recording)

    def _break(self, error: Exception) -> None:
        """The disk or the stream failed: leave what is whole."""
        self._reason = _explain(error)
        _log.error("a recording ends: %s", self._reason, exc_info=error)
        if self._mp4 is None:
            return
        try:
            self._mp4.abandon()
            self._describe(self._mp4, "interrupted")
            # What was in the last fragment is lost.
            self._saved = self._library.look_through(self._recording)
        except Exception as failure:
            _log.error("a recording was left as it is", exc_info=failure)


def _explain(error: Exception) -> str:
    match error:
        case RecordingError():
            return str(error)
        case FFmpegError():
            return f"The video cannot be put into a file: {error.strerror}."
        case OSError():
            return f"The disk refused it: {describe_os_error(error)}."
        case _:
            return "Something unexpected went wrong; the server's log says what."
