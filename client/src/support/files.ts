import { request } from "../access/request";
import type { Problem } from "../protocol/generated";

export type Asked = { file: Blob } | { problem: Problem };

/** A file of the server, or what it says against it. */
export async function askForFile(address: string): Promise<Asked> {
  try {
    const answer = await request(address);
    if (answer.ok) return { file: await answer.blob() };
    return { problem: (await answer.json()) as Problem };
  } catch {
    return { problem: { title: "The server does not answer", detail: "Try again when the picture is back.", status: 503, code: "no_answer" } };
  }
}

/** Let the browser save a file. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // What is being saved is held by the browser; the address need not live longer than that takes.
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 10_000);
}
