import type { SceneVersion } from "../protocol/generated";
import type { VersionText } from "./api";

/** What a version's text is compared with: what it was made from, the version of a number, nothing. */
export type Compared = "before" | "nothing" | number;

export interface ComparedChoice {
  value: Compared;
  label: string;
}

/** All that it could be compared with, the nearest first. */
export function comparable({ version, before }: VersionText, versions: readonly SceneVersion[]): ComparedChoice[] {
  const others = versions
    .filter(({ number }) => number !== version.number)
    .sort((a, b) => Math.abs(a.number - version.number) - Math.abs(b.number - version.number) || a.number - b.number)
    .map(({ number, title }) => ({ value: number, label: `Version ${number}: ${title}` }));
  const made: ComparedChoice[] = before === "" ? [] : [{ value: "before", label: "The scene it was made from" }];
  return [...made, ...others, { value: "nothing", label: "Nothing: the whole text" }];
}

/** What is most likely looked for: of what was edited by hand, the version with the same words. */
export function firstCompared({ version, before }: VersionText, versions: readonly SceneVersion[]): Compared {
  if (before !== "") return "before";
  const earlier = versions.filter(({ number, prompt }) => number < version.number && prompt === version.prompt);
  return (version.source === "hand" ? earlier.at(-1)?.number : undefined) ?? "nothing";
}
