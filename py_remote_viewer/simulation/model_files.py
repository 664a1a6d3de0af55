"""The files that a model is made of: which they are, where they lie, and that none lies outside.

MuJoCo opens whatever file a model names. For a model from a stranger all that it names is looked up
here first, before MuJoCo sees it, and for every model it is known what to watch.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from py_remote_viewer.errors import SceneError

__all__ = ["ModelFiles", "find_model_files"]

#: Attributes that name a file: `file`, the six of a cube texture, and URDF's.
_FILE = re.compile(r"file(name|right|left|up|down|front|back)?")
_FOLDERS = ("meshdir", "texturedir", "assetdir")
_PACKAGE = "package://"
#: Deeper or more files than any model has, and few enough to be read at once.
_DEEPEST = 20
_MOST_TEXTS = 500
_LARGEST_TEXT = 50_000_000
#: Of a name in an answer.
_LONGEST_SHOWN = 200


@dataclass
class ModelFiles:
    """What belongs to the model in `main`.

    `texts` are the XML files, main first, as they are on the disk or in the edits; `assets` the
    others that exist. `overlay` holds texts that stand in the place of a file for MuJoCo: edits,
    and a URDF whose `package://` paths are replaced.
    """

    main: Path
    texts: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    assets: list[Path] = field(default_factory=list[Path])
    overlay: dict[Path, bytes] = field(default_factory=dict[Path, bytes])
    #: What XML the XML files bring in: by the file that names it, and the name there.
    links: dict[tuple[Path, str], Path] = field(default_factory=dict[tuple[Path, str], Path])
    #: The folder that nothing may lie outside of, for a model that is not trusted.
    inside: Path | None = None
    #: Why not all of it could be read, which MuJoCo may take nevertheless.
    flaw: SceneError | None = None

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file, main first."""
        return (*self.texts, *self.assets)


@dataclass(frozen=True)
class _Reference:
    """A file that a text names, at this place; `includes` where it is XML that belongs to it."""

    name: str
    line: int
    column: int
    includes: bool


@dataclass
class _Parsed:
    references: list[_Reference] = field(default_factory=list[_Reference])
    folders: list[str] = field(default_factory=list[str])
    is_urdf: bool = False
    flaw: SceneError | None = None


def find_model_files(
    main: Path,
    *,
    edits: Mapping[Path, bytes] | None = None,
    inside: Path | None = None,
    also: frozenset[Path] = frozenset(),
) -> ModelFiles:
    """Follow what the model names.

    With `inside` every file has to lie in that folder, or be one of `also`; links are followed
    before it is compared. Raises SceneError, with the place, for one that does not, and for XML
    that is not well-formed.
    """
    inside = None if inside is None else inside.resolve()
    return _Finder(main, edits or {}, inside, also).find()


