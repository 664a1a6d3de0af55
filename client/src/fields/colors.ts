/** `#rrggbb` of red, green and blue from 0 to 1; what is beyond is shown as the nearest. */
export function toHex(color: readonly number[]): string {
  const pairs = [0, 1, 2].map((index) => {
    const byte = Math.round(255 * Math.min(1, Math.max(0, color[index] ?? 0)));
    return byte.toString(16).padStart(2, "0");
  });
  return `#${pairs.join("")}`;
}

/** Red, green and blue of `#rrggbb`, as precisely as it says. */
export function fromHex(hex: string): [number, number, number] {
  const byte = (index: number): number =>
    Number((parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16) / 255).toFixed(4));
  return [byte(0), byte(1), byte(2)];
}
