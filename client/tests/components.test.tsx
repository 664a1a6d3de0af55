import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ControlBar } from "../src/components/ControlBar";
import { Notices } from "../src/components/Notices";
import { Overlay } from "../src/components/Overlay";
import { ScenePicker } from "../src/components/ScenePicker";
import { SettingsMenu } from "../src/components/SettingsMenu";
import { StatusBar } from "../src/components/StatusBar";
import { CommandError } from "../src/protocol/messages";
import { useConnection } from "../src/store/connectionStore";
import { useInterface } from "../src/store/interfaceStore";
import { addNotice, useNotices } from "../src/store/noticesStore";
import { useSession } from "../src/store/sessionStore";
import { useStatistics } from "../src/store/statisticsStore";
import { useStatus } from "../src/store/statusStore";
import { showNotice } from "../src/viewer/Notices";
import { renderPart, resetStores, SCENE, STATUS } from "./support/page";

const user = userEvent.setup();

beforeEach(() => {
  resetStores();
});

describe("status bar", () => {
  it("shows dashes before anything is known", () => {
    renderPart(<StatusBar />);
    expect(screen.getByLabelText("Frames: – fps")).toBeTruthy();
    expect(screen.getByLabelText("Real time: –")).toBeTruthy();
  });

  it("shows what is measured and follows it", () => {
    useStatus.setState({ status: STATUS });
    useStatistics.setState({ presentedPerSec: 59.6, latencyP50Ms: 38.2, receivedBitsPerSec: 2_450_000 });
    useSession.setState({ participants: [{ id: 1, name: "", transport: "webrtc" }] });
    useConnection.setState({ video: { phase: "proven", selected: "webrtc", shown: "webrtc", reason: "" } });
    renderPart(<StatusBar />);
    for (const name of [
      "Frames: 60 fps",
      "Latency: 38 ms",
      "Bitrate: 2.5 Mbit/s",
      "Real time: 1.00×",
      "Time: 12.3 s",
      "Quality: no shadows",
      "Encoder: x264, software GL",
      "People: 1",
      "Video: WebRTC",
    ]) {
      expect(screen.getByLabelText(name)).toBeTruthy();
    }
    act(() => {
      useStatistics.setState({ presentedPerSec: 30 });
    });
    expect(screen.getByLabelText("Frames: 30 fps")).toBeTruthy();
  });

  it("marks a real-time factor below the asked one, but not a pause", () => {
    useStatus.setState({ status: { ...STATUS, real_time_factor: 0.6 } });
    renderPart(<StatusBar />);
    expect(screen.getByLabelText("Real time: 0.60×").className).toContain("warning");
    act(() => {
      useStatus.setState({ status: { ...STATUS, running: false, real_time_factor: 0 } });
    });
    expect(screen.getByLabelText("Real time: –").className).not.toContain("warning");
  });
});

