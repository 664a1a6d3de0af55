import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AccessReport, isOwnMachine, type LinkEntry, linkFor, type Role } from "../src/access/links";
import { AccessPart } from "../src/components/access/AccessPart";
import { describeAccess, describeLink, nameOfLink } from "../src/components/access/describe";
import InvitePanel from "../src/components/access/InvitePanel";
import type { Participant } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const OWNER: AccessReport = {
  let_in: true,
  role: "admin",
  label: "the server's link",
  name: "",
  owner: true,
  insecure: false,
  expires_at: null,
};
const GUEST: AccessReport = { ...OWNER, role: "viewer", label: "Bob", owner: false, expires_at: 1.8e9 };
const LINK: LinkEntry = {
  id: "link-3",
  role: "viewer",
  label: "Bob",
  made_by: "Ada",
  made_at: 1.7e9,
  expires_at: 1.8e9,
};
const WHEN = new Date(1.8e12).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

interface Served {
  access?: AccessReport;
  links?: LinkEntry[];
  problem?: { detail: string; status: number };
}

/** Answers as the server does; what writes is kept, with what it says. */
function serve({ access = OWNER, links = [], problem }: Served): { asked: string[]; bodies: unknown[] } {
  const kept = { asked: [] as string[], bodies: [] as unknown[] };
  vi.stubGlobal("fetch", (address: string | URL, { method = "GET", body }: RequestInit = {}) => {
    const path = new URL(address, document.baseURI).pathname;
    if (method === "GET") return Promise.resolve(Response.json(path.endsWith("/links") ? { links } : access));
    kept.asked.push(`${method} ${path}`);
    if (typeof body === "string") kept.bodies.push(JSON.parse(body));
    if (problem) return Promise.resolve(Response.json({ title: "No", ...problem }, { status: problem.status }));
    if (method === "POST" && path.endsWith("/links")) {
      return Promise.resolve(Response.json({ ...LINK, token: "se+cret" }, { status: 201 }));
    }
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  return kept;
}

const someone = (role: Role): Participant => ({ id: 4, name: "Ada", transport: "webrtc", role });
const button = (name: string): HTMLElement => screen.getByRole("button", { name });

beforeEach(() => {
  resetStores();
  useConnection.setState({ connection: { kind: "connected" }, participant: 4 });
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("who somebody is to the server", () => {
  it.each<[string, AccessReport, Role | null, string]>([
    ["the server's link", OWNER, "operator", "You came by the server's own link, and are an operator here."],
    ["a link", GUEST, "viewer", `You came by the link “Bob”, and are a viewer here. It ends ${WHEN}.`],
    ["a nameless link", { ...GUEST, label: "", expires_at: null }, null, "You came by a link, and are a viewer here."],
    ["a proxy", { ...GUEST, name: "bob@b.org", expires_at: null }, "admin", "You came by the login of a proxy, as bob@b.org, and are an admin here."],
    ["nobody", { ...GUEST, let_in: false, role: null }, null, "You are logged out: whatever this page asks for next will be refused."],
  ])("is told for %s", (_, access, role, text) => {
    expect(describeAccess(access, role)).toBe(text);
  });

  it("is the same for all where the server asks nobody", async () => {
    serve({ access: { ...OWNER, owner: false, insecure: true } });
    renderPart(<AccessPart self={someone("admin")} />);
    expect(await screen.findByText(/asks nobody for a token/)).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("what somebody can do about it", () => {
  it("becomes an admin with the server's own link", async () => {
    serve({});
    const { sent } = renderPart(<AccessPart self={someone("operator")} />);
    await user.click(await screen.findByRole("button", { name: "Become admin" }));
    expect(sent).toEqual([{ type: "set_role", participant: 4, role: "admin" }]);
    expect(screen.queryByRole("button", { name: "Invite…" })).toBeNull();
  });

  it("is not offered what would be refused", async () => {
    serve({ access: GUEST });
    renderPart(<AccessPart self={someone("viewer")} />);
    expect(await screen.findByRole("button", { name: "Log out" })).toBeTruthy();
    expect(screen.getAllByRole("button")).toHaveLength(1);
  });

  it("cannot log out of what a proxy says", async () => {
    serve({ access: { ...GUEST, name: "bob" } });
    renderPart(<AccessPart self={someone("operator")} />);
    expect(await screen.findByText(/as bob/)).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("logs out when asked twice, and the focus is where nothing is lost", async () => {
    const kept = serve({});
    renderPart(<AccessPart self={someone("admin")} />);
    await user.click(await screen.findByRole("button", { name: "Log out" }));
    expect(document.activeElement).toBe(button("Stay"));
    await user.click(button("Stay"));
    expect(kept.asked).toEqual([]);
    await user.click(button("Log out"));
    await user.click(button("Log out"));
    await vi.waitFor(() => { expect(kept.asked).toEqual(["POST /api/access/logout"]); });
    act(() => { useConnection.setState({ connection: { kind: "refused", title: "", reason: "", wayOut: "token" } }); });
    expect(screen.queryByRole("region", { name: "Access" })).toBeNull();
  });

  it("keeps what is open over a break of the connection", async () => {
    serve({});
    renderPart(<AccessPart self={someone("admin")} />);
    await user.click(await screen.findByRole("button", { name: "Invite…" }));
    await screen.findByRole("form", { name: "New link" });
    act(() => { useConnection.setState({ connection: { kind: "reconnecting", reason: "", attempt: 1 } }); });
    expect(screen.getByRole("form", { name: "New link" })).toBeTruthy();
  });
});

describe("links for others", () => {
  it("lead to the present session, and carry nothing else of the address", () => {
    expect(linkFor("https://a.org/sim/s/arm/?name=Ada&transport=mse#camera=1", "x+y/z")).toBe(
      "https://a.org/sim/s/arm/?token=x%2By%2Fz",
    );
  });

  it.each([
    ["http://localhost:8000/", true],
    ["http://sim.localhost/", true],
    ["http://127.0.0.2:8000/", true],
    ["http://[::1]:8000/", true],
    ["http://10.0.0.7:8000/", false],
    ["https://notlocalhost/", false],
  ])("of %s are known to be of one machine: %s", (page, own) => {
    expect(isOwnMachine(page)).toBe(own);
  });

  it("are described by what they let in", () => {
    expect(describeLink(LINK)).toBe(`viewer · ends ${WHEN} · made by Ada`);
    expect(describeLink({ ...LINK, role: "admin", made_by: "", expires_at: null })).toBe(
      "admin · as long as the server runs",
    );
    expect([nameOfLink(LINK), nameOfLink({ ...LINK, label: "" })]).toEqual(["Bob", "link 3"]);
  });

  it("are for viewers and a day unless somebody says otherwise, and shown once", async () => {
    const kept = serve({});
    renderPart(<InvitePanel />);
    expect(await screen.findByText(/none but the server's own/)).toBeTruthy();
    await user.type(screen.getByLabelText("For whom the link is"), " Bob {Enter}");
    const shown = await screen.findByLabelText("The link");
    expect(shown).toHaveProperty("value", linkFor(document.baseURI, "se+cret"));
    expect(document.activeElement).toBe(shown);
    await user.selectOptions(screen.getByLabelText("Role"), "Operator: also acts");
    await user.selectOptions(screen.getByLabelText("Lasts"), "As long as the server runs");
    await user.click(button("Make a link"));
    await vi.waitFor(() => {
      expect(kept.bodies).toEqual([
        { role: "viewer", label: "Bob", hours: 24 },
        { role: "operator", label: "", hours: null },
      ]);
    });
  });

  it("are copied, and where the browser does not let the page a sentence says so", async () => {
    serve({});
    renderPart(<InvitePanel />);
    await user.click(button("Make a link"));
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    expect(await screen.findByText("Copied.")).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe(linkFor(document.baseURI, "se+cret"));
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));
    await user.click(button("Copy"));
    expect(await screen.findByText(/select the link and copy it/)).toBeTruthy();
    vi.restoreAllMocks();
  });

  it("are revoked when asked twice", async () => {
    const kept = serve({ links: [LINK] });
    renderPart(<InvitePanel />);
    await user.click(await screen.findByRole("button", { name: "Revoke Bob" }));
    expect(kept.asked).toEqual([]);
    const question = screen.getByRole("group", { name: "Revoke Bob?" });
    expect(document.activeElement).toBe(within(question).getByRole("button", { name: "Keep it" }));
    await user.click(within(question).getByRole("button", { name: "Revoke it" }));
    await vi.waitFor(() => { expect(kept.asked).toEqual(["DELETE /api/access/links/link-3"]); });
  });

  it("that cannot be made or revoked are told in the server's sentence", async () => {
    const detail = "There are 200 links already, which is the limit; revoke some first.";
    serve({ links: [LINK], problem: { detail, status: 400 } });
    renderPart(<InvitePanel />);
    await user.click(button("Make a link"));
    expect((await screen.findByRole("alert")).textContent).toBe(detail);
    expect(screen.queryByLabelText("The link")).toBeNull();
    await user.click(await screen.findByRole("button", { name: "Revoke Bob" }));
    await user.click(button("Revoke it"));
    await vi.waitFor(() => { expect(screen.getAllByRole("alert")).toHaveLength(2); });
  });
});
