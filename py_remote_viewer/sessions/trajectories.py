"""Trajectories that people sent: shown on the present model, kept while they may be shown."""

import os
from collections.abc import Iterable
from pathlib import Path, PurePath

from msgspec.structs import replace

from py_remote_viewer.errors import CommandError
from py_remote_viewer.protocol.scene import SceneDescription
from py_remote_viewer.protocol.worker import TrajectoryFile
from py_remote_viewer.scenes.temporary import TemporaryFolder, disk_failure
from py_remote_viewer.sessions.loading import SceneLoader
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread

__all__ = ["TrajectoryDesk"]

_LONGEST_NAME = 100


class TrajectoryDesk:
    """Belongs to the event loop. Files that are given to it are removed when nothing needs them."""

    def __init__(self, loader: SceneLoader, tasks: Tasks) -> None:
        self._loader = loader
        self._tasks = tasks
        self._files: set[str] = set()

    async def open(self, path: Path, name: str, who: str, *, compare: bool) -> SceneDescription:
        """Show a file on the present model, or with `compare` beside the one that is shown.

        Raises CommandError where there is nothing to show it on, or beside, and what
        `SceneLoader.load` raises: what was shown then stays.
        """
        self._files.add(str(path))
        try:
            file = TrajectoryFile(str(path), _for_people(name))
            return await self._loader.show_trajectories((*self._kept(compare), file), who)
        finally:
            self.tidy()

    async def close(self, who: str, *, compared: bool) -> SceneDescription:
        """Go back to the simulation as it was left, or only take away the `compared` one."""
        shown = self._shown
        if len(shown) < (2 if compared else 1):
            raise CommandError("No trajectory is shown that could be closed.")
        return await self._loader.show_trajectories(shown[:1] if compared else (), who)

    async def copies(
        self, files: tuple[TrajectoryFile, ...], theirs: "TrajectoryDesk", folder: TemporaryFolder
    ) -> tuple[TrajectoryFile, ...]:
        """The same files for this session: those of another one go when that needs them no more.

        Whoever asks shows them at once. Raises CommandError where one is gone by now.
        """
        made: dict[TrajectoryFile, TrajectoryFile] = {}
        try:
            for file in files:
                if file.path in theirs._files:
                    path = await in_thread(lambda old=file.path: _copy(Path(old), folder))
                    made[file] = replace(file, path=str(path))
        except BaseException:
            over = [file.path for file in made.values()]
            self._tasks.spawn(in_thread(lambda: _remove_all(over)), "remove trajectories")
            raise
        self._files |= {file.path for file in made.values()}
        return tuple(made.get(file, file) for file in files)

    def tidy(self) -> None:
        """Remove what is not needed any more."""
        needed = {file.path for scene in self._loader.scenes for file in scene.trajectories}
        over = self._files - needed
        self._files -= over
        if over:
            self._tasks.spawn(in_thread(lambda: _remove_all(over)), "remove trajectories")

    @property
    def _shown(self) -> tuple[TrajectoryFile, ...]:
        scene = self._loader.scene
        return scene.trajectories if scene is not None else ()

    def _kept(self, compare: bool) -> tuple[TrajectoryFile, ...]:
        """What the new one is shown beside."""
        if compare and not self._shown:
            raise CommandError(
                "No trajectory is shown that this one could be compared with; open one first."
            )
        return self._shown[:1] if compare else ()


def _for_people(name: str) -> str:
    """What they called the file, without folders."""
    plain = PurePath(name.replace("\\", "/")).name.strip()
    printable = "".join(letter for letter in plain if letter.isprintable())
    return printable[:_LONGEST_NAME] or "trajectory"


def _copy(old: Path, folder: TemporaryFolder) -> Path:
    new = folder.new_file()
    try:
        # The temporary folders of a server lie on one disk: another name is enough.
        new.unlink()
        os.link(old, new)
    except FileNotFoundError:
        raise CommandError("The trajectory was closed meanwhile; try again.") from None
    except OSError as error:
        raise disk_failure(error) from error
    return new


def _remove_all(files: Iterable[str]) -> None:
    for file in files:
        Path(file).unlink(missing_ok=True)
