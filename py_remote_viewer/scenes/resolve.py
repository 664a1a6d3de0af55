"""From what a person asks for to what a worker loads."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from py_remote_viewer.errors import SceneError
from py_remote_viewer.protocol.scene import BuiltinScene, PathScene, SceneRequest, XmlScene
from py_remote_viewer.scenes.registry import builtin_scenes, find_builtin

__all__ = ["ResolvedScene", "SceneResolver"]

_LONGEST_SHOWN = 200


@dataclass(frozen=True)
class ResolvedScene:
    """A scene with its title (empty: the model knows its name) and, unless it is text, its file."""

    source: SceneRequest
    title: str
    path: str | None


class SceneResolver:
    """Finds built-in scenes by name and files inside the folders that the operator allowed."""

    def __init__(self, folders: Sequence[str] = (), *, max_bytes: int = 10_000_000) -> None:
        self._folders = tuple(Path(folder).resolve() for folder in folders)
        self._max_bytes = max_bytes

    def resolve(self, source: SceneRequest) -> ResolvedScene:
        """Raises SceneError with the reason and the way out."""
        match source:
            case BuiltinScene(name=name):
                entry = find_builtin(name)
                return ResolvedScene(source, entry.title, str(entry.xml_path))
            case XmlScene(xml=xml, title=title):
                self._check_size(_encoded_size(xml))
                return ResolvedScene(source, title, None)
            case PathScene(path=path):
                return self._resolve_path(path)

    def initial(self, name: str) -> ResolvedScene:
        """The scene to begin with: a built-in name, or a file that the operator names."""
        if any(entry.name == name for entry in builtin_scenes()):
            return self.resolve(BuiltinScene(name))
        if "/" in name or "." in name:
            return self.trusted_file(name)
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
        return ResolvedScene(PathScene(str(file)), "", str(file))

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
                return ResolvedScene(PathScene(path), "", str(file))
        # One answer for what is missing and what lies outside: it must not tell what exists.
        raise SceneError(f"There is no model {_cut(path)} in the folders that this server allows.")

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            raise SceneError(
                f"The model has {size} bytes; the limit is {self._max_bytes}. Put large meshes "
                "into files beside the model, in a folder that the server allows."
            )


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
