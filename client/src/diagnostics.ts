/**
 * `window.__viewer`: what benchmarks and tests read. It only tells; reading it changes nothing.
 *
 * - `state()`: connection, way of the video and why, state of the session, scene, status
 * - `stats()`: the way in use with frames received, decoded, presented, dropped and bytes, the
 *   frames the server says it sent, latency percentiles, inputs pending and lost
 * - `refresh()`: asks the browser for its newest counters of WebRTC, then gives `stats()`
 * - `presented`: the newest 5,000 shown pictures, `{frame, rtp, pts_us, time}`; `frame` and
 *   `pts_us` over TCP, `rtp` over WebRTC, `time` on the timeline of `performance.now()`
 * - `latencies`: the newest 2,000 inputs that were seen, `{seq, eventTime, presentedTime, stages}`
 * - `ages`: the newest 2,000 shown pictures whose age is known, `{age, delay, time}`: milliseconds
 *   from the begin of drawing and from sending, and when it was shown
 * - `connection`: the way to the server: round trip and clock offset, in milliseconds
 */
import { useConnection } from "./store/connectionStore";
import { useSession } from "./store/sessionStore";
import { useStatus } from "./store/statusStore";
import type { InputLatency, PictureAge } from "./telemetry/LatencyTracker";
import type { PresentedFrame } from "./video/types";
import type { Viewer } from "./viewer/Viewer";

export interface PresentedEntry {
  frame: number | null;
  rtp: number | null;
  pts_us: number | null;
  time: number;
}

export class Diagnostics {
  constructor(private readonly viewer: Viewer) {}

  state(): object {
    const { connection, video, participant, support } = useConnection.getState();
    const { state: session, ...about } = useSession.getState();
    const { status } = useStatus.getState();
    return { connection, video, participant, support, session, ...about, status };
  }

  stats(): object {
    const { transport, counters } = this.viewer.currentCounters();
    return {
      transport,
      ...counters,
      sent: this.viewer.sentFrames,
      inputLatency: this.viewer.tracker.inputSummary(),
      frameAge: this.viewer.tracker.ageSummary(),
      inputs: this.viewer.tracker.counts(),
    };
  }

  async refresh(): Promise<object> {
    await this.viewer.refreshCounters();
    return this.stats();
  }

  get presented(): PresentedEntry[] {
    return this.viewer.presented.toArray().map(presentedEntry);
  }

  get latencies(): InputLatency[] {
    return this.viewer.tracker.latencies.toArray();
  }

  get ages(): PictureAge[] {
    return this.viewer.tracker.ages.toArray();
  }

  get connection(): { roundTripMs: number | null; clockOffsetMs: number | null } {
    const { clockSync } = this.viewer.signaling;
    return { roundTripMs: clockSync.roundTripMs, clockOffsetMs: clockSync.offsetMs };
  }
}

function presentedEntry({ frame, key, time }: PresentedFrame): PresentedEntry {
  return {
    frame,
    rtp: key?.kind === "rtp" ? key.value : null,
    pts_us: key?.kind === "pts" ? key.value : null,
    time,
  };
}

declare global {
  interface Window {
    __viewer?: Diagnostics;
  }
}
