// Generated from py_remote_viewer/protocol by `make generate`: do not edit.

export const PROTOCOL_VERSION = 1 as const;
export const MEDIA_HEADER_FORMAT = "!BBHIQ" as const;
export const MEDIA_HEADER_BYTES = 16 as const;
export const MEDIA_KIND_H264 = 1 as const;
export const MEDIA_KIND_JPEG = 2 as const;
export const MEDIA_KIND_PADDING = 3 as const;
export const FLAG_KEY_FRAME = 1 as const;
export const CLOSE_CODES = {
  "BAD_MESSAGE": 4400,
  "FORBIDDEN": 4403,
  "FULL": 4429,
  "HELLO_TIMEOUT": 4408,
  "NO_SESSION": 4404,
  "RESTART": 1012,
  "SESSION_ENDED": 4410,
  "SHUTDOWN": 1001,
  "TOO_SLOW": 4413,
  "UNAUTHORIZED": 4401,
  "VERSION": 4426
} as const;
export const FRAME_STAMP_FIELDS = [
  "frame",
  "rtp",
  "pts_us",
  "sim_time_sec",
  "inputs",
  "input_ms",
  "render_start_ms",
  "render_end_ms",
  "encode_end_ms",
  "send_ms",
  "bytes",
  "key"
] as const;

/**
 * One frame's way through the server; times in milliseconds of the server's clock.
 *
 * A picture that was only sent again has equal times of rendering. `rtp` is the frame's RTP
 * timestamp, `pts_us` the media message's time. `inputs` pairs a
 * participant with the newest `seq` that this frame is the first to show, `input_ms` is when
 * the oldest of these reached the worker.
 *
 * @minItems 12
 * @maxItems 12
 */
export type FrameStamp = [
  number,
  number,
  number,
  number,
  [number, number][],
  number | null,
  number,
  number,
  number,
  number,
  number,
  boolean
];
export type ClientMessage =
  | Hello
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
  | ViewerReport;
export type ServerMessage =
  | Welcome
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
  | Telemetry;
export type Command =
  | Run
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
  | Present;
export type SceneRequest = BuiltinScene | XmlScene | PathScene | UploadScene;

/**
 * The first message. `identity` is a secret of this browser tab, which makes a person the same
 * one again after a reload; `page` is another one each time that the page is opened. Nobody else
 * is told either. `h264_webrtc`, `h264_webcodecs` and
 * `h264_mse` say by what this browser can show H.264. A page that has no cookie, in a frame of
 * another site, shows a `ticket`.
 */
export interface Hello {
  type: "hello";
  version: number;
  name?: string;
  identity?: string;
  page?: string;
  h264_webrtc?: boolean;
  h264_webcodecs?: boolean;
  h264_mse?: boolean;
  ticket?: string;
}
/**
 * Liveness (every 2 s) and clock comparison; `client_ms` is `performance.now()`.
 */
export interface Ping {
  type: "ping";
  client_ms: number;
}
/**
 * Ask for a new WebRTC offer; an older peer of this connection is closed.
 */
export interface ConnectPeer {
  type: "connect_peer";
}
/**
 * The browser's SDP answer to the offer of that peer.
 */
export interface Answer {
  type: "answer";
  peer: number;
  sdp: string;
}
/**
 * A trickled ICE candidate; an empty one ends them.
 */
export interface Candidate {
  type: "candidate";
  peer: number;
  candidate: string;
  sdp_mid?: string | null;
  sdp_mline_index?: number | null;
}
/**
 * Choose the way the video comes; `none` while the tab is hidden.
 */
export interface SelectVideo {
  type: "select_video";
  transport: "jpeg" | "mse" | "none" | "webrtc" | "websocket";
}
/**
 * The newest media message received and handed to the decoder; with `padding` the newest that
 * means nothing.
 */
export interface Acknowledge {
  type: "acknowledge";
  frame: number;
  padding?: boolean;
}
/**
 * The decoder failed or fell behind and needs a key frame.
 */
export interface RequestKeyFrame {
  type: "request_key_frame";
}
/**
 * A command; answered by a `CommandResult` with the same id.
 */
export interface CommandRequest {
  type: "command";
  id: number;
  command:
    | Run
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
    | Present;
}
/**
 * Let the simulation run by the wall clock.
 */
export interface Run {
  type: "run";
}
/**
 * Hold the simulation still.
 */
export interface Pause {
  type: "pause";
}
/**
 * Pause and advance by `count` time steps.
 */
