"""Commands and inputs: what a person does to the simulation and to the camera.

A command is an event: ordered, answered by a result. An input is a snapshot: absolute values
with a sequence number, so that a lost one does not matter and the newest wins.
"""

from typing import Annotated, Literal

import msgspec

from py_remote_viewer.protocol.fields import MOST_VALUES_OF_AN_EDIT, FieldPath, FieldValue
from py_remote_viewer.protocol.film import FilmWish
from py_remote_viewer.protocol.people import ControlMode, PersonName, Role, Saying
from py_remote_viewer.protocol.view import MOST_TILES, CameraPose, Tile

__all__ = [
    "SPEED_LADDER",
    "CameraDrag",
    "CancelFilm",
    "Command",
    "DeleteKeyframe",
    "FollowPerson",
    "GiveControl",
    "Input",
    "JogBody",
    "JogCamera",
    "JogControls",
    "LoadKeyframe",
    "LoadScene",
    "LockControl",
    "LookAt",
    "LookAtBody",
    "LookFrom",
    "MakeFilm",
    "Natural",
    "Pause",
    "PointAt",
    "Present",
    "PullDrag",
    "ReleaseControl",
    "Reload",
    "Rename",
    "RequestControl",
    "Reset",
    "ResetCamera",
    "Run",
    "SaveKeyframe",
    "Say",
    "Seek",
    "SelectAt",
    "SelectBody",
    "SetControlMode",
    "SetControls",
    "SetFields",
    "SetRole",
    "SetSpeed",
    "SetTiles",
    "ShareView",
    "StartRecording",
    "Step",
    "StepBack",
    "StopRecording",
    "TakeControl",
    "TakeView",
    "TrackAt",
    "WatchFiles",
]

#: A number that fits everywhere: JavaScript holds it exactly, msgpack has 64 bits for it.
Natural = Annotated[int, msgspec.Meta(ge=0, le=2**53)]

LONGEST_KEYFRAME_NAME = 100
#: More axes no gamepad has.
MOST_JOGGED_CONTROLS = 16

#: Real-time factors that can be asked for: simulated seconds in one second of wall time.
SPEED_LADDER: tuple[float, ...] = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 2.0, 4.0, 8.0)


class Run(msgspec.Struct, tag="run", frozen=True, forbid_unknown_fields=True):
    """Let the simulation run by the wall clock."""


class Pause(msgspec.Struct, tag="pause", frozen=True, forbid_unknown_fields=True):
    """Hold the simulation still."""


class Step(msgspec.Struct, tag="step", frozen=True, forbid_unknown_fields=True):
    """Pause and advance by `count` time steps."""

    count: Natural = 1


class StepBack(msgspec.Struct, tag="step_back", frozen=True, forbid_unknown_fields=True):
    """Pause and go back by `count` time steps, as far as the history reaches."""

    count: Natural = 1


class Seek(msgspec.Struct, tag="seek", frozen=True, forbid_unknown_fields=True):
    """Pause and be at this moment of the history, from `Status.history.first` to `head`."""

    index: Natural


class Reset(msgspec.Struct, tag="reset", frozen=True, forbid_unknown_fields=True):
    """Go to a keyframe (by index), or without one to the initial state."""

    keyframe: Natural | None = None


class Reload(msgspec.Struct, tag="reload", frozen=True, forbid_unknown_fields=True):
    """Load the present scene again from its source."""


class SetSpeed(msgspec.Struct, tag="set_speed", frozen=True, forbid_unknown_fields=True):
    """Ask for a real-time factor of `SPEED_LADDER`."""

    factor: float


class SetControls(msgspec.Struct, tag="set_controls", frozen=True, forbid_unknown_fields=True):
    """Set controls by actuator index, in the actuator's own unit."""

    values: dict[Natural, float]


class SetFields(msgspec.Struct, tag="set_fields", frozen=True, forbid_unknown_fields=True):
    """Change fields of one panel, by path: all of them, or where one does not fit, none."""

    values: Annotated[
        dict[FieldPath, FieldValue], msgspec.Meta(min_length=1, max_length=MOST_VALUES_OF_AN_EDIT)
    ]


class LoadScene(msgspec.Struct, tag="load_scene", frozen=True, forbid_unknown_fields=True):
    """Replace the scene by a built-in one, for everybody in the session."""

    name: str


class SaveKeyframe(msgspec.Struct, tag="save_keyframe", frozen=True, forbid_unknown_fields=True):
    """Keep the present state under a name, beside the model's own keyframes."""

    name: Annotated[str, msgspec.Meta(max_length=LONGEST_KEYFRAME_NAME)] = ""


class LoadKeyframe(msgspec.Struct, tag="load_keyframe", frozen=True, forbid_unknown_fields=True):
    """Go to a keyframe by name: one that was saved here, else one of the model."""

    name: Annotated[str, msgspec.Meta(max_length=LONGEST_KEYFRAME_NAME)]


