/** Larger than any `performance.now()`: milliseconds since 1970, as old browsers give. */
const EPOCH_LIKE_MS = 1e12;

/** When an event happened, on the timeline of `performance.now()`. */
export function eventTime(event: Pick<Event, "timeStamp">): number {
  const now = performance.now();
  const { timeStamp } = event;
  const time = timeStamp > EPOCH_LIKE_MS ? timeStamp - performance.timeOrigin : timeStamp;
  return time > 0 && time <= now ? time : now;
}
