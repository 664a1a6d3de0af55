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
      // The moments of a scene that is gone say nothing of the next.
      else this.wanted = null;
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

/** Simulated time passed at a moment; between those that are known, as far as equal steps tell. */
export function secondsAt(history: HistorySpan, index: number): number {
  const { first, index: at, head, first_sec: firstSec, index_sec: atSec, head_sec: headSec } = history;
  return index <= at
    ? between(index, [first, firstSec], [at, atSec])
    : between(index, [at, atSec], [head, headSec]);
}

type Known = readonly [index: number, sec: number];

function between(index: number, [left, from]: Known, [right, to]: Known): number {
  return right > left ? from + ((to - from) * (index - left)) / (right - left) : to;
}
