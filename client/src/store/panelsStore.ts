import { create } from "zustand";
import type { Panel } from "../protocol/generated";

/** What the panels of the scene on the air are made of, as far as it was asked for. */
export interface PanelsStore {
  generation: number;
  panels: Readonly<Record<string, Panel>>;
  /** What is searched for in all of them. */
  query: string;
  /** The search box has to take the focus, as soon as it is there. */
  searchWanted: boolean;
  /** Headings whose fields are hidden, as `panel/heading`. */
  collapsed: ReadonlySet<string>;
}

export const initialPanels: PanelsStore = {
  generation: -1,
  panels: {},
  query: "",
  searchWanted: false,
  collapsed: new Set(),
};

export const usePanels = create<PanelsStore>(() => initialPanels);

export function toggleCollapsed(key: string): void {
  usePanels.setState(({ collapsed }) => {
    const changed = new Set(collapsed);
    if (!changed.delete(key)) changed.add(key);
    return { collapsed: changed };
  });
}
