import { address, ask, json } from "../files/api";
import type { AccessDescription, Participant } from "../protocol/generated";
import { credentials } from "./Credentials";

export type Role = NonNullable<Participant["role"]>;

/** By what this page came in, as `GET api/access` says it. */
export interface AccessReport extends Required<Pick<AccessDescription, "label" | "owner" | "insecure">> {
  let_in: boolean;
  /** The most that comes with it. */
  role: Role | null;
  /** Who they are, where a proxy says so. */
  name: string;
  /** Seconds since 1970; null: as long as the server lives. */
  expires_at: number | null;
}

/** A link that lets others in; times are seconds since 1970. */
export interface LinkEntry {
  id: string;
  role: Role;
  label: string;
  made_by: string;
  made_at: number;
  expires_at: number | null;
}

/** A link to be made; without hours it lasts as long as the server. */
export interface LinkWish {
  role: Role;
  label: string;
  hours: number | null;
}

/** Who this page is; as the others here it rejects with a CommandError that has a sentence for people. */
export async function fetchAccess(signal: AbortSignal): Promise<AccessReport> {
  return (await (await ask("GET", address("api/access", {}), { signal })).json()) as AccessReport;
}

export async function fetchLinks(signal: AbortSignal): Promise<LinkEntry[]> {
  const response = await ask("GET", address("api/access/links", {}), { signal });
  return ((await response.json()) as { links: LinkEntry[] }).links;
}

/** Make a link; its token is told this once. */
export async function makeLink(wish: LinkWish): Promise<LinkEntry & { token: string }> {
  const response = await ask("POST", address("api/access/links", {}), json(wish));
  return (await response.json()) as LinkEntry & { token: string };
}

/** End a link, for all who came by it. */
export async function revokeLink(id: string): Promise<void> {
  await ask("DELETE", address(`api/access/links/${encodeURIComponent(id)}`, {}));
}

/** Let the server forget this browser; it closes all that the browser has open there. */
export async function logOut(): Promise<void> {
  await ask("POST", address("api/access/logout", {}), json({}));
  credentials.forget();
}

/** What is opened to come in by a token: this page, and its session, with the token behind it. */
export function linkFor(page: string, token: string): string {
  const url = new URL(page);
  // What was asked there belongs to who asked.
  url.search = "";
  url.hash = "";
  url.searchParams.set("token", token);
  return url.href;
}

/** True for an address that means another machine to everybody else. */
export function isOwnMachine(page: string): boolean {
  const { hostname } = new URL(page);
  return hostname === "[::1]" || hostname.startsWith("127.") || /(^|\.)localhost$/.test(hostname);
}
