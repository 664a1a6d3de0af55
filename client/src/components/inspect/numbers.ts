/** A figure with four digits, and not more than its size needs. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return minus(value.toExponential(2));
  return minus(value.toFixed(size < 1 ? 4 : size < 100 ? 3 : 1));
}

export function numbers(values: readonly number[]): string {
  return values.map(number).join("  ");
}

/** Figures that change all the time: what is smaller than their last digit is nothing. */
export function places(values: readonly number[]): string {
  return values.map((value) => minus(value.toFixed(4))).join("  ");
}

/** One that is as wide as a plus, so that figures stand still. */
function minus(text: string): string {
  return Number(text) === 0 ? text.replace("-", "") : text.replace(/^-/, "−");
}