export interface Step {
  type: "step";
  count?: number;
}
/**
 * Pause and go back by `count` time steps, as far as the history reaches.
 */
export interface StepBack {
  type: "step_back";
  count?: number;
}
/**
 * Pause and be at this moment of the history, from `Status.history.first` to `head`.
 */
export interface Seek {
  type: "seek";
  index: number;
}
/**
 * Go to a keyframe (by index), or without one to the initial state.
 */
export interface Reset {
  type: "reset";
  keyframe?: number | null;
}
/**
 * Load the present scene again from its source.
 */
export interface Reload {
  type: "reload";
}
/**
 * Ask for a real-time factor of `SPEED_LADDER`.
 */
export interface SetSpeed {
  type: "set_speed";
  factor: number;
}
/**
 * Set controls by actuator index, in the actuator's own unit.
 */
export interface SetControls {
  type: "set_controls";
  values: {
    [k: string]: number;
  };
}
/**
 * Change fields of one panel, by path: all of them, or where one does not fit, none.
 */
export interface SetFields {
  type: "set_fields";
  values: {
    [k: string]:
      | number
      | []
      | [number]
      | [number, number]
      | [number, number, number]
      | [number, number, number, number]
      | [number, number, number, number, number]
      | [number, number, number, number, number, number]
      | [number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number, number, number]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ];
  };
}
/**
 * Replace the scene by a built-in one, for everybody in the session.
 */
export interface LoadScene {
  type: "load_scene";
  name: string;
}
/**
 * Keep the present state under a name, beside the model's own keyframes.
 */
export interface SaveKeyframe {
  type: "save_keyframe";
  name?: string;
}
/**
 * Go to a keyframe by name: one that was saved here, else one of the model.
 */
export interface LoadKeyframe {
  type: "load_keyframe";
  name: string;
}
/**
 * Forget a keyframe that was saved here.
 */
export interface DeleteKeyframe {
  type: "delete_keyframe";
  name: string;
}
/**
 * Load the scene again whenever one of its files is saved, or no longer.
 */
export interface WatchFiles {
  type: "watch_files";
  on: boolean;
}
/**
 * Centre the camera on what is shown at (x, y), fractions of the picture from its top left.
 *
 * `rtp` names the picture by its RTP timestamp; without it what counts is the newest one.
 */
export interface LookAt {
  type: "look_at";
  x: number;
  y: number;
  rtp?: number | null;
}
/**
 * Centre the camera on a body, or let it follow it.
 */
export interface LookAtBody {
  type: "look_at_body";
  body: number;
  follow?: boolean;
}
/**
 * Put the camera there, free, or following a body, which it then looks at.
 */
export interface LookFrom {
  type: "look_from";
  pose: CameraPose;
  body?: number | null;
}
/**
 * A free camera: what it looks at (world frame, m), how far from it (m), and from where
 * (degrees, as `mjvCamera` counts them).
 */
export interface CameraPose {
  /**
   * @minItems 3
   * @maxItems 3
   */
  lookat: [number, number, number];
  distance: number;
  azimuth: number;
  elevation: number;
}
/**
 * Let the camera follow the body that is shown at (x, y), as `LookAt` names it.
 */
export interface TrackAt {
  type: "track_at";
  x: number;
  y: number;
  rtp?: number | null;
}
/**
 * Select the body that is shown at (x, y), as `LookAt` names it; or nothing, in the sky.
 */
export interface SelectAt {
  type: "select_at";
  x: number;
  y: number;
  rtp?: number | null;
}
/**
 * Select a body by its number, or nothing.
 */
export interface SelectBody {
  type: "select_body";
  body?: number | null;
}
/**
 * Go back to the scene's first view.
 */
export interface ResetCamera {
  type: "reset_camera";
}
/**
 * Record what everybody sees, under this title or else the scene's.
 */
export interface StartRecording {
  type: "start_recording";
  title?: string;
}
/**
 * End the recording that runs.
 */
export interface StopRecording {
  type: "stop_recording";
}
/**
 * Draw the past again, as a film.
 */
export interface MakeFilm {
  type: "make_film";
  wish: FilmWish;
}
/**
 * What a film shall show, and how.
 *
 * From moment `first` to `last` of the history (left out: as far as it goes). Sides are even
 * numbers of pixels, `fps` frames a second of film, `speed` simulated seconds in a second of
 * film. Without a `camera` it is seen as everybody sees it now; flags, groups and labels are those
 * of now, too. The overlays: `tiles` as they stand in the picture, `pulls` that people pulled
 * with, `time` of the simulation, `caption`, and the values of `series`.
 */
