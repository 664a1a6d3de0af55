"""Models that people sent: in a temporary folder of this server, bounded, gone when unused."""

import shutil
import threading
import time
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from pathlib import Path

from py_remote_viewer.errors import SceneError
from py_remote_viewer.scenes.candidates import find_candidates
from py_remote_viewer.scenes.temporary import TemporaryFolder, disk_failure
from py_remote_viewer.scenes.unpacking import FolderWriter, UnpackLimits, safe_name, unpack_zip

__all__ = ["Receiver", "Upload", "UploadStore"]

#: So long a model waits for somebody who says which file it is, or whose load failed.
_WAITS_SEC = 600.0
_ZIP = b"PK\3\4"


@dataclass
class Upload:
    """A model's files. `candidates` are those that can be loaded; `name` is what was sent."""

    id: str
    folder: Path
    name: str
    candidates: tuple[str, ...]
    bytes: int
    kept_until_sec: float = 0.0


class UploadStore:
    """All uploads of a server. Every method may block and belongs into a thread; any may call."""

    def __init__(
        self,
        limits: UnpackLimits,
        total_bytes: int,
        folder: TemporaryFolder,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits
        self._total_bytes = total_bytes
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}
        self._bytes = 0
        self._users: dict[Hashable, frozenset[str]] = {}
        self._in_use: frozenset[str] = frozenset()

    def receive(self) -> "Receiver":
        """Begin an upload."""
        base = self._folder.new_folder()
        (base / "files").mkdir(mode=0o700)
        return Receiver(self, base, self._limits)

    def find(self, number: str) -> Upload:
        """An upload by its number, kept for a while from now on; SceneError where it is gone."""
        with self._lock:
            upload = self._uploads.get(number)
            if upload is None:
                raise SceneError(
                    f"There is no upload {number[:60]!r}, or no longer: models are kept for "
                    f"{_WAITS_SEC / 60:.0f} minutes and while they are shown. Send it again."
                )
            upload.kept_until_sec = self._clock() + _WAITS_SEC
            return upload

    def in_use(self, numbers: Collection[str], by: Hashable = None) -> None:
        """Only these does this one show or may show again; quick, for any thread."""
        with self._lock:
            for number in numbers:
                if number in self._uploads and number not in self._in_use:
                    # From now on it lives as long as it is in use.
                    self._uploads[number].kept_until_sec = 0.0
            if numbers:
                self._users[by] = frozenset(numbers)
            else:
                self._users.pop(by, None)
            self._in_use = frozenset[str]().union(*self._users.values())

    @property
    def has_unused(self) -> bool:
        """True if `sweep` would remove something; quick."""
        with self._lock:
            return any(self._is_over(upload) for upload in self._uploads.values())

    def sweep(self) -> None:
        """Remove what nobody uses or waits for any more."""
        with self._lock:
            over = [upload for upload in self._uploads.values() if self._is_over(upload)]
        for upload in over:
            self._remove(upload)

    # for receivers

    def keep(self, upload: Upload) -> None:
        """A receiver has finished."""
        with self._lock:
            upload.kept_until_sec = self._clock() + _WAITS_SEC
            self._uploads[upload.id] = upload

    def take_room(self, count: int) -> None:
        """So many bytes will be written; SceneError where there is no room for them."""
        while True:
            with self._lock:
                if self._bytes + count <= self._total_bytes:
                    self._bytes += count
                    return
                waiting = [u for u in self._uploads.values() if u.id not in self._in_use]
                oldest = min(waiting, key=lambda u: u.kept_until_sec, default=None)
            if oldest is None:
                raise SceneError(
                    f"There is no room for the model: all uploads together may have "
                    f"{self._total_bytes} bytes. Send less, or load another scene first."
                )
            self._remove(oldest)

    def give_room(self, count: int) -> None:
        """So many bytes are gone again."""
        with self._lock:
            self._bytes -= count

    def _is_over(self, upload: Upload) -> bool:
        return upload.id not in self._in_use and self._clock() >= upload.kept_until_sec

    def _remove(self, upload: Upload) -> None:
        with self._lock:
            if self._uploads.pop(upload.id, None) is None:
                return
        shutil.rmtree(upload.folder.parent, ignore_errors=True)
        self.give_room(upload.bytes)


@dataclass
class Receiver:
    """One upload as it comes in; one thread at a time. Ends with `finish` or `abandon`."""

    store: UploadStore
    base: Path
    limits: UnpackLimits
    _taken: int = 0
    _sent: list[str] = field(default_factory=list[str])
    _writer: FolderWriter | None = None
    _done: bool = False

    def open(self, name: str) -> None:
        """A file begins, by its name or its path in a folder."""
        what = repr(name[:200])
        plain = safe_name(name, what)
        self._incoming().open(plain, what)
        self._sent.append(plain)

    def write(self, data: bytes | memoryview) -> None:
        """It goes on."""
        try:
            self._incoming().write(data, repr(self._sent[-1]))
        except OSError as error:
            raise disk_failure(error) from error

    def close(self) -> None:
        """It ends."""
        self._incoming().close()

    def finish(self) -> Upload:
        """All has come: unpack it, and look which models are in it."""
        self._incoming().close()
        if not self._sent:
            raise SceneError("No file was sent; send a model, a folder or a zip.")
        folder, names = self.base / "files", self._incoming().names
        try:
            if len(self._sent) == 1 and self._is_zip(folder / self._sent[0]):
                names = self._unpack(folder)
            upload = Upload(
                id=self.base.name,
                folder=folder,
                name=_common_name(self._sent),
                candidates=find_candidates(folder, names),
                bytes=self._taken,
            )
        except OSError as error:
            raise disk_failure(error) from error
        self.store.keep(upload)
        self._done = True
        return upload

    def abandon(self) -> None:
        """Remove what has come, unless it was finished; twice is fine."""
        if self._done:
            return
        self._done = True
        if self._writer is not None:
            self._writer.close()
        shutil.rmtree(self.base, ignore_errors=True)
        self.store.give_room(self._taken)

    def _incoming(self) -> FolderWriter:
        if self._writer is None:
            self._writer = FolderWriter(self.base / "files", self.limits, self._take)
        return self._writer

    def _take(self, count: int) -> None:
        self.store.take_room(count)
        self._taken += count

    def _is_zip(self, path: Path) -> bool:
        with path.open("rb") as file:
            return file.read(4) == _ZIP or path.suffix.lower() == ".zip"

    def _unpack(self, folder: Path) -> frozenset[str]:
        archive = self.base / "archive.zip"
        (folder / self._sent[0]).rename(archive)
        writer = FolderWriter(folder, self.limits, self._take)
        unpack_zip(archive, writer, self._sent[0], self.limits.files)
        size = archive.stat().st_size
        archive.unlink()
        self.store.give_room(size)
        self._taken -= size
        return writer.names


def _common_name(sent: list[str]) -> str:
    """What a person calls what they sent: the folder, the archive or the file."""
    top = {name.partition("/")[0] for name in sent}
    return next(iter(top)) if len(top) == 1 else "files"
