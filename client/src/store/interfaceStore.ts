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
  /** A finger or the mouse points for all to see, instead of moving the camera. */
  pointing: boolean;
}

export const initialInterface: InterfaceStore = {
  pickerOpen: false,
  helpOpen: false,
  sessionsOpen: false,
  preference: "auto",
  fit: "fill",
  pointing: false,
};

export const useInterface = create<InterfaceStore>(() => initialInterface);
