"""The folder of recordings: a video and a JSON for each."""

import contextlib
import errno
import fcntl
import io
import os
import re
import shutil
import threading
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from py_remote_viewer.errors import CommandError, RecordingError
from py_remote_viewer.protocol.recordings import Recording
from py_remote_viewer.recording.mp4 import video_figures

__all__ = ["RESERVE_BYTES", "RecordingLibrary", "describe_os_error", "wished_id"]

#: So much of the disk is left free: the end of a recording needs some of it, and others the rest.
RESERVE_BYTES = 32_000_000
_ID = re.compile(r"[0-9]{8}-[0-9]{6}(-[a-z0-9]+)*")
_LONGEST_SLUG = 40
_TRIES = 100


class RecordingLibrary:
    """Makes, lists and deletes recordings.

    Every call may wait for the disk: use it in threads, from any of which it may be called. Nothing
    is made before the first recording begins, and nothing is ever deleted unasked.
    """

    def __init__(self, folder: Path, quota_bytes: int) -> None:
        self.folder = folder
        self.quota_bytes = quota_bytes
        self._lock = threading.Lock()

    # room

    def used_bytes(self) -> int:
        """How long all files in the folder are together."""
        used = 0
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as files:
            for file in files:
                with contextlib.suppress(FileNotFoundError):
                    used += file.stat(follow_symlinks=False).st_size
        return used

    def free_bytes(self) -> int:
        """How much the disk of the folder has free; -1 where that is unknown."""
        for folder in (self.folder, *self.folder.parents):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                return shutil.disk_usage(folder).free
        return -1

    def check_room(self) -> None:
        """Raises RecordingError where nothing more fits."""
        used, free = self.used_bytes(), self.free_bytes()
        if used >= self.quota_bytes:
            raise RecordingError(
                f"The recordings take {_size(used)} of the {_size(self.quota_bytes)} that they "
                "may; delete some, or let the operator raise --recordings-quota."
            )
        if 0 <= free < RESERVE_BYTES:
            raise RecordingError(
                f"The disk of the recordings has {_size(free)} free, and {_size(RESERVE_BYTES)} "
                "have to stay; delete some, or let the operator make room."
            )

    # making

    def create(self, recording: Recording) -> tuple[Recording, io.FileIO]:
        """Make the files of a recording, whose `id` is only what it wishes for; raises
        RecordingError."""
        with self._lock:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                made, file = self._new_file(recording)
            except OSError as error:
                raise RecordingError(
                    f"No recording can be made in {self.folder}: {describe_os_error(error)}. "
                    "Let the operator choose another folder with --recordings."
                ) from error
        try:
            self.save(made)
        except OSError as error:
            file.close()
            self._path(made.id).unlink(missing_ok=True)
            raise RecordingError(
                f"No recording can be made in {self.folder}: {describe_os_error(error)}."
            ) from error
        return made, file

    def _new_file(self, recording: Recording) -> tuple[Recording, io.FileIO]:
        for number in range(1, _TRIES):
            name = recording.id if number == 1 else f"{recording.id}-{number}"
            with contextlib.suppress(FileExistsError):
                file = io.FileIO(self._path(name), "x+")
                # By that whoever lists it, in any process, sees that it is being written.
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return msgspec.structs.replace(recording, id=name), file
        raise FileExistsError(errno.EEXIST, "too many recordings of the same second")

    def save(self, recording: Recording) -> None:
        """Write what is known of a recording; raises OSError."""
        path = self._path(recording.id, ".json")
        text = msgspec.json.format(msgspec.json.encode(recording))
        draft = path.with_suffix(".json.new")
        try:
            draft.write_bytes(text)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            # On a full disk there may be no room for another file, but in the block of this one.
            with path.open("r+b") as file:
                file.write(text)
                file.truncate()

    def discard(self, recording_id: str) -> None:
        """Remove the files of a recording in which there is nothing; never fails."""
        for ending in (".mp4", ".json"):
            with contextlib.suppress(OSError):
                self._path(recording_id, ending).unlink()

    # what is there

    def all(self) -> list[Recording]:
        """All recordings, the newest first; RecordingError where the folder cannot be read."""
        try:
            names = [file.stem for file in self.folder.glob("*.mp4")]
        except OSError as error:
            raise RecordingError(
                f"The folder {self.folder} cannot be read: {describe_os_error(error)}."
            ) from error
        found = (self._describe(name) for name in names if _ID.fullmatch(name))
        return sorted((one for one in found if one is not None), key=_age, reverse=True)

    def find(self, recording_id: str) -> Recording:
        """The recording of this name; raises CommandError where there is none."""
        found = self._describe(recording_id) if _ID.fullmatch(recording_id) else None
        if found is None:
            raise CommandError(
                f"There is no recording {recording_id[:100]!r}; /api/recordings lists them."
            )
        return found

    def video(self, recording_id: str) -> Path:
        """The file of a recording's video; raises CommandError where there is none."""
        return self._path(self.find(recording_id).id)

    def delete(self, recording_id: str) -> None:
        """Delete a recording; raises CommandError where it is being written, RecordingError where
        the disk does not let it go."""
        recording = self.find(recording_id)
        if recording.state == "recording":
            raise CommandError(
                f"{recording.title} is being recorded; stop it first, then delete it."
            )
        try:
            self._path(recording_id).unlink(missing_ok=True)
            self._path(recording_id, ".json").unlink(missing_ok=True)
        except OSError as error:
            raise RecordingError(
                f"{recording.title} was not deleted: {describe_os_error(error)}."
            ) from error

    def _describe(self, name: str) -> Recording | None:
        video = self._path(name)
        try:
            size, modified = (stat := video.stat()).st_size, stat.st_mtime
        except OSError:
            return None
        known = self._read(name) or Recording(name, name, "recording", _utc(modified))
        if known.state != "recording":
            return msgspec.structs.replace(known, bytes=size)
        if _is_locked(video):
            return msgspec.structs.replace(known, bytes=size)
        # Whoever wrote it is gone.
        note = known.note or "The server ended while it was recording."
        return self.look_through(msgspec.structs.replace(known, note=note))

    def look_through(self, recording: Recording) -> Recording:
        """What is there of a recording that was cut off, found out and kept."""
        video = self._path(recording.id)
        figures = video_figures(video)
        found = msgspec.structs.replace(
            recording,
            state="interrupted",
            bytes=video.stat().st_size,
            frames=figures.frames if figures else 0,
            duration_sec=round(figures.duration_sec, 3) if figures else 0.0,
        )
        with contextlib.suppress(OSError):
            self.save(found)
        return found

    def _read(self, name: str) -> Recording | None:
        try:
            text = self._path(name, ".json").read_bytes()
            return msgspec.structs.replace(msgspec.json.decode(text, type=Recording), id=name)
        except (OSError, msgspec.MsgspecError):
            return None

    def _path(self, name: str, ending: str = ".mp4") -> Path:
        return self.folder / f"{name}{ending}"


def wished_id(title: str, now: datetime) -> str:
    """A name for the files of a recording: its time, and what of its title is safe in one."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain)
    slug = "-".join(words)[:_LONGEST_SLUG].strip("-")
    return f"{now:%Y%m%d-%H%M%S}" + (f"-{slug}" if slug else "")


def describe_os_error(error: OSError) -> str:
    """The reason as it stands in a sentence."""
    return (error.strerror or str(error)).lower()


def _is_locked(path: Path) -> bool:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _age(recording: Recording) -> tuple[str, str]:
    return recording.started, recording.id


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000  # type: ignore[assignment]
    return f"{count:.3g} GB"
