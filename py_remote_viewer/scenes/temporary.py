"""The temporary folder of a server: gone when the server ends, and soon after it was killed."""

import contextlib
import fcntl
import os
import secrets
import shutil
import stat
import tempfile
import threading
import time
from pathlib import Path

from py_remote_viewer.errors import EnvironmentFailure

__all__ = ["TemporaryFolder", "disk_failure", "users_folder"]

_PREFIX = "py-remote-viewer-files-"
_LOCK = "lock"
#: A folder without a lock is one whose server is starting just now, unless it is older.
_SURELY_STALE_SEC = 3600.0


class TemporaryFolder:
    """Made when it is first needed. Every method may block and belongs into a thread; any may call.

    Its lock is held as long as the process lives, however that ends; the next server that needs a
    folder removes those whose lock nobody holds.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent
        self._mutex = threading.Lock()
        self._base: Path | None = None
        self._lock: int | None = None
        self._closed = False

    def new_folder(self) -> Path:
        """An empty folder; raises EnvironmentFailure where the disk has no room for it."""
        path = self._new_path()
        try:
            path.mkdir(mode=0o700)
        except OSError as error:
            raise disk_failure(error) from error
        return path

    def new_file(self, ending: str = "") -> Path:
        """An empty file, to be removed by whoever needs it no more: who writes it for long sees by
        that when to end. Raises EnvironmentFailure where the disk has no room for it."""
        path = self._new_path(ending)
        try:
            path.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise disk_failure(error) from error
        return path

    def close(self) -> None:
        """Remove everything; twice is fine."""
        with self._mutex:
            self._closed = True
            base, self._base = self._base, None
            lock, self._lock = self._lock, None
        if base is not None:
            shutil.rmtree(base, ignore_errors=True)
        if lock is not None:
            os.close(lock)

    def _new_path(self, ending: str = "") -> Path:
        with self._mutex:
            if self._closed:
                raise EnvironmentFailure("The server is ending; try again when it is back.")
            if self._base is None:
                try:
                    self._base = self._make_base()
                except OSError as error:
                    raise disk_failure(error) from error
            return self._base / (secrets.token_urlsafe(12) + ending)

    def _make_base(self) -> Path:
        parent = self._parent or users_folder()
        _remove_stale(parent)
        base = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent)).resolve()
        self._lock = os.open(base / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return base


def users_folder() -> Path:
    """The part of the temporary folder that is this user's alone, made if need be: workers see no
    other. Raises EnvironmentFailure where somebody else has it."""
    path = Path(tempfile.gettempdir()).resolve() / f"py-remote-viewer-{os.getuid()}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        told = path.lstat()
    except OSError as error:
        raise disk_failure(error) from error
    if not stat.S_ISDIR(told.st_mode) or told.st_uid != os.getuid() or told.st_mode & 0o022:
        raise EnvironmentFailure(
            f"{path} is no folder of this user's alone; remove it, or set TMPDIR to another place."
        )
    return path


def disk_failure(error: OSError) -> EnvironmentFailure:
    """What is said when something cannot be written."""
    return EnvironmentFailure(
        f"The server's disk cannot take it: {error.strerror or error}. Its operator can make room, "
        "or set TMPDIR to another disk."
    )


def _remove_stale(parent: Path) -> None:
    """Remove what servers left that were killed: their locks are held by nobody."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            told = folder.lstat()
            if told.st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink():
                _remove_if_stale(folder, time.time() - told.st_mtime)


def _remove_if_stale(folder: Path, age_sec: float) -> None:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        if age_sec > _SURELY_STALE_SEC:
            shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        # Its server lives.
        pass
    finally:
        os.close(lock)
