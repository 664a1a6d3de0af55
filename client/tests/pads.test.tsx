import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import PadsTab from "../src/components/pads/PadsTab";
import { GestureNumbers } from "../src/inputs/GestureNumbers";
import { aimOf } from "../src/pads/aim";
import { puckAxes, readGamepad } from "../src/pads/gamepads";
import { type Jog, Jogger } from "../src/pads/Jogger";
import { Pads } from "../src/pads/Pads";
import { eased, type PadReading } from "../src/pads/readings";
import type { Hid, HidDevice } from "../src/pads/SpaceMouse";
import { initialPads, readPads, usePads, writePads } from "../src/store/padsStore";
import { useSession } from "../src/store/sessionStore";
import { ManualClock } from "./support/ManualClock";
import { goLive, renderPart, resetStores, SCENE } from "./support/page";

const L1 = 4;
const ARM = {
  ...SCENE,
  actuators: [{ name: "lift", low: 0, high: 1, limited: true }, { name: "grip", low: 0, high: 1, limited: true }],
  mocap_bodies: ["hand", "goal"],
};

interface Stub {
  id?: string;
  axes?: number[];
  pressed?: number[];
  mapping?: GamepadMappingType;
}

function pad({ id = "Pad (STANDARD GAMEPAD Vendor: 054c Product: 0ce6)", axes = [0, 0, 0, 0], pressed = [], mapping = "standard" }: Stub = {}): Gamepad {
  const buttons = Array.from({ length: 17 }, (_, index) => {
    const down = pressed.includes(index);
    return { pressed: down, touched: down, value: down ? 1 : 0 };
  });
  return { id, index: 0, axes, buttons, mapping, connected: true, timestamp: 0 } as unknown as Gamepad;
}

let plugged: (Gamepad | null)[];
let frames: (() => void)[];
let attended: boolean;
let sent: (Jog & { reliable: boolean })[];
let clock: ManualClock;

function makePads(hid: Hid | null = null): Pads {
  const jogger = new Jogger(new GestureNumbers(), (jog, _time, reliable) => sent.push({ ...jog, reliable }), clock);
  const browser = {
    frames: { request: (callback: () => void) => frames.push(callback), cancel: () => undefined },
    hid,
    attended: () => attended,
  };
  const pads = new Pads(jogger, browser);
  pads.start();
  return pads;
}

/** Let time pass, picture by picture. */
function live(ms: number): void {
  for (let passed = 0; passed < ms; passed += 10) {
    clock.advance(10);
    for (const frame of frames.splice(0)) frame();
  }
}

function plug(stub: Stub | null): void {
  plugged = stub ? [pad(stub)] : [null];
}

beforeEach(() => {
  resetStores();
  goLive(ARM);
  plugged = [];
  frames = [];
  attended = true;
  sent = [];
  clock = new ManualClock();
  Object.defineProperty(navigator, "getGamepads", { configurable: true, value: () => plugged });
});

afterEach(() => { Reflect.deleteProperty(navigator, "getGamepads"); });

/** Plugged in, at rest, seen. */
function plugged1(): void {
  makePads();
  plug({});
  window.dispatchEvent(new Event("gamepadconnected"));
  live(50);
}

describe("axes", () => {
  it("rest near the middle, whatever nonsense a driver tells", () => {
    expect([0, 0.05, -0.12, Number.NaN].map(eased).map(Math.abs)).toEqual([0, 0, 0, 0]);
    expect([1, -1, 7].map(eased)).toEqual([1, -1, 1]);
    expect(eased(0.5)).toBeGreaterThan(0.1);
  });

  it("of a gamepad move with the left stick and turn with the right", () => {
    const { axes, held, name } = readGamepad(pad({ axes: [1, -1, 0.9, 0], pressed: [L1, 7, 14] }));
    expect(axes.map(Math.sign)).toEqual([1, 1, 1, 0, 1, -1]);
    expect([held, name]).toEqual([true, "Pad"]);
  });

  it("of a pad that the browser does not know are its sticks alone", () => {
    expect(readGamepad(pad({ mapping: "", axes: [0, 0, 0, 1], pressed: [7] })).axes).toEqual([0, -0, 0, 1, 0, 0]);
  });

  it("of a SpaceMouse are those of the thing in the hand", () => {
    expect(puckAxes([0, 0, -1, 0, 0, 0]).map(Math.sign)).toEqual([0, 1, -0, 0, -0, -0]);
    const reading = readGamepad(pad({ id: "SpaceNavigator (Vendor: 046d Product: c626)", axes: [0, -1, 0, 0, 0, 0], pressed: [0] }));
    expect([reading.kind, reading.held, reading.axes[2], reading.name]).toEqual(["spacemouse", true, 1, "SpaceNavigator"]);
  });
});

