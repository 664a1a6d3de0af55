import { create } from "zustand";
import type { Preference } from "../connection/videoTypes";
import type { PictureFit } from "../inputs/geometry";

/** What is open on the page, and what the person prefers. */
export interface InterfaceStore {
  pickerOpen: boolean;
  helpOpen: boolean;
  sessionsOpen: boolean;
  preference: Preference;
  fit: PictureFit;
}

export const initialInterface: InterfaceStore = {
  pickerOpen: false,
  helpOpen: false,
  sessionsOpen: false,
  preference: "auto",
  fit: "fill",
};

export const useInterface = create<InterfaceStore>(() => initialInterface);
