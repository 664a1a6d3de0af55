import { create } from "zustand";
import type { Preference } from "../connection/VideoChooser";

/** What is open on the page, and what the person prefers. */
export interface InterfaceStore {
  pickerOpen: boolean;
  helpOpen: boolean;
  preference: Preference;
}

export const initialInterface: InterfaceStore = {
  pickerOpen: false,
  helpOpen: false,
  preference: "auto",
};

export const useInterface = create<InterfaceStore>(() => initialInterface);
