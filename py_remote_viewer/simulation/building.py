"""A model from what the gateway says of a scene: its text or files, operations on it, robots."""

from dataclasses import dataclass, field
from pathlib import Path

import mujoco

from py_remote_viewer.config.settings import ModelSettings
from py_remote_viewer.protocol.operations import AddElements, Operation, SetOptions
from py_remote_viewer.protocol.scene import XmlScene
from py_remote_viewer.protocol.worker import Load
from py_remote_viewer.simulation.compiling import compiled
from py_remote_viewer.simulation.loading import REFUSALS, load_files, load_model, refusal
from py_remote_viewer.simulation.model_files import ModelFiles, find_model_files
from py_remote_viewer.simulation.model_size import check_size
from py_remote_viewer.simulation.operating import apply_operations
from py_remote_viewer.simulation.placing import place_robots
from py_remote_viewer.simulation.policy import check_policy, check_text_policy
from py_remote_viewer.simulation.scene_text import scene_text, speaks_plainly
from py_remote_viewer.simulation.xml_text import check_model_text

__all__ = ["Built", "build_scene"]


@dataclass(frozen=True)
class Built:
    """A compiled model. `files` are those that it is made of, where it has any; `spec` is what it
    was compiled from where that is no file and no text any more. `robots` are those in it: what
    their elements' names begin with, and how the catalogue calls them. `text` is the MJCF with all
    operations, the robots as placeholders; only where that was asked for."""

    model: mujoco.MjModel
    files: ModelFiles | None = None
    spec: mujoco.MjSpec | None = None
    robots: dict[str, str] = field(default_factory=dict[str, str])
    text: str = ""


def build_scene(load: Load, limits: ModelSettings, *, with_text: bool = False) -> Built:
    """Compile it; raises SceneError.

    The limits are for what clients sent: text, uploads, edits and operations.
    """
    text = load.source.xml if isinstance(load.source, XmlScene) else ""
    files = None
    if load.path is not None:
        files = find_model_files(
            Path(load.path),
            edits={Path(path): text.encode() for path, text in load.edits.items()},
            inside=Path(load.inside) if load.inside else None,
            also=frozenset(Path(path) for path in load.also),
        )
    confines = limits if files is None or load.inside else None
    if load.operations or load.robots or with_text:
        return _build_from_spec(load, text, files, confines, with_text=with_text)
    if files is not None:
        return Built(load_files(files, confines), files)
    return Built(load_model(None, text, confines))


def _build_from_spec(
    load: Load,
    text: str,
    files: ModelFiles | None,
    limits: ModelSettings | None,
    *,
    with_text: bool,
) -> Built:
    spec = _open(text, files, limits)
    try:
        apply_operations(spec, [one for one in load.operations if not _is_in_robot(one)], limits)
        changed = ""
        if with_text:
            as_written = text if not load.operations and speaks_plainly(text) else ""
            changed = as_written or scene_text(spec)
        robots = place_robots(spec, load.robots)
        apply_operations(spec, [one for one in load.operations if _is_in_robot(one)], limits)
        model = compiled(spec)
    except REFUSALS as error:
        raise refusal(error, files) from error
    if limits is not None:
        check_size(model, limits)
    return Built(model, files, spec, robots, changed)


def _open(text: str, files: ModelFiles | None, limits: ModelSettings | None) -> mujoco.MjSpec:
    try:
        if files is not None:
            if limits is not None:
                check_policy(files, limits)
            overlay = {str(file): data for file, data in files.overlay.items()}
            return mujoco.MjSpec.from_file(str(files.main), include=overlay)
        check_model_text(text)
        if limits is not None:
            check_text_policy(text, limits)
        return mujoco.MjSpec.from_string(text)
    except REFUSALS as error:
        raise (files and files.flaw) or refusal(error, files) from error


def _is_in_robot(operation: Operation) -> bool:
    """True for one on a part of a robot, which is there only once robots are placed."""
    if isinstance(operation, SetOptions):
        return False
    return "/" in (operation.to if isinstance(operation, AddElements) else operation.name)
