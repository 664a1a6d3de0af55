import { create } from "zustand";

/** The sidebar: which tab was chosen last, and if it is open. */
export interface SidebarStore {
  open: boolean;
  tab: string;
  /** All that there are, in their order. */
  tabs: readonly string[];
}

export const initialSidebar: SidebarStore = { open: false, tab: "", tabs: [] };

export const useSidebar = create<SidebarStore>(() => initialSidebar);

export function openSidebar(tab: string = useSidebar.getState().tab): void {
  useSidebar.setState({ open: true, tab });
}

export function closeSidebar(): void {
  useSidebar.setState({ open: false });
}

/** Open it on this tab; close it where that is what is seen. */
export function toggleSidebar(tab: string = useSidebar.getState().tab): void {
  const { open, tab: shown } = useSidebar.getState();
  if (open && tab === shown) closeSidebar();
  else openSidebar(tab);
}

/** Open the next tab (1) or the one before (-1). */
export function cycleTab(direction: 1 | -1): void {
  const { open, tab, tabs } = useSidebar.getState();
  if (tabs.length === 0) return;
  const present = Math.max(0, tabs.indexOf(tab));
  // Closed, it opens with what was seen last.
  const next = open ? (present + direction + tabs.length) % tabs.length : present;
  openSidebar(tabs[next]);
}
