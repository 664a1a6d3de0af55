import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readAddress, tokenIn } from "../src/access/address";
import { credentials, Credentials } from "../src/access/Credentials";
import { logIn } from "../src/access/login";
import { request } from "../src/access/request";
import { followTickets } from "../src/access/tickets";
import { type Hello, PROTOCOL_VERSION } from "../src/protocol/generated";

const HELLO: Hello = { type: "hello", version: PROTOCOL_VERSION };
interface Call {
  path: string;
  method: string;
  authorization: string | null;
  body: unknown;
}
let calls: Call[];

/** The server's answers, by path. */
function serve(answers: Record<string, () => Response>): void {
  vi.stubGlobal("fetch", (address: URL | string, { method = "GET", headers, body }: RequestInit = {}) => {
    const path = new URL(address, document.baseURI).pathname;
    const authorization = new Headers(headers).get("authorization");
    calls.push({ path, method, authorization, body: typeof body === "string" ? JSON.parse(body) : null });
    const answer = answers[path];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("down"));
  });
}

const letIn = (yes: boolean) => (): Response => Response.json({ let_in: yes });
const ticket = (): Response => Response.json({ ticket: "once" }, { status: 201 });

beforeEach(() => {
  calls = [];
  credentials.forget();
});
afterEach(() => {
  vi.unstubAllGlobals();
  credentials.forget();
});

describe("addresses", () => {
  it.each([
    ["http://localhost:8000/?token=abc", "http://localhost:8000/", ""],
    ["https://a.example/sim/s/arm/?transport=mse&token=a%2Bb&name=Ada#time=3", "https://a.example/sim/s/arm/?transport=mse&name=Ada#time=3", ""],
    ["http://localhost:8000/s/arm/?name=Ada", "http://localhost:8000/s/arm/?name=Ada", ""],
    ["https://a.example/#ticket=xyz", "https://a.example/", "xyz"],
    ["https://a.example/#camera=1,2,3&ticket=x-y_z&time=4", "https://a.example/#camera=1,2,3&time=4", "x-y_z"],
  ])("are rid of what lets in: %s", (address, clean, found) => {
    expect(readAddress(address)).toEqual({ clean, ticket: found });
  });

  it.each([
    [" abc ", "abc"],
    ["http://localhost:8000/?token=abc", "abc"],
    ["Open http://localhost:8000/s/arm/?name=Ada&token=a%2Bb#time=3 now", "a+b"],
    ["http://localhost:8000/", ""],
    ["?token=%E0%A4%A", "%E0%A4%A"],
  ])("give their token when they are pasted: %s", (pasted, token) => {
    expect(tokenIn(pasted)).toBe(token);
  });
});

describe("what a page shows without a cookie", () => {
  it("is its ticket, until the server has let it in", () => {
    const mine = new Credentials();
    expect(mine.sign(HELLO)).toBe(HELLO);
    mine.take("once");
    expect(mine.sign(HELLO)).toEqual({ ...HELLO, ticket: "once" });
    mine.welcomed("");
    expect(mine.sign(HELLO)).toBe(HELLO);
  });

  it("is another ticket each time that it connects again, and the bearer elsewhere", async () => {
    serve({ "/api/access/tickets": ticket, "/api/scenes": () => Response.json({}) });
    await request("api/scenes");
    credentials.take("first");
    credentials.welcomed("secret");
    await expect(credentials.sign(HELLO)).resolves.toEqual({ ...HELLO, ticket: "once" });
    await request("api/scenes", { headers: { "if-match": "1" } });
    expect(calls.map(({ authorization }) => authorization)).toEqual([null, "Bearer secret", "Bearer secret"]);
  });

  it("is nothing once it has ended, and is waited for while the server is away", async () => {
    credentials.welcomed("secret");
    serve({ "/api/access/tickets": () => Response.json({}, { status: 401 }) });
    await expect(credentials.sign(HELLO)).resolves.toEqual(HELLO);
    serve({});
    await expect(credentials.sign(HELLO)).rejects.toThrow("down");
    serve({ "/api/access/tickets": () => Response.json({}, { status: 429 }) });
    await expect(credentials.sign(HELLO)).rejects.toThrow("429");
  });

  it("comes behind the address, at the start and later, and is taken away from there", () => {
    const late = vi.fn();
    history.replaceState(null, "", "#time=3&ticket=first");
    const listener = followTickets();
    listener.onTicket = late;
    expect(credentials.sign(HELLO)).toEqual({ ...HELLO, ticket: "first" });
    expect(location.hash).toBe("#time=3");
    history.replaceState(null, "", "#ticket=second");
    window.dispatchEvent(new Event("hashchange"));
    expect(late).toHaveBeenCalledWith("second");
    expect(location.hash).toBe("");
  });
});

describe("logging in", () => {
  it("is done by a cookie where the browser keeps it", async () => {
    serve({ "/api/access/login": () => Response.json({}), "/api/access": letIn(true) });
    await logIn("abc");
    expect(calls[0]).toMatchObject({ path: "/api/access/login", method: "POST", body: { token: "abc" } });
    expect(credentials.sign(HELLO)).toEqual(HELLO);
  });

  it("takes a ticket where the browser keeps no cookie", async () => {
    serve({ "/api/access/login": () => Response.json({}), "/api/access": letIn(false), "/api/access/tickets": ticket });
    await logIn("abc");
    expect(calls.at(-1)).toMatchObject({ path: "/api/access/tickets", authorization: "Bearer abc" });
    expect(credentials.sign(HELLO)).toEqual({ ...HELLO, ticket: "once" });
  });

  it("says why it failed, and for how long nothing else is looked at", async () => {
    const detail = "5 wrong tokens came from your address; try again in 2 s.";
    serve({ "/api/access/login": () => Response.json({ detail }, { status: 429, headers: { "retry-after": "2" } }) });
    await expect(logIn("abc")).rejects.toMatchObject({ message: detail, retryAfterSec: 2 });
    serve({ "/api/access/login": () => new Response("<html>", { status: 502 }) });
    await expect(logIn("abc")).rejects.toThrow("502");
    serve({});
    await expect(logIn("abc")).rejects.toThrow("does not answer");
  });
});
