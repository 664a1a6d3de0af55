import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Overlay } from "../src/components/Overlay";
import { NO_VIDEO, type VideoChoice } from "../src/connection/videoTypes";
import type { ServerMessage } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { useInterface } from "../src/store/interfaceStore";
import { useNotices } from "../src/store/noticesStore";
import { useStatus } from "../src/store/statusStore";
import { type MessageHandler, receiveMessage } from "../src/viewer/ServerMessages";
import { welcome } from "./support/FakeSocket";
import { goLive, renderPart, resetStores, SCENE, STATUS } from "./support/page";

const user = userEvent.setup();
const SHOWN: VideoChoice = {
  phase: "proven",
  selected: "webrtc",
  shown: "webrtc",
  pictured: true,
  stalled: false,
  failing: false,
  reason: "",
};
const NOTHING: MessageHandler = {
  onWelcome: () => undefined,
  onVideo: () => undefined,
  onOffer: () => undefined,
  onPeerClosed: () => undefined,
  onTelemetry: () => undefined,
  onScene: () => undefined,
  onPanel: () => undefined,
  onFields: () => undefined,
};

const text = (): string => screen.getByRole("status").textContent;
const isDimmed = (): boolean => document.querySelector("[class*=dim]") !== null;
const receive = (message: ServerMessage): void => { act(() => { receiveMessage(message, NOTHING); }); };
const show = (video: VideoChoice): void => { act(() => { useConnection.setState({ video }); }); };

beforeEach(() => {
  resetStores();
});

