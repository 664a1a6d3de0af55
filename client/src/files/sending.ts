import type { Problem } from "../protocol/generated";
import { CommandError } from "../protocol/messages";
import { useConnection } from "../store/connectionStore";
import { useFiles } from "../store/filesStore";
import { addProblem } from "../store/noticesStore";
import { chooseModel, type SentFile, sendModel } from "./api";

/** Send a model and show it; what there is to choose from is asked, what goes wrong is told. */
export async function showFiles(take: () => SentFile[] | Promise<SentFile[]>): Promise<void> {
  if (useFiles.getState().sending) {
    addProblem(problem("Another model is still being sent; wait for it."));
    return;
  }
  useFiles.setState({ sending: { name: "files", part: 0 }, choice: null });
  try {
    const files = await take();
    const name = (files[0]?.path ?? "files").split("/")[0] ?? "files";
    const choice = await sendModel(files, participant(), (part) => {
      useFiles.setState({ sending: { name, part } });
    });
    useFiles.setState({ choice });
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
