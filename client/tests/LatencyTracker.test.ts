import { beforeEach, describe, expect, it } from "vitest";
import { FRAME_STAMP_FIELDS, type FrameStamp } from "../src/protocol/generated";
import { readStamp, type Stamp } from "../src/protocol/stamps";
import { LatencyTracker } from "../src/telemetry/LatencyTracker";

const OFFSET_MS = 5_000;
const ME = 7;

/** A frame rendered from `at` (page time): 3 ms of rendering, 2 of encoding, 1 to be sent. */
function stamp(frame: number, at: number, inputs: [number, number][] = [], inputAt = at - 1): Stamp {
  const start = at + OFFSET_MS;
  return {
    frame,
    rtp: frame * 1500,
    ptsUs: frame * 16_667,
    simTimeSec: frame / 60,
    inputs,
    inputMs: inputs.length > 0 ? inputAt + OFFSET_MS : null,
    renderStartMs: start,
    renderEndMs: start + 3,
    encodeEndMs: start + 5,
    sendMs: start + 6,
    bytes: 900,
    key: false,
  };
}

let tracker: LatencyTracker;
const show = (frame: number, time: number): void => {
  tracker.framePresented({ key: { kind: "rtp", value: frame * 1500 }, time });
};
const latencies = (): number[] =>
  tracker.latencies.toArray().map(({ eventTime, presentedTime }) => presentedTime - eventTime);

beforeEach(() => {
  tracker = new LatencyTracker((serverMs) => serverMs - OFFSET_MS);
  tracker.reset(ME);
});

describe("input to picture", () => {
  it("joins input, stamp and picture, and its stages add up", () => {
    tracker.inputSent(1, 100, 101);
    show(10, 125);
    tracker.stampsReceived([stamp(10, 110, [[ME, 1]], 104)], false);
    const [latency] = tracker.latencies.toArray();
    expect(latency?.stages).toEqual({
      input: 1,
      networkUp: 3,
      wait: 6,
      render: 3,
      encode: 2,
      send: 1,
      transportDecodePresent: 9,
    });
    const stages: number[] = Object.values({ ...latency?.stages });
    const sum = stages.reduce((a, b) => a + b, 0);
    expect(sum).toBeCloseTo((latency?.presentedTime ?? 0) - (latency?.eventTime ?? 0));
  });

  it("works as well when the stamp comes before the picture", () => {
    tracker.inputSent(1, 100, 101);
    tracker.stampsReceived([stamp(10, 110, [[ME, 1]])], false);
    expect(latencies()).toEqual([]);
    show(10, 125);
    expect(latencies()).toEqual([25]);
  });

  it("takes the next picture when the stamped one never reached the screen", () => {
    tracker.inputSent(1, 100, 101);
    show(9, 105);
    show(11, 140);
    tracker.stampsReceived([stamp(9, 95), stamp(10, 110, [[ME, 1]]), stamp(11, 126)], false);
    expect(latencies()).toEqual([40]);
  });

  it("counts every input that the stamped frame is the first to show", () => {
    tracker.inputSent(1, 100, 100);
    tracker.inputSent(2, 104, 104);
    tracker.inputSent(3, 130, 130);
    tracker.stampsReceived([stamp(10, 110, [[ME, 2]])], false);
    show(10, 120);
    expect(latencies()).toEqual([20, 16]);
    expect(tracker.counts()).toEqual({ pending: 1, lost: 0 });
  });

  it("does not count other people's inputs", () => {
    tracker.inputSent(1, 100, 100);
    tracker.stampsReceived([stamp(10, 110, [[ME + 1, 1]])], false);
    show(10, 120);
    expect(latencies()).toEqual([]);
  });

  it("gives no figure when a lost report may have held the first stamp", () => {
    tracker.inputSent(1, 100, 100);
    tracker.stampsReceived([stamp(10, 90)], true);
    tracker.stampsReceived([stamp(14, 160, [[ME, 1]])], true);
    show(14, 170);
    expect(latencies()).toEqual([]);
    expect(tracker.counts()).toEqual({ pending: 0, lost: 1 });
  });

  it("knows the order of RTP timestamps over their wrap", () => {
    tracker.inputSent(1, 100, 100);
    tracker.stampsReceived([{ ...stamp(10, 110, [[ME, 1]]), rtp: 2 ** 32 - 500 }], false);
    tracker.framePresented({ key: { kind: "rtp", value: 2 ** 32 - 2000 }, time: 115 });
    tracker.framePresented({ key: { kind: "rtp", value: 1000 }, time: 130 });
    expect(latencies()).toEqual([30]);
  });

  it("joins the media messages of the WebSocket by their time", () => {
    tracker.inputSent(1, 100, 100);
    tracker.stampsReceived([stamp(10, 110, [[ME, 1]])], false);
    tracker.framePresented({ key: { kind: "pts", value: 9 * 16_667 }, time: 112 });
    tracker.framePresented({ key: { kind: "pts", value: 10 * 16_667 }, time: 121 });
    expect(latencies()).toEqual([21]);
  });

  it("keeps a bounded number of frames that no picture is told of, and counts the rest as lost", () => {
    for (let seq = 1; seq <= 310; seq++) {
      tracker.inputSent(seq, seq, seq);
      tracker.stampsReceived([stamp(seq, seq, [[ME, seq]])], false);
    }
    expect(tracker.counts()).toEqual({ pending: 300, lost: 10 });
  });

  it("summarises the newest 200, and only those after a given time when asked", () => {
    for (let seq = 1; seq <= 300; seq++) {
      tracker.inputSent(seq, seq * 100, seq * 100);
      tracker.stampsReceived([stamp(seq, seq * 100 + 1, [[ME, seq]])], false);
      show(seq, seq * 100 + (seq > 290 ? 50 : 20));
    }
    expect(tracker.inputSummary()).toEqual({ p50: 20, p95: 20, count: 200 });
    expect(tracker.inputSummary(29_100)).toEqual({ p50: 50, p95: 50, count: 10 });
  });
});