describe("aim", () => {
  const reading = (axes: number[], kind: PadReading["kind"] = "gamepad"): PadReading =>
    ({ id: "a", name: "A", kind, held: true, axes: axes as unknown as PadReading["axes"] });

  it("moves the camera itself by a stick, and the scene by a puck", () => {
    const stick = aimOf(reading([1, 0, 0, -1, 0.5, 1]), initialPads, ARM);
    expect(stick).toEqual({ kind: "camera", move: [0.5, 0, 0], turn: [0.5, 0.25, 0] });
    const puck = aimOf(reading([1, 0, 0, -1, 0.5, 1], "spacemouse"), initialPads, ARM);
    expect(puck).toEqual({ kind: "camera", move: [-0.5, 0, 0], turn: [-0.5, -0.25, 0] });
  });

  it("moves controls that there are, and adds up two axes on one", () => {
    const store = { ...initialPads, target: "controls" as const, speed: 1, actuators: [0, 1, 1, 7, null, null] };
    expect(aimOf(reading([0.5, 0.75, 0.75, 1, 1, 1]), store, ARM)).toEqual({ kind: "controls", rates: { 0: 0.5, 1: 1 } });
    expect(aimOf(reading([1, 1, 1, 1, 1, 1]), store, SCENE)).toBeNull();
  });

  it("moves a mocap body that there is, the other way round where that is wanted", () => {
    const store = { ...initialPads, target: "body" as const, mocap: 1, turned: true };
    expect(aimOf(reading([1, 0, 0, 0, 0, 1]), store, ARM)).toEqual({ kind: "body", mocap: 1, move: [-0.5, 0, 0], turn: [0, 0, -0.5] });
    expect(aimOf(reading([1, 0, 0, 0, 0, 1]), store, SCENE)).toBeNull();
  });
});

