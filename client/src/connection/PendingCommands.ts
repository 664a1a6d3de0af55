import type { CommandResult, Problem } from "../protocol/generated";
import { CommandError } from "../protocol/messages";

interface PendingCommand {
  resolve: () => void;
  reject: (error: CommandError) => void;
}

const LOST_CONNECTION: Problem = {
  title: "Not connected",
  detail: "The connection to the server was lost before it answered; try again once it is back.",
  code: "not_connected",
};

/** Commands that the server has not answered yet. */
export class PendingCommands {
  private nextId = 1;
  private readonly pending = new Map<number, PendingCommand>();

  /** A number for a new command, and a promise of its answer, which rejects with a CommandError. */
  add(): { id: number; answer: Promise<void> } {
    const id = this.nextId++;
    const answer = new Promise<void>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
    });
    return { id, answer };
  }

  settle({ id, problem }: CommandResult): void {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    if (problem) waiting?.reject(new CommandError(problem));
    else waiting?.resolve();
  }

  /** The connection is lost, and with it the answer. */
  abandon(id: number): void {
    this.settle({ type: "result", id, problem: LOST_CONNECTION });
  }

  abandonAll(): void {
    for (const id of [...this.pending.keys()]) this.abandon(id);
  }
}
