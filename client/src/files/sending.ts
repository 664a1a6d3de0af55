import type { Problem } from "../protocol/generated";
import { CommandError } from "../protocol/messages";
import { useConnection } from "../store/connectionStore";
import { useFiles } from "../store/filesStore";
import { addProblem } from "../store/noticesStore";
import { chooseModel, closeTrajectory, type SentFile, sendModel, sendTrajectory } from "./api";
import { trajectoriesAmong } from "./trajectories";

/**
 * Send what was dropped or chosen and show it: a model, or trajectories for the one that is shown.
 * What there is to choose from is asked, what goes wrong is told.
 */
export async function showFiles(take: () => SentFile[] | Promise<SentFile[]>): Promise<void> {
  await sendAlone(async () => {
    const files = await take();
    const trajectories = trajectoriesAmong(files);
    if (trajectories === null) await showModel(files);
    else await showAll(trajectories, false);
  });
}

/** Show a trajectory on the model, or beside the one that is shown. */
export async function showTrajectory(file: File, compare: boolean): Promise<void> {
  await sendAlone(() => showAll([file], compare));
}

/** Back to the simulation, or take away only the trajectory that is compared. */
export async function leaveTrajectory(compare: boolean): Promise<void> {
  try {
    await closeTrajectory(compare, participant());
  } catch (error) {
    tell(error);
  }
}

async function showModel(files: readonly SentFile[]): Promise<void> {
  const name = (files[0]?.path ?? "files").split("/")[0] ?? "files";
  useFiles.setState({ choice: await sendModel(files, participant(), progressOf(name)) });
}

/** The second of two stands beside the first. */
async function showAll(files: readonly File[], compare: boolean): Promise<void> {
  for (const [place, file] of files.entries()) {
    await sendTrajectory(file, compare || place > 0, participant(), progressOf(file.name));
  }
}

function progressOf(name: string): (part: number) => void {
  return (part) => { useFiles.setState({ sending: { name, part } }); };
}

/** One thing at a time. */
async function sendAlone(work: () => Promise<void>): Promise<void> {
  if (useFiles.getState().sending) {
    addProblem(problem("Other files are still being sent; wait for them."));
    return;
  }
  useFiles.setState({ sending: { name: "files", part: 0 }, choice: null });
  try {
    await work();
  } catch (error) {
    tell(error);
  } finally {
    useFiles.setState({ sending: null });
  }
}

/** Show one of several models that were sent. */
export async function showChosen(model: string): Promise<void> {
  const { choice } = useFiles.getState();
  if (!choice) return;
  useFiles.setState({ choice: null });
  try {
    await chooseModel(choice.upload, model, participant());
  } catch (error) {
    tell(error);
  }
}

export function participant(): number | null {
  return useConnection.getState().participant;
}

/** Show what went wrong. */
export function tell(error: unknown): void {
  if (error instanceof CommandError) addProblem(error.problem);
  else addProblem(problem(error instanceof Error ? error.message : String(error)));
}

function problem(detail: string): Problem {
  return { title: "The files were not sent", detail, code: "files_not_sent" };
}