describe("control bar", () => {
  it("can do nothing before there is a scene", () => {
    renderPart(<ControlBar />);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Run" }).disabled).toBe(true);
  });

  it("sends a command for each control, and shows its effect at once", async () => {
    useSession.setState({ scene: SCENE });
    useStatus.setState({ status: STATUS });
    const { sent } = renderPart(<ControlBar />);
    for (const name of ["Pause", "Run", "Step", "Reset", "Reset camera"]) {
      await user.click(screen.getByRole("button", { name }));
    }
    expect(sent).toEqual([
      { type: "pause" },
      { type: "run" },
      { type: "step", count: 1 },
      { type: "reset", keyframe: null },
      { type: "reset_camera" },
    ]);
  });

  it("offers the speeds of the server and marks the present one", async () => {
    useSession.setState({ scene: SCENE, speeds: [0.25, 1, 2] });
    useStatus.setState({ status: STATUS });
    const { sent } = renderPart(<ControlBar />);
    await user.click(screen.getByRole("button", { name: "Speed: 1×" }));
    const present = screen.getByRole("menuitemradio", { name: "1×" });
    expect(present.getAttribute("aria-checked")).toBe("true");
    await user.click(screen.getByRole("menuitemradio", { name: "1/4×" }));
    expect(sent).toEqual([{ type: "set_speed", factor: 0.25 }]);
    expect(screen.getByRole("button", { name: "Speed: 1/4×" })).toBeTruthy();
  });

  it("offers keyframes where the scene has them", async () => {
    useSession.setState({ scene: { ...SCENE, keyframes: ["home", ""] } });
    const { sent } = renderPart(<ControlBar />);
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(screen.getByRole("menuitem", { name: "home" })).toBeTruthy();
    await user.click(screen.getByRole("menuitem", { name: "Keyframe 1" }));
    expect(sent).toEqual([{ type: "reset", keyframe: 1 }]);
  });

  it("hides what the source cannot do", () => {
    const capabilities = { step: false, speed: false, reset: false, control: false };
    useSession.setState({ scene: { ...SCENE, capabilities } });
    renderPart(<ControlBar />);
    expect(screen.queryByRole("button", { name: "Step" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Reset" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Speed/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Reset camera" })).toBeTruthy();
  });

  it("says why a command failed", async () => {
    useSession.setState({ scene: SCENE });
    const problem = { title: "Not now", detail: "The worker is being started again." };
    renderPart(
      <>
        <ControlBar />
        <Notices />
      </>,
      () => Promise.reject(new CommandError(problem)),
    );
    await user.click(screen.getByRole("button", { name: "Step" }));
    expect((await screen.findByRole("alert")).textContent).toContain(problem.detail);
  });
});

describe("scene picker", () => {
  const scenes = [
    { name: "humanoid", title: "Humanoid", description: "A body that falls.", picture: "api/scenes/humanoid/picture" },
    { name: "cradle", title: "Newton's cradle", description: "Five steel balls.", picture: "api/scenes/cradle/picture" },
  ];
  const serve = (status: number): void => {
    vi.stubGlobal("fetch", vi.fn(() => Promise.resolve(Response.json({ scenes }, { status }))));
  };
  const card = (name: RegExp): Promise<HTMLElement> => screen.findByRole("button", { name });

  beforeEach(() => {
    useInterface.setState({ pickerOpen: true });
    useSession.setState({ scene: SCENE });
  });

  it("shows the scenes, marks the present one, and finds by words", async () => {
    serve(200);
    renderPart(<ScenePicker />);
    expect((await card(/Humanoid/)).getAttribute("aria-current")).toBe("true");
    expect((await card(/Newton/)).getAttribute("aria-current")).toBe("false");
    await user.type(screen.getByRole("textbox", { name: "Search scenes" }), "steel NEWTON");
    expect(screen.queryByRole("button", { name: /Humanoid/ })).toBeNull();
    expect(await card(/Newton/)).toBeTruthy();
  });

  it("loads the chosen scene and closes when it is there", async () => {
    serve(200);
    let loaded = (): void => undefined;
    const { sent } = renderPart(<ScenePicker />, () => new Promise((resolve) => { loaded = resolve; }));
    await user.click(await card(/Newton/));
    expect(sent).toEqual([{ type: "load_scene", name: "cradle" }]);
    expect((await card(/Newton/)).getAttribute("aria-busy")).toBe("true");
    expect(useInterface.getState().pickerOpen).toBe(true);
    loaded();
    await waitFor(() => { expect(useInterface.getState().pickerOpen).toBe(false); });
  });

  it("stays open when the scene cannot be loaded", async () => {
    serve(200);
    const failure = new CommandError({ title: "Not loaded", detail: "Unknown element.", line: 12, column: 8 });
    renderPart(
      <>
        <ScenePicker />
        <Notices />
      </>,
      () => Promise.reject(failure),
    );
    await user.click(await card(/Newton/));
    await waitFor(() => { expect(useNotices.getState().notices).toHaveLength(1); });
    expect(useInterface.getState().pickerOpen).toBe(true);
    expect(screen.getByText("Line 12, column 8")).toBeTruthy();
  });

  it("says so when the list cannot be read, and reads it again on demand", async () => {
    serve(503);
    renderPart(<ScenePicker />);
    expect((await screen.findByRole("alert")).textContent).toContain("503");
    serve(200);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await card(/Humanoid/)).toBeTruthy();
  });
});

