"""Messages between the browser and the gateway.

All are JSON text on the WebSocket `/ws/signaling`. `CameraDrag` may also come over the data
channel `input` (unordered, not retransmitted) and `Telemetry` may go over the data channel
`telemetry` (the same), once those are open. The one binary message is the media message, see
`MEDIA_HEADER`.
"""

import struct
from typing import Annotated, Literal

import msgspec

from py_remote_viewer.protocol.commands import Command, Input, Natural
from py_remote_viewer.protocol.fields import FieldValues, Panel, PanelName
from py_remote_viewer.protocol.film import RunningFilm
from py_remote_viewer.protocol.inspection import BodyState, PullRefused, Selections
from py_remote_viewer.protocol.people import Activity, ControlState, PersonName, Role
from py_remote_viewer.protocol.recordings import RunningRecording
from py_remote_viewer.protocol.scene import Problem, SceneDescription
from py_remote_viewer.protocol.series import NewestList, Samples, SeriesDescribed, SeriesList
from py_remote_viewer.protocol.view import Tile
from py_remote_viewer.protocol.writing import WritingState

__all__ = [
    "CLOSE_BAD_MESSAGE",
    "CLOSE_FORBIDDEN",
    "CLOSE_FULL",
    "CLOSE_HELLO_TIMEOUT",
    "CLOSE_NO_SESSION",
    "CLOSE_RESTART",
    "CLOSE_SESSION_ENDED",
    "CLOSE_SHUTDOWN",
    "CLOSE_TOO_SLOW",
    "CLOSE_UNAUTHORIZED",
    "CLOSE_VERSION",
    "FLAG_KEY_FRAME",
    "MEDIA_HEADER",
    "MEDIA_KIND_H264",
    "MEDIA_KIND_JPEG",
    "MEDIA_KIND_PADDING",
    "AccessDescription",
    "Acknowledge",
    "ActivityTold",
    "Answer",
    "Candidate",
    "ClientMessage",
    "CommandRequest",
    "CommandResult",
    "ConnectPeer",
    "ControlChanged",
    "ErrorMessage",
    "FilmChanged",
    "FrameStamp",
    "Hello",
    "HistorySpan",
    "IceServer",
    "InputMessage",
    "Knock",
    "Notice",
    "Offer",
    "PanelDescribed",
    "Participant",
    "Participants",
    "PeerClosed",
    "Ping",
    "Pong",
    "RecordingsChanged",
    "RequestKeyFrame",
    "SavedKeyframe",
    "SceneChanged",
    "SceneFiles",
    "SelectVideo",
    "ServerMessage",
    "SessionStateChanged",
    "Status",
    "Telemetry",
    "TilesChanged",
    "VideoConfiguration",
    "ViewerReport",
    "WatchPanels",
    "WatchSeries",
    "Welcome",
]

#: Header of the binary media message: kind (1 = H.264 Annex B access unit, 2 = JPEG file), flags
#: (bit 0: key frame), two bytes zero, frame number, presentation time in microseconds. Network byte
#: order.
MEDIA_HEADER = struct.Struct("!BBHIQ")
MEDIA_KIND_H264 = 1
MEDIA_KIND_JPEG = 2
MEDIA_KIND_PADDING = 3
FLAG_KEY_FRAME = 1

CLOSE_BAD_MESSAGE = 4400
CLOSE_HELLO_TIMEOUT = 4408
CLOSE_UNAUTHORIZED = 4401
CLOSE_VERSION = 4426
CLOSE_FORBIDDEN = 4403
CLOSE_FULL = 4429
CLOSE_NO_SESSION = 4404
CLOSE_SESSION_ENDED = 4410
CLOSE_SHUTDOWN = 1001
#: What uvicorn itself says to those who are still there when it ends.
CLOSE_RESTART = 1012
CLOSE_TOO_SLOW = 4413

#: The ways for the picture: RTP; over the WebSocket for WebCodecs; the same for MSE; JPEG files.
VideoTransport = Literal["webrtc", "websocket", "mse", "jpeg", "none"]
#: A session's life: its first worker is on the way, a scene is shown, a lost worker is being
#: replaced, no scene can be shown until a person loads another.
SessionStateName = Literal["starting", "live", "recovering", "failed"]


# browser to gateway


