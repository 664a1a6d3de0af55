"""What a scene is: how one asks for it, and what is told about the loaded one."""

import msgspec

__all__ = [
    "ActuatorDescription",
    "BuiltinScene",
    "Capabilities",
    "FileOrigin",
    "PanelTitle",
    "PathScene",
    "Problem",
    "RobotFile",
    "SceneDescription",
    "SceneOrigin",
    "SceneRequest",
    "TextOrigin",
    "TrajectoryDescription",
    "UploadOrigin",
    "UploadScene",
    "XmlScene",
]


class Problem(msgspec.Struct, omit_defaults=True, frozen=True):
    """Something that went wrong, for a person: RFC 9457 with MuJoCo's place in the source."""

    title: str
    detail: str
    status: int = 400
    code: str = "bad_request"
    line: int | None = None
    column: int | None = None
    #: The file of the model that line and column are in, where that is not its main one.
    file: str | None = None


class BuiltinScene(msgspec.Struct, tag="builtin", frozen=True, forbid_unknown_fields=True):
    """A scene that ships with the package, by its name (`GET /api/scenes` lists them)."""

    name: str


class TextOrigin(msgspec.Struct, tag="xml", frozen=True):
    """A scene that came as text."""


class XmlScene(TextOrigin, tag="xml", frozen=True, forbid_unknown_fields=True):
    """A scene as MJCF or URDF text."""

    xml: str
    title: str = ""


class FileOrigin(msgspec.Struct, tag="path", frozen=True):
    """A scene that came from a file of the server."""


class PathScene(FileOrigin, tag="path", frozen=True, forbid_unknown_fields=True):
    """A model file on the server, inside a folder that the operator allowed."""

    path: str


class UploadOrigin(msgspec.Struct, tag="upload", frozen=True):
    """A scene that somebody sent as files."""


class UploadScene(UploadOrigin, tag="upload", frozen=True, forbid_unknown_fields=True):
    """A model among files that were sent before."""

    upload: str
    model: str


class RobotFile(msgspec.Struct, frozen=True):
    """A robot's model on the server; of a scene that has more in it only these `bodies` are it."""

    path: str
    bodies: tuple[str, ...] = ()


SceneRequest = BuiltinScene | XmlScene | PathScene | UploadScene
#: Where a scene came from, without its text and without paths: everybody is told this.
SceneOrigin = BuiltinScene | TextOrigin | FileOrigin | UploadOrigin


class ActuatorDescription(msgspec.Struct, frozen=True):
    """An actuator and the range of its control; `limited` says if the range binds."""

    name: str
    low: float
    high: float
    limited: bool


class PanelTitle(msgspec.Struct, frozen=True):
    """A panel that there is; `watch_panels` asks for what is in it."""

    name: str
    title: str


class Capabilities(msgspec.Struct, frozen=True):
    """What the source of the simulation supports; the page shows only that.

    `edit` is changing the state and the physics, `export` making its past again as data.
    """

    step: bool = True
    speed: bool = True
    reset: bool = True
    control: bool = True
    history: bool = True
    perturb: bool = True
    edit: bool = True
    export: bool = True


class TrajectoryDescription(msgspec.Struct, frozen=True):
    """A trajectory that is shown in the place of a simulation: what people call it, its rows, how
    long it is, and of a second one that is compared with it the same; "" where there is none."""

    name: str
    rows: int
    seconds: float
    compared: str = ""
    compared_rows: int = 0
    compared_seconds: float = 0.0


class SceneDescription(msgspec.Struct, frozen=True):
    """The loaded scene, as far as a viewer needs it.

    `generation` grows by one with every scene a session loads.
    """

    title: str
    source: SceneOrigin
    generation: int
    timestep_sec: float
    bodies: int
    joints: int
    degrees_of_freedom: int
    keyframes: tuple[str, ...]
    cameras: tuple[str, ...]
    actuators: tuple[ActuatorDescription, ...]
    capabilities: Capabilities
    panels: tuple[PanelTitle, ...] = ()
    trajectory: TrajectoryDescription | None = None
    #: As `JogBody` counts them.
    mocap_bodies: tuple[str, ...] = ()
