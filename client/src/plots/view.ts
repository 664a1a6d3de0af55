import type { TimeRange } from "../store/plotsStore";
import type { SeriesTable } from "./SeriesTable";

/** The simulated time that plots show: what somebody zoomed to, or the last seconds. */
export function visibleRange(
  table: SeriesTable,
  windowSec: number,
  range: TimeRange | null,
): TimeRange {
  if (range) return range;
  const newest = table.newestTime ?? 0;
  const looked = table.lookedAt?.time;
  // A moment of the past that is looked at stands in the middle, unless it can be seen anyway.
  if (looked !== undefined && (looked < newest - windowSec || looked > newest)) {
    return [looked - windowSec / 2, looked + windowSec / 2];
  }
  return [newest - windowSec, newest];
}
