import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ControlBar } from "../src/components/ControlBar";
import { HelpSheet } from "../src/components/HelpSheet";
import { Notices } from "../src/components/Notices";
import { ScenePicker } from "../src/components/ScenePicker";
import { SettingsMenu } from "../src/components/SettingsMenu";
import type { Command } from "../src/protocol/generated";
import { CommandError } from "../src/protocol/messages";
import { TopBar } from "../src/components/TopBar";
import { useConnection } from "../src/store/connectionStore";
import { useInterface } from "../src/store/interfaceStore";
import { addNotice, useNotices } from "../src/store/noticesStore";
import { useSession } from "../src/store/sessionStore";
import { useStatus } from "../src/store/statusStore";
import { Commands } from "../src/viewer/Commands";
import { showNotice } from "../src/viewer/Notices";
import { goLive, renderPart, resetStores, SCENE, STATUS } from "./support/page";

const user = userEvent.setup();

beforeEach(() => {
  resetStores();
});

describe("control bar", () => {
  it("can do nothing before there is a scene", () => {
    renderPart(<ControlBar />);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Run" }).disabled).toBe(true);
  });

  it("sends a command for each control, and shows its effect at once", async () => {
    goLive();
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
    goLive();
    useSession.setState({ speeds: [0.25, 1, 2] });
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
    goLive({ ...SCENE, keyframes: ["home", ""] });
    const { sent } = renderPart(<ControlBar />);
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(screen.getByRole("menuitem", { name: "home" })).toBeTruthy();
    await user.click(screen.getByRole("menuitem", { name: "Keyframe 1" }));
    expect(sent).toEqual([{ type: "reset", keyframe: 1 }]);
  });

  it("hides what the source cannot do", () => {
    const capabilities = { step: false, speed: false, reset: false, control: false };
    goLive({ ...SCENE, capabilities });
    renderPart(<ControlBar />);
    expect(screen.queryByRole("button", { name: "Step" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Reset" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Speed/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Reset camera" })).toBeTruthy();
  });

  it("can do nothing while the simulation is being restored or the connection is lost", () => {
    goLive();
    const { sent } = renderPart(<ControlBar />);
    const step = screen.getByRole<HTMLButtonElement>("button", { name: "Step" });
    expect(step.disabled).toBe(false);
    act(() => { useSession.setState({ state: "recovering" }); });
    expect(step.disabled).toBe(true);
    act(() => {
      useSession.setState({ state: "live" });
      useConnection.setState({ connection: { kind: "reconnecting", reason: "", attempt: 1 } });
    });
    expect(step.disabled).toBe(true);
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Help" }).disabled).toBe(false);
    // Keys come by another way than buttons.
    const send = (command: Command): Promise<void> => { sent.push(command); return Promise.resolve(); };
    new Commands(send, () => null).toggleRunning();
    expect(sent).toEqual([]);
  });

  it("takes a speed for held until the server says otherwise", async () => {
    goLive();
    useStatus.setState({ status: { ...STATUS, steps_too_slow: true } });
    const { commands } = renderPart(<ControlBar />);
    await act(async () => { commands.setSpeed(0.25); await Promise.resolve(); });
    expect(useStatus.getState().status).toMatchObject({ speed: 0.25, steps_too_slow: false });
  });

  it("says why a command failed", async () => {
    goLive();
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

it("tells in passing that there is nothing to look at, which is no error", async () => {
  goLive();
  const problem = { title: "Not possible now", detail: "There is nothing at this point to look at." };
  const { commands } = renderPart(<Notices />, () => Promise.reject(new CommandError(problem)));
  vi.useFakeTimers();
  await act(async () => { commands.lookAt(0.5, 0.1); await Promise.resolve(); });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByText(problem.detail)).toBeTruthy();
  act(() => { vi.advanceTimersByTime(5_000); });
  vi.useRealTimers();
  expect(screen.queryByText(problem.detail)).toBeNull();
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
    const { sent, focusPicture } = renderPart(
      <ScenePicker />,
      () => new Promise((resolve) => { loaded = resolve; }),
    );
    await user.click(await card(/Newton/));
    expect(sent).toEqual([{ type: "load_scene", name: "cradle" }]);
    expect((await card(/Newton/)).getAttribute("aria-busy")).toBe("true");
    expect(useInterface.getState().pickerOpen).toBe(true);
    loaded();
    await waitFor(() => { expect(useInterface.getState().pickerOpen).toBe(false); });
    // Space is to run the scene now, and not to open the picker again.
    await waitFor(() => { expect(focusPicture).toHaveBeenCalledTimes(1); });
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

  it("does not repeat a place that the sentence names already", () => {
    addNotice({ code: "a", level: "error", text: "Failed.", problem: { title: "No", detail: "Wrong, line 2", line: 2 } });
    renderPart(<Notices />);
    expect(screen.queryByText("Line 2")).toBeNull();
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

it("names the scene in the title of the page", () => {
  goLive();
  renderPart(<TopBar />);
  expect(document.title).toBe("Humanoid – Remote Viewer");
});

it("lets the errors of others pass, so that nobody who watches has to close them", () => {
  vi.useFakeTimers();
  renderPart(<Notices />);
  act(() => { showNotice({ type: "notice", code: "scene_failed", level: "error", text: "Failed." }); });
  expect(screen.getByRole("alert")).toBeTruthy();
  act(() => { vi.advanceTimersByTime(20_000); });
  vi.useRealTimers();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("gives the picture the keys again when the help is closed", async () => {
  useInterface.setState({ helpOpen: true });
  const { focusPicture } = renderPart(<HelpSheet />);
  await user.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => { expect(focusPicture).toHaveBeenCalledTimes(1); });
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
