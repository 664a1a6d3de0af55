import type { Field } from "../protocol/generated";

/** How a slider spans the values of a field. */
export interface SliderScale {
  low: number;
  high: number;
  step: number | "any";
  toSlider(value: number): number;
  fromSlider(position: number): number;
}

/** A span of so many powers is gone through by powers. */
const LEAST_RATIO_OF_POWERS = 1e3;
const STEPS = 1000;

/** The slider of a field; null where one would be of no use. */
export function sliderScale({ kind = "number", low, high, exact }: Field): SliderScale | null {
  if (exact || (kind !== "number" && kind !== "integer")) return null;
  if (typeof low !== "number" || typeof high !== "number" || low >= high) return null;
  if (kind === "number" && low > 0 && high / low >= LEAST_RATIO_OF_POWERS) {
    const [least, most] = [Math.log10(low), Math.log10(high)];
    return {
      low: least,
      high: most,
      step: (most - least) / STEPS,
      toSlider: (value) => Math.log10(Math.max(value, low)),
      // The ends exactly, whatever a logarithm makes of them.
      fromSlider: (position) => Math.min(high, Math.max(low, rounded(10 ** position, 3))),
    };
  }
  return {
    low,
    high,
    // A step that does not end at the limit would keep a slider from reaching it.
    step: kind === "integer" ? 1 : "any",
    toSlider: (value) => value,
    fromSlider: (position) => Math.min(high, Math.max(low, rounded(position, 5))),
  };
}

/** How far an arrow key goes. */
export function arrowStep(field: Field, value: number): number {
  if (field.kind === "integer") return 1;
  const scale = sliderScale(field);
  if (scale?.step === "any") return (scale.high - scale.low) / 100;
  return value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
}

export function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** All the digits that the server tells. */
export function formatExact(value: number): string {
  return String(rounded(value, 7));
}

/** As many digits as can be read while it moves: a thousandth of what the slider spans, or three. */
export function formatShown({ low, high, exact, kind }: Field, value: number): string {
  if (!exact && kind !== "integer" && typeof low === "number" && typeof high === "number" && low < high) {
    const decimals = Math.min(6, Math.max(0, 4 - Math.ceil(Math.log10(high - low))));
    const text = value.toFixed(decimals);
    // What is much smaller than the span is still a number, and zero has no sign.
    if (Number(text) !== 0) return text;
    return Math.abs(value) < 1e-9 ? "0" : formatShort(value);
  }
  return formatShort(value);
}

function formatShort(value: number): string {
  const text = String(rounded(value, 5));
  return text.length <= 8 ? text : String(rounded(value, 3));
}

/** What a person typed; null where it is no number. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace(",", ".").replace("−", "-");
  const value = Number(plain);
  return plain === "" || !Number.isFinite(value) ? null : value;
}
