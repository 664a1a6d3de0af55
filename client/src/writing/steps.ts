import type { WritingAtWork } from "../protocol/generated";

type Step = WritingAtWork["step"];

/** A step of the work, and whether it is done, goes on, or is still to come. */
export interface ShownStep {
  step: Step;
  words: string;
  state: "done" | "now" | "ahead";
}

/** The first try and the repairs that may follow. */
export const MOST_ATTEMPTS = 4;

const WORDS: Readonly<Record<Step, string>> = {
  waiting: "Waiting for its turn",
  expecting: "Settling what will be checked",
  writing: "Writing the scene",
  repairing: "Repairing what is wrong",
  building: "Building it in MuJoCo",
  checking: "Trying it out and checking",
};

/** The steps of the present attempt; a repair takes the place of the writing. */
export function stepsOf({ step, attempt = 1 }: Pick<WritingAtWork, "step" | "attempt">): ShownStep[] {
  const again = attempt > 1 || step === "repairing";
  const steps: Step[] = ["expecting", again ? "repairing" : "writing", "building", "checking"];
  if (step === "waiting") steps.unshift("waiting");
  const now = steps.indexOf(step);
  return steps.map((each, index) => ({
    step: each,
    words: WORDS[each],
    state: index < now ? "done" : index === now ? "now" : "ahead",
  }));
}