class Hello(msgspec.Struct, tag="hello", frozen=True, forbid_unknown_fields=True):
    """The first message. `identity` is a secret of this browser tab, which makes a person the same
    one again after a reload; `page` is another one each time that the page is opened. Nobody else
    is told either. `h264_webrtc`, `h264_webcodecs` and
    `h264_mse` say by what this browser can show H.264. A page that has no cookie, in a frame of
    another site, shows a `ticket`."""

    version: Natural
    name: PersonName = ""
    identity: Annotated[str, msgspec.Meta(max_length=64)] = ""
    page: Annotated[str, msgspec.Meta(max_length=64)] = ""
    h264_webrtc: bool = True
    h264_webcodecs: bool = False
    h264_mse: bool = False
    ticket: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Ping(msgspec.Struct, tag="ping", frozen=True, forbid_unknown_fields=True):
    """Liveness (every 2 s) and clock comparison; `client_ms` is `performance.now()`."""

    client_ms: float


class ConnectPeer(msgspec.Struct, tag="connect_peer", frozen=True, forbid_unknown_fields=True):
    """Ask for a new WebRTC offer; an older peer of this connection is closed."""


class Answer(msgspec.Struct, tag="answer", frozen=True, forbid_unknown_fields=True):
    """The browser's SDP answer to the offer of that peer."""

    peer: Natural
    sdp: str


class Candidate(msgspec.Struct, tag="candidate", frozen=True, forbid_unknown_fields=True):
    """A trickled ICE candidate; an empty one ends them."""

    peer: Natural
    candidate: str
    sdp_mid: str | None = None
    sdp_mline_index: Natural | None = None


class SelectVideo(msgspec.Struct, tag="select_video", frozen=True, forbid_unknown_fields=True):
    """Choose the way the video comes; `none` while the tab is hidden."""

    transport: VideoTransport


class Acknowledge(msgspec.Struct, tag="acknowledge", frozen=True, forbid_unknown_fields=True):
    """The newest media message received and handed to the decoder; with `padding` the newest that
    means nothing."""

    frame: Natural
    padding: bool = False


class RequestKeyFrame(
    msgspec.Struct, tag="request_key_frame", frozen=True, forbid_unknown_fields=True
):
    """The decoder failed or fell behind and needs a key frame."""


class CommandRequest(msgspec.Struct, tag="command", frozen=True, forbid_unknown_fields=True):
    """A command; answered by a `CommandResult` with the same id."""

    id: Natural
    command: Command


class InputMessage(msgspec.Struct, tag="input", frozen=True, forbid_unknown_fields=True):
    """An input over the WebSocket or the `input` channel."""

    input: Input


class WatchPanels(msgspec.Struct, tag="watch_panels", frozen=True, forbid_unknown_fields=True):
    """The panels that this page shows, in place of those it named before."""

    panels: Annotated[tuple[PanelName, ...], msgspec.Meta(max_length=20)]


class WatchSeries(msgspec.Struct, tag="watch_series", frozen=True, forbid_unknown_fields=True):
    """What this page plots, in place of what it named before; of `newest` only present values."""

    series: SeriesList = ()
    newest: NewestList = ()


class ViewerReport(msgspec.Struct, tag="viewer_report", frozen=True, forbid_unknown_fields=True):
    """What this viewer sees: for statistics, diagnosis, and the choice of quality.

    Once a second, and up to ten times while pictures come late. Since the report before:
    `delay_ms` is the least time from sending a frame to its picture, `freeze_ms` the longest
    without a new one. `jitter_buffer_ms` is how long the browser holds frames back, in the mean.
    """

    transport: VideoTransport
    received: Natural = 0
    decoded: Natural = 0
    presented: Natural = 0
    dropped: Natural = 0
    latency_ms: float | None = None
    delay_ms: float | None = None
    freeze_ms: float | None = None
    jitter_buffer_ms: float | None = None
    round_trip_ms: float | None = None
    decoder: Annotated[str, msgspec.Meta(max_length=200)] = ""


ClientMessage = (
    Hello
    | Ping
    | ConnectPeer
    | Answer
    | Candidate
    | SelectVideo
    | Acknowledge
    | RequestKeyFrame
    | CommandRequest
    | InputMessage
    | WatchPanels
    | WatchSeries
    | ViewerReport
)


