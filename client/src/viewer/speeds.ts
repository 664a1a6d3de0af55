/** The next faster (1) or slower (-1) speed of the ladder; null at its end. */
export function nextSpeed(
  speeds: readonly number[],
  present: number,
  direction: 1 | -1,
): number | null {
  // A present speed between two rungs goes to the neighbouring one.
  const tolerance = present * 1e-6;
  if (direction === 1) return speeds.find((speed) => speed > present + tolerance) ?? null;
  return speeds.findLast((speed) => speed < present - tolerance) ?? null;
}

/** A speed as people write it: 1/4× or 2×. */
export function formatSpeed(speed: number): string {
  return speed < 1 && speed > 0 ? `1/${Math.round(1 / speed)}×` : `${speed}×`;
}
