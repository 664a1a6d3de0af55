export type Verdict = "ok" | "slow" | "broken" | "unknown";

/** One thing looked at: how it is, and what to do where it is not well. As the server gives them. */
export interface Finding {
  id: string;
  verdict: Verdict;
  text: string;
  advice: string;
}

/** Findings about one thing, under a heading. */
export interface Group {
  title: string;
  findings: readonly Finding[];
}

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  ok: "Fine",
  slow: "Slow",
  broken: "Broken",
  unknown: "Not known",
};

export const TOKEN_ADVICE =
  "Give your token on the viewer's page, by “Back to the viewer”; then come back and look again.";

export function finding(id: string, verdict: Verdict, text: string, advice = ""): Finding {
  return { id, verdict, text, advice };
}

/** The whole of it in a sentence: the worst that was found counts. */
export function summary(groups: readonly Group[]): string {
  const all = groups.flatMap(({ findings }) => findings);
  const broken = all.filter(({ verdict }) => verdict === "broken").length;
  const slow = all.filter(({ verdict }) => verdict === "slow").length;
  if (broken > 0) return broken === 1 ? "One thing is broken." : `${broken} things are broken.`;
  if (slow > 0) return slow === 1 ? "It works; one thing makes it slow." : `It works; ${slow} things make it slow.`;
  return "Nothing was found that would make it black or slow.";
}

/** For a bug report. */
export function asText(groups: readonly Group[], browser: string, when: Date): string {
  const parts = groups.map(({ title, findings }) => [title, ...findings.map(line)].join("\n"));
  return [`${summary(groups)}\n${when.toISOString()}\n${browser}`, ...parts].join("\n\n") + "\n";
}

function line({ id, verdict, text, advice }: Finding): string {
  const what = `- [${verdict}] ${id}: ${text}`;
  return advice && verdict !== "ok" ? `${what} ${advice}` : what;
}