# gateway to browser


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A STUN or TURN server, as `RTCIceServer` takes it."""

    urls: str
    username: str | None = None
    credential: str | None = None


class VideoConfiguration(msgspec.Struct, tag="video", frozen=True):
    """The stream that follows: WebCodecs' codec string, size in pixels, frames per second."""

    codec: str
    width: int
    height: int
    fps: int


class Participant(msgspec.Struct, frozen=True):
    """A person in the session; `view` is what they look at (0 is shared by all), `follows` whom
    they follow, and while somebody `presents`, others follow without having asked for it."""

    id: int
    name: str
    transport: VideoTransport
    color: str = ""
    role: Role = "operator"
    view: int = 0
    follows: int | None = None
    presents: bool = False


class ControlChanged(msgspec.Struct, tag="control", frozen=True):
    """Who steers from now on."""

    control: ControlState


class ActivityTold(msgspec.Struct, tag="activity", frozen=True):
    """Entries of the log, oldest first; one with a known id takes its place. After the welcome the
    newest ones."""

    entries: tuple[Activity, ...]


class AccessDescription(msgspec.Struct, frozen=True):
    """By what somebody came in: the most that they may, what it is called, until when it lasts
    (seconds since 1970; None: as long as the server lives). `owner` says that it was the server's
    own token, `insecure` that it asks for none."""

    role: Role
    label: str
    owner: bool = False
    insecure: bool = False
    expires_at: float | None = None


class Welcome(msgspec.Struct, tag="welcome", frozen=True):
    """The answer to hello. `webrtc` is false where the operator switched it off, `relay_only` true
    where media may come through TURN alone. `shared_size` is that of the shared view, in pixels.

    `problem` says why nothing is shown where `state` is `failed`. Whoever came by a ticket shows
    `bearer` to the HTTP API.
    """

    version: int
    server_version: str
    participant: int
    session: str
    state: SessionStateName
    problem: Problem | None
    webrtc: bool
    ice_servers: tuple[IceServer, ...]
    video: VideoConfiguration | None
    scene: SceneDescription | None
    participants: tuple[Participant, ...]
    speeds: tuple[float, ...]
    shared_size: tuple[int, int]
    tiles: tuple[Tile, ...] = ()
    relay_only: bool = False
    access: AccessDescription | None = None
    bearer: str = ""


class SessionStateChanged(msgspec.Struct, tag="state", frozen=True):
    """The session is in another state now; `problem` says why, where it failed."""

    state: SessionStateName
    problem: Problem | None = None


class Knock(msgspec.Struct, tag="knock", frozen=True):
    """The server has heard nothing for a while; a page that is there answers with a ping.

    Browsers slow the timers of hidden pages down to one a minute, but not their messages.
    """


class Pong(msgspec.Struct, tag="pong", frozen=True):
    """The answer to ping; `server_ms` is the clock of all stamps."""

    client_ms: float
    server_ms: float


class Offer(msgspec.Struct, tag="offer", frozen=True):
    """The server's SDP offer, with all its candidates in it."""

    peer: int
    sdp: str


class PeerClosed(msgspec.Struct, tag="peer_closed", frozen=True):
    """A WebRTC peer has ended on the server's side, and why."""

    peer: int
    reason: str


class CommandResult(msgspec.Struct, tag="result", frozen=True):
    """How a command went: `problem` is null when it worked."""

    id: int
    problem: Problem | None = None


class ErrorMessage(msgspec.Struct, tag="error", frozen=True):
    """Something this connection sent could not be used."""

    problem: Problem


class Notice(msgspec.Struct, tag="notice", frozen=True):
    """Something everybody should know.

    Codes: `scene_loading`, `scene_loaded`, `scene_failed`, `scene_warning`, `diverged`,
    `step_failed`, `physics_warning`, `worker_restarting`, `worker_recovered`, `worker_failed`,
    `recording_started`, `recording_saved`, `recording_failed`, `shutdown`.
    """

    code: str
    level: Literal["info", "warning", "error"]
    text: str
    problem: Problem | None = None


class SceneChanged(msgspec.Struct, tag="scene", frozen=True):
    """From the next key frame on, this scene is shown."""

    scene: SceneDescription


class TilesChanged(msgspec.Struct, tag="tiles", frozen=True):
    """What stands in the picture from now on."""

    tiles: tuple[Tile, ...]


