"""States that people keep in a session, beside the keyframes of its model."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.client import SavedKeyframe
from py_remote_viewer.protocol.tasks import LoadState, SaveState, Task
from py_remote_viewer.scenes.temporary import TemporaryFolder
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["KeyframeShelf"]

_MOST = 50


@dataclass
class _Kept:
    sim_time_sec: float
    file: Path


class KeyframeShelf:
    """Keyframes by name, in the order in which they were saved. Belongs to the event loop.

    They outlive a load of the same scene: their states are known by names.
    """

    def __init__(
        self, make: Callable[[Task, Path], Awaitable[None]], temporary: TemporaryFolder
    ) -> None:
        self._make = make
        self._temporary = temporary
        self._kept: dict[str, _Kept] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._kept

    @property
    def saved(self) -> tuple[SavedKeyframe, ...]:
        """What there is."""
        return tuple(SavedKeyframe(name, kept.sim_time_sec) for name, kept in self._kept.items())

    async def save(self, name: str, sim_time_sec: float) -> str:
        """Keep the present state; the name it got, where none was given. An older one of this name
        goes. Raises CommandError or WorkerError."""
        name = " ".join(name.split()) or self._free_name()
        if len(self._kept) >= _MOST and name not in self._kept:
            raise CommandError(f"{_MOST} keyframes are kept already; delete one first.")
        file = await in_thread(lambda: self._temporary.new_file(".npz"))
        try:
            await self._make(SaveState(), file)
        except BaseException:
            await _remove(file)
            raise
        old, self._kept[name] = self._kept.get(name), _Kept(sim_time_sec, file)
        if old is not None:
            await _remove(old.file)
        return name

    async def load(self, name: str) -> None:
        """Go to a kept state; raises CommandError where there is none of this name."""
        kept = self._kept.get(name)
        if kept is None:
            raise CommandError(self._unknown(name))
        await self._make(LoadState(), kept.file)

    async def delete(self, name: str) -> None:
        """Forget one; raises CommandError where there is none of this name."""
        kept = self._kept.pop(name, None)
        if kept is None:
            raise CommandError(self._unknown(name))
        await _remove(kept.file)

    def forget_all(self) -> list[Path]:
        """Another scene is shown; returns the files that are to be removed."""
        files = [kept.file for kept in self._kept.values()]
        self._kept.clear()
        return files

    def _free_name(self) -> str:
        number = next(i for i in range(1, _MOST + 2) if f"Keyframe {i}" not in self._kept)
        return f"Keyframe {number}"

    def _unknown(self, name: str) -> str:
        known = ", ".join(repr(each) for each in self._kept) or "none"
        return f"No keyframe {name!r} was saved in this session; there are: {known}."


async def _remove(file: Path) -> None:
    await in_thread(lambda: file.unlink(missing_ok=True))
