import { expect, it } from "vitest";
import { interruptionFor, refusalFor } from "../src/connection/closeReasons";
import { CLOSE_CODES } from "../src/protocol/generated";

it("tells what the server says when it does not admit a page", () => {
  const reason = "The name 'lab' is not this server's; the operator may add --allow-host.";
  expect(refusalFor(CLOSE_CODES.FORBIDDEN, reason)).toMatchObject({ reason, wayOut: "retry" });
  expect(refusalFor(CLOSE_CODES.FORBIDDEN, "")?.reason).toContain("does not admit");
});

it("has a sentence for every code of the server: either a refusal or an interruption that passes", () => {
  const refusals = Object.entries(CLOSE_CODES).filter(([, code]) => refusalFor(code, "") !== null);
  expect(refusals.map(([name]) => name).sort()).toEqual([
    "FORBIDDEN",
    "NO_SESSION",
    "SESSION_ENDED",
    "UNAUTHORIZED",
    "VERSION",
  ]);
  const unknown = interruptionFor(1006, "");
  for (const [name, code] of Object.entries(CLOSE_CODES)) {
    if (refusalFor(code, "") === null) expect(interruptionFor(code, ""), name).not.toBe(unknown);
  }
});
