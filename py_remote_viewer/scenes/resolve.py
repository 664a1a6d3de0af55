"""From what a person asks for to what a worker loads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.operations import AddElements, Operation
from py_remote_viewer.protocol.scene import (
    BuiltinScene,
    PathScene,
    RobotFile,
    SceneRequest,
    UploadScene,
    XmlScene,
)
from py_remote_viewer.protocol.worker import Load, TrajectoryFile
from py_remote_viewer.scenes.registry import builtin_scenes, find_builtin
from py_remote_viewer.scenes.robots import RobotCatalogue
from py_remote_viewer.scenes.uploads import UploadStore

__all__ = ["ResolvedScene", "SceneResolver"]

_LONGEST_SHOWN = 200
_LONGEST_READ = 10_000_000


@dataclass(frozen=True)
class ResolvedScene:
    """A scene with its title (empty: the model knows its name) and, unless it is text, its file.

    `edits` are texts in the place of files, by path. A stranger's model and every edit are
    `confined`: they may use files inside of the folder `inside`, and of `also`, but no others.
    `upload` and `name` say what it was sent as. `trajectories` are shown on
    it in the place of a simulation. `operations` change it after it was read, and `robots` are
    those that may stand in it; `flat` is the text with all operations, where it has no files.
    """

    source: SceneRequest
    title: str
    path: str | None
    inside: str | None = None
    edits: Mapping[str, str] = field(default_factory=dict[str, str])
    also: tuple[str, ...] = ()
    upload: str | None = None
    name: str = ""
    trajectories: tuple[TrajectoryFile, ...] = ()
    operations: tuple[Operation, ...] = ()
    robots: Mapping[str, RobotFile] = field(default_factory=dict[str, RobotFile])
    flat: str = ""

    @property
    def confined(self) -> bool:
        """True where not all that it names may be read."""
        return self.upload is not None or bool(self.edits) or bool(self.operations)

    def load(self, generation: int) -> Load:
        """What lets a worker load it as it begins."""
        return Load(
            generation=generation,
            source=self.source,
            title=self.title,
            path=self.path,
            edits=dict(self.edits),
            inside=self.inside if self.confined else None,
            also=self.also,
            trajectories=self.trajectories,
            operations=self.operations,
            robots=dict(self.robots),
        )

    def with_edits(self, edits: Mapping[str, str], also: tuple[str, ...]) -> "ResolvedScene":
        """With texts in the place of files."""
        return replace(self, edits=edits, also=also)

    def with_trajectories(self, *trajectories: TrajectoryFile) -> "ResolvedScene":
        """With these shown on it; without any it is simulated."""
        return replace(self, trajectories=trajectories)

    def with_flat(self, text: str) -> "ResolvedScene":
        """With the text that all operations make of it."""
        return replace(self, flat=text)

    def without_edits(self) -> "ResolvedScene":
        """As it is on the disk."""
        return replace(self, edits={}, also=())


class SceneResolver:
    """Finds built-in scenes by name and files inside the folders that the operator allowed."""

    def __init__(
        self,
        folders: Sequence[str] = (),
        *,
        max_bytes: int = 10_000_000,
        uploads: UploadStore | None = None,
    ) -> None:
        self.robots = RobotCatalogue([Path(folder).resolve() for folder in folders])
        self._folders = tuple(Path(folder).resolve() for folder in folders)
        self._uploads = uploads
        self.max_bytes = max_bytes

    def resolve(self, source: SceneRequest) -> ResolvedScene:
        """Raises SceneError with the reason and the way out; looks at files, so not on the event
        loop."""
        return self._with_robots(self._resolve(source))

    def operate(
        self,
        scene: ResolvedScene,
        operations: Sequence[Operation],
        also: Sequence[str] = (),
    ) -> ResolvedScene:
        """A scene with more operations, that may use on the files `also`, of which it was made
        before; as `resolve`."""
        added = [one.mjcf for one in operations if isinstance(one, AddElements)]
        for mjcf in added:
            self._check_size(_encoded_size(mjcf))
        robots = scene.robots or self.robots.used_in(mjcf.encode() for mjcf in added)
        return replace(
            scene,
            operations=(*scene.operations, *operations),
            also=tuple(dict.fromkeys((*scene.also, *also))),
            robots=robots,
            flat="",
        )

    def rewrite(self, scene: ResolvedScene, text: str) -> ResolvedScene:
        """Another text in the place of a scene that is one; as `resolve`."""
        title = scene.source.title if isinstance(scene.source, XmlScene) else scene.title
        written = self.resolve(XmlScene(text, title))
        return replace(written, title=scene.title, trajectories=scene.trajectories)

    def _with_robots(self, scene: ResolvedScene) -> ResolvedScene:
        return replace(scene, robots=self.robots.used_in(_texts(scene)))

    def _resolve(self, source: SceneRequest) -> ResolvedScene:
        match source:
            case BuiltinScene(name=name):
                entry = find_builtin(name)
                path = entry.xml_path
                return ResolvedScene(source, entry.title, str(path), inside=str(path.parent))
            case XmlScene(xml=xml, title=title):
                self._check_size(_encoded_size(xml))
                return ResolvedScene(source, title, None)
            case PathScene(path=path):
                return self._resolve_path(path)
            case UploadScene():
                return self._resolve_upload(source)

    def initial(self, name: str) -> ResolvedScene:
        """The scene to begin with: a built-in name, or a file that the operator names."""
        if any(entry.name == name for entry in builtin_scenes()):
            return self.resolve(BuiltinScene(name))
        if "/" in name or "." in name:
            return self._with_robots(self.trusted_file(name))
        return self.resolve(BuiltinScene(name))

    def trusted_file(self, path: str) -> ResolvedScene:
        """A file named by the operator on the command line: any folder."""
        try:
            file = Path(path).resolve()
            flaw = _flaw(file)
        except (OSError, ValueError, RuntimeError) as error:
            raise SceneError(f"The model file {_cut(path)} cannot be read: {error}.") from error
        if flaw is not None:
            raise SceneError(f"The model file {_cut(path)} {flaw}.")
        return ResolvedScene(PathScene(str(file)), "", str(file), inside=str(file.parent))

    def _resolve_upload(self, source: UploadScene) -> ResolvedScene:
        if self._uploads is None:
            raise SceneError("This server takes no uploads.")
        upload = self._uploads.find(source.upload)
        file = _file_in(upload.folder, source.model)
        if file is None or file.suffix.lower() == ".mjb":
            raise SceneError(
                f"There is no model {_cut(source.model)} in {_cut(upload.name)}; there are: "
                f"{', '.join(upload.candidates)}."
            )
        return ResolvedScene(
            source, "", str(file), inside=str(upload.folder), upload=upload.id, name=upload.name
        )

    def _resolve_path(self, path: str) -> ResolvedScene:
        if not self._folders:
            raise SceneError(
                f"The path {_cut(path)} cannot be loaded: this server allows no folder. Its "
                "operator can with --scene-folder."
            )
        for folder in self._folders:
            file = _file_in(folder, path)
            if file is not None:
                self._check_size(file.stat().st_size)
                return ResolvedScene(PathScene(path), "", str(file), inside=str(folder))
        # One answer for what is missing and what lies outside: it must not tell what exists.
        raise SceneError(f"There is no model {_cut(path)} in the folders that this server allows.")

    def _check_size(self, size: int) -> None:
        if size > self.max_bytes:
            raise SceneError(
                f"The model has {size} bytes; the limit is {self.max_bytes}. Put large meshes "
                "into files beside the model, in a folder that the server allows."
            )


def _texts(scene: ResolvedScene) -> Iterator[bytes]:
    """What may name robots: the main text of a scene."""
    if isinstance(scene.source, XmlScene):
        yield scene.source.xml.encode()
    elif isinstance(scene.source, UploadScene | PathScene) and scene.path is not None:
        try:
            with open(scene.path, "rb") as file:
                yield file.read(_LONGEST_READ)
        except OSError:
            # Whoever loads it says so.
            return


def _file_in(folder: Path, path: str) -> Path | None:
    """The file at a path inside a folder; None for everything else."""
    try:
        # Links are followed before the comparison, so none leads out of the folder.
        file = (folder / path).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):
        # No path at all: a zero byte, half a character, too long, a circle of links.
        return None


def _flaw(file: Path) -> str | None:
    """What keeps a file from being a model, at first sight."""
    if file.is_dir():
        return "is a folder; name a model in it"
    if not file.is_file():
        return "does not exist"
    return "is empty" if file.stat().st_size == 0 else None


def _cut(path: str) -> str:
    """A path as it goes into a message; it may come from a stranger."""
    return repr(path if len(path) <= _LONGEST_SHOWN else f"{path[:_LONGEST_SHOWN]}...")


def _encoded_size(xml: str) -> int:
    try:
        return len(xml.encode())
    except UnicodeEncodeError as error:
        raise SceneError(
            f"The model holds half a character (a lone surrogate) at position {error.start}; "
            "send valid Unicode."
        ) from error
