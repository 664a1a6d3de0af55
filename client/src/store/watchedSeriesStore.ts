import { create } from "zustand";

/** The series that the page shows now; what it does not show is not sent. */
export interface WatchedSeries {
  series: string[];
  newest: string[];
}

export const initialWatchedSeries: WatchedSeries = { series: [], newest: [] };

export const useWatchedSeries = create<WatchedSeries>(() => initialWatchedSeries);
