"""What viewers are told of a loaded scene: bounded, and nothing that is not theirs."""

from collections.abc import Sequence

import msgspec

from py_remote_viewer.protocol.fields import Field, Panel
from py_remote_viewer.protocol.scene import (
    ActuatorDescription,
    FileOrigin,
    PanelTitle,
    PathScene,
    SceneDescription,
    SceneOrigin,
    TextOrigin,
    TrajectoryDescription,
    UploadOrigin,
    UploadScene,
    XmlScene,
)

__all__ = ["for_viewers"]

_LONGEST_NAME = 100
#: More of a kind no menu can show. What is left out can still be named by its index.
_MOST_OF_A_KIND = 500


def for_viewers(scene: SceneDescription, panels: Sequence[Panel] = ()) -> SceneDescription:
    """The description without the model's text and without paths, its names and lists cut."""
    return msgspec.structs.replace(
        scene,
        title=_cut(scene.title),
        source=_origin(scene.source),
        keyframes=tuple(_cut(name) for name in scene.keyframes[:_MOST_OF_A_KIND]),
        cameras=tuple(_cut(name) for name in scene.cameras[:_MOST_OF_A_KIND]),
        actuators=tuple(_actuator(actuator) for actuator in scene.actuators[:_MOST_OF_A_KIND]),
        panels=tuple(PanelTitle(panel.name, panel.title) for panel in panels),
        trajectory=None if scene.trajectory is None else _trajectory(scene.trajectory),
    )


def panel_for_viewers(panel: Panel) -> Panel:
    """The panel with the names in it cut."""
    sections = tuple(
        msgspec.structs.replace(section, fields=tuple(_field(field) for field in section.fields))
        for section in panel.sections
    )
    return msgspec.structs.replace(panel, sections=sections)


def _field(field: Field) -> Field:
    choices = tuple(_cut(choice) for choice in field.choices)
    return msgspec.structs.replace(field, label=_cut(field.label), choices=choices)


def _origin(source: SceneOrigin) -> SceneOrigin:
    # A request is an origin that holds more: its text, or a path of this machine.
    match source:
        case XmlScene():
            return TextOrigin()
        case PathScene():
            return FileOrigin()
        case UploadScene():
            return UploadOrigin()
        case _:
            return source


def _actuator(actuator: ActuatorDescription) -> ActuatorDescription:
    return msgspec.structs.replace(actuator, name=_cut(actuator.name))


def _trajectory(trajectory: TrajectoryDescription) -> TrajectoryDescription:
    return msgspec.structs.replace(
        trajectory, name=_cut(trajectory.name), compared=_cut(trajectory.compared)
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"