export interface FilmWish {
  title?: string;
  first?: number | null;
  last?: number | null;
  width?: number;
  height?: number;
  fps?: number;
  speed?: number;
  quality?: "draft" | "full";
  camera?: FilmCamera | null;
  tiles?: boolean;
  pulls?: boolean;
  time?: boolean;
  caption?: string;
  /**
   * @maxItems 12
   */
  series?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ];
}
/**
 * Which camera sees it: `camera` counts as the field `view/camera`, 0 free, 1 tracking `body`,
 * from 2 on the model's own; `pose` is from where a free or tracking one looks, left out: from
 * where the shared one does when the film is asked for.
 */
export interface FilmCamera {
  camera: number;
  body?: number;
  pose?: CameraPose | null;
}
/**
 * Ask whoever has control for it; where nobody has, or its holder is idle, take it.
 */
export interface RequestControl {
  type: "request_control";
}
/**
 * Give control up; the first who asked for it gets it. An asker asks no more.
 */
export interface ReleaseControl {
  type: "release_control";
}
/**
 * Give control to this participant; its holder may, and admins.
 */
export interface GiveControl {
  type: "give_control";
  to: number;
}
/**
 * Take control whoever has it; admins may.
 */
export interface TakeControl {
  type: "take_control";
}
/**
 * Let only admins have control, or all operators again; admins may.
 */
export interface LockControl {
  type: "lock_control";
  on: boolean;
}
/**
 * Let one act, or all operators at once; admins may.
 */
export interface SetControlMode {
  type: "set_control_mode";
  mode: "one" | "together";
}
/**
 * Make a participant a viewer, operator or admin; admins may.
 */
export interface SetRole {
  type: "set_role";
  participant: number;
  role: "admin" | "operator" | "viewer";
}
/**
 * Be called otherwise.
 */
export interface Rename {
  type: "rename";
  name: string;
}
/**
 * Say something to everybody.
 */
export interface Say {
  type: "say";
  text: string;
}
/**
 * Call off the film of this name, which is being made.
 */
export interface CancelFilm {
  type: "cancel_film";
  id: string;
}
/**
 * The tiles that stand in the picture from now on, in place of those before.
 */
export interface SetTiles {
  type: "set_tiles";
  /**
   * @maxItems 4
   */
  tiles: [] | [Tile] | [Tile, Tile] | [Tile, Tile, Tile] | [Tile, Tile, Tile, Tile];
}
/**
 * A picture in the picture, seen by everybody.
 *
 * `camera` counts as the field `view/camera`: 0 free, 1 tracking, from 2 on the model's cameras.
 * `pose` is from where a free or tracking one looks; left out, from where the shared one does now.
 * `body` is what a tracking one follows. The place is in fractions of the picture from its top
 * left.
 */
export interface Tile {
  camera: number;
  x: number;
  y: number;
  width: number;
  height: number;
  channel?: "depth" | "id_color" | "rgb" | "segmentation";
  body?: number;
  pose?: CameraPose | null;
}
/**
 * Look by a view of one's own from now on, which begins as what is seen now; pixels where it
 * shall have others than before (no more in all than the shared view has).
 */
export interface TakeView {
  type: "take_view";
  width?: number | null;
  height?: number | null;
}
/**
 * Look at the view that all share, and give up one's own.
 */
export interface ShareView {
  type: "share_view";
}
/**
 * See what another participant sees, wherever that one looks.
 */
export interface FollowPerson {
  type: "follow";
  participant: number;
}
/**
 * Let all others follow, until it ends or they look at something else.
 */
export interface Present {
  type: "present";
  on: boolean;
}
/**
 * An input over the WebSocket or the `input` channel.
 */
export interface InputMessage {
  type: "input";
  input: CameraDrag | PullDrag | JogCamera | JogBody | JogControls | PointAt;
}
/**
 * One gesture on the camera, as far as it has come.
 *
 * `dx` and `dy` are the whole way since the gesture began, as fractions of the picture's
 * height (right and down are positive); for `zoom` `dy` counts: positive moves closer, and
 * the distance becomes distance * exp(-dy). `seq` grows with every message of a connection,
 * `gesture` with every new gesture; a message older than the newest seen is ignored.
 */
