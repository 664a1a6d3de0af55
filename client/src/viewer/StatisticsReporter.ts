import type { Selection } from "../connection/VideoChooser";
import type { ViewerReport } from "../protocol/generated";
import { useStatistics } from "../store/statisticsStore";
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
  roundTripMs: () => number | null;
  send: (report: ViewerReport) => void;
}

const INTERVAL_MS = 1_000;
/** After this long without inputs the age of the picture tells more about the delay. */
const INPUTS_COUNT_FOR_MS = 10_000;
const LEAST_INPUTS = 5;

interface Reading {
  time: number;
  transport: Selection;
  presented: number;
  bytes: number;
}

/** Once a second: what this page sees, for the status bar and for the server's statistics. */
export class StatisticsReporter {
  private timer = 0;
  private last: Reading | null = null;
  private running = false;

  constructor(private readonly sources: ReporterSources) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.last = null;
    this.schedule();
  }

  stop(): void {
    this.running = false;
    this.sources.clock.clearTimeout(this.timer);
  }

  private schedule(): void {
    this.timer = this.sources.clock.setTimeout(() => {
      void this.report();
    }, INTERVAL_MS);
  }

  private async report(): Promise<void> {
    // A peer that is being closed cannot tell its counters; the old ones do for this second.
    await this.sources.refresh().catch(() => undefined);
    if (!this.running) return;
    const { transport, counters } = this.sources.counters();
    this.updateStore(transport, counters);
    const latency = useStatistics.getState().latencyP50Ms;
    this.sources.send({
      type: "viewer_report",
      transport,
      received: counters.received,
      decoded: counters.decoded,
      presented: counters.presented,
      dropped: counters.dropped,
      latency_ms: latency,
      decoder: transport === "websocket" ? "webcodecs" : transport === "webrtc" ? "webrtc" : "",
    });
    this.schedule();
  }

  private updateStore(transport: Selection, counters: VideoCounters): void {
    const now = this.sources.clock.now();
    const reading = {
      time: now,
      transport,
      presented: counters.presented,
      bytes: counters.bytes,
    };
    const last = this.last?.transport === transport ? this.last : null;
    this.last = reading;
    const perSec = (value: number, before: number): number =>
      last ? Math.max(0, ((value - before) * 1000) / (now - last.time)) : 0;
    const inputs = this.sources.tracker.inputSummary(now - INPUTS_COUNT_FOR_MS);
    const kind = inputs.count >= LEAST_INPUTS ? "input" : "age";
    const summary = kind === "input" ? inputs : this.sources.tracker.ageSummary();
    useStatistics.setState({
      presentedPerSec: last && perSec(reading.presented, last.presented),
      receivedBitsPerSec: last && 8 * perSec(reading.bytes, last.bytes),
      latencyP50Ms: summary.p50,
      latencyP95Ms: summary.p95,
      latencyKind: kind,
      roundTripMs: this.sources.roundTripMs(),
    });
  }
}
