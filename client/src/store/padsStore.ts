import { create } from "zustand";
import { AXES_AT_REST, type Axes, type PadReading } from "../pads/readings";

export type PadTarget = "camera" | "controls" | "body";

/** The pads there are, and what they steer. */
export interface PadsStore {
  pads: Pick<PadReading, "id" | "name" | "kind">[];
  /** Whose dead-man button is held: only that one steers. */
  holding: string | null;
  /** The page has the focus; without it no pad steers. */
  attended: boolean;
  /** Of the one that steers, else of the first. */
  axes: Axes;
  /** This browser lets pages use a SpaceMouse. */
  hid: boolean;
  target: PadTarget;
  mocap: number;
  /** The control that each axis changes. */
  actuators: readonly (number | null)[];
  /** Of full speed. */
  speed: number;
  /** All the other way round. */
  turned: boolean;
}

export const initialPads: PadsStore = {
  pads: [],
  holding: null,
  attended: true,
  axes: AXES_AT_REST,
  hid: false,
  target: "camera",
  mocap: 0,
  actuators: [0, 1, 2, 3, 4, 5],
  speed: 0.5,
  turned: false,
};

export const usePads = create<PadsStore>(() => initialPads);

/** What of it is remembered; what it steers begins with the camera each time. */
export function readPads(text: string | null): Partial<PadsStore> {
  const [speed, turned] = (text ?? "").split(" ");
  const number = Number(speed);
  if (!(number >= 0.05 && number <= 1)) return {};
  return { speed: number, turned: turned === "turned" };
}

export function writePads({ speed, turned }: PadsStore): string {
  return `${speed} ${turned ? "turned" : "straight"}`;
}
