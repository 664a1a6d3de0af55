import type { Stamp } from "../protocol/stamps";
import { percentile } from "../support/percentile";
import { RingBuffer } from "../support/RingBuffer";
import { FrameLog, type SentInput } from "./FrameLog";
import { isShownBy, type Presentation } from "./presentation";

/** The way of an input to the screen, in milliseconds; the stages add up to the whole. */
export interface LatencyStages {
  /** From the event to its message being sent. */
  input: number;
  networkUp: number;
  wait: number;
  render: number;
  encode: number;
  send: number;
  transportDecodePresent: number;
}

export interface InputLatency {
  seq: number;
  eventTime: number;
  presentedTime: number;
  /** Null while the clocks have not been compared. */
  stages: LatencyStages | null;
}

export interface LatencySummary {
  p50: number | null;
  p95: number | null;
  count: number;
}

/** How old a picture was when it was shown at `time`, and how long ago it had been sent. */
export interface PictureAge {
  age: number;
  delay: number;
  time: number;
}

interface AwaitedFrame {
  stamp: Stamp;
  inputs: SentInput[];
}

const SUMMARY_VALUES = 200;
const KEPT_LATENCIES = 2_000;
const KEPT_AGES = 2_000;
const KEPT_PRESENTATIONS = 300;
const KEPT_INPUTS = 1_000;
const KEPT_AWAITED = 300;

/**
 * Joins what was done, what the server says about its frames, and what was shown.
 *
 * An input counts as shown by the first presented frame that is not older than the frame that
 * was stamped with it: the stamped frame itself may never reach the screen.
 */
export class LatencyTracker {
  /** Only this participant's inputs count; told by the welcome. */
  participant: number | null = null;
  readonly latencies = new RingBuffer<InputLatency>(KEPT_LATENCIES);
  readonly ages = new RingBuffer<PictureAge>(KEPT_AGES);
  /** The newest frames with all their stages. */
  readonly log: FrameLog;
  private lastPresented: number | null = null;
  private longestGap = 0;
  private pendingInputs: SentInput[] = [];
  private presentations: Presentation[] = [];
  private awaited: AwaitedFrame[] = [];
  private lastFrame: number | null = null;
  private lost = 0;

  /** `toLocal` converts the server's clock to the timeline of `performance.now()`. */
  constructor(private readonly toLocal: (serverMs: number) => number | null) {
    this.log = new FrameLog(toLocal, ({ shownItself, presented: time, renderStart, sent }) => {
      if (shownItself) this.ages.push({ age: time - renderStart, delay: time - sent, time });
    });
  }

  /** Forget everything that is under way: a new connection counts anew. */
  reset(participant: number | null): void {
    this.participant = participant;
    this.pendingInputs = [];
    this.presentations = [];
    this.log.reset();
    this.awaited = [];
    this.lastFrame = null;
  }

  inputSent(seq: number, eventTime: number, sentTime: number): void {
    this.pendingInputs.push({ seq, eventTime, sentTime });
    if (this.pendingInputs.length > KEPT_INPUTS) this.pendingInputs.shift();
  }

  /** `lossy` says that reports before these may have been lost on their way. */
  stampsReceived(stamps: readonly Stamp[], lossy: boolean): void {
    for (const stamp of stamps) {
      const missing = this.lastFrame !== null && stamp.frame > this.lastFrame + 1;
      this.lastFrame = stamp.frame;
      const inputs = this.joinInputs(stamp, lossy && missing);
      this.log.stampReceived(stamp, inputs[0] ?? null);
    }
  }

  framePresented(presentation: Presentation): void {
    if (this.lastPresented !== null) {
      this.longestGap = Math.max(this.longestGap, presentation.time - this.lastPresented);
    }
    this.lastPresented = presentation.time;
    this.presentations.push(presentation);
    if (this.presentations.length > KEPT_PRESENTATIONS) this.presentations.shift();
    const shown = this.awaited.filter((frame) => isShownBy(frame.stamp, presentation));
    if (shown.length > 0) {
      this.awaited = this.awaited.filter((frame) => !shown.includes(frame));
      for (const frame of shown) this.resolve(frame, presentation);
    }
    this.log.framePresented(presentation);
  }