class _Finder:
    def __init__(
        self,
        main: Path,
        edits: Mapping[Path, bytes],
        inside: Path | None,
        also: frozenset[Path],
    ) -> None:
        self._main = main
        self._edits = edits
        self._inside = inside
        self._also = also
        self._folders: list[str] = [""]
        self._found = ModelFiles(main, overlay=dict(edits), inside=inside)
        self._wanted: list[tuple[Path, _Reference, bool]] = []

    def find(self) -> ModelFiles:
        self._read(self._main, 0)
        # At last, for the folders may be named behind what lies in them.
        for text, reference, is_urdf in self._wanted:
            self._place(text, reference, is_urdf)
        self._resolve_packages()
        return self._found

    def _read(self, path: Path, depth: int) -> None:
        if path in self._found.texts:
            return
        if depth > _DEEPEST or len(self._found.texts) >= _MOST_TEXTS:
            raise SceneError(
                f"The model includes more than {_MOST_TEXTS} files, or more than {_DEEPEST} deep."
            )
        data = self._edits.get(path)
        if data is None:
            data = _read_bytes(path)
        self._found.texts[path] = data
        # Of a stranger's model all that stands for a model is XML, whatever its name ends with:
        # MuJoCo goes by `content_type` as well.
        parsed = _parse(data, self._shown(path), all_models=self._inside is not None)
        if parsed.flaw is not None:
            if self._inside is not None:
                raise parsed.flaw
            self._found.flaw = self._found.flaw or parsed.flaw
        self._folders += [folder for folder in parsed.folders if folder not in self._folders]
        for reference in parsed.references:
            if reference.includes:
                self._include(path, reference, depth)
            else:
                self._wanted.append((path, reference, parsed.is_urdf))

    def _include(self, text: Path, reference: _Reference, depth: int) -> None:
        path = self._choose(text, reference, [text.parent, self._main.parent])
        if path is not None:
            self._found.links[text, reference.name] = path
            self._read(path, depth + 1)
        # Else MuJoCo says that it is missing.

    def _place(self, text: Path, reference: _Reference, is_urdf: bool) -> None:
        if is_urdf and reference.name.startswith(_PACKAGE):
            return
        bases = (text.parent, self._main.parent)
        folders = [base / folder for base in bases for folder in self._folders]
        path = self._choose(text, reference, list(dict.fromkeys(folders)))
        if path is not None and path not in self._found.assets:
            self._found.assets.append(path)

    def _choose(self, text: Path, reference: _Reference, folders: list[Path]) -> Path | None:
        """Where the file lies that a reference means, None where it is missing.

        MuJoCo looks into several folders. One of them may lie outside of the model's, for a name
        that begins with `..`; then the name is replaced by the path of the file inside.
        """
        paths = [Path(os.path.normpath(folder / reference.name)) for folder in folders]
        inside = [path for path in paths if self._is_inside(path)]
        found = next((p for p in inside if p in self._edits or _is_file(p)), None)
        if len(inside) < len(paths):
            if found is None:
                raise self._refusal(text, reference)
            self._replace(text, reference, str(found))
        if self._inside is not None and reference.name.lower().endswith(".mjb"):
            raise SceneError(
                f"{_quoted(reference.name)} is a compiled model (line {reference.line} of "
                f"{self._shown(text)}), which is not loaded; use its XML.",
                line=reference.line, file=self._shown(text),
            )  # fmt: skip
        return found

    def _is_inside(self, path: Path) -> bool:
        if self._inside is None or path in self._also:
            return True
        return path.is_relative_to(self._inside) and path.resolve().is_relative_to(self._inside)

    def _refusal(self, text: Path, reference: _Reference) -> SceneError:
        return SceneError(
            f"{_quoted(reference.name)} lies outside of the model's folder (line "
            f"{reference.line} of {self._shown(text)}); a model may use only the files that came "
            "with it.",
            line=reference.line, column=reference.column, file=self._shown(text),
        )  # fmt: skip

    def _replace(self, text: Path, reference: _Reference, path: str) -> None:
        """Name a file otherwise; within its line, so that MuJoCo's line numbers stay right."""
        data = self._found.overlay.get(text, self._found.texts[text])
        for quote in (b'"', b"'"):
            old = quote + reference.name.encode() + quote
            data = data.replace(old, quote + path.encode() + quote)
        if any(again.name == reference.name for again in _parse(data, "").references):
            # It is written in another way there, with entities.
            raise self._refusal(text, reference)
        self._found.overlay[text] = data

    def _resolve_packages(self) -> None:
        """Let a URDF find what it names by ROS package: where the package's folder is here."""
        packages = [w for w in self._wanted if w[2] and w[1].name.startswith(_PACKAGE)]
        for text, reference, _ in packages:
            path = self._in_package(text, reference)
            if path is None:
                raise SceneError(
                    f"{_quoted(reference.name)} (line {reference.line} of "
                    f"{self._shown(text)}) was not found: the folder of the package, or what is "
                    "in it, has to lie beside the URDF or above it.",
                    line=reference.line, column=reference.column, file=self._shown(text),
                )  # fmt: skip
            if path not in self._found.assets:
                self._found.assets.append(path)
            self._replace(text, reference, str(path))

    def _in_package(self, text: Path, reference: _Reference) -> Path | None:
        package, _, rest = reference.name.removeprefix(_PACKAGE).partition("/")
        for folder in (text.parent, *text.parent.parents):
            if self._inside is not None and not folder.is_relative_to(self._inside):
                return None
            for path in (folder / package / rest, folder / rest):
                plain = Path(os.path.normpath(path))
                if self._is_inside(plain) and _is_file(plain):
                    return plain
        return None

    def _shown(self, path: Path) -> str:
        return os.path.relpath(path, self._main.parent)


def _is_file(path: Path) -> bool:
    """False as well for what cannot be a name, as one of 300 letters."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _quoted(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}...")


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_TEXT + 1)
    except OSError as error:
        raise SceneError(f"{path.name} cannot be read: {error.strerror}.") from error
    if len(data) > _LARGEST_TEXT:
        raise SceneError(f"{path.name} is larger than {_LARGEST_TEXT} bytes, the limit for XML.")
    return data


def _parse(data: bytes, shown: str, *, all_models: bool = False) -> _Parsed:
    parsed = _Parsed()
    # Said so, a declaration of another encoding cannot make MuJoCo read another text than this.
    parser = expat.ParserCreate("utf-8")

    def start(name: str, attributes: dict[str, str]) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        parsed.is_urdf |= name == "robot"
        if name == "compiler":
            parsed.folders.extend(attributes[key] for key in _FOLDERS if attributes.get(key))
        parsed.references.extend(
            _Reference(value, line, column, _is_model(name, value, all_models))
            for key, value in attributes.items()
            if value and _FILE.fullmatch(key)
        )

    def doctype(*unused: object) -> None:
        raise SceneError(
            f"A model has no <!DOCTYPE>; remove it (line {parser.CurrentLineNumber} of {shown}).",
            line=parser.CurrentLineNumber, file=shown,
        )  # fmt: skip

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except SceneError as error:
        parsed.flaw = error
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        parsed.flaw = SceneError(
            f"{shown} is not well-formed XML: {reason}, line {error.lineno}.",
            line=error.lineno, column=error.offset + 1, file=shown,
        )  # fmt: skip
    return parsed


def _is_model(element: str, name: str, all_models: bool) -> bool:
    """True for what brings XML of its own into the model."""
    if element == "model":
        return all_models or name.lower().endswith((".xml", ".urdf"))
    return element == "include"
