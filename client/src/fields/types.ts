/** A number, or the numbers of a vector or a colour. */
export type FieldValue = number | readonly number[];

/** A field as it is shown now. */
export interface FieldState {
  /** Undefined until the server has told it. */
  value: FieldValue | undefined;
  /** Why the last edit was refused, until the next one. */
  problem: string | null;
}

/** Values by path. */
export type FieldChange = Readonly<Record<string, FieldValue>>;

export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.length === b.length && a.every((number, index) => number === b[index]);
}
