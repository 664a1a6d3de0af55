import { create } from "zustand";
import type { Notice, Problem } from "../protocol/generated";

export interface ShownNotice {
  id: number;
  code: string;
  level: Notice["level"];
  text: string;
  problem: Problem | null;
  /** Told to everybody, and not the answer to what this person did. */
  shared?: boolean;
}

export interface NoticesStore {
  notices: ShownNotice[];
}

const SHOWN_AT_ONCE = 4;

export const initialNotices: NoticesStore = { notices: [] };

export const useNotices = create<NoticesStore>(() => initialNotices);

let nextId = 1;

/** Show a notice; an older one of the same code makes room for it. */
export function addNotice(notice: Omit<ShownNotice, "id">): void {
  const id = nextId++;
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((old) => old.code !== notice.code), { ...notice, id }].slice(
      -SHOWN_AT_ONCE,
    ),
  }));
}

export function addProblem(problem: Problem): void {
  addNotice({
    code: problem.code ?? "problem",
    level: "error",
    text: problem.title,
    problem,
  });
}

/** Tell in passing why nothing happened. */
export function addHint(problem: Problem, code = "hint"): void {
  addNotice({ code, level: "info", text: problem.detail, problem: null });
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

export function dismissCode(code: string): void {
  useNotices.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.code !== code),
  }));
}
