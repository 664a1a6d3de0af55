import { request } from "../access/request";
import { finding, TOKEN_ADVICE, type Finding, type Group } from "./findings";

interface ViewerDiagnosis {
  id: number;
  name: string;
  transport: string;
  view: number;
  rendition: number;
  findings: Finding[];
}

interface DiagnosticsReport {
  session: string;
  state: string;
  findings: Finding[];
  viewers: ViewerDiagnosis[];
}

const ANSWER_LIMIT_MS = 8_000;
const OWN_TITLE = "The server and its session";

/** What the server finds, a group for the session and one for each who watches, of whom one may be
 * this page; never rejects. */
export async function fetchServerGroups(base: string, own: number | null): Promise<Group[]> {
  const url = new URL("api/diagnostics", base);
  let response: Response;
  try {
    response = await request(url, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
  } catch {
    return [without("The server does not answer.", "See if it runs, and if the way to it is open.")];
  }
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    return [without(`The answer (${response.status}) is not the server's.`, "Look at the proxy before it.")];
  }
  if (isReport(body)) return groupsOf(body, own);
  if (response.status === 401) return [without("The server tells only those whom it let in.", TOKEN_ADVICE)];
  const detail = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  return [without(detail || `The server answers with ${response.status}.`, "Open a session that there is.")];
}

function isReport(body: unknown): body is DiagnosticsReport {
  return typeof body === "object" && body !== null && "findings" in body && "viewers" in body;
}

function groupsOf({ session, findings, viewers }: DiagnosticsReport, own: number | null): Group[] {
  // Where this page has tried no way that the server knows of, its own findings say why.
  const telling = viewers.filter(({ id, transport }) => id !== own || transport !== "none");
  const people = telling.map(({ id, name, findings: found }) => ({
    title: id === own ? "This page, as the server sees it" : `${name} (${id})`,
    findings: found,
  }));
  return [{ title: `${OWN_TITLE} (${session})`, findings }, ...people];
}

function without(text: string, advice: string): Group {
  return { title: OWN_TITLE, findings: [finding("server", "broken", text, advice)] };
}
