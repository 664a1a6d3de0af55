"""What people do with the files of the scene: read, edit, watch; and its keyframes."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from py_remote_viewer.errors import CommandError, ConflictError, RemoteViewerError
from py_remote_viewer.protocol.client import SceneFiles, ServerMessage
from py_remote_viewer.protocol.scene import SceneDescription, UploadScene, XmlScene
from py_remote_viewer.scenes.resolve import ResolvedScene, SceneResolver
from py_remote_viewer.sessions.keyframes import KeyframeShelf
from py_remote_viewer.sessions.live_worker import LiveWorker
from py_remote_viewer.sessions.loading import SceneLoader
from py_remote_viewer.sessions.supervisor import Supervisor
from py_remote_viewer.sessions.tasks import Tasks
from py_remote_viewer.sessions.threads import in_thread
from py_remote_viewer.sessions.watching import FileWatcher

__all__ = ["FilesDesk", "SourceText", "is_sent_again"]

#: What a scene that came as text is called.
_TEXT_NAME = "model.xml"


@dataclass(frozen=True)
class SourceText:
    """One of the texts that a scene is made of; `files` are all their names, the main one first."""

    generation: int
    file: str
    files: tuple[str, ...]
    edited: tuple[str, ...]
    text: str


class FilesDesk:
    """Belongs to the event loop."""

    def __init__(
        self,
        loader: SceneLoader,
        supervisor: Supervisor,
        keyframes: KeyframeShelf,
        tell: Callable[[ServerMessage], None],
        *,
        watching: bool,
        resolver: SceneResolver,
    ) -> None:
        self._loader = loader
        self._supervisor = supervisor
        self._tell = tell
        self._watching = watching
        self._resolver = resolver
        self._max_bytes = resolver.max_bytes
        self._watcher = FileWatcher(self._saved)
        self._applying: int | None = None
        self._tasks = Tasks()
        self._shown: ResolvedScene | None = None
        self.keyframes = keyframes

    # what is known

    @property
    def state(self) -> SceneFiles:
        """As everybody is told it."""
        scene = self._loader.scene
        return SceneFiles(
            watching=self._watching,
            watchable=self._is_watchable(scene),
            edited=scene is not None and bool(scene.edits),
            keyframes=self.keyframes.saved,
        )

    def tell(self) -> None:
        """Tell everybody."""
        self._tell(self.state)

    def shown(self) -> None:
        """Another scene is on the air, or the same one again."""
        scene, old = self._loader.scene, self._shown
        self._shown = scene
        if old is not None and scene is not None and not _are_the_same(old, scene):
            files = self.keyframes.forget_all()
            if files:
                self._tasks.spawn(in_thread(lambda: _remove_all(files)), "forget keyframes")
        self._watch()
        self.tell()

    def close(self) -> None:
        """Watch nothing any more; twice is fine."""
        self._watcher.stop()

    async def finish(self) -> None:
        """Wait for what is under way."""
        await self._tasks.close(1.0)

    # watching

    def watch(self, on: bool) -> None:
        """Load the scene again whenever one of its files is saved, or no longer."""
        self._watching = on
        self._watch()
        self.tell()

    def _watch(self) -> None:
        worker, scene = self._supervisor.on_air, self._loader.scene
        if worker is None or not self._watching or not self._is_watchable(scene):
            self._watcher.stop()
            return
        self._watcher.watch(Path(path) for path in (*worker.texts, *worker.assets))

    def _saved(self, path: Path) -> None:
        """A file of the scene was saved: show what is on the disk now."""
        scene = self._loader.scene
        if scene is not None:
            reload = self._reload(scene.without_edits(), f"A save of {path.name}")
            self._tasks.spawn(reload, "reload a saved scene")

    async def _reload(self, scene: ResolvedScene, who: str) -> None:
        # Everybody was told why, or by what it was replaced.
        with contextlib.suppress(RemoteViewerError):
            await self._loader.reload(who, scene)

    @staticmethod
    def _is_watchable(scene: ResolvedScene | None) -> bool:
        return scene is not None and scene.path is not None and scene.upload is None

    # texts

    async def read(self, name: str | None) -> SourceText | None:
        """One of the scene's texts, the main one where no name is given; None where the scene has
        none. Raises CommandError for a name that it has not."""
        worker, scene = self._on_air()
        texts = {_TEXT_NAME: Path()} if isinstance(scene.source, XmlScene) else _texts(worker)
        if not texts:
            return None
        name = next(iter(texts)) if name is None else name
        if name not in texts:
            raise CommandError(
                f"The scene has no text {name[:200]!r}; it is made of {', '.join(texts)}."
            )
        path = texts[name]
        if isinstance(scene.source, XmlScene):
            text = scene.flat or scene.source.xml
        elif str(path) in scene.edits:
            text = scene.edits[str(path)]
        else:
            text = await in_thread(lambda: self._read(path))
        edited = tuple(shown for shown, path in texts.items() if str(path) in scene.edits)
        return SourceText(_generation(worker), name, tuple(texts), edited, text)

    def _read(self, path: Path) -> str:
        try:
            size = path.stat().st_size
            if size <= self._max_bytes:
                return path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise CommandError(f"{path.name} cannot be read: {error.strerror}.") from error
        raise CommandError(
            f"{path.name} has {size} bytes; texts of up to {self._max_bytes} can be edited."
        )

    async def apply(self, texts: Mapping[str, str], generation: int, who: str) -> SceneDescription:
        """Show the scene with these texts in the place of those of these names; no file is changed.

        Raises ConflictError where another scene than that of `generation` is shown by now, and
        what `SceneLoader.load` raises.
        """
        worker, scene = self._on_air()
        if _generation(worker) != generation or self._applying == generation:
            raise ConflictError(
                "The scene was changed meanwhile, so nothing was applied: look at what is shown "
                "now, then apply again."
            )
        self._applying = generation
        try:
            edited = await in_thread(lambda: self._with_texts(worker, scene, texts))
            return await self._loader.reload(who, edited)
        finally:
            self._applying = None

    def _with_texts(
        self, worker: LiveWorker, scene: ResolvedScene, texts: Mapping[str, str]
    ) -> ResolvedScene:
        for name, text in texts.items():
            _check_text(name, text, self._max_bytes)
        if isinstance(scene.source, XmlScene) or not worker.texts:
            return self._resolver.rewrite(scene, _main_text(texts))
        known = _texts(worker)
        for name in texts:
            if name not in known:
                raise CommandError(
                    f"The scene has no text {name[:200]!r}; it is made of {', '.join(known)}."
                )
        edits = {**scene.edits, **{str(known[name]): text for name, text in texts.items()}}
        # What it was made of before it may use on.
        also = tuple(dict.fromkeys((*scene.also, *worker.texts, *worker.assets)))
        return scene.with_edits(edits, also)

    def _on_air(self) -> tuple[LiveWorker, ResolvedScene]:
        worker, scene = self._supervisor.on_air, self._loader.scene
        if worker is None or scene is None:
            raise CommandError("No simulation is on the air; wait for it or load a scene.")
        return worker, scene


def _texts(worker: LiveWorker) -> dict[str, Path]:
    """The scene's XML files by their names beside the main one."""
    if not worker.texts:
        return {}
    folder = PurePath(worker.texts[0]).parent
    return {_relative(PurePath(path), folder): Path(path) for path in worker.texts}


