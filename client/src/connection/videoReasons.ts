import type { PeerFailure } from "./PeerAttempts";
import { STALL_LIMIT_MS } from "./StallDetector";
import type { Preference, VideoSupport, WebRtcPhase } from "./videoTypes";

export interface VideoCircumstances {
  hidden: boolean;
  stalled: boolean;
  phase: WebRtcPhase;
  preference: Preference;
  browser: VideoSupport;
  canUseWebSocket: boolean;
  webRtcFailure: PeerFailure | null;
  /** Why this browser cannot decode what comes over TCP. */
  webSocketFailure: string | null;
}

/** Say in a sentence why the video comes as it does, or why none comes. */
export function videoReason(now: VideoCircumstances): string {
  if (now.hidden) return "No video is sent while the page is hidden.";
  if (now.stalled) return `No new picture could be shown for ${STALL_LIMIT_MS / 1000} s.`;
  if (now.phase === "proven") return "The video comes over WebRTC, the way with the least delay.";
  if (now.canUseWebSocket) return `The video comes over TCP${whyTcp(now)}`;
  return [now.webSocketFailure, whyNoWebRtc(now)].filter(Boolean).join(" ");
}

function whyTcp(now: VideoCircumstances): string {
  const { phase, preference, browser, webRtcFailure } = now;
  if (webRtcFailure !== null) return `: ${failureText(webRtcFailure, phase)}`;
  if (phase !== "off") return " while WebRTC is tried.";
  if (preference === "websocket") return ", as chosen in the menu.";
  return browser.webrtc
    ? ": WebRTC is switched off on this server."
    : ": this browser has no H.264 over WebRTC.";
}

function whyNoWebRtc(now: VideoCircumstances): string {
  const { phase, preference, browser, webRtcFailure } = now;
  if (webRtcFailure !== null) return failureText(webRtcFailure, phase);
  if (phase !== "off") return "WebRTC is being connected.";
  if (preference === "websocket") {
    return browser.webcodecs
      ? "TCP only was chosen in the menu."
      : "TCP only was chosen in the menu, and this browser cannot decode it here.";
  }
  return browser.webrtc
    ? "WebRTC is switched off on this server."
    : "This browser has no H.264 over WebRTC.";
}

function failureText({ reason, retrySec }: PeerFailure, phase: WebRtcPhase): string {
  return phase === "waiting"
    ? `${reason} It is tried again after ${retrySec} s.`
    : `${reason} It is being tried again.`;
}
