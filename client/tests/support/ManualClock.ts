import type { Clock } from "../../src/support/clock";

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  private time = 0;
  private next = 1;
  private readonly timers = new Map<number, Timer>();

  now(): number {
    return this.time;
  }

  setTimeout(callback: () => void, delayMs: number): number {
    const id = this.next++;
    this.timers.set(id, { at: this.time + delayMs, callback });
    return id;
  }

  clearTimeout(timer: number): void {
    this.timers.delete(timer);
  }

  /** Move on, running what falls due in its order. */
  advance(ms: number): void {
    const until = this.time + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= until);
      const first = due.sort((a, b) => a[1].at - b[1].at)[0];
      if (!first) break;
      this.timers.delete(first[0]);
      this.time = first[1].at;
      first[1].callback();
    }
    this.time = until;
  }
}