describe("overlay", () => {
  it("explains each state in which there is no picture", () => {
    useConnection.setState({ video: { ...NO_VIDEO, selected: "websocket" } });
    renderPart(<Overlay />);
    expect(text()).toContain("Connecting");
    act(() => { useConnection.setState({ connection: { kind: "connected" } }); });
    expect(text()).toContain("Starting the simulation");
    act(() => { goLive(); });
    expect(text()).toContain("Waiting for the first picture");
    show(SHOWN);
    expect(text()).toBe("");
    act(() => {
      const support = { webrtc: false, webcodecs: false, mse: false, jpeg: false, secureContext: true };
      useConnection.setState({ support, video: NO_VIDEO });
    });
    expect(text()).toContain("No video in this browser");
    act(() => {
      useConnection.setState({ connection: { kind: "reconnecting", reason: "The server is restarting.", attempt: 1 } });
    });
    expect(text()).toContain("The server is restarting.");
    expect(screen.queryByRole("button")).toBeNull();
    act(() => {
      useConnection.setState({ connection: { kind: "reconnecting", reason: "It was lost.", attempt: 4 } });
    });
    expect(text()).toContain("It was lost. This page goes on trying");
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("asks for nothing while the session is full, because the page comes in by itself", () => {
    useConnection.setState({ connection: { kind: "full" } });
    renderPart(<Overlay />);
    expect(text()).toContain("The session is full");
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("offers the way out of a refusal", async () => {
    useConnection.setState({ connection: { kind: "refused", title: "Not admitted", reason: "This page is not admitted.", wayOut: "retry" } });
    const { retryConnection } = renderPart(<Overlay />);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(retryConnection).toHaveBeenCalledTimes(1);
  });

  it("has a quiet sign of a pause", () => {
    goLive();
    useConnection.setState({ video: SHOWN });
    useStatus.setState({ status: { ...STATUS, running: false } });
    renderPart(<Overlay />);
    expect(text()).toBe("Paused");
  });
});

describe("overlay over a picture that is old", () => {
  beforeEach(() => {
    goLive();
    useConnection.setState({ video: SHOWN });
  });

  it("says why no more comes, dimmed, when the pinned way has failed, and offers the others", async () => {
    useInterface.setState({ preference: "webrtc" });
    const { setPreference } = renderPart(<Overlay />);
    expect(isDimmed()).toBe(false);
    show({ ...SHOWN, phase: "waiting", selected: "none", shown: "none", failing: true, reason: "No way was found." });
    expect(text()).toContain("No way was found.");
    expect(isDimmed()).toBe(true);
    await user.click(screen.getByRole("button", { name: "Use whichever way works" }));
    expect(setPreference).toHaveBeenCalledWith("auto");
  });

  it("says that the picture has stopped", () => {
    renderPart(<Overlay />);
    show({ ...SHOWN, stalled: true, reason: "No new picture." });
    expect(text()).toContain("The picture has stopped");
    expect(isDimmed()).toBe(true);
  });

  it("has no spinner for what never passes, and names the way out of plain http", () => {
    useConnection.setState({ support: { webrtc: true, webcodecs: false, mse: false, jpeg: false, secureContext: false } });
    renderPart(<Overlay />);
    show({ ...NO_VIDEO, reason: "WebRTC is switched off on this server." });
    expect(document.querySelector("[class*=Loader]")).toBeNull();
    expect(text()).toContain("WebRTC is switched off on this server.");
    expect(text()).toContain("https");
    expect(screen.getByText(/^ssh -L \d+:localhost:\d+ localhost$/)).toBeTruthy();
  });

  it("names it as well where the browser could decode nothing at all", () => {
    const support = { webrtc: false, webcodecs: false, mse: false, jpeg: false, secureContext: false };
    useConnection.setState({ support, video: NO_VIDEO });
    renderPart(<Overlay />);
    expect(text()).toContain("ssh -L");
  });
});

describe("overlay over a session without a simulation", () => {
  const problem = { title: "No scene is shown", detail: "Unknown element.", line: 3 };

  beforeEach(() => {
    goLive();
    useConnection.setState({ video: SHOWN });
  });

  it("says when it keeps stopping that it is not tried again by itself", () => {
    renderPart(<Overlay />);
    act(() => { goLive(); });
    const detail = "The worker process was ended by SIGKILL.";
    receive({ type: "state", state: "failed", problem: { title: "No scene is shown", detail, code: "worker_failed" } });
    expect(text()).toContain("The simulation has stopped");
    expect(text()).toContain("choose this scene anew, or another");
    expect(screen.getByRole("button", { name: "Choose a scene" })).toBeTruthy();
  });

  it("says that it could not be started and why, and leads to the scenes", async () => {
    renderPart(<Overlay />);
    receive({ type: "state", state: "failed", problem });
    expect(text()).toContain("The simulation could not be started");
    expect(text()).toContain("Unknown element.\nLine 3.");
    expect(isDimmed()).toBe(true);
    expect(document.querySelector("[class*=Loader]")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Choose a scene" }));
    expect(useInterface.getState().pickerOpen).toBe(true);
    receive({ type: "notice", code: "scene_loading", level: "info", text: "Ada loads Humanoid." });
    expect(text()).toContain("Ada loads Humanoid.");
    receive({ type: "state", state: "live" });
    receive({ type: "scene", scene: SCENE });
    expect(text()).toBe("");
  });

  it("says it once: the notice of it is no toast", () => {
    renderPart(<Overlay />);
    receive({ type: "state", state: "failed", problem });
    receive({ type: "notice", code: "worker_failed", level: "error", text: "It could not be brought back.", problem });
    expect(useNotices.getState().notices).toEqual([]);
  });

  it("tells of a restarted worker until it has recovered", () => {
    renderPart(<Overlay />);
    useStatus.setState({ status: STATUS });
    receive({ type: "state", state: "recovering" });
    expect(text()).toContain("Restoring the simulation");
    expect(useStatus.getState().status).toBeNull();
    receive({ type: "notice", code: "worker_restarting", level: "warning", text: "One moment." });
    expect(text()).toContain("One moment.");
    receive({ type: "state", state: "live" });
    receive({ type: "notice", code: "worker_recovered", level: "info", text: "Here again." });
    expect(text()).toBe("");
    expect(useNotices.getState().notices.map((notice) => notice.text)).toEqual(["Here again."]);
  });

  it("learns the state from the welcome as well", () => {
    renderPart(<Overlay />);
    receive(welcome({ state: "failed", problem }));
    expect(text()).toContain("The simulation could not be started");
  });
});

it("logs what the server could not use, and bothers nobody with it", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  receive({ type: "error", problem: { title: "Not understood", detail: "There is no peer 3." } });
  expect(useNotices.getState().notices).toEqual([]);
  expect(warn).toHaveBeenCalledWith("Not understood: There is no peer 3.");
});
