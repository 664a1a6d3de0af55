/** Frames that were sent and not seen for this long are too many to be merely late. */
export const STALL_LIMIT_MS = 3_000;

/** Notices that the server goes on sending frames while none is presented. */
export class StallDetector {
  private lastCount = 0;
  private unansweredSince: number | null = null;
  private lastGrowth = 0;
  private lastSign = 0;

  /** A frame was seen, or another way is judged from now on. */
  reset(now: number): void {
    this.unansweredSince = null;
    this.lastSign = now;
  }

  /** How many frames the server says it has sent on the present way. */
  sent(count: number, now: number): void {
    this.lastSign = now;
    if (count > this.lastCount) {
      this.unansweredSince ??= now;
      this.lastGrowth = now;
    }
    this.lastCount = count;
  }

  /**
   * True when sent frames went unseen for the limit, or when neither frames nor telemetry came
   * for twice as long. One report alone may count frames already seen, so the count must have
   * grown over a third of the limit.
   */
  isStalled(now: number): boolean {
    if (now - this.lastSign >= 2 * STALL_LIMIT_MS) return true;
    return (
      this.unansweredSince !== null &&
      now - this.unansweredSince >= STALL_LIMIT_MS &&
      this.lastGrowth - this.unansweredSince >= STALL_LIMIT_MS / 3
    );
  }
}
