import type { ClientMessage } from "../protocol/generated";
import { seriesData } from "../plots/SeriesData";
import type { Clock } from "../support/clock";
import { useWatchedSeries, type WatchedSeries } from "../store/watchedSeriesStore";

/** Several changes in a row are told as one. */
const SETTLE_MS = 100;

/** Tells the server which series are seen, and again after each connection. */
export class SeriesWatch {
  private told = "";
  private timer = 0;

  constructor(
    private readonly clock: Clock,
    private readonly send: (message: ClientMessage) => boolean,
  ) {
    useWatchedSeries.subscribe(() => {
      this.clock.clearTimeout(this.timer);
      this.timer = this.clock.setTimeout(() => { this.tell(); }, SETTLE_MS);
    });
  }

  /** A new connection: the server knows of nothing. */
  connected(): void {
    this.told = asText({ series: [], newest: [] });
    seriesData.interrupt();
    this.tell();
  }

  private tell(): void {
    const { series, newest } = useWatchedSeries.getState();
    const text = asText({ series, newest });
    if (text === this.told) return;
    if (!this.send({ type: "watch_series", series, newest })) return;
    if (this.told === asText({ series: [], newest: [] })) seriesData.interrupt();
    this.told = text;
  }
}

function asText({ series, newest }: WatchedSeries): string {
  return JSON.stringify([series, newest]);
}
