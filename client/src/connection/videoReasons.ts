import type { PeerFailure } from "./PeerAttempts";
import { STALL_LIMIT_MS } from "./StallDetector";
import { TCP_WAYS } from "./TcpWays";
import type { Preference, TcpTransport, Transport, VideoSupport, WebRtcPhase } from "./videoTypes";

export interface VideoCircumstances {
  hidden: boolean;
  stalled: boolean;
  phase: WebRtcPhase;
  preference: Preference;
  browser: VideoSupport;
  /** The way over TCP that is used while WebRTC is not. */
  tcpWay: TcpTransport | null;
  webRtcFailure: PeerFailure | null;
  /** Why ways over TCP do not work here. */
  tcpFailures: ReadonlyMap<TcpTransport, string>;
}

const NAMES: Readonly<Record<Transport, string>> = {
  webrtc: "WebRTC",
  websocket: "WebCodecs",
  mse: "MSE",
  jpeg: "JPEG",
};

const OVER_TCP: Readonly<Record<TcpTransport, string>> = {
  websocket: "The video comes over TCP",
  mse: "The video comes over TCP and is played by MSE, with a little more delay",
  jpeg: "The video comes over TCP as single JPEG pictures, fewer and larger ones",
};

/** How this way is called in a sentence. */
export function nameOfWay(way: Transport): string {
  return NAMES[way];
}

/** Say in a sentence or two why the video comes as it does, or why none comes. */
export function videoReason(now: VideoCircumstances): string {
  if (now.hidden) return "No video is sent while the page is hidden.";
  if (now.stalled) return `No new picture could be shown for ${STALL_LIMIT_MS / 1000} s.`;
  if (now.phase === "proven") return "The video comes over WebRTC, the way with the least delay.";
  if (now.tcpWay === null) {
    return [...whyNotTcp(now, TCP_WAYS), whyNoWebRtc(now)].filter(Boolean).join(" ");
  }
  const better = TCP_WAYS.slice(0, TCP_WAYS.indexOf(now.tcpWay));
  return [`${OVER_TCP[now.tcpWay]}${whyTcp(now)}`, ...whyNotTcp(now, better)].join(" ");
}

function whyTcp(now: VideoCircumstances): string {
  const { phase, preference, browser, webRtcFailure } = now;
  if (webRtcFailure !== null) return `: ${failureText(webRtcFailure, phase)}`;
  if (phase !== "off") return " while WebRTC is tried.";
  if (preference !== "auto") return ", as chosen in the menu.";
  return browser.webrtc
    ? ": WebRTC is switched off on this server."
    : ": this browser has no H.264 over WebRTC.";
}

/** Why none of these ways is used, where that is not what somebody chose. */
function whyNotTcp({ preference, browser, tcpFailures }: VideoCircumstances, ways: readonly TcpTransport[]): string[] {
  if (preference === "webrtc") return [];
  const asked = preference === "auto" ? ways : ways.slice(TCP_WAYS.indexOf(preference));
  const missing: Readonly<Record<TcpTransport, string>> = {
    websocket: withoutWebCodecs(browser),
    mse: browser.mse ? "" : "It plays no H.264 by MSE.",
    jpeg: "",
  };
  return asked.map((way) => missing[way] || (tcpFailures.get(way) ?? "")).filter(Boolean);
}

function withoutWebCodecs({ webcodecs, secureContext }: VideoSupport): string {
  if (webcodecs) return "";
  return secureContext
    ? "This browser has no H.264 in WebCodecs."
    : "WebCodecs, which would be quicker, exists only on https and localhost.";
}

function whyNoWebRtc(now: VideoCircumstances): string {
  const { phase, preference, browser, webRtcFailure } = now;
  if (webRtcFailure !== null) return failureText(webRtcFailure, phase);
  if (phase !== "off") return "WebRTC is being connected.";
  if (preference !== "auto" && preference !== "webrtc") return "WebRTC is not tried, as chosen in the menu.";
  return browser.webrtc
    ? "WebRTC is switched off on this server."
    : "This browser has no H.264 over WebRTC.";
}

function failureText({ reason, retrySec }: PeerFailure, phase: WebRtcPhase): string {
  return phase === "waiting"
    ? `${reason} It is tried again after ${retrySec} s.`
    : `${reason} It is being tried again.`;
}
