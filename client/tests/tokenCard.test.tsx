import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Overlay } from "../src/components/Overlay";
import { refusalFor } from "../src/connection/closeReasons";
import { CLOSE_CODES } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const field = (): HTMLElement => screen.getByLabelText("Token, or the whole link");
const button = (): HTMLElement => screen.getByRole("button", { name: "Come in" });

function refuse(reason: string, wasIn = false): void {
  const refusal = refusalFor(CLOSE_CODES.UNAUTHORIZED, reason, wasIn);
  if (refusal) act(() => { useConnection.setState({ connection: { kind: "refused", ...refusal } }); });
}

function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}) {
  const asked = vi.fn((_: URL | string, options?: RequestInit) =>
    Promise.resolve(Response.json(options?.method === "POST" ? body : { let_in: true }, options?.method === "POST" ? { status, headers } : {})));
  vi.stubGlobal("fetch", asked);
  return asked;
}

beforeEach(resetStores);
afterEach(() => { vi.unstubAllGlobals(); });

describe("the way in", () => {
  it("takes a pasted link by Enter and connects without a reload", async () => {
    const asked = answer(200);
    refuse("This server asks for a token.");
    const { retryConnection } = renderPart(<Overlay />);
    expect(screen.getByRole("form", { name: "Come in with a token" })).toBeTruthy();
    expect(document.activeElement).toBe(field());
    await user.keyboard("http://localhost:8000/?token=abc{Enter}");
    await vi.waitFor(() => { expect(retryConnection).toHaveBeenCalledOnce(); });
    expect(asked.mock.calls[0]?.[1]?.body).toBe(JSON.stringify({ token: "abc" }));
  });

  it("tells at the field what is wrong, and waits as long as the server wants", async () => {
    const detail = "5 wrong tokens came from your address; try again in 30 s.";
    answer(429, { detail }, { "retry-after": "30" });
    refuse("The link you came by was revoked.", true);
    const { retryConnection } = renderPart(<Overlay />);
    expect(screen.getByText("You were logged out")).toBeTruthy();
    expect(screen.getByText("The link you came by was revoked.")).toBeTruthy();
    await user.type(field(), "http://localhost:8000/{Enter}");
    expect(screen.getByRole("alert").textContent).toContain("no token in this link");
    await user.clear(field());
    await user.type(field(), "wrong{Enter}");
    await vi.waitFor(() => { expect(screen.getByRole("alert").textContent).toBe(detail); });
    expect(button()).toHaveProperty("disabled", true);
    expect(retryConnection).not.toHaveBeenCalled();
  });

  it("hides what is typed until it is shown, and is of no interest to password managers", async () => {
    refuse("");
    renderPart(<Overlay />);
    expect(field().getAttribute("type")).toBe("password");
    expect(field().getAttribute("autocomplete")).toBe("off");
    expect(button()).toHaveProperty("disabled", true);
    await user.click(screen.getByRole("button", { name: "Show what is typed" }));
    expect(field().getAttribute("type")).toBe("text");
  });
});
