import { create } from "zustand";

/** A moment to which a link leads, and which there still is. */
export interface OfferedMoment {
  index: number;
  timeSec: number;
}

/** What a link asks for, and nobody has decided yet. */
export interface LinkStore {
  offered: OfferedMoment | null;
}

export const initialLink: LinkStore = { offered: null };

export const useLink = create<LinkStore>(() => initialLink);
