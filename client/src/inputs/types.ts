import type { Box } from "./geometry";

/** A kind of input. After `unregister()` nothing of it happens any more. */
export interface Input {
  register(): void;
  unregister(): void;
}

/** The stage that inputs act on. */
export interface Surface {
  element: HTMLElement;
  /** Where the picture is on the screen now, in CSS pixels. */
  pictureBox(): Box;
}

/** What pointing at a place does: fractions of the picture from its top left. */
export interface PlaceActions {
  select(x: number, y: number): void;
  lookAt(x: number, y: number): void;
  track(x: number, y: number): void;
}