export interface CameraDrag {
  type: "camera_drag";
  seq: number;
  gesture: number;
  action: "pan" | "rotate" | "zoom";
  dx: number;
  dy: number;
}
/**
 * One pull on a body, as far as it has come: force and torque while running, pose while paused.
 *
 * The body is what the picture with this RTP timestamp showed at (x, y) when the pull began, else
 * the one that is selected. `dx`, `dy`, `seq` and `gesture` are those of a `CameraDrag`, counted
 * together with them. `move` is in the plane of the picture, `slide` over the ground. It ends with
 * `held` false, or when nothing was heard of it for 250 ms: say it again before that.
 */
export interface PullDrag {
  type: "pull";
  seq: number;
  gesture: number;
  action: "move" | "roll" | "slide" | "turn";
  x: number;
  y: number;
  dx: number;
  dy: number;
  held?: boolean;
  rtp?: number | null;
}
/**
 * How fast a gamepad moves the camera now; it goes on until told otherwise.
 *
 * `move` is right, up and closer (at 1 a picture's height a second), `turn` round what is looked
 * at: up and right (at 1 half a turn a second), the third is for other jogs. It ends with `held`
 * false, or when nothing was heard of it for 250 ms: say it again before that. `seq` and
 * `gesture` are those of a `CameraDrag`, counted together with them; an older `seq` is ignored.
 */
export interface JogCamera {
  type: "jog_camera";
  seq: number;
  gesture: number;
  /**
   * @minItems 3
   * @maxItems 3
   */
  move?: [number, number, number];
  /**
   * @minItems 3
   * @maxItems 3
   */
  turn?: [number, number, number];
  held?: boolean;
}
/**
 * How fast a mocap body moves now, as a `JogCamera`; `mocap` counts them, as its field does.
 *
 * `move` is right, up and away in the picture of who says it, at 1 a picture's height a second;
 * `turn` about these axes, at 1 half a turn a second.
 */
export interface JogBody {
  type: "jog_body";
  seq: number;
  gesture: number;
  mocap: number;
  /**
   * @minItems 3
   * @maxItems 3
   */
  move?: [number, number, number];
  /**
   * @minItems 3
   * @maxItems 3
   */
  turn?: [number, number, number];
  held?: boolean;
}
/**
 * How fast controls change now, by actuator index, as a `JogCamera`: at 1 by their whole range
 * in a second, and by 2 where they have none. They stay within their ranges.
 */
export interface JogControls {
  type: "jog_controls";
  seq: number;
  gesture: number;
  rates: {
    [k: string]: number;
  };
  held?: boolean;
}
/**
 * Point at what the picture with this RTP timestamp shows at (x, y), fractions from its top
 * left. Everybody sees it for about 2 s; `seq` and `gesture` are those of a `CameraDrag`.
 */
export interface PointAt {
  type: "point_at";
  seq: number;
  gesture: number;
  x: number;
  y: number;
  rtp?: number | null;
}
/**
 * The panels that this page shows, in place of those it named before.
 */
export interface WatchPanels {
  type: "watch_panels";
  /**
   * @maxItems 20
   */
  panels:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ];
}
/**
 * What this page plots, in place of what it named before; of `newest` only present values.
 */
export interface WatchSeries {
  type: "watch_series";
  /**
   * @maxItems 64
   */
  series?: string[];
  /**
   * @maxItems 256
   */
  newest?: string[];
}
/**
 * What this viewer sees: for statistics, diagnosis, and the choice of quality.
 *
 * Once a second, and up to ten times while pictures come late. Since the report before:
 * `delay_ms` is the least time from sending a frame to its picture, `freeze_ms` the longest
 * without a new one. `jitter_buffer_ms` is how long the browser holds frames back, in the mean.
 */
export interface ViewerReport {
  type: "viewer_report";
  transport: "jpeg" | "mse" | "none" | "webrtc" | "websocket";
  received?: number;
  decoded?: number;
  presented?: number;
  dropped?: number;
  latency_ms?: number | null;
  delay_ms?: number | null;
  freeze_ms?: number | null;
  jitter_buffer_ms?: number | null;
  round_trip_ms?: number | null;
  decoder?: string;
}
/**
 * The answer to hello. `webrtc` is false where the operator switched it off, `relay_only` true
 * where media may come through TURN alone. `shared_size` is that of the shared view, in pixels.
 *
 * `problem` says why nothing is shown where `state` is `failed`. Whoever came by a ticket shows
 * `bearer` to the HTTP API.
 */
