import { create } from "zustand";
import type { SceneVersion, WritingAtWork, WritingState } from "../protocol/generated";
import type { WritingProblem } from "../writing/api";

/** Scenes from words: what the server says of them, and what this person is about to ask for. */
export interface WritingStore {
  /** All that were written, the newest last. */
  versions: SceneVersion[];
  /** The one that is shown. */
  current: number | null;
  /** What undo and redo would bring; 0 is the scene from before. */
  undo: number | null;
  redo: number | null;
  atWork: WritingAtWork | null;
  /** When this page first heard of it, by `performance.now()`. */
  atWorkSinceMs: number;

  prompt: string;
  /** The prompt is a change of the present scene. */
  edit: boolean;
  /** A request of this page is on its way. */
  asking: boolean;
  /** It was called off here, and ends with a refusal that says nothing new. */
  calledOff: boolean;
  /** Why the last one was not met. */
  refusal: WritingProblem | null;
  /** What came of the last one. */
  made: number | null;
  /** The version that is looked at with all there is of it; the newest until one is chosen. */
  opened: number | "newest" | null;
  /** How often something else than typing has put words into the box. */
  suggested: number;
}

export const initialWriting: WritingStore = {
  versions: [],
  current: null,
  undo: null,
  redo: null,
  atWork: null,
  atWorkSinceMs: 0,
  prompt: "",
  edit: false,
  asking: false,
  calledOff: false,
  refusal: null,
  made: null,
  opened: "newest",
  suggested: 0,
};

export const useWriting = create<WritingStore>(() => initialWriting);

/** What the server says of all versions and of the work. */
export function takeWriting(state: Omit<WritingState, "type">, nowMs = performance.now()): void {
  const { versions = null, current = null, undo = null, redo = null, at_work: atWork = null } = state;
  useWriting.setState((before) => ({
    versions: versions ?? before.versions,
    current,
    undo,
    redo,
    atWork,
    atWorkSinceMs: isSameWork(before.atWork, atWork) ? before.atWorkSinceMs : nowMs,
  }));
}

/** Put a prompt into the box, as a new scene or as a change of the present one. */
export function suggest(prompt: string, edit: boolean = useWriting.getState().edit): void {
  useWriting.setState(({ suggested }) => ({ prompt, edit, refusal: null, suggested: suggested + 1 }));
}

/** Look at this version; at none where it is looked at already. */
export function toggleVersion(number: number): void {
  useWriting.setState((state) => ({ opened: isOpened(state, number) ? null : number }));
}

export function isOpened({ opened, versions }: Pick<WritingStore, "opened" | "versions">, number: number): boolean {
  return opened === number || (opened === "newest" && versions.at(-1)?.number === number);
}

function isSameWork(a: WritingAtWork | null, b: WritingAtWork | null): boolean {
  return a !== null && b !== null && a.prompt === b.prompt && a.person === b.person;
}
