import { create } from "zustand";
import type { Box } from "../inputs/geometry";

/** Where the picture lies on the stage, for what lies over it. */
export const usePicture = create<Box>(() => ({ left: 0, top: 0, width: 0, height: 0 }));