class SavedKeyframe(msgspec.Struct, frozen=True):
    """A state that somebody kept in this session."""

    name: str
    sim_time_sec: float


class SceneFiles(msgspec.Struct, tag="files", frozen=True):
    """How the scene stands to its files, after the welcome and when it changes.

    `watching` says that a save of a file loads the scene again, where there are any to watch
    (`watchable`); `edited`, that it is shown with texts that people applied. `keyframes` are those
    that people saved here, beside the model's own.
    """

    watching: bool
    watchable: bool
    edited: bool
    keyframes: tuple[SavedKeyframe, ...]


class PanelDescribed(msgspec.Struct, tag="panel", frozen=True):
    """What is in a panel that is watched, of the scene with this generation."""

    generation: int
    panel: Panel


class Participants(msgspec.Struct, tag="participants", frozen=True):
    """Who is here; sent when it changes."""

    participants: tuple[Participant, ...]


class RecordingsChanged(msgspec.Struct, tag="recordings", frozen=True):
    """What is recorded now, if anything.

    Sent after the welcome, and when a recording begins, ends or is deleted: the list at
    `GET /api/recordings` is another one then.
    """

    running: RunningRecording | None


class FilmChanged(msgspec.Struct, tag="film", frozen=True):
    """The film that is drawn now, if any, and how far it is; a snapshot, several times a second.

    The list of recordings changes when one begins or ends: that is told by itself.
    """

    running: RunningFilm | None


class FrameStamp(msgspec.Struct, array_like=True, frozen=True):
    """One frame's way through the server; times in milliseconds of the server's clock.

    A picture that was only sent again has equal times of rendering. `rtp` is the frame's RTP
    timestamp, `pts_us` the media message's time. `inputs` pairs a
    participant with the newest `seq` that this frame is the first to show, `input_ms` is when
    the oldest of these reached the worker.
    """

    frame: int
    rtp: int
    pts_us: int
    sim_time_sec: float
    inputs: tuple[tuple[int, int], ...]
    input_ms: float | None
    render_start_ms: float
    render_end_ms: float
    encode_end_ms: float
    send_ms: float
    bytes: int
    key: bool


class HistorySpan(msgspec.Struct, frozen=True):
    """How far the past reaches, and where in it the simulation is.

    Moments are counted by steps and jumps: `first` is the oldest, `head` the newest, `index` the
    present one. The seconds are simulated time passed, whatever resets did to the clock; with
    `short_of_memory` the past would reach further back if there were more memory for it.
    """

    first: int
    index: int
    head: int
    first_sec: float
    index_sec: float
    head_sec: float
    short_of_memory: bool


class Status(msgspec.Struct, frozen=True):
    """The state of the simulation and the stream, a few times a second.

    `real_time_factor` is measured, `speed` is what was asked for. `quality` names the present
    level of the quality governor, `quality_index` counts from 0 (full). While the picture is
    `still` it is only repeated.
    """

    running: bool
    sim_time_sec: float
    speed: float
    real_time_factor: float
    still: bool
    frames_per_sec: float
    bits_per_sec: float
    render_ms: float
    encode_ms: float
    quality: str
    quality_index: int
    quality_levels: int
    encoder: str
    gl_device: str
    gl_software: bool
    contacts: int
    steps_too_slow: bool
    history: HistorySpan | None = None


class Telemetry(msgspec.Struct, tag="telemetry", frozen=True):
    """What changes all the time: the newest status and the stamps of the frames since the last.

    `sent_frames` counts the frames that went to this viewer on its present way.
    """

    sent_frames: int
    server_ms: float
    status: Status
    stamps: tuple[FrameStamp, ...]


ServerMessage = (
    Welcome
    | SessionStateChanged
    | Knock
    | Pong
    | Offer
    | PeerClosed
    | CommandResult
    | ErrorMessage
    | Notice
    | SceneChanged
    | TilesChanged
    | SceneFiles
    | PanelDescribed
    | FieldValues
    | SeriesDescribed
    | Samples
    | Selections
    | BodyState
    | PullRefused
    | Participants
    | RecordingsChanged
    | FilmChanged
    | ControlChanged
    | ActivityTold
    | WritingState
    | VideoConfiguration
    | Telemetry
)
