import type { WatchPanels } from "../protocol/generated";
import type { Clock } from "../support/clock";

/** The server takes five of these messages a second. */
const SHORTEST_INTERVAL_MS = 250;

/** Tells the server which panels are seen: several parts of the page may look at one. */
export class PanelWatch {
  private readonly counts = new Map<string, number>();
  private hidden = false;
  private told = "";
  private toldMs = -Infinity;
  private timer = 0;

  constructor(
    private readonly send: (message: WatchPanels) => boolean,
    private readonly clock: Clock,
    /** What is watched from now on; of all else nothing is told any more. */
    private readonly onTold: (panels: readonly string[]) => void = () => undefined,
  ) {}

  /** Watch a panel until the result is called. */
  watch(panel: string): () => void {
    this.count(panel, 1);
    let watching = true;
    return () => {
      if (watching) this.count(panel, -1);
      watching = false;
    };
  }

  /** A page that nobody sees shows nothing. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.plan();
  }

  /** The server, or another one, has just greeted and knows nothing. */
  restart(): void {
    this.told = "";
    this.plan();
  }

  private count(panel: string, change: 1 | -1): void {
    const count = (this.counts.get(panel) ?? 0) + change;
    if (count > 0) this.counts.set(panel, count);
    else this.counts.delete(panel);
    this.plan();
  }

  /** Soon, and not once for each of the changes that come together. */
  private plan(): void {
    if (this.timer !== 0) return;
    const pauseMs = Math.max(0, this.toldMs + SHORTEST_INTERVAL_MS - this.clock.now());
    this.timer = this.clock.setTimeout(() => {
      this.timer = 0;
      this.tell();
    }, pauseMs);
  }

  private tell(): void {
    const panels = this.hidden ? [] : [...this.counts.keys()].sort();
    const text = panels.join(" ");
    if (text === this.told) return;
    // Without a connection the welcome of the next one brings it up again.
    if (!this.send({ type: "watch_panels", panels: panels as WatchPanels["panels"] })) return;
    this.told = text;
    this.onTold(panels);
    this.toldMs = this.clock.now();
  }
}
