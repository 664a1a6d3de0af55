import type { Transport } from "../connection/videoTypes";
import { percentile } from "../support/percentile";
import type { JoinedFrame } from "./FrameLog";

/**
 * The stages of a frame, in their order. `show` is all that follows what is known: the wait in
 * buffers and for the screen, and before it whatever the browser does not tell apart.
 */
export const STAGES = ["input", "wait", "render", "encode", "send", "network", "decode", "show"] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds; null where a frame has no such stage, or the browser does not tell it apart. */
export type StageTimes = Record<Stage, number | null>;

export interface StageFigures {
  stage: Stage;
  p50: number;
  p95: number;
}

export interface Waterfall {
  /** From the event of an input, or from the start of rendering. */
  from: "input" | "render";
  stages: StageFigures[];
  /** Of the whole way of each frame; medians of stages need not add up to it. */
  total: { p50: number; p95: number };
  count: number;
  transport: Transport | null;
}

/** As in the status bar: with fewer inputs than these, frames without input tell more. */
const LEAST_INPUTS = 5;

/** What each stage took; together they are the whole way. */
export function stagesOf(frame: JoinedFrame): StageTimes {
  const { input, received, decodeMs, presented, sent } = frame;
  const arrived = input?.arrivedTime ?? null;
  // The server notes the end of sending after the last packet has left, which may be here by then.
  const left = received === null ? sent : Math.min(sent, Math.max(received, frame.encodeEnd));
  return {
    input: input && arrived !== null ? arrived - input.eventTime : null,
    wait: arrived === null ? null : frame.renderStart - arrived,
    render: frame.renderEnd - frame.renderStart,
    encode: frame.encodeEnd - frame.renderEnd,
    send: left - frame.encodeEnd,
    network: received === null ? null : received - left,
    decode: decodeMs,
    show: presented - (received ?? sent) - (decodeMs ?? 0),
  };
}

/** From the input where the frame shows one whose way is known, else from the start of rendering. */
export function totalOf({ input, presented, renderStart }: JoinedFrame): number {
  return presented - (input && input.arrivedTime !== null ? input.eventTime : renderStart);
}

/** Median and 95 % of each stage of the frames that were shown after `since`; null of none. */
export function summarizeFrames(frames: readonly JoinedFrame[], since: number): Waterfall | null {
  const recent = alike(frames.filter(({ presented }) => presented >= since));
  const withInput = recent.filter(({ input }) => input !== null && input.arrivedTime !== null);
  if (withInput.length >= LEAST_INPUTS) return figuresOf("input", withInput);
  // Who acts moves the picture as well: the same frames, without what was before them.
  return figuresOf("render", recent.filter(({ shownItself }) => shownItself).map(withoutInput));
}

/** Those that came by the way in use, of which the browser tells as much as of the newest. */
function alike(frames: readonly JoinedFrame[]): readonly JoinedFrame[] {
  const newest = frames.at(-1);
  if (newest === undefined) return [];
  return frames.filter(
    ({ transport, received, decodeMs }) =>
      transport === newest.transport &&
      (received === null) === (newest.received === null) &&
      (decodeMs === null) === (newest.decodeMs === null),
  );
}

function withoutInput(frame: JoinedFrame): JoinedFrame {
  return { ...frame, input: null };
}

function figuresOf(from: Waterfall["from"], frames: readonly JoinedFrame[]): Waterfall | null {
  const times = frames.map(stagesOf);
  const stages = STAGES.flatMap((stage) => {
    const found = middleAndMost(times.map((each) => each[stage]));
    return found ? [{ stage, ...found }] : [];
  });
  const total = middleAndMost(frames.map(totalOf));
  return total && { from, stages, total, count: frames.length, transport: frames[0]?.transport ?? null };
}

function middleAndMost(values: readonly (number | null)[]): { p50: number; p95: number } | null {
  const known = values.filter((value) => value !== null);
  const p50 = percentile(known, 0.5);
  const p95 = percentile(known, 0.95);
  return p50 === null || p95 === null ? null : { p50, p95 };
}
