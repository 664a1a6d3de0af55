import { address, ask, json } from "../files/api";
import { participant } from "../files/sending";
import type { Check, Problem, SceneVersion } from "../protocol/generated";
import { CommandError } from "../protocol/messages";

/** A language model's provider, and what it takes to ask it. */
export interface Provider {
  name: string;
  title: string;
  models: string[];
  default_model: string;
  /** The server has a key of its own. */
  operator_key: boolean;
  needs_key: boolean;
  available: boolean;
  /** Why it is not available. */
  reason: string;
}

/** Who could write, as `GET api/scene/writers` lists them. */
export interface Writers {
  template: { examples: string[] };
  providers: Provider[];
  /** What a robot that shall stand in the scene may be called. */
  robots: string[];
}

/** Who shall write; `key` goes with this one request, and is empty for the server's own. */
export interface Writer {
  source: "template" | "llm";
  provider?: string;
  model?: string;
  key?: string;
}

export interface Wish extends Writer {
  prompt: string;
  /** It is a change of the present scene. */
  edit: boolean;
  /** It is shown as soon as it has passed. */
  apply: boolean;
}

/** What came of a request that was met. */
export interface Written {
  source: SceneVersion["source"];
  title: string;
  explanation: string;
  checks: Check[];
  version: number;
  applied: boolean;
}

/** What a refusal says beyond what every problem does. */
export type WritingProblem = Problem & {
  /** A request that can be met. */
  nearest?: string;
  /** The last attempt, to be looked at. */
  version?: number | null;
};

/** A version with its text and the one it is compared with, which may be empty. */
export interface VersionText {
  version: SceneVersion;
  mjcf: string;
  before: string;
}

/** What the key goes into. */
const KEY_HEADER = "x-model-key";

/** As the others here it rejects with a CommandError that has a sentence for people. */
export async function fetchWriters(signal: AbortSignal): Promise<Writers> {
  return (await (await ask("GET", address("api/scene/writers", {}), { signal })).json()) as Writers;
}

export async function generate({ key = "", ...wish }: Wish): Promise<Written> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (key !== "") headers[KEY_HEADER] = checkedKey(key);
  const response = await ask("POST", scene("generate"), { headers, body: JSON.stringify(wish) });
  return (await response.json()) as Written;
}

export async function callOff(): Promise<void> {
  await ask("POST", scene("generate/cancel"));
}

export async function fetchVersion(number: number, signal: AbortSignal): Promise<VersionText> {
  const response = await ask("GET", address(`api/scene/versions/${number}`, {}), { signal });
  return (await response.json()) as VersionText;
}

/** Try a text that a person wrote, and check it as the version that it was made of. */
export async function tryByHand(mjcf: string, of: number): Promise<Written> {
  return (await (await ask("POST", scene("versions"), json({ mjcf, of }))).json()) as Written;
}

export async function applyVersion(number: number): Promise<void> {
  await ask("POST", scene(`versions/${number}/apply`));
}

export async function step(way: "undo" | "redo"): Promise<void> {
  await ask("POST", scene(way));
}

/** Of another server run this number may be another picture, which its time tells. */
export function pictureAddress({ number, at_ms: at }: SceneVersion): string {
  return address(`api/scene/versions/${number}/picture`, { at });
}

function scene(path: string): string {
  return address(`api/scene/${path}`, { participant: participant() });
}

/** No header can carry anything else, and the browser's own words for that help nobody. */
function checkedKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CommandError({
    title: "This is no key",
    detail: "The key has spaces or letters that no key has; copy it again from where it was made.",
    code: "bad_key",
  });
}