export interface Welcome {
  type: "welcome";
  version: number;
  server_version: string;
  participant: number;
  session: string;
  state: "failed" | "live" | "recovering" | "starting";
  problem: Problem | null;
  webrtc: boolean;
  ice_servers: IceServer[];
  video: VideoConfiguration | null;
  scene: SceneDescription | null;
  participants: Participant[];
  speeds: number[];
  /**
   * @minItems 2
   * @maxItems 2
   */
  shared_size: [number, number];
  tiles?: Tile[];
  relay_only?: boolean;
  access?: AccessDescription | null;
  bearer?: string;
}
/**
 * Something that went wrong, for a person: RFC 9457 with MuJoCo's place in the source.
 */
export interface Problem {
  title: string;
  detail: string;
  status?: number;
  code?: string;
  line?: number | null;
  column?: number | null;
  file?: string | null;
}
/**
 * A STUN or TURN server, as `RTCIceServer` takes it.
 */
export interface IceServer {
  urls: string;
  username?: string | null;
  credential?: string | null;
}
/**
 * The stream that follows: WebCodecs' codec string, size in pixels, frames per second.
 */
export interface VideoConfiguration {
  type: "video";
  codec: string;
  width: number;
  height: number;
  fps: number;
}
/**
 * The loaded scene, as far as a viewer needs it.
 *
 * `generation` grows by one with every scene a session loads.
 */
export interface SceneDescription {
  title: string;
  source: BuiltinScene | TextOrigin | FileOrigin | UploadOrigin;
  generation: number;
  timestep_sec: number;
  bodies: number;
  joints: number;
  degrees_of_freedom: number;
  keyframes: string[];
  cameras: string[];
  actuators: ActuatorDescription[];
  capabilities: Capabilities;
  panels?: PanelTitle[];
  trajectory?: TrajectoryDescription | null;
  mocap_bodies?: string[];
}
/**
 * A scene that ships with the package, by its name (`GET /api/scenes` lists them).
 */
export interface BuiltinScene {
  type: "builtin";
  name: string;
}
/**
 * A scene that came as text.
 */
export interface TextOrigin {
  type: "xml";
}
/**
 * A scene that came from a file of the server.
 */
export interface FileOrigin {
  type: "path";
}
/**
 * A scene that somebody sent as files.
 */
export interface UploadOrigin {
  type: "upload";
}
/**
 * An actuator and the range of its control; `limited` says if the range binds.
 */
export interface ActuatorDescription {
  name: string;
  low: number;
  high: number;
  limited: boolean;
}
/**
 * What the source of the simulation supports; the page shows only that.
 *
 * `edit` is changing the state and the physics, `export` making its past again as data.
 */
export interface Capabilities {
  step?: boolean;
  speed?: boolean;
  reset?: boolean;
  control?: boolean;
  history?: boolean;
  perturb?: boolean;
  edit?: boolean;
  export?: boolean;
}
/**
 * A panel that there is; `watch_panels` asks for what is in it.
 */
export interface PanelTitle {
  name: string;
  title: string;
}
/**
 * A trajectory that is shown in the place of a simulation: what people call it, its rows, how
 * long it is, and of a second one that is compared with it the same; "" where there is none.
 */
export interface TrajectoryDescription {
  name: string;
  rows: number;
  seconds: number;
  compared?: string;
  compared_rows?: number;
  compared_seconds?: number;
}
/**
 * A person in the session; `view` is what they look at (0 is shared by all), `follows` whom
 * they follow, and while somebody `presents`, others follow without having asked for it.
 */
export interface Participant {
  id: number;
  name: string;
  transport: "jpeg" | "mse" | "none" | "webrtc" | "websocket";
  color?: string;
  role?: "admin" | "operator" | "viewer";
  view?: number;
  follows?: number | null;
  presents?: boolean;
}
/**
 * By what somebody came in: the most that they may, what it is called, until when it lasts
 * (seconds since 1970; None: as long as the server lives). `owner` says that it was the server's
 * own token, `insecure` that it asks for none.
 */
export interface AccessDescription {
  role: "admin" | "operator" | "viewer";
  label: string;
  owner?: boolean;
  insecure?: boolean;
  expires_at?: number | null;
}
/**
 * The session is in another state now; `problem` says why, where it failed.
 */
export interface SessionStateChanged {
  type: "state";
  state: "failed" | "live" | "recovering" | "starting";
  problem?: Problem | null;
}
/**
 * The server has heard nothing for a while; a page that is there answers with a ping.
 *
 * Browsers slow the timers of hidden pages down to one a minute, but not their messages.
 */
