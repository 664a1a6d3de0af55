/** What one notch of a wheel changes: the distance becomes distance * exp(-0.1). */
export const ZOOM_PER_NOTCH = 0.1;
const ZOOM_PER_PINCH_PIXEL = 0.01;
const LARGEST_STEP = 0.5;
/** Lines and pages that one notch scrolls by, where the browser counts in these. */
const LINES_PER_NOTCH = 3;
const PAGES_PER_NOTCH = 1;
/** Browsers give 100 or 120 pixels a notch, each times the notches; touchpads give anything. */
const NOTCH_PIXELS = [120, 100] as const;
const DELTA_LINE = 1;
const DELTA_PAGE = 2;

export interface WheelDelta {
  deltaY: number;
  deltaMode: number;
  /** Set by browsers for a pinch on a touchpad, and by a person who holds Ctrl. */
  ctrlKey: boolean;
}

/** The zoom that a wheel event means: positive moves closer. */
export function wheelZoom(event: WheelDelta): number {
  const zoom = event.ctrlKey && isFine(event)
    ? -event.deltaY * ZOOM_PER_PINCH_PIXEL
    : -notches(event) * ZOOM_PER_NOTCH;
  return Math.min(LARGEST_STEP, Math.max(-LARGEST_STEP, zoom));
}

function notches({ deltaY, deltaMode }: WheelDelta): number {
  if (deltaMode === DELTA_LINE) return deltaY / LINES_PER_NOTCH;
  if (deltaMode === DELTA_PAGE) return deltaY / PAGES_PER_NOTCH;
  const whole = NOTCH_PIXELS.find((pixels) => deltaY % pixels === 0);
  return deltaY / (whole ?? NOTCH_PIXELS[1]);
}

function isFine({ deltaY, deltaMode }: WheelDelta): boolean {
  return deltaMode === 0 && Math.abs(deltaY) < NOTCH_PIXELS[1] / 2;
}
