import type { Problem } from "../protocol/generated";

/** Note for developers what answers no action of the person, and passes by itself. */
export function logProblem({ title, detail }: Problem): void {
  // eslint-disable-next-line no-console -- The console is where developers look.
  console.warn(`${title}: ${detail}`);
}
