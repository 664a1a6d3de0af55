/**
 * A way for the picture.
 *
 * - `webrtc`: RTP over UDP
 * - `websocket`: H.264 over the WebSocket, decoded by WebCodecs
 * - `mse`: the same, played by Media Source Extensions, which plain http has too
 * - `jpeg`: single pictures over the WebSocket, which every browser can show
 */
export type Transport = "webrtc" | "websocket" | "mse" | "jpeg";
export type TcpTransport = Exclude<Transport, "webrtc">;
export type Selection = Transport | "none";
export type Preference = "auto" | Transport;

/**
 * Where WebRTC stands.
 *
 * - `off`: not wanted or not possible
 * - `connecting`: an offer was asked for
 * - `ready`: connected, but the tab is hidden, or the server could not give a key frame at once
 * - `proving`: selected, and its first picture is awaited
 * - `proven`: it carries the video
 * - `waiting`: it failed and is tried again later
 */
export type WebRtcPhase = "off" | "connecting" | "ready" | "proving" | "proven" | "waiting";

/** What a browser can decode. */
export interface VideoSupport {
  webrtc: boolean;
  webcodecs: boolean;
  mse: boolean;
  jpeg: boolean;
  /** False on plain http from another machine; browsers have WebCodecs only where it is true. */
  secureContext: boolean;
}

export const NO_SUPPORT: VideoSupport = {
  webrtc: false,
  webcodecs: false,
  mse: false,
  jpeg: false,
  secureContext: true,
};

export interface VideoChoice {
  phase: WebRtcPhase;
  /** What the server was told to send. */
  selected: Selection;
  /** The way that shows the video; `none` before its first picture, and when no more can come. */
  shown: Selection;
  /** A picture is on the screen, be it old. */
  pictured: boolean;
  /** Frames were sent, and none of them was seen for a while. */
  stalled: boolean;
  /** WebRTC was tried and has not worked yet. */
  failing: boolean;
  /** Why it is so, in a sentence. */
  reason: string;
}

export const NO_VIDEO: VideoChoice = {
  phase: "off",
  selected: "none",
  shown: "none",
  pictured: false,
  stalled: false,
  failing: false,
  reason: "",
};
