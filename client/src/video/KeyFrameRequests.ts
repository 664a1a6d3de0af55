const INTERVAL_MS = 500;

/** Asks for key frames, no more than two a second. */
export class KeyFrameRequests {
  private last = -Infinity;

  constructor(
    private readonly send: () => void,
    private readonly now: () => number,
  ) {}

  ask(): void {
    const now = this.now();
    if (now - this.last < INTERVAL_MS) return;
    this.last = now;
    this.send();
  }
}
