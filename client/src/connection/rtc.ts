import type { IceServer } from "../protocol/generated";

/** Receiver properties that are newer than, or outside, the DOM types. */
interface LowDelayReceiver {
  jitterBufferTarget?: number | null;
  playoutDelayHint?: number | null;
}

/** A server for ICE as browsers take it: without keys that say nothing. */
export function toRtcIceServer(server: IceServer): RTCIceServer {
  return {
    urls: server.urls,
    ...(server.username ? { username: server.username } : {}),
    ...(server.credential ? { credential: server.credential } : {}),
  };
}

/** Ask for frames to be shown as soon as they are whole, not smoothed by a waiting buffer. */
export function preferLowDelay(receiver: RTCRtpReceiver): void {
  const lowDelay = receiver as LowDelayReceiver;
  if ("jitterBufferTarget" in receiver) lowDelay.jitterBufferTarget = 0;
  if ("playoutDelayHint" in receiver) lowDelay.playoutDelayHint = 0;
}