export interface Knock {
  type: "knock";
}
/**
 * The answer to ping; `server_ms` is the clock of all stamps.
 */
export interface Pong {
  type: "pong";
  client_ms: number;
  server_ms: number;
}
/**
 * The server's SDP offer, with all its candidates in it.
 */
export interface Offer {
  type: "offer";
  peer: number;
  sdp: string;
}
/**
 * A WebRTC peer has ended on the server's side, and why.
 */
export interface PeerClosed {
  type: "peer_closed";
  peer: number;
  reason: string;
}
/**
 * How a command went: `problem` is null when it worked.
 */
export interface CommandResult {
  type: "result";
  id: number;
  problem?: Problem | null;
}
/**
 * Something this connection sent could not be used.
 */
export interface ErrorMessage {
  type: "error";
  problem: Problem;
}
/**
 * Something everybody should know.
 *
 * Codes: `scene_loading`, `scene_loaded`, `scene_failed`, `scene_warning`, `diverged`,
 * `step_failed`, `physics_warning`, `worker_restarting`, `worker_recovered`, `worker_failed`,
 * `recording_started`, `recording_saved`, `recording_failed`, `shutdown`.
 */
export interface Notice {
  type: "notice";
  code: string;
  level: "error" | "info" | "warning";
  text: string;
  problem?: Problem | null;
}
/**
 * From the next key frame on, this scene is shown.
 */
export interface SceneChanged {
  type: "scene";
  scene: SceneDescription;
}
/**
 * What stands in the picture from now on.
 */
export interface TilesChanged {
  type: "tiles";
  tiles: Tile[];
}
/**
 * How the scene stands to its files, after the welcome and when it changes.
 *
 * `watching` says that a save of a file loads the scene again, where there are any to watch
 * (`watchable`); `edited`, that it is shown with texts that people applied. `keyframes` are those
 * that people saved here, beside the model's own.
 */
export interface SceneFiles {
  type: "files";
  watching: boolean;
  watchable: boolean;
  edited: boolean;
  keyframes: SavedKeyframe[];
}
/**
 * A state that somebody kept in this session.
 */
export interface SavedKeyframe {
  name: string;
  sim_time_sec: number;
}
/**
 * What is in a panel that is watched, of the scene with this generation.
 */
export interface PanelDescribed {
  type: "panel";
  generation: number;
  panel: Panel;
}
/**
 * A page of controls. `left_out` counts the fields that were too many to describe.
 */
export interface Panel {
  name: string;
  title: string;
  sections: Section[];
  left_out?: number;
}
/**
 * Fields that belong together.
 */
export interface Section {
  title: string;
  fields: Field[];
}
/**
 * One control of a panel.
 *
 * `low` and `high` are what a slider spans; with `limited` nothing else is accepted. `unit` is
 * "m", "rad", "N" and the like. `note` says why a field cannot be changed, or what else happens.
 * `exact` says that a slider would be of no use: the number is typed.
 */
export interface Field {
  path: string;
  label: string;
  kind?: "choice" | "color" | "integer" | "number" | "toggle" | "vector";
  low?: number | null;
  high?: number | null;
  limited?: boolean;
  unit?: string;
  choices?: string[];
  size?: number;
  writable?: boolean;
  note?: string;
  key?: string;
  exact?: boolean;
}
/**
 * Values of a panel that changed since the last, by path; all of them the first time. A panel
 * of how a view is drawn has other values in each `view`.
 */
export interface FieldValues {
  type: "fields";
  panel: string;
  values: {
    [k: string]:
      | number
      | []
      | [number]
      | [number, number]
      | [number, number, number]
      | [number, number, number, number]
      | [number, number, number, number, number]
      | [number, number, number, number, number, number]
      | [number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number, number]
      | [number, number, number, number, number, number, number, number, number, number, number]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ]
      | [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number
        ];
  };
  view?: number;
}
/**
 * What is known of series that were asked for, in the scene with this generation.
 */
export interface SeriesDescribed {
  type: "series";
  generation: number;
  series: SeriesInfo[];
}
/**
 * What is known of a series; `problem` says why there is none of this name.
 */
export interface SeriesInfo {
  series: string;
  unit?: string;
  problem?: string;
}
/**
 * Values of series that are watched, at these simulation times; null where there is none.
 *
 * `batch` counts up by one: where a number is missing, samples are. Within a `segment` time goes
 * on; another one begins where the state jumped. `newest` holds what changed of the values that
 * are only shown as they are now.
 */
