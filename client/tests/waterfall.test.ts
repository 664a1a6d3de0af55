import { beforeEach, describe, expect, it } from "vitest";
import type { Stamp } from "../src/protocol/stamps";
import { FrameLog, type JoinedFrame, type SentInput } from "../src/telemetry/FrameLog";
import { framesToCsv } from "../src/telemetry/framesCsv";
import { stagesOf, summarizeFrames, totalOf } from "../src/telemetry/waterfall";

const OFFSET_MS = 5_000;

/** Rendered from `at` (page time): 3 ms of rendering, 2 of encoding, 1 to be sent. */
function stamp(frame: number, at: number, more: Partial<Stamp> = {}): Stamp {
  const start = at + OFFSET_MS;
  const [renderStartMs, renderEndMs, encodeEndMs, sendMs] = [start, start + 3, start + 5, start + 6];
  const times = { renderStartMs, renderEndMs, encodeEndMs, sendMs };
  const about = { frame, rtp: frame * 900, ptsUs: frame * 10_000, simTimeSec: frame / 100 };
  return { ...about, ...times, inputs: [], inputMs: null, bytes: 900, key: frame === 1, ...more };
}

const INPUT: SentInput = { seq: 4, eventTime: 90, sentTime: 92 };
const shownInput = (at: number): Partial<Stamp> => ({ inputs: [[7, 4]], inputMs: at + OFFSET_MS });

let log: FrameLog;
let offset: number | null;
const show = (frame: number, time: number, receivedTime?: number, decodeMs?: number): void => {
  const key = { kind: "rtp", value: frame * 900 } as const;
  log.framePresented({ key, time, receivedTime, decodeMs, transport: "webrtc" });
};
const joined = (): JoinedFrame[] => log.frames.toArray();
const sumOf = (frame: JoinedFrame): number =>
  Object.values(stagesOf(frame)).reduce<number>((sum, ms) => sum + (ms ?? 0), 0);

beforeEach(() => {
  offset = OFFSET_MS;
  log = new FrameLog((serverMs) => (offset === null ? null : serverMs - offset));
});

describe("joining", () => {
  it("joins stamp and picture whichever comes first, on the page's clock", () => {
    show(1, 120);
    log.stampReceived(stamp(1, 100), null);
    log.stampReceived(stamp(2, 110), null);
    show(2, 131);
    expect(joined().map(({ frame, renderStart, presented }) => [frame, renderStart, presented])).toEqual([
      [1, 100, 120],
      [2, 110, 131],
    ]);
  });

  it("joins a media message by its time", () => {
    log.stampReceived(stamp(3, 100), null);
    log.framePresented({ key: { kind: "pts", value: 30_000 }, time: 120, transport: "mse" });
    expect(joined()).toMatchObject([{ frame: 3, transport: "mse", shownItself: true, received: null }]);
  });

  it("lets a later picture show the input of a frame that never reached the screen", () => {
    log.stampReceived(stamp(1, 100, shownInput(95)), INPUT);
    log.stampReceived(stamp(2, 116), null);
    show(2, 130);
    expect(joined().map(({ frame, shownItself }) => [frame, shownItself])).toEqual([[1, false], [2, true]]);
  });

  it("leaves out pictures that were only sent again, and frames before the clocks were compared", () => {
    log.stampReceived(stamp(1, 100, { renderEndMs: 100 + OFFSET_MS }), null);
    show(1, 120);
    offset = null;
    log.stampReceived(stamp(2, 110), null);
    show(2, 130);
    expect(joined()).toEqual([]);
  });

  it("does not take the arrival of somebody else's input for that of one's own", () => {
    log.stampReceived(stamp(1, 100, { inputs: [[3, 9], [7, 4]], inputMs: 60 + OFFSET_MS }), INPUT);
    show(1, 120);
    expect(joined()).toMatchObject([{ input: { seq: 4, arrivedTime: null } }]);
    const [frame] = joined() as [JoinedFrame];
    expect(stagesOf(frame)).toMatchObject({ input: null, wait: null });
  });

  it("keeps no more than it has room for, and forgets what waits when it is reset", () => {
    log = new FrameLog((serverMs) => serverMs, () => undefined, 5);
    log.stampReceived(stamp(100, 1), null);
    log.reset();
    show(100, 2);
    for (let frame = 1; frame <= 12; frame += 1) {
      show(frame, frame);
      log.stampReceived(stamp(frame, 0), null);
    }
    expect(joined().map(({ frame }) => frame)).toEqual([8, 9, 10, 11, 12]);
  });
});

