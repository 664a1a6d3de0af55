import type { AccessReport, LinkEntry, Role } from "../../access/links";

const ARTICLE: Record<Role, string> = { viewer: "a viewer", operator: "an operator", admin: "an admin" };

/** Who this person is to the server; `role` is what they are in this session. */
export function describeAccess(access: AccessReport, role: Role | null): string {
  if (access.insecure) {
    return "This server asks nobody for a token (--insecure): whoever reaches it may do everything.";
  }
  if (!access.let_in) return "You are logged out: whatever this page asks for next will be refused.";
  const present = role ?? access.role;
  const what = present === null ? "" : `, and are ${ARTICLE[present]} here`;
  const end = access.expires_at === null ? "" : ` It ends ${dateOf(access.expires_at)}.`;
  return `You came ${wayOf(access)}${what}.${end}`;
}

/** A link in the list, in one line. */
export function describeLink({ role, made_by: by, expires_at: end }: LinkEntry): string {
  const until = end === null ? "as long as the server runs" : `ends ${dateOf(end)}`;
  return [role, until, by === "" ? null : `made by ${by}`].filter((part) => part !== null).join(" · ");
}

/** What a link is called, also where nobody gave it a name. */
export function nameOfLink({ id, label }: LinkEntry): string {
  return label === "" ? id.replace("-", " ") : label;
}

function wayOf({ owner, name, label }: AccessReport): string {
  if (owner) return "by the server's own link";
  if (name !== "") return `by the login of a proxy, as ${name}`;
  return label === "" ? "by a link" : `by the link “${label}”`;
}

function dateOf(seconds: number): string {
  return new Date(1000 * seconds).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