def _relative(path: PurePath, folder: PurePath) -> str:
    """As os.path.relpath, which asks the disk."""
    common = next(each for each in (folder, *folder.parents) if path.is_relative_to(each))
    up = len(folder.parts) - len(common.parts)
    return "/".join((*[".."] * up, *path.relative_to(common).parts))


def _main_text(texts: Mapping[str, str]) -> str:
    """A scene without files is another text as a whole."""
    if list(texts) != [_TEXT_NAME]:
        raise CommandError(f"This scene is made of one text, {_TEXT_NAME!r}.")
    return texts[_TEXT_NAME]


def _check_text(name: str, text: str, max_bytes: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise CommandError(
            f"{name[:200]!r} holds half a character (a lone surrogate) at position {error.start}."
        ) from error
    if size > max_bytes:
        raise CommandError(f"{name[:200]!r} has {size} bytes; the limit is {max_bytes}.")


def _are_the_same(old: ResolvedScene, new: ResolvedScene) -> bool:
    """True where one is an edit of the other, or the same sent again."""
    if isinstance(old.source, XmlScene) and isinstance(new.source, XmlScene):
        return old.title == new.title
    if isinstance(old.source, UploadScene) and isinstance(new.source, UploadScene):
        return old.name == new.name and old.source.model == new.source.model
    return old.source == new.source


def is_sent_again(old: ResolvedScene, new: ResolvedScene) -> bool:
    """True where files were sent under the name of those that are shown."""
    return old.upload is not None and new.upload is not None and _are_the_same(old, new)


def _generation(worker: LiveWorker) -> int:
    return worker.scene.generation if worker.scene else 0


def _remove_all(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
