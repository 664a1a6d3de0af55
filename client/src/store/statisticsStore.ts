import { create } from "zustand";

/** What this page measures itself, about once a second. */
export interface StatisticsStore {
  presentedPerSec: number | null;
  receivedBitsPerSec: number | null;
  latencyP50Ms: number | null;
  latencyP95Ms: number | null;
  /**
   * Without recent inputs the latency is the age of the picture, from the start of rendering.
   * It is unknown where the browser does not tell which picture it shows.
   */
  latencyKind: "input" | "age" | "unknown";
  roundTripMs: number | null;
}

export const initialStatistics: StatisticsStore = {
  presentedPerSec: null,
  receivedBitsPerSec: null,
  latencyP50Ms: null,
  latencyP95Ms: null,
  latencyKind: "age",
  roundTripMs: null,
};

export const useStatistics = create<StatisticsStore>(() => initialStatistics);
