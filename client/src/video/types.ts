import type { FrameKey } from "../telemetry/presentation";

/** A picture that was shown; `time` is on the timeline of `performance.now()`. */
export interface PresentedFrame {
  /** Null where the browser does not tell which frame it was. */
  key: FrameKey | null;
  /** The server's frame number, where the way of transport carries it. */
  frame: number | null;
  time: number;
  /** When all of it had come, where that is known. */
  receivedTime?: number | undefined;
  /** How long it was in the decoder, where that is known. */
  decodeMs?: number | undefined;
}

/** What a decoder of the WebSocket's pictures tells. */
export interface StreamHandler {
  /** This frame was taken: the server may send another. */
  acknowledge(frame: number): void;
  requestKeyFrame(): void;
  onPresented(presented: PresentedFrame): void;
  /** This stream cannot be shown here; why, in a sentence. */
  onUnusable(reason: string): void;
  /** After that: another stream comes, which may be one that can be shown. */
  onUsable(): void;
}

/** Counted since the page was opened, over all decoders and peers there were. */
export interface VideoCounters {
  received: number;
  decoded: number;
  /** Pictures that reached the screen, as far as the browser tells. */
  presented: number;
  dropped: number;
  bytes: number;
}

export const NO_FRAMES: VideoCounters = {
  received: 0,
  decoded: 0,
  presented: 0,
  dropped: 0,
  bytes: 0,
};
