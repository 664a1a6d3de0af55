import type { Problem } from "../protocol/generated";
import { credentials } from "./Credentials";
import { request } from "./request";

/** Why the server lets nobody in by what was shown. */
export class LoginError extends Error {
  constructor(
    detail: string,
    /** Before that it looks at nothing. */
    readonly retryAfterSec = 0,
  ) {
    super(detail);
    this.name = "LoginError";
  }
}

const NO_ANSWER = "The server does not answer; see if it runs, and try again.";

/**
 * Come in by a token: the browser gets a cookie, or where it keeps none, as in a frame of another
 * site, this page a ticket. Rejects with a LoginError.
 */
export async function logIn(token: string): Promise<void> {
  credentials.forget();
  try {
    const answer = await post("login", { token });
    if (!answer.ok) throw await refusal(answer);
    if (!(await isLetIn())) credentials.take(await credentials.fetchTicket(token));
  } catch (error) {
    throw error instanceof LoginError ? error : new LoginError(NO_ANSWER);
  }
}

async function isLetIn(): Promise<boolean> {
  const answer = await request(new URL("api/access", document.baseURI), { cache: "no-store" });
  return answer.ok && ((await answer.json()) as { let_in: boolean }).let_in;
}

function post(what: string, body: unknown): Promise<Response> {
  return request(new URL(`api/access/${what}`, document.baseURI), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function refusal(answer: Response): Promise<LoginError> {
  const seconds = Number(answer.headers.get("retry-after") ?? 0);
  const problem = (await answer.json().catch(() => null)) as Partial<Problem> | null;
  const detail = problem?.detail ?? `The server answered ${answer.status}; is there a proxy before it?`;
  return new LoginError(detail, Number.isFinite(seconds) ? seconds : 0);
}
