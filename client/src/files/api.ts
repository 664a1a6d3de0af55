import { credentials } from "../access/Credentials";
import { request } from "../access/request";
import type { Problem } from "../protocol/generated";
import { CommandError } from "../protocol/messages";

/** A file and where it lies in what was sent. */
export interface SentFile {
  path: string;
  file: File;
}

/** Several models are in what was sent; one has to be chosen. */
export interface ModelChoice {
  upload: string;
  models: string[];
  detail: string;
}

/** One of the texts that the scene is made of, as `GET api/scene/source` gives it. */
export interface Source {
  generation: number;
  file: string;
  files: string[];
  edited: string[];
  /** It is what MuJoCo saves: the scene came without a text. */
  saved: boolean;
  text: string;
}

const NO_ANSWER: Problem = {
  title: "No answer",
  detail: "The server did not answer; try again once the connection is back.",
  code: "no_answer",
};

/**
 * Send a model's files; null when it is shown, else what there is to choose from. Throws a
 * CommandError. `onProgress` hears which part of it has been sent.
 */
export function sendModel(
  files: readonly SentFile[],
  participant: number | null,
  onProgress: (part: number) => void,
): Promise<ModelChoice | null> {
  const form = new FormData();
  for (const { path, file } of files) form.append("files", file, path);
  return send(address("api/scene/upload", { participant }), form, onProgress);
}

/** Show a file of states over time on the model, or beside the one that is shown. */
export async function sendTrajectory(
  file: File,
  compare: boolean,
  participant: number | null,
  onProgress: (part: number) => void,
): Promise<void> {
  const query = { name: file.name.slice(-200), compare: String(compare), participant };
  await send(address("api/scene/trajectory", query), file, onProgress);
}

/** Back to the simulation, or take away only the one that is compared. */
export async function closeTrajectory(compare: boolean, participant: number | null): Promise<void> {
  await ask("DELETE", address("api/scene/trajectory", { compare: String(compare), participant }));
}

function send(
  url: string,
  body: FormData | File,
  onProgress: (part: number) => void,
): Promise<ModelChoice | null> {
  return new Promise((resolve, reject) => {
    // fetch() does not tell how far it has come.
    const call = new XMLHttpRequest();
    call.upload.onprogress = ({ loaded, total }) => { onProgress(total > 0 ? loaded / total : 0); };
    call.onload = () => {
      if (call.status < 300) {
        resolve(null);
        return;
      }
      const problem = readProblem(call.responseText);
      const choice = choiceOf(problem);
      if (choice) resolve(choice);
      else reject(new CommandError(problem));
    };
    call.onerror = () => { reject(new CommandError(NO_ANSWER)); };
    call.open("POST", url);
    const { authorization } = credentials;
    if (authorization !== null) call.setRequestHeader("authorization", authorization);
    // The name of a file says nothing that the server would believe.
    if (body instanceof File) call.setRequestHeader("content-type", "application/octet-stream");
    call.send(body);
  });
}

/** Load one of several models that were sent. */
export async function chooseModel(upload: string, model: string, participant: number | null): Promise<void> {
  await ask("POST", address("api/scene/load", { participant }), json({ upload, model }));
}

export async function fetchSource(file: string | null): Promise<Source> {
  const response = await ask("GET", address("api/scene/source", { file }));
  return (await response.json()) as Source;
}

/** Show the scene with other texts; returns its new generation. */
export async function applySource(
  generation: number,
  texts: Record<string, string>,
  participant: number | null,
): Promise<number> {
  const response = await ask("PUT", address("api/scene/source", { participant }), json({ generation, texts }));
  return ((await response.json()) as { generation: number }).generation;
}

/** Go to a state that was downloaded. */
export async function sendState(file: File): Promise<void> {
  await ask("POST", address("api/state", {}), { body: file });
}

/** The present state as MJCF. */
export async function fetchKeyframe(name: string): Promise<string> {
  return (await ask("GET", address("api/download/keyframe.xml", { name }))).text();
}

export function downloadAddress(what: string): string {
  return address(`api/download/${what}`, {});
}

export function address(path: string, query: Record<string, string | number | null>): string {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(name, String(value));
  }
  return url.href;
}

export function json(value: unknown): RequestInit {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export async function ask(method: string, url: string, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await request(url, { ...options, method });
  } catch {
    throw new CommandError(NO_ANSWER);
  }
  if (!response.ok) throw new CommandError(readProblem(await response.text()));
  return response;
}

function readProblem(text: string): Problem {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "detail" in value) return value as Problem;
  } catch {
    // Not the server but something before it has answered.
  }
  return { ...NO_ANSWER, detail: "The answer cannot be read; is there a proxy before the server?" };
}

function choiceOf(problem: Problem & Partial<ModelChoice>): ModelChoice | null {
  const { upload, models, detail } = problem;
  if (problem.code !== "choose_model" || !upload || !models) return null;
  return { upload, models, detail };
}
