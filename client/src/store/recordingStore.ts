import { create } from "zustand";
import type { RecordingsChanged, RunningFilm } from "../protocol/generated";

/** A recording under way. */
export interface Running {
  id: string;
  title: string;
  by: string;
  /** When it began, by `performance.now()`. */
  startedMs: number;
}

export interface RecordingStore {
  running: Running | null;
  /** The film that is drawn now. */
  film: RunningFilm | null;
  /** Another number means that the list of recordings is another one. */
  revision: number;
}

export const initialRecording: RecordingStore = { running: null, film: null, revision: 0 };

export const useRecording = create<RecordingStore>(() => initialRecording);

/** What the server says of recordings. */
export function takeRecordings({ running }: RecordingsChanged, nowMs = performance.now()): void {
  useRecording.setState(({ revision }) => ({
    running: running && {
      id: running.id,
      title: running.title,
      by: running.by,
      startedMs: nowMs - 1000 * running.elapsed_sec,
    },
    revision: revision + 1,
  }));
}
