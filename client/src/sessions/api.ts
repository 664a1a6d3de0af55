import { address, ask, json } from "../files/api";

/** A session of the server, as `GET api/sessions` lists it. */
export interface SessionEntry {
  name: string;
  /** Of its page, relative to this one. */
  url: string;
  state: string;
  scene: string | null;
  running: boolean | null;
  participants: number;
  recording: boolean;
  filming: boolean;
  /** When it ends unless somebody comes; null where it does not. */
  expires_in_sec: number | null;
}

export interface SessionList {
  /** The session in this page's address, which may have ended. */
  present: string;
  creatable: boolean;
  most: number;
  sessions: SessionEntry[];
}

/** What another session begins with: a built-in scene, or a copy of a session. */
export interface SessionWish {
  name?: string;
  scene?: string;
  clone?: string;
}

/** The session at the server's own address, which never ends. */
export const DEFAULT_SESSION = "default";

/** All sessions; as the others here it rejects with a CommandError that has a sentence for people. */
export async function fetchSessions(signal: AbortSignal): Promise<SessionList> {
  const response = await ask("GET", address("api/sessions", {}), { signal });
  return (await response.json()) as SessionList;
}

/** Begin another one; answers when it is shown. */
export async function createSession(wish: SessionWish, participant: number | null): Promise<SessionEntry> {
  const response = await ask("POST", address("api/sessions", { participant }), json(wish));
  return (await response.json()) as SessionEntry;
}

/** End one, for all who are in it. */
export async function endSession(name: string, participant: number | null): Promise<void> {
  await ask("DELETE", address(`api/sessions/${encodeURIComponent(name)}`, { participant }));
}
