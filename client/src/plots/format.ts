import type { Value } from "./SeriesTable";

const DIGITS = 5;

/** As many digits as one can read while they change. */
export function formatValue(value: Value | undefined): string {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(DIGITS - 2);
  return value.toPrecision(DIGITS);
}

/** For the marks of an axis: short. */
export function formatMark(value: number): string {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(5));
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? short.toExponential() : String(short);
}

export function formatTime(sec: number): string {
  return `${sec.toFixed(3)} s`;
}