export interface Samples {
  type: "samples";
  generation: number;
  segment: number;
  batch: number;
  times: number[];
  values: {
    [k: string]: (number | null)[];
  };
  newest: {
    [k: string]: number | null;
  };
}
/**
 * What everybody has selected; sent when it changes.
 */
export interface Selections {
  type: "selections";
  generation: number;
  selections: Selection[];
}
/**
 * A participant has selected this body, or with None nothing; `geom` is what was clicked.
 */
export interface Selection {
  type: "selection";
  participant: number;
  body: BodyDescription | null;
  geom?: string;
}
/**
 * What does not change about a body. Mass in kg, inertia in kg m² about its principal axes.
 *
 * `movable` says if a pull can move it, `mocap` that it goes where it is put.
 */
export interface BodyDescription {
  body: number;
  name: string;
  parent: number;
  parent_name: string;
  mass: number;
  /**
   * @minItems 3
   * @maxItems 3
   */
  inertia: [number, number, number];
  subtree_mass: number;
  movable: boolean;
  mocap: boolean;
  joints: ElementDescription[];
  geoms: ElementDescription[];
}
/**
 * A joint or a geom of a body: its name, what kind it is, sizes or range in words.
 */
export interface ElementDescription {
  name: string;
  kind: string;
  detail?: string;
}
/**
 * A selected body now, in the world frame: m, w x y z, m/s, rad/s; at most some contacts.
 */
export interface BodyState {
  type: "body_state";
  generation: number;
  body: number;
  /**
   * @minItems 3
   * @maxItems 3
   */
  position: [number, number, number];
  /**
   * @minItems 4
   * @maxItems 4
   */
  quaternion: [number, number, number, number];
  /**
   * @minItems 3
   * @maxItems 3
   */
  velocity: [number, number, number];
  /**
   * @minItems 3
   * @maxItems 3
   */
  angular_velocity: [number, number, number];
  contacts: ContactState[];
  more_contacts?: number;
}
/**
 * A contact of a body with another: where (m), how deep (m, positive inside), and the force (N)
 * along the normal and across it.
 */
export interface ContactState {
  other_body: number;
  other: string;
  /**
   * @minItems 3
   * @maxItems 3
   */
  position: [number, number, number];
  depth: number;
  normal: number;
  friction: number;
}
/**
 * A participant's pull or jog took hold of nothing, and why.
 */
export interface PullRefused {
  type: "pull_refused";
  participant: number;
  gesture: number;
  why: string;
}
/**
 * Who is here; sent when it changes.
 */
export interface Participants {
  type: "participants";
  participants: Participant[];
}
/**
 * What is recorded now, if anything.
 *
 * Sent after the welcome, and when a recording begins, ends or is deleted: the list at
 * `GET /api/recordings` is another one then.
 */
export interface RecordingsChanged {
  type: "recordings";
  running: RunningRecording | null;
}
/**
 * The recording that runs now; `elapsed_sec` when this was sent.
 */
export interface RunningRecording {
  id: string;
  title: string;
  by: string;
  elapsed_sec: number;
}
/**
 * The film that is drawn now, if any, and how far it is; a snapshot, several times a second.
 *
 * The list of recordings changes when one begins or ends: that is told by itself.
 */
export interface FilmChanged {
  type: "film";
  running: RunningFilm | null;
}
/**
 * A film that is drawn now; `share` of it is done.
 */
export interface RunningFilm {
  id: string;
  title: string;
  by: string;
  share: number;
}
/**
 * Who steers from now on.
 */
export interface ControlChanged {
  type: "control";
  control: ControlState;
}
/**
 * Who steers.
 *
 * `holder` has control (None: whoever acts next takes it), `asking` want it, the first first.
 * `locked`: only admins may have it. `away` is true while its holder is gone and may come back.
 */
export interface ControlState {
  mode?: "one" | "together";
  holder?: number | null;
  asking?: number[];
  locked?: boolean;
  away?: boolean;
}
/**
 * Entries of the log, oldest first; one with a known id takes its place. After the welcome the
 * newest ones.
 */
export interface ActivityTold {
  type: "activity";
  entries: Activity[];
}
/**
 * Something that was done or said; `at_ms` is the time since 1970, ids only grow.
 *
 * `who` is a name, `person` the participant (None for those who are none), `times` how often the
 * same was done in a row.
 */
