"""Robots by name: those in the folders that the operator allowed, and three of the package's own.

A scene holds `<site name="robot:NAME"/>` where one is to stand. The gateway looks only at file
names and a few words of the files; the worker reads them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from py_remote_viewer.protocol.scene import RobotFile
from py_remote_viewer.scenes.registry import find_builtin

__all__ = ["RobotCatalogue", "RobotEntry"]

#: How deep below an allowed folder robots lie: in a folder each.
_DEEPEST = 2
_MOST_FILES = 2_000
#: What is not a robot of its own: a scene with one in it, variants for other simulators.
_NOT_ROBOTS = re.compile(r"^(.*_)?(scene|mjx)(_.*)?$")
_TOOL = re.compile(r"(^|_)(hand|gripper|2f85|finger)(_|$)")
_PLACEHOLDER = re.compile(rb"""['"]robot:([A-Za-z0-9_+\-]+)""")
_STANDS = re.compile(rb"<freejoint|type=\"free\"")
_NAME = re.compile(r"[A-Za-z0-9_\-]+")
_LARGEST = 10_000_000
_TRUNK = re.compile(rb"""<body\b[^>]*pos=['"]\S+ \S+ (\d*\.?\d+)['"][^>]*>\s*<freejoint""")
#: How high the package's own are (m).
_TALL = {"robot_arm": 0.9, "humanoid": 1.75, "quadruped": 0.5}
_FINGERS = re.compile(rb"finger|gripper|robotiq", re.IGNORECASE)
_FLANGE = re.compile(rb"""<site\b[^>]*name=['"](attachment|flange|tool0|ee_site|gripper_site)""")
#: Where they look, in degrees about z, for those that as they stand do not look along x, which is
#: forward by convention (ROS REP 103): the legs called front lie there, or the hand.
_FRONTS = {"anymal_b": 180.0, "anymal_c": 180.0, "ur5e": 90.0}

#: Of the package's scenes: name, title, what it is called as well, what of the scene is it.
_OWN: tuple[tuple[str, str, tuple[str, ...], Literal["arm", "legged"], tuple[str, ...]], ...] = (
    ("robot_arm", "Robot arm", ("robot arm", "arm", "robotic arm"), "arm", ("base",)),
    ("humanoid", "Humanoid", ("humanoid", "human", "person"), "legged", ("pelvis",)),
    ("quadruped", "Quadruped", ("quadruped", "robot dog", "dog"), "legged", ("trunk",)),
)


@dataclass(frozen=True)
class RobotEntry:
    """A robot: an arm stands fixed, one with legs on the floor, a tool is held by an arm.

    `called` are the words that people use for it, the name among them. It looks `front_deg` about z
    from x as it stands, and is about `tall` (m). `grips` is true for one with fingers of its own,
    `holds` for an arm that a tool can be fixed to.
    """

    name: str
    title: str
    kind: Literal["arm", "legged", "tool"]
    called: tuple[str, ...]
    file: RobotFile
    front_deg: float = 0.0
    grips: bool = False
    holds: bool = False
    tall: float = 1.1


class RobotCatalogue:
    """Reads folders when it is asked first; not on the event loop."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = tuple(folders)
        self._entries: dict[str, RobotEntry] | None = None

    @property
    def entries(self) -> dict[str, RobotEntry]:
        """All of them, by name."""
        if self._entries is None:
            found = {entry.name: entry for entry in _own()}
            for folder in self._folders:
                for entry in _in_folder(folder):
                    found.setdefault(entry.name, entry)
            self._entries = found
        return self._entries

    def used_in(self, texts: Iterable[bytes]) -> dict[str, RobotFile]:
        """The files of those that stand in these models, for the worker: all of them, where any is
        named, so that it can say which there are."""
        for text in texts:
            if _PLACEHOLDER.search(text):
                return {name: entry.file for name, entry in self.entries.items()}
        return {}


def _own() -> Iterable[RobotEntry]:
    for name, title, called, kind, bodies in _OWN:
        yield RobotEntry(
            name, title, kind, called, RobotFile(str(find_builtin(name).xml_path), bodies),
            grips=kind == "arm", tall=_TALL.get(name, 1.1),
        )  # fmt: skip


def _in_folder(folder: Path) -> Iterable[RobotEntry]:
    files = [
        path
        for depth in range(1, _DEEPEST + 1)
        for path in sorted(folder.glob("*/" * (depth - 1) + "*.xml"))
    ]
    for path in files[:_MOST_FILES]:
        name = path.stem.lower()
        if _NOT_ROBOTS.match(name) or not _NAME.fullmatch(name):
            continue
        text = _read(path, folder)
        if b"<mujoco" in text and b"<joint" in text and b"<actuator" in text:
            yield _entry(path, name, text)


def _read(path: Path, folder: Path) -> bytes:
    """The text of a file of reasonable size that lies in the folder; else nothing."""
    try:
        # A link must not lead out of it, and whoever reads a pipe waits for somebody to write.
        inside = path.resolve().is_relative_to(folder.resolve()) and path.is_file()
        return path.read_bytes() if inside and path.stat().st_size <= _LARGEST else b""
    except (OSError, RuntimeError):
        return b""


def _entry(path: Path, name: str, text: bytes) -> RobotEntry:
    called = {name, name.replace("_", " "), *_words_of(path.parent.name)}
    # `anymal_c` is an ANYmal too; nobody has two of them in one folder.
    shortened = re.sub(r"_[a-z0-9]$", "", name)
    called |= {shortened, shortened.replace("_", " ")}
    kind = "tool" if _TOOL.search(name) else "legged" if _STANDS.search(text) else "arm"
    # "nohand" is an arm that waits for one.
    kind = "arm" if "nohand" in name else kind
    if kind == "tool" or "nohand" in name:
        # The folder is called after the robot that they belong to.
        called = {name, name.replace("_", " ")}
    if kind == "tool":
        words = path.parent.name.lower().split("_")
        called |= {f"{whose} {name}" for whose in (words[0], words[-1], " ".join(words))}
    return RobotEntry(
        name, name, kind, tuple(sorted(called)), RobotFile(str(path)), _FRONTS.get(name, 0.0),
        grips=kind == "arm" and bool(_FINGERS.search(text)) and "nohand" not in name,
        holds=kind == "arm" and bool(_FLANGE.search(text)), tall=_tall(text),
    )  # fmt: skip


def _tall(text: bytes) -> float:
    """About how high one with legs is, by how high its trunk begins; else as arms are."""
    trunk = _TRUNK.search(text)
    return min(3.0, 1.6 * float(trunk[1]) + 0.1) if trunk is not None else 1.1


def _words_of(folder: str) -> set[str]:
    """`franka_emika_panda`: also "franka emika panda" and "franka panda"."""
    words = folder.lower().split("_")
    if len(words) < 2:
        return set()
    return {" ".join(words), f"{words[0]} {words[-1]}"}
