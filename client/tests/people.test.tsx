import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ownControl } from "../src/components/people/control";
import { ControlChip } from "../src/components/people/ControlChip";
import { describeLooking } from "../src/components/people/looking";
import { ViewChip } from "../src/components/people/ViewChip";
import { ViewMenu } from "../src/components/people/ViewMenu";
import { SidebarRail } from "../src/components/sidebar/SidebarRail";
import type { SidebarTab } from "../src/components/sidebar/tabs";
import PeopleTab from "../src/components/people/PeopleTab";
import { CommandError } from "../src/protocol/messages";
import type { Activity, BodyDescription, ControlState, Participant } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { useNotices } from "../src/store/noticesStore";
import { seeLog, takeActivity, usePeople } from "../src/store/peopleStore";
import { useSelection } from "../src/store/selectionStore";
import { useSession } from "../src/store/sessionStore";
import { goLive, renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const ONE: ControlState = { mode: "one", holder: null, asking: [], locked: false, away: false };

function person(id: number, name: string, role: Participant["role"] = "operator"): Participant {
  return { id, name, role, transport: "webrtc", color: "#2f7ed8" };
}

const ADA = person(1, "Ada", "admin");
const BOB = person(2, "Bob");
const EVE = person(3, "Eve", "viewer");

function here(self: Participant, control: Partial<ControlState> = {}): void {
  act(() => {
    goLive();
    useConnection.setState({ participant: self.id });
    useSession.setState({ participants: [ADA, BOB, EVE] });
    usePeople.setState({ control: { ...ONE, ...control } });
  });
}

function bodyNamed(name: string): BodyDescription {
  return { body: 1, name, parent: 0, parent_name: "world", mass: 1, inertia: [1, 1, 1] } as BodyDescription;
}

/** As if these people were here, looking at this. */
function looking(self: Participant, ...others: Participant[]): void {
  here(self);
  act(() => {
    useSession.setState({ participants: [self, ...others], sharedSize: { width: 1280, height: 720 } });
  });
}

function entry(id: number, text: string, more: Partial<Activity> = {}): Activity {
  return { id, at_ms: 1.8e12, kind: "chat", who: "Bob", person: 2, text, ...more };
}

beforeEach(() => {
  resetStores();
  // Who this page is to the server has tests of its own.
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("down")));
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("control", () => {
  it.each([
    [ADA, {}, true, null],
    [BOB, {}, true, null],
    [EVE, {}, false, "You are watching"],
    [BOB, { holder: 2 }, true, "You have control"],
    [BOB, { holder: 1 }, false, "Ada has control"],
    [BOB, { locked: true }, false, "Control is locked"],
    [ADA, { locked: true }, true, "Control is locked"],
    [BOB, { holder: 9, away: true }, false, "Control is free soon"],
    [BOB, { mode: "together" as const }, true, null],
  ])("is told to %o in %o", (self, control, mayAct, label) => {
    expect(ownControl({ ...ONE, ...control }, [ADA, BOB, EVE], self.id)).toMatchObject({ mayAct, label });
  });

  it("is nothing to speak of for one person alone", () => {
    expect(ownControl({ ...ONE, holder: 1 }, [ADA], 1).label).toBeNull();
    // But who is left alone learns why nothing can be done for some seconds.
    expect(ownControl({ ...ONE, holder: 2, away: true }, [ADA], 1).label).toBe("Control is free soon");
  });

  it("is asked for, and no more", async () => {
    here(BOB, { holder: 1 });
    const { sent } = renderPart(<ControlChip />);
    await user.click(screen.getByRole("button", { name: "Ask" }));
    here(BOB, { holder: 1, asking: [2] });
    await user.click(screen.getByRole("button", { name: "Ask no more" }));
    expect(sent).toEqual([{ type: "request_control" }, { type: "release_control" }]);
  });

  it("is given to who asks, or given up", async () => {
    here(ADA, { holder: 1 });
    const { sent } = renderPart(<ControlChip />);
    await user.click(screen.getByRole("button", { name: "Release" }));
    here(ADA, { holder: 1, asking: [2] });
    expect(screen.getByText("Bob asks for control")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Give" }));
    expect(sent).toEqual([{ type: "release_control" }, { type: "give_control", to: 2 }]);
  });

  it("is taken by an admin, and not offered to a viewer", async () => {
    here(ADA, { holder: 2 });
    const { sent } = renderPart(<ControlChip />);
    await user.click(screen.getByRole("button", { name: "Take" }));
    expect(sent).toEqual([{ type: "take_control" }]);
    here(EVE, { holder: 2 });
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("that somebody else has is a hint, not an error", async () => {
    here(BOB, { holder: 1 });
    const problem = { title: "No", detail: "Ada has control; ask for it to act.", status: 409, code: "control_needed" };
    const { commands } = renderPart(<ControlChip />, () => Promise.reject(new CommandError(problem)));
    commands.run();
    await vi.waitFor(() => { expect(useNotices.getState().notices).toHaveLength(1); });
    expect(useNotices.getState().notices[0]).toMatchObject({ level: "info", text: "Ada has control; ask for it to act." });
  });
});

describe("people", () => {
  it("are listed with what they are and do; an admin decides", async () => {
    here(ADA, { holder: 2 });
    const { sent } = renderPart(<PeopleTab />);
    const items = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(items[0]).toContain("Ada (you)");
    expect(items[1]).toContain("has control · operator · WebRTC");
    await user.selectOptions(screen.getByLabelText("Role of Eve"), "operator");
    await user.click(screen.getByLabelText("All act at once"));
    await user.click(screen.getByLabelText("Only admins have control"));
    expect(sent).toEqual([
      { type: "set_role", participant: 3, role: "operator" },
      { type: "set_control_mode", mode: "together" },
      { type: "lock_control", on: true },
    ]);
  });

  it("give control to another, and have a name", async () => {
    here(BOB, { holder: 2 });
    const { sent } = renderPart(<PeopleTab />);
    expect(screen.queryByLabelText("All act at once")).toBeNull();
    expect(screen.queryByRole("button", { name: "Give control to Eve" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Give control to Ada" }));
    await user.clear(screen.getByLabelText("Your name"));
    await user.type(screen.getByLabelText("Your name"), "Robert");
    await user.click(screen.getByRole("button", { name: "Rename" }));
    expect(sent).toEqual([{ type: "give_control", to: 1 }, { type: "rename", name: "Robert" }]);
  });

  it("talk; what is refused stays to be sent again", async () => {
    here(BOB);
    let refuse = true;
    const problem = { title: "No", detail: "Wait a moment.", status: 409, code: "command_refused" };
    const { sent } = renderPart(<PeopleTab />, () => refuse ? Promise.reject(new CommandError(problem)) : Promise.resolve());
    const box = screen.getByLabelText<HTMLInputElement>("Message to everybody");
    await user.type(box, "Hello{Enter}");
    expect(box.value).toBe("Hello");
    refuse = false;
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(box.value).toBe("");
    expect(sent).toEqual([{ type: "say", text: "Hello" }, { type: "say", text: "Hello" }]);
  });
});

describe("the log", () => {
  it("shows what was said as text, and counts what was done again", () => {
    here(ADA);
    renderPart(<PeopleTab />);
    act(() => {
      takeActivity([entry(1, "<b>Hi</b>"), entry(2, "paused", { kind: "simulation" })], 1);
      takeActivity([entry(2, "paused", { kind: "simulation", times: 3 })], 1);
    });
    const log = screen.getByRole("list", { name: "What was done and said" });
    expect(log.textContent).toContain("Bob: <b>Hi</b>");
    expect(log.textContent).toContain("Bob paused (3 times)");
    expect(log.children).toHaveLength(2);
  });

  it("marks its tab while something is not read", () => {
    here(ADA);
    const tab: SidebarTab = { id: "people", title: "People", icon: "people", hint: "Who is here", Component: () => null };
    renderPart(<SidebarRail tabs={[tab]} shown={null} first={tab} />);
    expect(screen.getByRole("tab").dataset.unread).toBeUndefined();
    act(() => { takeActivity([entry(1, "Hello")], 1); });
    expect(screen.getByRole("tab").dataset.unread).toBe("true");
  });

  it("counts what others said while it is not seen, and is bounded", () => {
    takeActivity([entry(1, "a"), entry(2, "b", { person: 1 }), entry(3, "c", { kind: "edit" })], 1);
    expect(usePeople.getState().unread).toBe(1);
    seeLog(true);
    takeActivity([entry(4, "d")], 1);
    expect(usePeople.getState().unread).toBe(0);
    takeActivity(Array.from({ length: 400 }, (_, index) => entry(10 + index, "x")), 1);
    expect(usePeople.getState().log).toHaveLength(300);
  });
});

describe("views", () => {
  it("are told of each person", () => {
    const own = { ...BOB, view: 3 };
    expect(describeLooking(ADA, [ADA, own])).toBeNull();
    expect(describeLooking(own, [ADA, own])).toBe("has a view of their own");
    expect(describeLooking({ ...ADA, follows: 2, view: 3 }, [ADA, own])).toBe("follows Bob");
    expect(describeLooking({ ...ADA, presents: true }, [ADA, own])).toBe("presents");
  });

  it("are taken, shaped, shared again and presented in the menu", async () => {
    looking({ ...ADA, view: 3 }, BOB);
    const { sent } = renderPart(<ViewMenu />);
    const open = async (): Promise<void> => { await user.click(screen.getByRole("button", { name: "View: your own" })); };
    await open();
    await user.click(await screen.findByRole("menuitem", { name: "720 × 1280, upright" }));
    await open();
    await user.click(await screen.findByRole("menuitemradio", { name: "The view that all share" }));
    await open();
    await user.click(await screen.findByRole("menuitemradio", { name: "Bob" }));
    await open();
    await user.click(await screen.findByRole("menuitem", { name: "Present what you see to all" }));
    expect(sent).toEqual([
      { type: "take_view", width: 720, height: 1280 },
      { type: "share_view" },
      { type: "follow", participant: 2 },
      { type: "present", on: true },
    ]);
  });

  it("have no way to present for those who may not act", async () => {
    looking(EVE, BOB);
    renderPart(<ViewMenu />);
    await user.click(screen.getByRole("button", { name: "View: shared" }));
    await screen.findByRole("menuitemradio", { name: "Bob" });
    expect(screen.queryByRole("menuitem", { name: /Present/ })).toBeNull();
  });

  it("say whose they are, with the way back", async () => {
    looking(BOB, ADA);
    const { sent } = renderPart(<ViewChip />);
    expect(screen.queryByRole("status", { name: "View" })).toBeNull();
    looking({ ...BOB, follows: 1, view: 4 }, { ...ADA, presents: true, view: 4 });
    expect(screen.getByRole("status", { name: "View" }).textContent).toContain("Ada presents");
    await user.click(screen.getByRole("button", { name: "Look by yourself" }));
    looking({ ...BOB, view: 5 }, ADA);
    await user.click(screen.getByRole("button", { name: "Share again" }));
    looking({ ...BOB, presents: true }, ADA);
    await user.click(screen.getByRole("button", { name: "End" }));
    expect(sent).toEqual([{ type: "take_view" }, { type: "share_view" }, { type: "present", on: false }]);
  });

  it("and what each has selected are in the list of people", () => {
    looking({ ...ADA, view: 3 }, BOB);
    act(() => {
      useSelection.setState({ selections: [{ type: "selection", participant: 2, body: bodyNamed("torso") }] });
    });
    renderPart(<PeopleTab />);
    expect(screen.getByText("has a view of their own · admin · WebRTC")).toBeTruthy();
    expect(screen.getByText("at torso · operator · WebRTC")).toBeTruthy();
  });

  it("are followed and left from the list of people", async () => {
    looking(BOB, ADA);
    const { sent } = renderPart(<PeopleTab />);
    await user.click(screen.getByRole("button", { name: "See what Ada sees" }));
    looking({ ...BOB, follows: 1 }, ADA);
    await user.click(screen.getByRole("button", { name: "Follow Ada no more" }));
    expect(sent).toEqual([{ type: "follow", participant: 1 }, { type: "share_view" }]);
  });
});
