import { create } from "zustand";
import type { Activity, ControlState } from "../protocol/generated";

/** Who steers, and what was done and said. */
export interface PeopleStore {
  control: ControlState | null;
  /** The newest entries, oldest first. */
  log: Activity[];
  /** What others said while the log was not seen. */
  unread: number;
  /** The log is seen now. */
  seen: boolean;
}

const KEPT = 300;

export const initialPeople: PeopleStore = { control: null, log: [], unread: 0, seen: false };

export const usePeople = create<PeopleStore>(() => initialPeople);

/** Take over entries; one that is known is another now. */
export function takeActivity(entries: readonly Activity[], self: number | null): void {
  usePeople.setState(({ log, unread, seen }) => {
    const next = [...log];
    let fresh = 0;
    for (const entry of entries) {
      const known = next.findLastIndex(({ id }) => id === entry.id);
      if (known >= 0) {
        next[known] = entry;
        continue;
      }
      next.push(entry);
      if (entry.kind === "chat" && entry.person !== self) fresh += 1;
    }
    return { log: next.slice(-KEPT), unread: seen ? 0 : unread + fresh };
  });
}

export function seeLog(seen: boolean): void {
  usePeople.setState(seen ? { seen, unread: 0 } : { seen });
}
