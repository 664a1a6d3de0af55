/**
 * Right, up and away, and turns about these three (the right hand's fingers go round, its thumb
 * points there), from -1 to 1: what a hand wants a thing to do that it holds before the eyes.
 */
export type Axes = readonly [number, number, number, number, number, number];

export const AXES_AT_REST: Axes = [0, 0, 0, 0, 0, 0];

/** A pad as it is now. */
export interface PadReading {
  id: string;
  name: string;
  kind: "gamepad" | "spacemouse";
  /** The dead-man button is held. */
  held: boolean;
  axes: Axes;
}

/** Sticks do not come back to exactly the middle. */
const DEAD_ZONE = 0.12;

/** Nothing near the middle, slow at first, and 1 at the end. */
export function eased(value: number): number {
  if (!Number.isFinite(value)) return 0;
  const beyond = Math.min(1, Math.max(0, (Math.abs(value) - DEAD_ZONE) / (1 - DEAD_ZONE)));
  return Math.sign(value) * beyond ** 1.5;
}
