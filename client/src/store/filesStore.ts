import { create } from "zustand";
import type { ModelChoice } from "../files/api";
import type { SceneFiles } from "../protocol/generated";

/** The scene's files, and what is being sent. */
export interface FilesStore {
  files: SceneFiles;
  /** What is sent now, and which part of it has gone; null for nothing. */
  sending: { name: string; part: number } | null;
  /** What was sent holds several models. */
  choice: ModelChoice | null;
}

export const initialFiles: FilesStore = {
  files: { type: "files", watching: false, watchable: false, edited: false, keyframes: [] },
  sending: null,
  choice: null,
};

export const useFiles = create<FilesStore>(() => initialFiles);
