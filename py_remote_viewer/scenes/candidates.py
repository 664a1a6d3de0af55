"""Which of some files are models that can be loaded by themselves."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from py_remote_viewer.errors import SceneError

__all__ = ["find_candidates"]

_ENDINGS = (".xml", ".urdf", ".mjcf")
_ROOTS = ("mujoco", "robot")
_BLOCK = 1 << 16
#: More is read of no file to find out what it is.
_MOST_BYTES = 50_000_000
_MOST_FILES = 2000


class _Enough(Exception):
    """The rest of a file need not be read."""


@dataclass
class _Look:
    """What was seen of a file: its root element, and the models that it brings in."""

    root: str = ""
    brings: list[str] = field(default_factory=list[str])


def find_candidates(folder: Path, names: frozenset[str]) -> tuple[str, ...]:
    """The models among the files, but not those that others include; likeliest first.

    Raises SceneError where there is none.
    """
    xml = sorted(name for name in names if name.lower().endswith(_ENDINGS))[:_MOST_FILES]
    looks = {name: _look(folder / name) for name in xml}
    models = {name for name, look in looks.items() if look.root in _ROOTS}
    if not models:
        # Whoever opens it says what is wrong with it.
        models = {name for name, look in looks.items() if not look.root}
    brought = {
        path
        for name in models
        for found in looks[name].brings
        for base in (os.path.dirname(name), "")
        if (path := os.path.normpath(os.path.join(base, found))) != name
    }
    free = sorted(models - brought, key=_likeliness)
    if free:
        return tuple(free)
    if models:
        # Each is included by another one.
        return tuple(sorted(models, key=_likeliness))
    raise SceneError(_why_none(names, looks))


def _likeliness(name: str) -> tuple[bool, int, str]:
    return not name.endswith("scene.xml"), name.count("/"), name


def _why_none(names: frozenset[str], looks: dict[str, _Look]) -> str:
    other = next((f"{name} begins with <{look.root}>" for name, look in looks.items()), None)
    if any(name.lower().endswith(".xacro") for name in names):
        hint = "run xacro on the .xacro first, and send the URDF that it makes"
    elif other is not None:
        hint = f"{other}; a model begins with <mujoco> or <robot>"
    elif any(name.lower().endswith(".mjb") for name in names):
        hint = "compiled models (.mjb) are not loaded; send the XML"
    else:
        hint = "send MJCF or URDF (.xml, .mjcf, .urdf) with what it needs"
    return f"There is no model among the files: {hint}."


def _look(path: Path) -> _Look:
    look = _Look()
    parser = expat.ParserCreate("utf-8")

    def start(name: str, attributes: dict[str, str]) -> None:
        look.root = look.root or name
        file = attributes.get("file")
        if file and name in ("include", "model"):
            look.brings.append(file)

    def doctype(*unused: object) -> None:
        raise _Enough

    parser.StartElementHandler = start
    # Entities could make much of little; the worker refuses them with their place.
    parser.StartDoctypeDeclHandler = doctype
    try:
        with path.open("rb") as file:
            left = _MOST_BYTES
            while left > 0 and (block := file.read(_BLOCK)):
                left -= len(block)
                parser.Parse(block, False)
    except (expat.ExpatError, _Enough):
        pass
    return look
