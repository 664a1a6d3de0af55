import type { Transport } from "../connection/videoTypes";
import type { Stamp } from "../protocol/stamps";
import { RingBuffer } from "../support/RingBuffer";
import { isShownBy, type Presentation, rtpTimestamp } from "./presentation";

export interface SentInput {
  seq: number;
  eventTime: number;
  sentTime: number;
}

/** The oldest of this page's inputs that a frame is the first to show. */
export interface FrameInput extends SentInput {
  /** At the worker; null where the stamp may tell of somebody else's. */
  arrivedTime: number | null;
}

/** A frame from the server's first thought of it to the screen, all by the page's clock. */
export interface JoinedFrame {
  frame: number;
  rtp: number;
  ptsUs: number;
  simTimeSec: number;
  bytes: number;
  key: boolean;
  transport: Transport | null;
  /** False where a later frame was the first to show what this one was drawn for. */
  shownItself: boolean;
  input: FrameInput | null;
  renderStart: number;
  renderEnd: number;
  encodeEnd: number;
  sent: number;
  /** Null where the browser does not tell. */
  received: number | null;
  decodeMs: number | null;
  presented: number;
}

interface Waiting {
  stamp: Stamp;
  input: SentInput | null;
}

/** About three minutes at 60 frames a second. */
const KEPT_FRAMES = 10_000;
const KEPT_WAITING = 300;

/** Keeps the newest frames of which both the stamp and the picture are known, whichever came first. */
export class FrameLog {
  readonly frames: RingBuffer<JoinedFrame>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly shown = new Map<number, Presentation>();

  /** `toLocal` converts the server's clock to the timeline of `performance.now()`. */
  constructor(
    private readonly toLocal: (serverMs: number) => number | null,
    private readonly onJoined: (frame: JoinedFrame) => void = () => undefined,
    capacity = KEPT_FRAMES,
  ) {
    this.frames = new RingBuffer(capacity);
  }

  /** Forget what is under way; what was joined stays. */
  reset(): void {
    this.waiting.clear();
    this.shown.clear();
  }

  /** `input` is the oldest of this page that the frame is the first to show. */
  stampReceived(stamp: Stamp, input: SentInput | null): void {
    // A picture sent once more is as old as the scene at rest, which says nothing of the delay.
    if (stamp.renderEndMs === stamp.renderStartMs) return;
    const rtp = stamp.rtp >>> 0;
    const waiting = { stamp, input };
    const presentation = this.shown.get(rtp) ?? (input && this.firstToShow(stamp));
    if (presentation) this.join(waiting, presentation);
    else keep(this.waiting, rtp, waiting);
  }

  framePresented(presentation: Presentation): void {
    const rtp = rtpTimestamp(presentation.key);
    keep(this.shown, rtp, presentation);
    for (const [other, waiting] of this.waiting) {
      const shows = other === rtp || (waiting.input !== null && isShownBy(waiting.stamp, presentation));
      if (!shows) continue;
      this.waiting.delete(other);
      this.join(waiting, presentation);
    }
  }

  private firstToShow(stamp: Stamp): Presentation | null {
    for (const presentation of this.shown.values()) {
      if (isShownBy(stamp, presentation)) return presentation;
    }
    return null;
  }

  private join({ stamp, input }: Waiting, presentation: Presentation): void {
    const offset = this.toLocal(0);
    if (offset === null) return;
    const frame: JoinedFrame = {
      frame: stamp.frame,
      rtp: stamp.rtp >>> 0,
      ptsUs: stamp.ptsUs,
      simTimeSec: stamp.simTimeSec,
      bytes: stamp.bytes,
      key: stamp.key,
      transport: presentation.transport ?? null,
      shownItself: rtpTimestamp(presentation.key) === stamp.rtp >>> 0,
      input: input && { ...input, arrivedTime: arrivalOf(stamp, offset) },
      renderStart: stamp.renderStartMs + offset,
      renderEnd: stamp.renderEndMs + offset,
      encodeEnd: stamp.encodeEndMs + offset,
      sent: stamp.sendMs + offset,
      received: presentation.receivedTime ?? null,
      decodeMs: presentation.decodeMs ?? null,
      presented: presentation.time,
    };
    this.frames.push(frame);
    this.onJoined(frame);
  }
}

/** The stamp tells when the oldest input of all people arrived: ours only where nobody else's is with it. */
function arrivalOf(stamp: Stamp, offset: number): number | null {
  return stamp.inputMs === null || stamp.inputs.length > 1 ? null : stamp.inputMs + offset;
}

/** Maps keep the order in which their entries came. */
function keep<Value>(map: Map<number, Value>, key: number, value: Value): void {
  map.set(key, value);
  if (map.size <= KEPT_WAITING) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
