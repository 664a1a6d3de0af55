import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Overlay } from "../src/components/Overlay";
import { describeSession } from "../src/components/sessions/describe";
import { SessionButton } from "../src/components/sessions/SessionButton";
import SessionsPanel from "../src/components/sessions/SessionsPanel";
import { refusalFor } from "../src/connection/closeReasons";
import { CLOSE_CODES } from "../src/protocol/generated";
import type { SessionEntry } from "../src/sessions/api";
import { useConnection } from "../src/store/connectionStore";
import { useInterface } from "../src/store/interfaceStore";
import { useSession } from "../src/store/sessionStore";
import { renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const DEFAULT: SessionEntry = {
  name: "default",
  url: "./",
  state: "live",
  scene: "Humanoid",
  running: true,
  participants: 2,
  recording: false,
  filming: false,
  expires_in_sec: null,
};
const ARM: SessionEntry = { ...DEFAULT, name: "arm", url: "s/arm/", scene: "Robot arm", participants: 1 };
const FULL = { title: "Refused", detail: "There are 8 sessions, and 8 is the limit.", status: 409, code: "no" };

interface Server {
  asked: string[];
  bodies: unknown[];
}

/** Answers as the server does; every request that is not for a list is kept. */
function serve(sessions: SessionEntry[], more: { creatable?: boolean; problem?: object; present?: string } = {}): Server {
  const server: Server = { asked: [], bodies: [] };
  const { creatable = true, problem, present = "default" } = more;
  vi.stubGlobal("fetch", (address: string | URL, init: RequestInit = {}) => {
    const { pathname, search } = new URL(address, document.baseURI);
    const method = init.method ?? "GET";
    if (pathname.endsWith("/scenes")) {
      return Promise.resolve(Response.json({ scenes: [{ name: "cart", title: "Cart", description: "", picture: "" }] }));
    }
    if (method === "GET") return Promise.resolve(Response.json({ present, creatable, most: 8, sessions }));
    server.asked.push(`${method} ${pathname}${search}`);
    if (typeof init.body === "string") server.bodies.push(JSON.parse(init.body));
    if (problem) return Promise.resolve(Response.json(problem, { status: 409 }));
    return Promise.resolve(method === "POST" ? Response.json(ARM, { status: 201 }) : new Response(null, { status: 204 }));
  });
  return server;
}

const assign = vi.fn<(url: string | URL) => void>();

beforeEach(() => {
  resetStores();
  assign.mockReset();
  vi.spyOn(window.location, "assign").mockImplementation(assign);
  useConnection.setState({ connection: { kind: "connected" }, participant: 7 });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("list of sessions", () => {
  it("says of each what is shown, who is there and what goes on", () => {
    expect(describeSession(DEFAULT)).toBe("Humanoid · 2 people");
    expect(describeSession({ ...ARM, running: false, recording: true, participants: 0, expires_in_sec: 601 })).toBe(
      "Robot arm · nobody there · paused · recording · ends in 11 min",
    );
    expect(describeSession({ ...ARM, state: "failed", scene: null, filming: true, expires_in_sec: 20 })).toBe(
      "No scene · 1 person · stopped · making a film · ends within a minute",
    );
  });

  it("leads to the others, and marks the present one", async () => {
    serve([DEFAULT, ARM]);
    renderPart(<SessionsPanel />);
    const list = await screen.findByRole("list", { name: "Sessions" });
    const [here, there] = within(list).getAllByRole("listitem");
    expect(here?.getAttribute("aria-current")).toBe("true");
    expect(within(list).getByRole("link", { name: "Open arm" }).getAttribute("href")).toBe("s/arm/");
    expect(there?.textContent).toContain("Robot arm · 1 person");
    expect(within(list).queryByRole("link", { name: "Open default" })).toBeNull();
    expect(within(list).queryByRole("button", { name: "End default" })).toBeNull();
  });

  it("ends one only when that is confirmed, and says why it was refused", async () => {
    const server = serve([DEFAULT, ARM], { problem: { ...FULL, detail: "A viewer may not end sessions." } });
    renderPart(<SessionsPanel />);
    await user.click(await screen.findByRole("button", { name: "End arm" }));
    await user.click(screen.getByRole("button", { name: "Keep it" }));
    expect(server.asked).toEqual([]);
    await user.click(screen.getByRole("button", { name: "End arm" }));
    expect(screen.getByRole("group", { name: "End arm?" }).textContent).toContain("for 1 person");
    await user.click(screen.getByRole("button", { name: "End it" }));
    expect(server.asked).toEqual(["DELETE /api/sessions/arm?participant=7"]);
    expect((await screen.findByRole("alert")).textContent).toBe("A viewer may not end sessions.");
  });

  it("copies the present session by default, and goes there", async () => {
    const server = serve([DEFAULT]);
    renderPart(<SessionsPanel />);
    await user.type(await screen.findByLabelText("Name of the new session"), " what-if ");
    await user.click(screen.getByRole("button", { name: "Create and open" }));
    await waitFor(() => { expect(assign).toHaveBeenCalled(); });
    expect(server.asked).toEqual(["POST /api/sessions?participant=7"]);
    expect(server.bodies).toEqual([{ name: "what-if", clone: "default" }]);
    expect(String(assign.mock.calls[0]?.[0])).toMatch(/\/s\/arm\/$/);
  });

  it("begins one with a scene, and shows why it could not", async () => {
    const server = serve([DEFAULT], { problem: FULL });
    renderPart(<SessionsPanel />);
    await user.selectOptions(await screen.findByLabelText("Shows"), await screen.findByRole("option", { name: "Cart" }));
    await user.click(screen.getByRole("button", { name: "Create and open" }));
    expect((await screen.findByRole("alert")).textContent).toBe(FULL.detail);
    expect(server.bodies).toEqual([{ scene: "cart" }]);
    expect(assign).not.toHaveBeenCalled();
  });

  it("says so where no other one can be created", async () => {
    serve([DEFAULT], { creatable: false });
    renderPart(<SessionsPanel />);
    expect(await screen.findByText(/8 is the limit: end one to begin another/)).toBeTruthy();
    expect(screen.queryByRole("form", { name: "New session" })).toBeNull();
  });

  it("offers no copy of a session that has ended, and asks as nobody", async () => {
    const server = serve([DEFAULT], { present: "gone" });
    useConnection.setState({ connection: { kind: "refused", title: "", reason: "", wayOut: "sessions" } });
    renderPart(<SessionsPanel />);
    await screen.findByRole("option", { name: "Cart" });
    expect(screen.queryByRole("option", { name: "A copy of this session" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Create and open" }));
    await waitFor(() => { expect(assign).toHaveBeenCalled(); });
    expect(server.asked).toEqual(["POST /api/sessions"]);
    expect(server.bodies).toEqual([{}]);
  });

  it("can be read again when the server did not answer", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    renderPart(<SessionsPanel />);
    await screen.findByRole("alert");
    serve([DEFAULT]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("list", { name: "Sessions" })).toBeTruthy();
  });
});

describe("session of the page", () => {
  it("is named in the bar unless it is the server's own", () => {
    renderPart(<SessionButton />);
    expect(screen.getByRole("button", { name: "Sessions" }).textContent).toBe("");
    act(() => { useSession.setState({ name: "default" }); });
    expect(screen.getByRole("button", { name: /^Session: default/ }).textContent).toBe("");
    act(() => { useSession.setState({ name: "arm" }); });
    expect(screen.getByRole("button", { name: /^Session: arm/ }).textContent).toBe("arm");
  });

  it("has ended: the page says by whom, and leads to the others", async () => {
    renderPart(<Overlay />);
    for (const [code, title, reason] of [
      [CLOSE_CODES.SESSION_ENDED, "This session has ended", "Ada ended this session."],
      [CLOSE_CODES.NO_SESSION, "There is no such session", "It has ended, or there never was one"],
    ] as const) {
      const refusal = refusalFor(code, "Ada ended this session.");
      expect(refusal).not.toBeNull();
      if (refusal) act(() => { useConnection.setState({ connection: { kind: "refused", ...refusal } }); });
      expect(screen.getByRole("status").textContent).toContain(title);
      expect(screen.getByRole("status").textContent).toContain(reason);
      await user.click(screen.getByRole("button", { name: "See the sessions" }));
      expect(useInterface.getState().sessionsOpen).toBe(true);
    }
  });
});