class DeleteKeyframe(
    msgspec.Struct, tag="delete_keyframe", frozen=True, forbid_unknown_fields=True
):
    """Forget a keyframe that was saved here."""

    name: Annotated[str, msgspec.Meta(max_length=LONGEST_KEYFRAME_NAME)]


class WatchFiles(msgspec.Struct, tag="watch_files", frozen=True, forbid_unknown_fields=True):
    """Load the scene again whenever one of its files is saved, or no longer."""

    on: bool


class LookAt(msgspec.Struct, tag="look_at", frozen=True, forbid_unknown_fields=True):
    """Centre the camera on what is shown at (x, y), fractions of the picture from its top left.

    `rtp` names the picture by its RTP timestamp; without it what counts is the newest one.
    """

    x: float
    y: float
    rtp: Natural | None = None


class TrackAt(msgspec.Struct, tag="track_at", frozen=True, forbid_unknown_fields=True):
    """Let the camera follow the body that is shown at (x, y), as `LookAt` names it."""

    x: float
    y: float
    rtp: Natural | None = None


class SelectAt(msgspec.Struct, tag="select_at", frozen=True, forbid_unknown_fields=True):
    """Select the body that is shown at (x, y), as `LookAt` names it; or nothing, in the sky."""

    x: float
    y: float
    rtp: Natural | None = None


class SelectBody(msgspec.Struct, tag="select_body", frozen=True, forbid_unknown_fields=True):
    """Select a body by its number, or nothing."""

    body: Natural | None = None


class LookAtBody(msgspec.Struct, tag="look_at_body", frozen=True, forbid_unknown_fields=True):
    """Centre the camera on a body, or let it follow it."""

    body: Natural
    follow: bool = False


class LookFrom(msgspec.Struct, tag="look_from", frozen=True, forbid_unknown_fields=True):
    """Put the camera there, free, or following a body, which it then looks at."""

    pose: CameraPose
    body: Natural | None = None


class ResetCamera(msgspec.Struct, tag="reset_camera", frozen=True, forbid_unknown_fields=True):
    """Go back to the scene's first view."""


class StartRecording(
    msgspec.Struct, tag="start_recording", frozen=True, forbid_unknown_fields=True
):
    """Record what everybody sees, under this title or else the scene's."""

    title: Annotated[str, msgspec.Meta(max_length=200)] = ""


class StopRecording(msgspec.Struct, tag="stop_recording", frozen=True, forbid_unknown_fields=True):
    """End the recording that runs."""


class MakeFilm(msgspec.Struct, tag="make_film", frozen=True, forbid_unknown_fields=True):
    """Draw the past again, as a film."""

    wish: FilmWish


class CancelFilm(msgspec.Struct, tag="cancel_film", frozen=True, forbid_unknown_fields=True):
    """Call off the film of this name, which is being made."""

    id: Annotated[str, msgspec.Meta(max_length=200)]


class RequestControl(
    msgspec.Struct, tag="request_control", frozen=True, forbid_unknown_fields=True
):
    """Ask whoever has control for it; where nobody has, or its holder is idle, take it."""


class ReleaseControl(
    msgspec.Struct, tag="release_control", frozen=True, forbid_unknown_fields=True
):
    """Give control up; the first who asked for it gets it. An asker asks no more."""


class GiveControl(msgspec.Struct, tag="give_control", frozen=True, forbid_unknown_fields=True):
    """Give control to this participant; its holder may, and admins."""

    to: Natural


class TakeControl(msgspec.Struct, tag="take_control", frozen=True, forbid_unknown_fields=True):
    """Take control whoever has it; admins may."""


class LockControl(msgspec.Struct, tag="lock_control", frozen=True, forbid_unknown_fields=True):
    """Let only admins have control, or all operators again; admins may."""

    on: bool


class SetControlMode(
    msgspec.Struct, tag="set_control_mode", frozen=True, forbid_unknown_fields=True
):
    """Let one act, or all operators at once; admins may."""

    mode: ControlMode


class SetRole(msgspec.Struct, tag="set_role", frozen=True, forbid_unknown_fields=True):
    """Make a participant a viewer, operator or admin; admins may."""

    participant: Natural
    role: Role


class Rename(msgspec.Struct, tag="rename", frozen=True, forbid_unknown_fields=True):
    """Be called otherwise."""

    name: PersonName


class Say(msgspec.Struct, tag="say", frozen=True, forbid_unknown_fields=True):
    """Say something to everybody."""

    text: Saying


class TakeView(msgspec.Struct, tag="take_view", frozen=True, forbid_unknown_fields=True):
    """Look by a view of one's own from now on, which begins as what is seen now; pixels where it
    shall have others than before (no more in all than the shared view has)."""

    width: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    height: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class ShareView(msgspec.Struct, tag="share_view", frozen=True, forbid_unknown_fields=True):
    """Look at the view that all share, and give up one's own."""


class FollowPerson(msgspec.Struct, tag="follow", frozen=True, forbid_unknown_fields=True):
    """See what another participant sees, wherever that one looks."""

    participant: Natural


