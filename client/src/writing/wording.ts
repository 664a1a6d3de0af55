import type { Check, SceneVersion } from "../protocol/generated";

/** `7 checks passed`, or how many of them did. */
export function checksPassed(checks: readonly Check[]): string {
  const passed = checks.filter((check) => check.passed).length;
  if (checks.length === 0) return "Nothing was checked";
  if (passed < checks.length) return `${passed} of ${checks.length} checks passed`;
  return checks.length === 1 ? "1 check passed" : `${passed} checks passed`;
}

/** Who wrote it. */
export function writerOf({ source, writer }: Pick<SceneVersion, "source" | "writer">): string {
  if (source === "hand") return "edited by hand";
  if (source === "template") return "without a language model";
  return writer === "" ? "a language model" : writer;
}

/** The hour, and the day where that is another one. */
export function whenOf(atMs: number, now = new Date()): string {
  const at = new Date(atMs);
  const hour: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  if (at.toDateString() === now.toDateString()) return at.toLocaleTimeString(undefined, hour);
  return at.toLocaleString(undefined, { day: "numeric", month: "short", ...hour });
}

/** What it took: repairs, time, tokens. */
export function effortOf({ repairs = 0, seconds = 0, tokens = 0 }: SceneVersion): string {
  const facts: string[] = [];
  if (repairs > 0) facts.push(repairs === 1 ? "1 repair" : `${repairs} repairs`);
  if (seconds > 0) facts.push(`${seconds.toFixed(seconds < 10 ? 1 : 0)} s`);
  if (tokens > 0) facts.push(`${tokens.toLocaleString("en")} tokens`);
  return facts.join(" · ");
}

/** What undo or redo would bring; null for nothing. */
export function broughtBy(number: number | null, versions: readonly SceneVersion[]): string | null {
  if (number === null) return null;
  if (number === 0) return "the scene from before";
  const title = versions.find((version) => version.number === number)?.title ?? "";
  return title === "" ? `version ${number}` : `${number}: ${title}`;
}