describe("stages", () => {
  it("add up to the whole way from the input", () => {
    log.stampReceived(stamp(1, 100, shownInput(96)), INPUT);
    show(1, 120, 111, 2);
    const [frame] = joined() as [JoinedFrame];
    expect(stagesOf(frame)).toEqual({
      input: 6, wait: 4, render: 3, encode: 2, send: 1, network: 5, decode: 2, show: 7,
    });
    expect([sumOf(frame), totalOf(frame)]).toEqual([30, 30]);
  });

  it("are one where the browser does not tell them apart", () => {
    log.stampReceived(stamp(1, 100), null);
    show(1, 120);
    const [frame] = joined() as [JoinedFrame];
    expect(stagesOf(frame)).toMatchObject({ input: null, network: null, decode: null, show: 14 });
    expect([sumOf(frame), totalOf(frame)]).toEqual([20, 20]);
  });

  it("take no less than nothing when a frame is here before the server has noted its sending", () => {
    log.stampReceived(stamp(1, 100), null);
    show(1, 120, 105.5);
    const [frame] = joined() as [JoinedFrame];
    expect(stagesOf(frame)).toMatchObject({ send: 0.5, network: 0 });
    expect(sumOf(frame)).toBe(20);
  });
});

describe("figures", () => {
  it("are median and 95 % of the frames that were shown lately", () => {
    for (let frame = 1; frame <= 100; frame += 1) {
      log.stampReceived(stamp(frame, frame * 10), null);
      // Frame 1 shows 1 ms after it was sent, frame 100 100 ms after it.
      show(frame, frame * 10 + 6 + frame);
    }
    const all = summarizeFrames(joined(), 0);
    expect(all).toMatchObject({ from: "render", count: 100, total: { p50: 56, p95: 101 }, transport: "webrtc" });
    expect(all?.stages.map(({ stage }) => stage)).toEqual(["render", "encode", "send", "show"]);
    expect(all?.stages.at(-1)).toEqual({ stage: "show", p50: 50, p95: 95 });
    // Frame 91 was shown at 1007.
    expect(summarizeFrames(joined(), 1_007)?.count).toBe(10);
    expect(summarizeFrames(joined(), 9_999)).toBeNull();
  });

  it("begin at the input as soon as there are enough", () => {
    for (let frame = 1; frame <= 5; frame += 1) {
      expect(summarizeFrames(joined(), 0)?.from).toBe(frame === 1 ? undefined : "render");
      log.stampReceived(stamp(frame, 100, shownInput(96)), INPUT);
      show(frame, 120);
    }
    const figures = summarizeFrames(joined(), 0);
    expect(figures).toMatchObject({ from: "input", count: 5, total: { p50: 30 } });
    expect(figures?.stages[0]).toEqual({ stage: "input", p50: 6, p95: 6 });
  });

  it("mix no frames of another way, or of which less is known", () => {
    log.stampReceived(stamp(1, 100), null);
    log.framePresented({ key: { kind: "pts", value: 10_000 }, time: 220, transport: "jpeg" });
    log.stampReceived(stamp(2, 110), null);
    show(2, 300);
    log.stampReceived(stamp(3, 120), null);
    show(3, 130, 128);
    expect(summarizeFrames(joined(), 0)).toMatchObject({ count: 1, total: { p50: 10 } });
  });
});

describe("CSV", () => {
  it("has a row for each frame, with all times on the page's clock and nothing for what is not known", () => {
    log.stampReceived(stamp(1, 100, shownInput(96)), INPUT);
    log.stampReceived(stamp(2, 110.12345), null);
    show(1, 120, 111, 2);
    show(2, 140);
    const [header, ...rows] = framesToCsv(joined()).split("\r\n");
    expect(header).toBe(
      "frame,rtp,pts_us,sim_time_sec,transport,bytes,key,shown_itself,input_seq,input_event_ms,input_sent_ms," +
        "input_arrived_ms,render_start_ms,render_end_ms,encode_end_ms,sent_ms,received_ms,decode_duration_ms,presented_ms",
    );
    expect(rows).toEqual([
      "1,900,10000,0.01,webrtc,900,1,1,4,90.000,92.000,96.000,100.000,103.000,105.000,106.000,111.000,2.000,120.000",
      "2,1800,20000,0.02,webrtc,900,0,1,,,,,110.123,113.123,115.123,116.123,,,140.000",
      "",
    ]);
  });
});
