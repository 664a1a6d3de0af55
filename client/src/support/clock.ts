/** Time and timers, passed in so that tests can move them by hand. Times are milliseconds. */
export interface Clock {
  /** The timeline of `performance.now()`. */
  now(): number;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(timer: number): void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
  clearTimeout: (timer) => {
    window.clearTimeout(timer);
  },
};