describe("a gamepad", () => {
  it("is not polled while there is none", () => {
    const asked = vi.fn(() => plugged);
    Object.defineProperty(navigator, "getGamepads", { configurable: true, value: asked });
    makePads();
    live(100);
    expect(asked).toHaveBeenCalledTimes(1);
    plug({});
    window.dispatchEvent(new Event("gamepadconnected"));
    live(100);
    expect(asked.mock.calls.length).toBeGreaterThan(5);
    plug(null);
    live(20);
    const before = asked.mock.calls.length;
    live(100);
    expect(asked).toHaveBeenCalledTimes(before);
    expect(usePads.getState().pads).toEqual([]);
  });

  it("steers nothing without its dead-man button", () => {
    plugged1();
    plug({ axes: [1, 1, 1, 1] });
    live(500);
    expect(sent).toEqual([]);
  });

  it("says what it wants while the button is held, and that it is let go", () => {
    plugged1();
    plug({ axes: [0, 0, 1, 0], pressed: [L1] });
    live(300);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(sent.length).toBeLessThan(8);
    for (const jog of sent) expect(jog).toMatchObject({ type: "jog_camera", gesture: 1, held: true, turn: [0, 0.5, 0], reliable: false });
    expect(usePads.getState().holding).toBe("gamepad-0");
    plug({ axes: [0, 0, 1, 0] });
    live(300);
    expect(sent.filter(({ held }) => !held)).toHaveLength(1);
    expect(sent.at(-1)).toMatchObject({ held: false, reliable: true, gesture: 1 });
    const seqs = sent.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  it("says no more than some thirty times a second however it is shaken", () => {
    plugged1();
    for (let turn = 0; turn < 100; turn += 1) {
      plug({ axes: [turn % 2, 0, 0, 0], pressed: [L1] });
      live(10);
    }
    expect(sent.length).toBeLessThanOrEqual(35);
  });

  it.each([
    ["the tab is hidden", () => {
      Object.defineProperty(document, "hidden", { configurable: true, value: true });
      document.dispatchEvent(new Event("visibilitychange"));
      Reflect.deleteProperty(document, "hidden");
    }],
    ["the page loses the focus", () => { window.dispatchEvent(new Event("blur")); }],
    ["another scene comes", () => { useSession.setState({ scene: { ...ARM, generation: 2 } }); }],
    ["something else is chosen", () => { usePads.setState({ target: "controls" }); }],
  ])("lets go when %s, until the button is pressed anew", (_, interrupt) => {
    plugged1();
    plug({ axes: [1, 0, 0, 0], pressed: [L1] });
    live(100);
    interrupt();
    expect(sent.at(-1)).toMatchObject({ held: false });
    const before = sent.length;
    live(300);
    expect(sent).toHaveLength(before);
    plug({ axes: [1, 0, 0, 0] });
    live(20);
    plug({ axes: [1, 0, 0, 0], pressed: [L1] });
    live(20);
    expect(sent.at(-1)).toMatchObject({ held: true, gesture: 2 });
  });

  it("lets go when it is pulled out", () => {
    plugged1();
    plug({ axes: [1, 0, 0, 0], pressed: [L1] });
    live(100);
    plug(null);
    live(20);
    expect(sent.at(-1)).toMatchObject({ held: false });
  });

  it("is left alone while the focus is elsewhere", () => {
    plugged1();
    attended = false;
    plug({ axes: [1, 0, 0, 0], pressed: [L1] });
    live(200);
    attended = true;
    live(200);
    expect(sent).toEqual([]);
  });

  it("whose button is held when it comes has to be pressed anew", () => {
    makePads();
    plug({ axes: [1, 0, 0, 0], pressed: [L1] });
    window.dispatchEvent(new Event("gamepadconnected"));
    live(200);
    expect(sent).toEqual([]);
  });
});

describe("a SpaceMouse", () => {
  class Device extends EventTarget implements HidDevice {
    opened = false;
    readonly vendorId = 0x256f;
    readonly productId = 1;
    readonly productName = "SpaceMouse Compact";
    open = vi.fn(() => { this.opened = true; return Promise.resolve(); });
    close = (): Promise<void> => Promise.resolve();

    report(reportId: number, bytes: number[]): void {
      const data = new DataView(Uint8Array.from(bytes).buffer);
      this.dispatchEvent(Object.assign(new Event("inputreport"), { reportId, data }));
    }
  }

  it("that was allowed before steers by its reports, while a button is held", async () => {
    const device = new Device();
    const hid = Object.assign(new EventTarget(), {
      getDevices: () => Promise.resolve([device as HidDevice]),
      requestDevice: () => Promise.resolve([]),
    });
    makePads(hid);
    await vi.waitFor(() => { expect(usePads.getState().pads).toHaveLength(1); });
    live(20);
    // Pushed away: -350, and a short report that is not one.
    device.report(1, [0, 0, 0xa2, 0xfe, 0, 0]);
    device.report(1, [1]);
    live(50);
    expect(sent).toEqual([]);
    device.report(3, [1, 0]);
    live(50);
    expect(sent.at(-1)).toMatchObject({ type: "jog_camera", move: [0, 0, -0.5], held: true });
    hid.dispatchEvent(Object.assign(new Event("disconnect"), { device }));
    live(50);
    expect(sent.at(-1)).toMatchObject({ held: false });
    expect(usePads.getState().pads).toEqual([]);
  });
});

describe("the tab", () => {
  it("says how a pad is found", () => {
    renderPart(<PadsTab />);
    expect(screen.getByText(/press one of its buttons/)).toBeTruthy();
    expect(screen.getByText(/A SpaceMouse needs Chromium/)).toBeTruthy();
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("chooses what is steered, and which control each axis changes", async () => {
    usePads.setState({ pads: [{ id: "a", name: "Pad", kind: "gamepad" }] });
    renderPart(<PadsTab />);
    expect(screen.getByRole("status").textContent).toMatch(/Hold a shoulder button/);
    await userEvent.selectOptions(screen.getByLabelText("Steers"), "Controls of actuators");
    await userEvent.selectOptions(screen.getByLabelText("Control of Triggers"), "grip");
    expect(usePads.getState()).toMatchObject({ target: "controls", actuators: [0, 1, 1, 3, 4, 5] });
    const axes = within(screen.getByRole("list", { name: "Axes" }));
    expect(axes.getAllByRole("listitem")).toHaveLength(6);
    await userEvent.selectOptions(screen.getByLabelText("Steers"), "A mocap body");
    await userEvent.selectOptions(screen.getByLabelText("Body"), "goal");
    expect(usePads.getState()).toMatchObject({ target: "body", mocap: 1 });
    act(() => { usePads.setState({ holding: "a" }); });
    expect(screen.getByRole("status").textContent).toBe("Steering");
    act(() => { usePads.setState({ holding: null, attended: false }); });
    expect(screen.getByRole("status").textContent).toMatch(/does not have the focus/);
  });

  it("offers only what the scene has", () => {
    goLive();
    renderPart(<PadsTab />);
    expect([...screen.getByLabelText<HTMLSelectElement>("Steers").options].map(({ text }) => text)).toEqual(["The camera"]);
  });
});

describe("what is remembered", () => {
  it("is the speed and the direction, and nothing that makes no sense", () => {
    expect(readPads(writePads({ ...initialPads, speed: 0.25, turned: true }))).toEqual({ speed: 0.25, turned: true });
    for (const nonsense of [null, "", "9 turned", "x"]) expect(readPads(nonsense)).toEqual({});
  });
});
