"""Notices when a file is saved, by looking at it again and again.

Looking is what works on every disk: what a kernel tells of changes it does not tell of those that
another machine makes on a network disk, nor of a file that an editor puts in the place of another.
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["FileWatcher"]

_POLL_SEC = 0.25
#: A file that is gone is one that an editor is just replacing, unless it stays away so long.
_ABSENT_POLLS = 8

#: What changes when a file is written, or another one put in its place; None while it is absent.
Stamp = tuple[int, int, int] | None


class FileWatcher:
    """Looks in a thread of its own, which may stand on a disk that does not answer: nobody waits.

    `changed` is called on the event loop, once for all that was saved together, when it has
    settled. Belongs to the event loop.
    """

    def __init__(self, changed: Callable[[Path], None], poll_sec: float = _POLL_SEC) -> None:
        self._changed = changed
        self._poll_sec = poll_sec
        self._rounds: _Rounds | None = None

    def watch(self, paths: Iterable[Path]) -> None:
        """Watch these from now on, and no others; what was watched before stays known."""
        wanted = tuple(paths)
        if not wanted:
            self.stop()
        elif self._rounds is not None:
            self._rounds.wanted = wanted
        else:
            self._rounds = _Rounds(wanted, self._poll_sec, self._changed)

    def stop(self) -> None:
        """Watch nothing any more; twice is fine."""
        rounds, self._rounds = self._rounds, None
        if rounds is not None:
            rounds.ended.set()


class _Rounds:
    """The thread, and what it knows."""

    def __init__(
        self, wanted: tuple[Path, ...], poll_sec: float, changed: Callable[[Path], None]
    ) -> None:
        self.wanted = wanted
        self.ended = threading.Event()
        self._poll_sec = poll_sec
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._known: dict[Path, Stamp] = {}
        self._last: dict[Path, Stamp] = {}
        self._absent = 0
        threading.Thread(target=self._run, name="file watch", daemon=True).start()

    def _run(self) -> None:
        while not self.ended.is_set():
            self._look()
            self.ended.wait(self._poll_sec)

    def _look(self) -> None:
        now = {path: _stamp(path) for path in self.wanted}
        # What is watched from now on is as it should be.
        self._known = {path: self._known.get(path, stamp) for path, stamp in now.items()}
        settled = now == self._last
        self._last = now
        changed = [path for path, stamp in now.items() if stamp != self._known[path]]
        if not changed or not settled:
            return
        if any(now[path] is None for path in changed) and self._absent < _ABSENT_POLLS:
            self._absent += 1
            return
        self._absent = 0
        self._known = now
        # Nobody is there to hear of it once the loop is closed.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, changed[0])

    def _tell(self, path: Path) -> None:
        if not self.ended.is_set():
            self._changed(path)


def _stamp(path: Path) -> Stamp:
    try:
        told = os.stat(path)
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino
