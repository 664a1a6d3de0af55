"""Archives and paths from strangers: bounded, and into one folder only."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from py_remote_viewer.errors import SceneError

__all__ = ["FolderWriter", "UnpackLimits", "safe_name", "unpack_zip"]

_CHUNK = 1 << 20
_LONGEST_PATH = 1000
_LONGEST_PART = 255
_DEEPEST = 40
#: What systems put beside the files that a person means.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
#: An entry in a zip's list of files takes at least 46 bytes, and few have longer names than this.
_LIST_BYTES_A_FILE = 1200
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class UnpackLimits:
    """How many files, and how many bytes they may have together."""

    files: int
    total_bytes: int


class FolderWriter:
    """Writes files into a folder, by names that somebody sent; one thread at a time."""

    def __init__(
        self, folder: Path, limits: UnpackLimits, take: Callable[[int], None] = lambda count: None
    ) -> None:
        self._folder = folder
        self._limits = limits
        # Told of every block before it is written; may raise SceneError.
        self._take = take
        self._names: set[str] = set()
        self._folders: set[str] = set()
        self._file: int | None = None
        self.bytes = 0

    @property
    def names(self) -> frozenset[str]:
        """The files that were begun."""
        return frozenset(self._names)

    def open(self, name: str, what: str) -> None:
        """Begin a file; raises SceneError for a name that may not be, or that was there."""
        if len(self._names) >= self._limits.files:
            raise SceneError(
                f"{what} is one file too many; {self._limits.files} can be sent at once."
            )
        parents = [str(parent) for parent in PurePosixPath(name).parents][:-1]
        if name in self._names or name in self._folders or self._names.intersection(parents):
            raise SceneError(f"{what} is there twice; each file needs a name of its own.")
        self._names.add(name)
        self._folders.update(parents)
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nothing here is a link, and what is there already is never written over.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)

    def write(self, data: bytes | memoryview, what: str) -> None:
        """Go on with the file; raises SceneError where it becomes too much."""
        assert self._file is not None
        self.bytes += len(data)
        if self.bytes > self._limits.total_bytes:
            raise SceneError(
                f"At {what} the files have more than {self._limits.total_bytes} bytes together, "
                "which is the limit; leave out what the model does not need."
            )
        self._take(len(data))
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def close(self) -> None:
        """End the file; twice is fine."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def safe_name(name: str, what: str) -> str:
    """A path below a folder, with slashes; raises SceneError for any other. `what` names it."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or (len(plain) > 1 and plain[1] == ":"):
        raise SceneError(f"{what} has an absolute path; paths have to begin in the model's folder.")
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise SceneError(f"{what} leads out of the folder by '..'; a model has its files in it.")
    if not parts:
        raise SceneError(f"{what} has no name.")
    long = any(len(os.fsencode(part)) > _LONGEST_PART for part in parts)
    if long or len(plain) > _LONGEST_PATH or len(parts) > _DEEPEST:
        raise SceneError(
            f"{what} has too long a path; {_LONGEST_PATH} characters, {_LONGEST_PART} bytes a name "
            f"and {_DEEPEST} folders are the limit."
        )
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in plain):
        raise SceneError(f"{what} has a control character in its name.")
    return "/".join(parts)


def unpack_zip(archive: Path, writer: FolderWriter, shown: str, most_files: int) -> None:
    """Unpack a zip; raises SceneError, which names the entry, for what may not be in it.

    What counts is what comes out: headers may say anything.
    """
    _check_list(archive, shown, most_files)
    try:
        with zipfile.ZipFile(archive) as opened:
            for entry in opened.infolist():
                _unpack_entry(opened, entry, writer, shown)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError) as error:
        raise SceneError(f"{shown} is no zip archive, or it is damaged: {error}.") from error


def _check_list(archive: Path, shown: str, most_files: int) -> None:
    """Refuse a list of files that would take all memory to read."""
    with archive.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        begin = max(0, size - 66_000)
        file.seek(begin)
        tail = file.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < 22:
        raise SceneError(f"{shown} is no zip archive, or its end is missing; send it again.")
    (list_bytes,) = struct.unpack_from("<I", tail, place + 12)
    large = place - 20 - 56
    if large >= 0 and tail[place - 20 :].startswith(b"PK\6\7"):
        (list_bytes,) = struct.unpack_from("<Q", tail, large + 40)
    if list_bytes > most_files * _LIST_BYTES_A_FILE:
        raise SceneError(
            f"{shown} lists too many files ({list_bytes} bytes of list); {most_files} files are "
            "the limit."
        )


def _unpack_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, writer: FolderWriter, shown: str
) -> None:
    what = f"{entry.filename[:200]!r} in {shown}"
    _check_kind(entry, what)
    name = safe_name(entry.filename, what)
    if entry.is_dir() or name.startswith(_LITTER[0]) or name.rpartition("/")[2] in _LITTER[1:]:
        return
    try:
        with archive.open(entry) as source:
            writer.open(name, what)
            try:
                while block := source.read(_CHUNK):
                    writer.write(block, what)
            finally:
                writer.close()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SceneError(f"{what} cannot be unpacked: {error}.") from error


def _check_kind(entry: zipfile.ZipInfo, what: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise SceneError(f"{what} is encrypted; send a zip without a password.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise SceneError(f"{what} is a link; put the file itself into the zip.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise SceneError(f"{what} is no file but a device, a pipe or a socket; leave it out.")
