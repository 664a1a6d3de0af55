interface Sample {
  roundTripMs: number;
  offsetMs: number;
}

const WINDOW_SAMPLES = 30;

/**
 * Compares the server's clock with this page's, by pings.
 *
 * The sample with the least round trip of the last minute decides: its way out and its way
 * back are the most nearly equal, which is all that the estimate rests on.
 */
export class ClockSync {
  private samples: Sample[] = [];

  /** Add a ping's three times: sent and received here, answered there. */
  add(sentMs: number, serverMs: number, receivedMs: number): void {
    const sample = {
      roundTripMs: receivedMs - sentMs,
      offsetMs: serverMs - (sentMs + receivedMs) / 2,
    };
    this.samples = [...this.samples, sample].slice(-WINDOW_SAMPLES);
  }

  /** Forget all: after a reconnect another server may answer, with another clock. */
  reset(): void {
    this.samples = [];
  }

  get roundTripMs(): number | null {
    return this.samples.at(-1)?.roundTripMs ?? null;
  }

  /** Server time minus `performance.now()`, or null before the first answer. */
  get offsetMs(): number | null {
    if (this.samples.length === 0) return null;
    return this.samples.reduce((best, sample) =>
      sample.roundTripMs < best.roundTripMs ? sample : best,
    ).offsetMs;
  }

  /** Convert a time of the server's clock to the timeline of `performance.now()`. */
  toLocal(serverMs: number): number | null {
    const offset = this.offsetMs;
    return offset === null ? null : serverMs - offset;
  }
}
