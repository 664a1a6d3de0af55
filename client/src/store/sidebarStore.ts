import { create } from "zustand";

/** The sidebar: which tab was chosen last, and if it is open. */
export interface SidebarStore {
  open: boolean;
  tab: string;
}

export const initialSidebar: SidebarStore = { open: false, tab: "" };

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
