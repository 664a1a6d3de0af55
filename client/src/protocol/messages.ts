import type { Problem, ServerMessage } from "./generated";

/** Read a JSON message of the server; null if it is not an object with a type. */
export function parseServerMessage(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  // The server encodes from the same types; messages of unknown type are skipped by the readers.
  return typeof value.type === "string" ? (value as ServerMessage) : null;
}

/** A command that the server refused or that could not be sent. */
export class CommandError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = "CommandError";
  }
}