  /** Input to shown picture, over the newest 200 that were shown after `since`. */
  inputSummary(since = 0): LatencySummary {
    const newest = this.latencies
      .toArray()
      .slice(-SUMMARY_VALUES)
      .filter((latency) => latency.presentedTime >= since);
    return summarize(newest.map((latency) => latency.presentedTime - latency.eventTime));
  }

  /** Begin of rendering to shown picture, over the newest 200 that were shown after `since`. */
  ageSummary(since = 0): LatencySummary {
    const newest = this.ages
      .toArray()
      .slice(-SUMMARY_VALUES)
      .filter(({ time }) => time >= since);
    return summarize(newest.map(({ age }) => age));
  }

  /** The least time from sending to showing, of pictures that were shown after `since`. */
  leastDelay(since: number): number | null {
    const delays = this.ages
      .toArray()
      .slice(-SUMMARY_VALUES)
      .filter(({ time }) => time >= since)
      .map(({ delay }) => delay);
    return delays.length > 0 ? Math.min(...delays) : null;
  }

  /** The longest time between two pictures since the last call. */
  takeLongestGap(): number | null {
    const gap = this.longestGap;
    this.longestGap = 0;
    return gap > 0 ? gap : null;
  }

  /** Inputs that are still to be seen, and those whose stamp was lost on its way. */
  counts(): { pending: number; lost: number } {
    const awaited = this.awaited.reduce((sum, frame) => sum + frame.inputs.length, 0);
    return { pending: this.pendingInputs.length + awaited, lost: this.lost };
  }

  /** Whose figures are true: the inputs that this frame is surely the first to show. */
  private joinInputs(stamp: Stamp, mayHaveMissedFirst: boolean): readonly SentInput[] {
    const own = stamp.inputs.find(([participant]) => participant === this.participant);
    if (!own) return [];
    const newestSeq = own[1];
    const inputs = this.pendingInputs.filter((input) => input.seq <= newestSeq);
    this.pendingInputs = this.pendingInputs.filter((input) => input.seq > newestSeq);
    if (inputs.length === 0) return [];
    if (mayHaveMissedFirst) {
      // The first frame with these inputs may be one whose stamp is missing: no true figure.
      this.lost += inputs.length;
      return [];
    }
    const frame = { stamp, inputs };
    const presentation = this.presentations.find((shown) => isShownBy(stamp, shown));
    if (presentation) this.resolve(frame, presentation);
    else this.await(frame);
    return inputs;
  }

  /** Where no picture is told of, frames must not gather for ever. */
  private await(frame: AwaitedFrame): void {
    this.awaited.push(frame);
    if (this.awaited.length > KEPT_AWAITED) this.lost += this.awaited.shift()?.inputs.length ?? 0;
  }

  private resolve(frame: AwaitedFrame, presentation: Presentation): void {
    const oldestSent = frame.inputs[0]?.sentTime ?? 0;
    for (const input of frame.inputs) {
      this.latencies.push({
        seq: input.seq,
        eventTime: input.eventTime,
        presentedTime: presentation.time,
        stages: this.stages(frame.stamp, input, oldestSent, presentation.time),
      });
    }
  }

  private stages(
    stamp: Stamp,
    input: SentInput,
    oldestSent: number,
    presentedTime: number,
  ): LatencyStages | null {
    const renderStart = this.toLocal(stamp.renderStartMs);
    const sent = this.toLocal(stamp.sendMs);
    const arrived = stamp.inputMs === null ? null : this.toLocal(stamp.inputMs);
    if (renderStart === null || sent === null || arrived === null) return null;
    // The stamp tells the arrival of the oldest only; the others took about as long.
    const networkUp = arrived - oldestSent;
    return {
      input: input.sentTime - input.eventTime,
      networkUp,
      wait: renderStart - (input.sentTime + networkUp),
      render: stamp.renderEndMs - stamp.renderStartMs,
      encode: stamp.encodeEndMs - stamp.renderEndMs,
      send: stamp.sendMs - stamp.encodeEndMs,
      transportDecodePresent: presentedTime - sent,
    };
  }
}

function summarize(values: readonly number[]): LatencySummary {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    count: values.length,
  };
}