describe("overlay", () => {
  const shown = { phase: "proven", selected: "webrtc", shown: "webrtc", reason: "" } as const;

  it("explains each state in which there is no picture", () => {
    renderPart(<Overlay />);
    const region = screen.getByRole("status");
    expect(region.textContent).toContain("Connecting");
    act(() => { useConnection.setState({ connection: { kind: "connected" } }); });
    expect(region.textContent).toContain("Starting the simulation");
    act(() => { useSession.setState({ scene: SCENE }); });
    expect(region.textContent).toContain("Waiting for the first picture");
    act(() => { useConnection.setState({ video: shown }); });
    expect(region.textContent).toBe("");
    act(() => { useConnection.setState({ support: { webrtc: false, webcodecs: false } }); });
    expect(region.textContent).toContain("No video in this browser");
    act(() => {
      useConnection.setState({ connection: { kind: "reconnecting", reason: "The server is restarting.", attempt: 1 } });
    });
    expect(region.textContent).toContain("The server is restarting.");
  });

  it("offers the way out of a refusal", async () => {
    useConnection.setState({ connection: { kind: "refused", reason: "The session is full.", wayOut: "retry" } });
    const { retryConnection } = renderPart(<Overlay />);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(retryConnection).toHaveBeenCalledTimes(1);
  });

  it("tells of a restarted worker until it has recovered", () => {
    useConnection.setState({ connection: { kind: "connected" }, video: shown });
    useSession.setState({ scene: SCENE });
    renderPart(<Overlay />);
    act(() => { showNotice({ type: "notice", code: "worker_restarting", level: "warning", text: "One moment." }); });
    expect(screen.getByRole("status").textContent).toContain("One moment.");
    act(() => { showNotice({ type: "notice", code: "worker_recovered", level: "info", text: "Here again." }); });
    expect(screen.getByRole("status").textContent).toBe("");
    expect(useNotices.getState().notices.map(({ text }) => text)).toEqual(["Here again."]);
  });

  it("has a quiet sign of a pause", () => {
    useConnection.setState({ connection: { kind: "connected" }, video: shown });
    useSession.setState({ scene: SCENE });
    useStatus.setState({ status: { ...STATUS, running: false } });
    renderPart(<Overlay />);
    expect(screen.getByRole("status").textContent).toBe("Paused");
  });
});

describe("notices", () => {
  it("pass by themselves, but errors stay until they are closed", async () => {
    vi.useFakeTimers();
    renderPart(<Notices />);
    act(() => {
      addNotice({ code: "a", level: "info", text: "Loaded.", problem: null });
      addNotice({ code: "b", level: "error", text: "Failed.", problem: null });
    });
    act(() => { vi.advanceTimersByTime(60_000); });
    vi.useRealTimers();
    expect(screen.queryByText("Loaded.")).toBeNull();
    const error = screen.getByRole("alert");
    await user.click(within(error).getByRole("button", { name: "Close this notice" }));
    expect(screen.queryByText("Failed.")).toBeNull();
  });
});

it("lets a person pin the way of the video", async () => {
  const { setPreference } = renderPart(<SettingsMenu />);
  await user.click(screen.getByRole("button", { name: "Settings" }));
  await user.click(screen.getByRole("menuitemradio", { name: "TCP only" }));
  expect(setPreference).toHaveBeenCalledWith("websocket");
});

it("lets a person choose to see the whole picture, and remembers it", async () => {
  renderPart(<SettingsMenu />);
  await user.click(screen.getByRole("button", { name: "Settings" }));
  expect(screen.getByRole("menuitemradio", { name: "Fill the window", checked: true })).toBeTruthy();
  await user.click(screen.getByRole("menuitemradio", { name: "Show the whole picture" }));
  expect(useInterface.getState().fit).toBe("whole");
  expect(localStorage.getItem("remote-viewer-fit")).toBe("whole");
});
