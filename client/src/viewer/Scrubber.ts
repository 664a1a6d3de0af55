import type { HistorySpan } from "../protocol/generated";
import { expectStatus, useStatus } from "../store/statusStore";

/** Goes through the history as fast as the simulation follows: one request at a time, newest wins. */
export class Scrubber {
  private wanted: number | null = null;
  private following: Promise<void> | null = null;

  constructor(private readonly seek: (index: number) => Promise<boolean>) {}

  /** Be at this moment as soon as possible; fulfilled when nothing newer is wanted either. */
  goTo(index: number): Promise<void> {
    this.wanted = index;
    this.following ??= this.follow().finally(() => { this.following = null; });
    return this.following;
  }

  private async follow(): Promise<void> {
    while (this.wanted !== null) {
      const index = this.wanted;
      this.wanted = null;
      if (await this.seek(index)) expectMoment(index);
    }
  }
}

/** What the next status will say: paused, there. */
function expectMoment(index: number): void {
  const { history } = useStatus.getState().status ?? {};
  if (history) {
    expectStatus({ running: false, history: { ...history, index, index_sec: secondsAt(history, index) } });
  }
}

/** Simulated time passed at a moment, as far as equal steps tell. */
export function secondsAt(history: HistorySpan, index: number): number {
  const { first, head, first_sec: from, head_sec: to } = history;
  return head > first ? from + ((to - from) * (index - first)) / (head - first) : from;
}