class Present(msgspec.Struct, tag="present", frozen=True, forbid_unknown_fields=True):
    """Let all others follow, until it ends or they look at something else."""

    on: bool


class SetTiles(msgspec.Struct, tag="set_tiles", frozen=True, forbid_unknown_fields=True):
    """The tiles that stand in the picture from now on, in place of those before."""

    tiles: Annotated[tuple[Tile, ...], msgspec.Meta(max_length=MOST_TILES)]


Command = (
    Run
    | Pause
    | Step
    | StepBack
    | Seek
    | Reset
    | Reload
    | SetSpeed
    | SetControls
    | SetFields
    | LoadScene
    | SaveKeyframe
    | LoadKeyframe
    | DeleteKeyframe
    | WatchFiles
    | LookAt
    | LookAtBody
    | LookFrom
    | TrackAt
    | SelectAt
    | SelectBody
    | ResetCamera
    | StartRecording
    | StopRecording
    | MakeFilm
    | RequestControl
    | ReleaseControl
    | GiveControl
    | TakeControl
    | LockControl
    | SetControlMode
    | SetRole
    | Rename
    | Say
    | CancelFilm
    | SetTiles
    | TakeView
    | ShareView
    | FollowPerson
    | Present
)


class CameraDrag(msgspec.Struct, tag="camera_drag", frozen=True, forbid_unknown_fields=True):
    """One gesture on the camera, as far as it has come.

    `dx` and `dy` are the whole way since the gesture began, as fractions of the picture's
    height (right and down are positive); for `zoom` `dy` counts: positive moves closer, and
    the distance becomes distance * exp(-dy). `seq` grows with every message of a connection,
    `gesture` with every new gesture; a message older than the newest seen is ignored.
    """

    seq: Natural
    gesture: Natural
    action: Literal["rotate", "pan", "zoom"]
    dx: float
    dy: float


class PullDrag(msgspec.Struct, tag="pull", frozen=True, forbid_unknown_fields=True):
    """One pull on a body, as far as it has come: force and torque while running, pose while paused.

    The body is what the picture with this RTP timestamp showed at (x, y) when the pull began, else
    the one that is selected. `dx`, `dy`, `seq` and `gesture` are those of a `CameraDrag`, counted
    together with them. `move` is in the plane of the picture, `slide` over the ground. It ends with
    `held` false, or when nothing was heard of it for 250 ms: say it again before that.
    """

    seq: Natural
    gesture: Natural
    action: Literal["move", "slide", "turn", "roll"]
    x: float
    y: float
    dx: float
    dy: float
    held: bool = True
    rtp: Natural | None = None


#: How fast, from full speed one way to full speed the other way.
Rate = Annotated[float, msgspec.Meta(ge=-1, le=1)]
Rates = tuple[Rate, Rate, Rate]


class JogCamera(msgspec.Struct, tag="jog_camera", frozen=True, forbid_unknown_fields=True):
    """How fast a gamepad moves the camera now; it goes on until told otherwise.

    `move` is right, up and closer (at 1 a picture's height a second), `turn` round what is looked
    at: up and right (at 1 half a turn a second), the third is for other jogs. It ends with `held`
    false, or when nothing was heard of it for 250 ms: say it again before that. `seq` and
    `gesture` are those of a `CameraDrag`, counted together with them; an older `seq` is ignored.
    """

    seq: Natural
    gesture: Natural
    move: Rates = (0.0, 0.0, 0.0)
    turn: Rates = (0.0, 0.0, 0.0)
    held: bool = True


class JogBody(msgspec.Struct, tag="jog_body", frozen=True, forbid_unknown_fields=True):
    """How fast a mocap body moves now, as a `JogCamera`; `mocap` counts them, as its field does.

    `move` is right, up and away in the picture of who says it, at 1 a picture's height a second;
    `turn` about these axes, at 1 half a turn a second.
    """

    seq: Natural
    gesture: Natural
    mocap: Natural
    move: Rates = (0.0, 0.0, 0.0)
    turn: Rates = (0.0, 0.0, 0.0)
    held: bool = True


class JogControls(msgspec.Struct, tag="jog_controls", frozen=True, forbid_unknown_fields=True):
    """How fast controls change now, by actuator index, as a `JogCamera`: at 1 by their whole range
    in a second, and by 2 where they have none. They stay within their ranges."""

    seq: Natural
    gesture: Natural
    rates: Annotated[dict[Natural, Rate], msgspec.Meta(max_length=MOST_JOGGED_CONTROLS)]
    held: bool = True


class PointAt(msgspec.Struct, tag="point_at", frozen=True, forbid_unknown_fields=True):
    """Point at what the picture with this RTP timestamp shows at (x, y), fractions from its top
    left. Everybody sees it for about 2 s; `seq` and `gesture` are those of a `CameraDrag`."""

    seq: Natural
    gesture: Natural
    x: float
    y: float
    rtp: Natural | None = None


Input = CameraDrag | PullDrag | JogCamera | JogBody | JogControls | PointAt