export interface Activity {
  id: number;
  at_ms: number;
  kind: "chat" | "control" | "edit" | "people" | "recording" | "scene" | "simulation";
  who: string;
  text: string;
  person?: number | null;
  color?: string;
  times?: number;
}
/**
 * All versions (None: as they were told last), the one that is on the air, and what is being
 * written.
 *
 * `undo` and `redo` are the versions that those would bring; 0 is the scene from before.
 */
export interface WritingState {
  type: "writing";
  versions?: SceneVersion[] | null;
  current?: number | null;
  undo?: number | null;
  redo?: number | null;
  at_work?: WritingAtWork | null;
}
/**
 * A scene that somebody asked for by words, with what came of it.
 *
 * `success` is false for a last attempt that did not pass, which is kept to be looked at; `reason`
 * then says why. `edits` says what it changes in the scene of version `base`, where it is an edit.
 */
export interface SceneVersion {
  number: number;
  at_ms: number;
  prompt: string;
  who: string;
  source: "hand" | "llm" | "template";
  writer: string;
  title: string;
  explanation: string;
  success: boolean;
  checks?: Check[];
  reason?: string;
  edits?: string[];
  base?: number | null;
  picture?: boolean;
  repairs?: number;
  seconds?: number;
  tokens?: number;
}
/**
 * What was checked on a scene, whether it is so, and what was found.
 */
export interface Check {
  sentence: string;
  passed: boolean;
  found?: string;
}
/**
 * What is being written, for whom, and how far it is; `attempt` counts from 1.
 */
export interface WritingAtWork {
  prompt: string;
  who: string;
  person: number | null;
  step: "building" | "checking" | "expecting" | "repairing" | "waiting" | "writing";
  attempt?: number;
  detail?: string;
  writer?: string;
}
/**
 * What changes all the time: the newest status and the stamps of the frames since the last.
 *
 * `sent_frames` counts the frames that went to this viewer on its present way.
 */
export interface Telemetry {
  type: "telemetry";
  sent_frames: number;
  server_ms: number;
  status: Status;
  stamps: FrameStamp[];
}
/**
 * The state of the simulation and the stream, a few times a second.
 *
 * `real_time_factor` is measured, `speed` is what was asked for. `quality` names the present
 * level of the quality governor, `quality_index` counts from 0 (full). While the picture is
 * `still` it is only repeated.
 */
export interface Status {
  running: boolean;
  sim_time_sec: number;
  speed: number;
  real_time_factor: number;
  still: boolean;
  frames_per_sec: number;
  bits_per_sec: number;
  render_ms: number;
  encode_ms: number;
  quality: string;
  quality_index: number;
  quality_levels: number;
  encoder: string;
  gl_device: string;
  gl_software: boolean;
  contacts: number;
  steps_too_slow: boolean;
  history?: HistorySpan | null;
}
/**
 * How far the past reaches, and where in it the simulation is.
 *
 * Moments are counted by steps and jumps: `first` is the oldest, `head` the newest, `index` the
 * present one. The seconds are simulated time passed, whatever resets did to the clock; with
 * `short_of_memory` the past would reach further back if there were more memory for it.
 */
export interface HistorySpan {
  first: number;
  index: number;
  head: number;
  first_sec: number;
  index_sec: number;
  head_sec: number;
  short_of_memory: boolean;
}
/**
 * A scene as MJCF or URDF text.
 */
export interface XmlScene {
  type: "xml";
  xml: string;
  title?: string;
}
/**
 * A model file on the server, inside a folder that the operator allowed.
 */
export interface PathScene {
  type: "path";
  path: string;
}
/**
 * A model among files that were sent before.
 */
export interface UploadScene {
  type: "upload";
  upload: string;
  model: string;
}
/**
 * All series that there are, for completion; `names` are those of the elements of each kind.
 */
export interface SeriesCatalogue {
  generation: number;
  fields: SeriesField[];
  names: {
    [k: string]: string[];
  };
  sensors: SeriesSensor[];
}
/**
 * A field of numbers: `name`, `name[row]` or `name[row][column]`.
 *
 * No `rows` is a single number. With a `kind` an element's name stands for a row, or for as many
 * rows as `widths` says of each element in turn. A field that `varies` has other sizes after every
 * step. `about` is what it is.
 */
export interface SeriesField {
  name: string;
  rows?: number | null;
  columns?: number;
  kind?: string;
  widths?: number[];
  varies?: boolean;
  unit?: string;
  about?: string;
}
/**
 * A sensor; its values are `sensordata[name]`, from row `start` on.
 */
export interface SeriesSensor {
  name: string;
  type: string;
  start: number;
  size: number;
  unit?: string;
}
