import type { Transport } from "../connection/videoTypes";

/** Which frame was shown: by its RTP timestamp, or by the presentation time of the media message. */
export type FrameKey = { kind: "rtp" | "pts"; value: number };

/** A picture that reached the screen; times are milliseconds on the timeline of `performance.now()`. */
export interface Presentation {
  key: FrameKey;
  time: number;
  /** When all of it had come, where the browser tells. */
  receivedTime?: number | undefined;
  /** How long it was in the decoder, where that is known. */
  decodeMs?: number | undefined;
  transport?: Transport | undefined;
}

/** The RTP timestamp that a frame has or would have: its time at 90 kHz, in 32 bits. */
export function rtpTimestamp({ kind, value }: FrameKey): number {
  return kind === "rtp" ? value : Math.floor((value * 9) / 100) % 2 ** 32;
}

/** True if the presented frame is the stamped one or a later one. */
export function isShownBy(stamp: { rtp: number; ptsUs: number }, { key }: Presentation): boolean {
  // RTP timestamps wrap at 2^32: their order is the sign of the 32-bit difference.
  return key.kind === "rtp" ? ((key.value - stamp.rtp) | 0) >= 0 : key.value >= stamp.ptsUs;
}