describe("age of the picture", () => {
  it("counts from the start of rendering, whichever comes first", () => {
    show(1, 120);
    tracker.stampsReceived([stamp(1, 100), stamp(2, 116)], false);
    show(2, 130);
    expect(tracker.ageSummary()).toEqual({ p50: 14, p95: 20, count: 2 });
    expect(tracker.ageSummary(125)).toEqual({ p50: 14, p95: 14, count: 1 });
  });

  it("tells the least delay of a time, and the longest gap since it was asked last", () => {
    for (const [frame, shownAt] of [[1, 120], [2, 190], [3, 210]] as const) {
      tracker.stampsReceived([stamp(frame, 100 + 16 * frame)], false);
      show(frame, shownAt);
    }
    const all = tracker.leastDelay(0);
    const late = tracker.leastDelay(150);
    expect(all).not.toBeNull();
    expect(late).toBeGreaterThan(all ?? 0);
    expect(tracker.leastDelay(1_000)).toBeNull();
    expect(tracker.takeLongestGap()).toBe(70);
    expect(tracker.takeLongestGap()).toBeNull();
  });

  it("says nothing before the clocks were compared", () => {
    tracker = new LatencyTracker(() => null);
    show(1, 120);
    tracker.stampsReceived([stamp(1, 100)], false);
    expect(tracker.ageSummary()).toEqual({ p50: null, p95: null, count: 0 });
  });
});

it("reads the places of a wire stamp by the names that the server gives them", () => {
  const wire = FRAME_STAMP_FIELDS.map((_, index) => index) as unknown as FrameStamp;
  const place = (name: (typeof FRAME_STAMP_FIELDS)[number]): number => FRAME_STAMP_FIELDS.indexOf(name);
  expect(readStamp(wire)).toEqual({
    frame: place("frame"),
    rtp: place("rtp"),
    ptsUs: place("pts_us"),
    simTimeSec: place("sim_time_sec"),
    inputs: place("inputs"),
    inputMs: place("input_ms"),
    renderStartMs: place("render_start_ms"),
    renderEndMs: place("render_end_ms"),
    encodeEndMs: place("encode_end_ms"),
    sendMs: place("send_ms"),
    bytes: place("bytes"),
    key: place("key"),
  });
});
