import type { Selection } from "../connection/videoTypes";
import type { ViewerReport } from "../protocol/generated";
import { type StatisticsStore, useStatistics } from "../store/statisticsStore";
import type { Clock } from "../support/clock";
import type { LatencyTracker } from "../telemetry/LatencyTracker";
import type { VideoCounters } from "../video/types";

export interface ReporterSources {
  clock: Clock;
  tracker: LatencyTracker;
  /** Bring the browser's own counters up to date. */
  refresh: () => Promise<void>;
  /** The way in use and its counters. */
  counters: () => { transport: Selection; counters: VideoCounters };
  /** False where the browser does not tell which picture it shows. */
  knowsFrames: () => boolean;
  roundTripMs: () => number | null;
  /** How long the browser holds frames back before it shows them. */
  jitterBufferMs?: () => number | null;
  send: (report: ViewerReport) => void;
}

const INTERVAL_MS = 1_000;
/** A queue is told at once, for the server chooses the quality by it: in a second it grows by as much. */
const CHECK_MS = 100;
/** The pictures that count as the newest: one at the least rate of video. */
const NEWEST_MS = 100;
const LATE_MS = 40;
/** What was longer ago says nothing of now: not inputs, and not pictures of another scene. */
const COUNTS_FOR_MS = 10_000;
const LEAST_INPUTS = 5;
const DECODERS = { none: "", websocket: "webcodecs", mse: "mse", jpeg: "jpeg", webrtc: "webrtc" } as const;

interface Reading {
  time: number;
  transport: Selection;
  presented: number;
  bytes: number;
}

/**
 * Once a second, and for the server sooner while pictures come late: what this page sees, for the
 * status bar and for the server's statistics.
 */
export class StatisticsReporter {
  private timer = 0;
  private last: Reading | null = null;
  /** Counts the starts and stops, so that a report on its way knows if it is still wanted. */
  private run = 0;
  private running = false;
  private checks = 0;
  private toldMs = 0;

  constructor(private readonly sources: ReporterSources) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.run += 1;
    this.last = null;
    this.checks = 0;
    this.toldMs = this.sources.clock.now();
    this.schedule();
  }

  stop(): void {
    this.running = false;
    this.run += 1;
    this.sources.clock.clearTimeout(this.timer);
  }

  private schedule(): void {
    this.timer = this.sources.clock.setTimeout(() => {
      void this.check();
    }, CHECK_MS);
  }

  private async check(): Promise<void> {
    const { run } = this;
    this.checks += 1;
    const whole = this.checks * CHECK_MS >= INTERVAL_MS;
    if (whole) this.checks = 0;
    if (whole || this.isLate()) await this.report(whole);
    if (this.run === run) this.schedule();
  }

  /** True where all of the newest pictures are later than one of the last seconds. */
  private isLate(): boolean {
    const { clock, tracker } = this.sources;
    const newest = tracker.leastDelay(clock.now() - NEWEST_MS);
    const usual = tracker.leastDelay(clock.now() - COUNTS_FOR_MS);
    return newest !== null && usual !== null && newest > usual + LATE_MS;
  }

  private async report(whole: boolean): Promise<void> {
    const { run } = this;
    // A peer that is being closed cannot tell its counters; the old ones do for this second.
    await this.sources.refresh().catch(() => undefined);
    if (this.run !== run) return;
    const { transport, counters } = this.sources.counters();
    if (whole) this.updateStore(transport, counters);
    const now = this.sources.clock.now();
    const since = this.toldMs;
    this.toldMs = now;
    this.sources.send({
      type: "viewer_report",
      transport,
      received: counters.received,
      decoded: counters.decoded,
      presented: counters.presented,
      dropped: counters.dropped,
      latency_ms: useStatistics.getState().latencyP50Ms,
      delay_ms: this.sources.tracker.leastDelay(since),
      freeze_ms: this.sources.tracker.takeLongestGap(),
      jitter_buffer_ms: transport === "webrtc" ? (this.sources.jitterBufferMs?.() ?? null) : null,
      round_trip_ms: this.sources.roundTripMs(),
      decoder: DECODERS[transport],
    });
  }

  private updateStore(transport: Selection, { presented, bytes }: VideoCounters): void {
    const now = this.sources.clock.now();
    const goesOn = transport !== "none" && this.last?.transport === transport;
    const last = goesOn ? this.last : null;
    this.last = { time: now, transport, presented, bytes };
    const perSec = (value: number, before: number): number =>
      last ? Math.max(0, ((value - before) * 1000) / (now - last.time)) : 0;
    useStatistics.setState({
      presentedPerSec: last && perSec(presented, last.presented),
      receivedBitsPerSec: last && 8 * perSec(bytes, last.bytes),
      ...this.latency(now, transport),
      roundTripMs: this.sources.roundTripMs(),
    });
  }

  private latency(
    now: number,
    transport: Selection,
  ): Pick<StatisticsStore, "latencyP50Ms" | "latencyP95Ms" | "latencyKind"> {
    if (!this.sources.knowsFrames()) {
      return { latencyP50Ms: null, latencyP95Ms: null, latencyKind: "unknown" };
    }
    if (transport === "none") return { latencyP50Ms: null, latencyP95Ms: null, latencyKind: "age" };
    const { tracker } = this.sources;
    const since = now - COUNTS_FOR_MS;
    const inputs = tracker.inputSummary(since);
    const enough = inputs.count >= LEAST_INPUTS;
    const { p50, p95 } = enough ? inputs : tracker.ageSummary(since);
    return { latencyP50Ms: p50, latencyP95Ms: p95, latencyKind: enough ? "input" : "age" };
  }
}
