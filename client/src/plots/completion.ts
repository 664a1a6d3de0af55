import type { SeriesCatalogue, SeriesField } from "../protocol/generated";
import { COMPARED } from "./compared";

export interface Suggestion {
  series: string;
  about: string;
}

const MOST = 30;
/** Fields that people plot come first. */
const FIRST = [
  "qpos", "qvel", "ctrl", "sensordata", "actuator_force", "xpos", "qacc", "energy.total",
  "energy.kinetic", "energy.potential", "ncon", "nefc", "cfrc_ext", "solver.iterations",
  "real_time_factor", "timer.step",
];

/** Series that fit what somebody has typed: every word somewhere in the name or what it is. */
export function suggest(catalogue: SeriesCatalogue, text: string): Suggestion[] {
  if (text.startsWith(COMPARED)) {
    const found = suggest(catalogue, text.slice(COMPARED.length));
    return found.map(({ series, about }) => ({ series: `${COMPARED}${series}`, about }));
  }
  const words = text.toLowerCase().split(/[\s[\]]+/).map(unquoted).filter(Boolean);
  const found: Suggestion[] = [];
  for (const field of ordered(catalogue.fields, words[0] ?? "")) {
    for (const series of ofField(catalogue, field, words)) {
      found.push({ series, about: described(field) });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

/** A name as an index; null where it is too long for one or no quotes can hold it. */
export function quotedName(name: string): string | null {
  if (name.length > 60) return null;
  if (!name.includes("'")) return `'${name}'`;
  return name.includes('"') ? null : `"${name}"`;
}

function unquoted(word: string): string {
  return word.replaceAll(/^['"]|['"]$/g, "");
}

function* ofField(
  catalogue: SeriesCatalogue,
  field: SeriesField,
  words: readonly string[],
): Generator<string> {
  const own = `${field.name} ${field.about ?? ""}`.toLowerCase();
  const rest = words.filter((word) => !own.includes(word));
  if (field.rows === undefined || field.rows === null) {
    if (!field.varies) {
      if (rest.length === 0) yield field.name;
      return;
    }
  }
  for (const [row, label] of rowsOf(catalogue, field)) {
    for (let column = 0; column < (field.columns ?? 1); column += 1) {
      const columns = (field.columns ?? 1) > 1 ? `[${column}]` : "";
      const series = `${field.name}${row}${columns}`;
      const seen = `${label} ${series}`.toLowerCase();
      if (rest.every((word) => seen.includes(word))) yield series;
    }
  }
}

/** Rows as they are written, by name where they have one, and what can be searched of them. */
function* rowsOf(
  catalogue: SeriesCatalogue,
  field: SeriesField,
): Generator<[row: string, label: string]> {
  const names = field.kind ? (catalogue.names[field.kind] ?? []) : [];
  if (names.length === 0) {
    const rows = field.varies ? 1 : (field.rows ?? 0);
    for (let row = 0; row < Math.min(rows, 1_000); row += 1) yield [`[${row}]`, ""];
    return;
  }
  let start = 0;
  for (const [number, name] of names.entries()) {
    const width = field.widths?.length ? (field.widths[number] ?? 0) : 1;
    const index = quotedName(name);
    for (let offset = 0; offset < width; offset += 1) {
      const within = width > 1 ? `[${offset}]` : "";
      yield [index === null ? `[${start + offset}]` : `[${index}]${within}`, name];
    }
    start += width;
  }
}

function described(field: SeriesField): string {
  const unit = field.unit ? ` (${field.unit})` : "";
  return `${field.about ?? ""}${unit}`.trim();
}

function ordered(fields: readonly SeriesField[], word: string): SeriesField[] {
  const rank = ({ name }: SeriesField): number => {
    const place = FIRST.indexOf(name);
    const usual = place < 0 ? FIRST.length : place;
    if (word === "") return usual;
    const lower = name.toLowerCase();
    if (lower === word) return usual - 300;
    if (lower.startsWith(word)) return usual - 200;
    return lower.includes(word) ? usual - 100 : usual;
  };
  return [...fields].sort((a, b) => rank(a) - rank(b));
}
