import type { SeriesTable } from "./SeriesTable";

/**
 * Rows of a table as CSV (RFC 4180): the simulated time `t` and the series, with every digit; what
 * has no value is empty.
 */
export function toCsv(table: SeriesTable, names: readonly string[], from: number, to: number): string {
  const [times, ...columns] = table.rows(names);
  const lines = [["t", ...names].map(quoted).join(",")];
  times.forEach((time, row) => {
    const values = columns.map((column) => column[row] ?? null);
    if (time < from || time > to || values.every((value) => value === null)) return;
    lines.push([time, ...values.map((value) => value ?? "")].join(","));
  });
  return `${lines.join("\r\n")}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Let the browser save a text. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after the click.
  window.setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}
