import type { Problem } from "../protocol/generated";
import { CommandError } from "../protocol/messages";
import { addHint, addProblem } from "../store/noticesStore";
import { useWriting } from "../store/writingStore";
import { applyVersion, callOff, generate, step, tryByHand, type Writer, type WritingProblem, type Written } from "./api";

/** Ask for what stands in the box; what comes of it, or why nothing does, is in the store. */
export async function askForScene(writer: Writer, apply: boolean): Promise<void> {
  const { prompt, edit, asking } = useWriting.getState();
  if (asking || prompt.trim() === "") return;
  useWriting.setState({ asking: true, calledOff: false, refusal: null, made: null });
  try {
    takeWritten(await generate({ ...writer, prompt: prompt.trim(), edit, apply }));
    // What was typed meanwhile is the next wish.
    useWriting.setState((now) => (now.prompt === prompt ? { prompt: "" } : {}));
  } catch (error) {
    useWriting.setState(({ calledOff }) => ({ refusal: calledOff ? null : problemOf(error) }));
  } finally {
    useWriting.setState({ asking: false });
  }
}

/** Stop what is being written. */
export async function stopWriting(): Promise<void> {
  useWriting.setState({ calledOff: true });
  if (!(await attempt(callOff))) useWriting.setState({ calledOff: false });
}

/** Show a version; true when it is shown. */
export function showVersion(number: number): Promise<boolean> {
  return attempt(() => applyVersion(number));
}

export function undoScene(): Promise<boolean> {
  return attempt(() => step("undo"));
}

export function redoScene(): Promise<boolean> {
  return attempt(() => step("redo"));
}

/** Try a text that was edited by hand; null when it is a version now, else what is wrong with it. */
export async function saveByHand(mjcf: string, of: number): Promise<WritingProblem | null> {
  try {
    takeWritten(await tryByHand(mjcf, of));
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function takeWritten({ version }: Written): void {
  useWriting.setState({ made: version, opened: version, refusal: null });
}

/** Do it; what goes wrong is told. */
async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const problem = problemOf(error);
    // That somebody else has control is nothing that went wrong.
    if (problem.code === "control_needed") addHint(problem);
    else addProblem(problem);
    return false;
  }
}

function problemOf(error: unknown): WritingProblem {
  if (error instanceof CommandError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: "It did not work", detail, code: "page_failed" } satisfies Problem;
}
