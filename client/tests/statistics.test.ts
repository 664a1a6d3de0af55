import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Selection } from "../src/connection/videoTypes";
import type { Telemetry, ViewerReport } from "../src/protocol/generated";
import type { Stamp } from "../src/protocol/stamps";
import { initialStatistics, useStatistics } from "../src/store/statisticsStore";
import { initialStatus, useStatus } from "../src/store/statusStore";
import { LatencyTracker } from "../src/telemetry/LatencyTracker";
import { NO_FRAMES, type VideoCounters } from "../src/video/types";
import { StatisticsReporter } from "../src/viewer/StatisticsReporter";
import { TelemetryReceiver } from "../src/viewer/TelemetryReceiver";
import { ManualClock } from "./support/ManualClock";
import { STATUS } from "./support/page";

const STAMP: Stamp = {
  frame: 0,
  rtp: 0,
  ptsUs: 0,
  simTimeSec: 0,
  inputs: [],
  inputMs: 0,
  renderStartMs: 0,
  renderEndMs: 1,
  encodeEndMs: 2,
  sendMs: 3,
  bytes: 900,
  key: false,
};

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

describe("reports", () => {
  let clock: ManualClock;
  let sent: ViewerReport[];
  let tracker: LatencyTracker;
  let counters: VideoCounters;
  let transport: Selection;
  let knowsFrames: boolean;
  let refresh: () => Promise<void>;
  let reporter: StatisticsReporter;
  const second = async (): Promise<void> => {
    for (let tenth = 0; tenth < 10; tenth += 1) await tenthOfASecond();
  };
  const tenthOfASecond = async (): Promise<void> => {
    clock.advance(100);
    await settled();
  };

  beforeEach(() => {
    useStatistics.setState(initialStatistics, true);
    clock = new ManualClock();
    sent = [];
    tracker = new LatencyTracker(() => null);
    tracker.reset(7);
    counters = { ...NO_FRAMES };
    transport = "websocket";
    knowsFrames = true;
    refresh = () => Promise.resolve();
    reporter = new StatisticsReporter({
      clock,
      tracker,
      refresh: () => refresh(),
      counters: () => ({ transport, counters }),
      knowsFrames: () => knowsFrames,
      roundTripMs: () => 12,
      send: (report) => sent.push(report),
    });
  });

  it("tell rates once there are two readings of the same way", async () => {
    reporter.start();
    await second();
    expect(useStatistics.getState().presentedPerSec).toBeNull();
    counters = { ...NO_FRAMES, presented: 30, bytes: 250_000 };
    await second();
    expect(useStatistics.getState()).toMatchObject({ presentedPerSec: 30, receivedBitsPerSec: 2_000_000 });
    transport = "webrtc";
    await second();
    expect(useStatistics.getState().presentedPerSec).toBeNull();
    expect(sent.map(({ decoder }) => decoder)).toEqual(["webcodecs", "webcodecs", "webrtc"]);
  });

  it("are told at once while all new pictures are late, but rates once a second", async () => {
    let newest = 20;
    tracker.leastDelay = (since) => (clock.now() - since > 1_000 ? 20 : newest);
    reporter.start();
    await tenthOfASecond();
    expect(sent).toHaveLength(0);
    newest = 90;
    await tenthOfASecond();
    await tenthOfASecond();
    expect(sent.map((report) => report.delay_ms)).toEqual([90, 90]);
    expect(useStatistics.getState().roundTripMs).toBeNull();
    newest = 20;
    for (let tenth = 0; tenth < 7; tenth += 1) await tenthOfASecond();
    expect(sent).toHaveLength(3);
    expect(useStatistics.getState().roundTripMs).toBe(12);
    await tenthOfASecond();
    expect(sent).toHaveLength(3);
  });

  it("go on once a second after a restart while a refresh was under way, and not twice", async () => {
    let release = (): void => undefined;
    refresh = () => new Promise((resolve) => { release = resolve; });
    reporter.start();
    clock.advance(1_000);
    reporter.stop();
    reporter.start();
    refresh = () => Promise.resolve();
    release();
    await settled();
    expect(sent).toHaveLength(0);
    await second();
    await second();
    expect(sent).toHaveLength(2);
  });

  it("tell of nothing seen while no video is sent", async () => {
    for (let seq = 1; seq <= 5; seq += 1) {
      tracker.inputSent(seq, 0, 0);
      tracker.stampsReceived([{ ...STAMP, frame: seq, ptsUs: seq, inputs: [[7, seq]] }], false);
      tracker.framePresented({ key: { kind: "pts", value: seq }, time: 30 });
    }
    reporter.start();
    await second();
    expect(useStatistics.getState()).toMatchObject({ latencyKind: "input", latencyP50Ms: 30 });
    transport = "none";
    await second();
    await second();
    expect(useStatistics.getState()).toMatchObject({ latencyP50Ms: null, presentedPerSec: null });
  });

  it("know of no latency where the browser does not tell which picture it shows", async () => {
    knowsFrames = false;
    reporter.start();
    await second();
    expect(useStatistics.getState()).toMatchObject({ latencyKind: "unknown", latencyP50Ms: null });
  });
});

describe("telemetry", () => {
  const telemetry = (server_ms: number, sim_time_sec: number): Telemetry => ({
    type: "telemetry",
    server_ms,
    sent_frames: server_ms,
    status: { ...STATUS, sim_time_sec },
    stamps: [],
  });
  const stampsReceived = vi.fn();
  let receiver: TelemetryReceiver;

  beforeEach(() => {
    useStatus.setState(initialStatus, true);
    stampsReceived.mockClear();
    receiver = new TelemetryReceiver({ serverSent: () => undefined }, { stampsReceived });
  });

  it("does not let an older status overwrite a newer one", () => {
    receiver.receive(telemetry(2_000, 2), true);
    receiver.receive(telemetry(1_800, 1), true);
    expect(useStatus.getState().status?.sim_time_sec).toBe(2);
    expect(receiver.sentFrames).toBe(2_000);
    receiver.receive(telemetry(2_200, 3), false);
    expect(useStatus.getState().status?.sim_time_sec).toBe(3);
  });

  it("takes any clock after a reset, because another server may answer", () => {
    receiver.receive(telemetry(2_000, 2), false);
    receiver.reset();
    receiver.receive(telemetry(10, 1), false);
    expect(useStatus.getState().status?.sim_time_sec).toBe(1);
  });

  it("takes stamps for lossy from the first one that came by a way on which they may get lost", () => {
    receiver.receive(telemetry(1, 1), false);
    receiver.receive(telemetry(2, 1), true);
    receiver.receive(telemetry(3, 1), false);
    expect(stampsReceived.mock.calls.map(([, lossy]) => lossy as boolean)).toEqual([false, true, true]);
  });
});
