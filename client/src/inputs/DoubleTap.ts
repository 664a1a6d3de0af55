import { distance, type Point } from "./geometry";

const LONGEST_PAUSE_MS = 350;
/** Two fingers' tips are not put down on the same spot. */
const LARGEST_WAY_PX = 40;

export interface Tap extends Point {
  time: number;
}

/** Tells which taps are the second of two; a third begins anew. */
export class DoubleTap {
  private last: Tap | null = null;

  completes(tap: Tap): boolean {
    const { last } = this;
    const isSecond =
      last !== null &&
      tap.time - last.time <= LONGEST_PAUSE_MS &&
      distance(last, tap) <= LARGEST_WAY_PX;
    this.last = isSecond ? null : tap;
    return isSecond;
  }

  reset(): void {
    this.last = null;
  }
}
