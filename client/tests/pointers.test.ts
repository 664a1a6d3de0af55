import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraGestures } from "../src/inputs/CameraGestures";
import { GestureNumbers } from "../src/inputs/GestureNumbers";
import { PointerInput } from "../src/inputs/PointerInput";
import { PullGestures } from "../src/inputs/PullGestures";
import { TouchInput } from "../src/inputs/TouchInput";
import type { Input, Surface } from "../src/inputs/types";
import { WheelInput } from "../src/inputs/WheelInput";
import type { CameraDrag, PullDrag } from "../src/protocol/generated";
import { ManualClock } from "./support/ManualClock";

/** The picture: 800 x 400 pixels at (100, 50). A way of 400 pixels is 1. */
const BOX = { left: 100, top: 50, width: 800, height: 400 };

interface PointerChange {
  x: number;
  y: number;
  id?: number;
  button?: number;
  buttons?: number;
  shiftKey?: boolean;
  ctrlKey?: boolean;
  type?: string;
}

let element: HTMLElement;
let surface: Surface;
let sent: (CameraDrag & { reliable: boolean })[];
let looks: [number, number][];
let selected: [number, number][];
let tracked: [number, number][];
let pulled: PullDrag[];
let pulls: PullGestures;
let clock: ManualClock;
let camera: CameraGestures;
let input: Input;

function pointer(name: string, change: PointerChange): void {
  element.dispatchEvent(
    Object.assign(new Event(name, { bubbles: true, cancelable: true }), {
      pointerId: change.id ?? 1,
      pointerType: change.type ?? "mouse",
      clientX: change.x,
      clientY: change.y,
      button: change.button ?? 0,
      buttons: change.buttons ?? (name === "pointerup" ? 0 : 1),
      shiftKey: change.shiftKey ?? false,
      ctrlKey: change.ctrlKey ?? false,
      getCoalescedEvents: () => [],
    }),
  );
}

const places = {
  select: (x: number, y: number): void => { selected.push([x, y]); },
  lookAt: (x: number, y: number): void => { looks.push([x, y]); },
  track: (x: number, y: number): void => { tracked.push([x, y]); },
};
const briefPulls = (): string[] =>
  pulled.map(({ action, gesture, x, y, dx, dy, held, rtp }) =>
    `${action}${gesture} at ${x} ${y}, ${String(rtp)}: ${dx.toFixed(3)} ${dy.toFixed(3)}${held ? "" : " let go"}`,
  );
const brief = (): string[] =>
  sent.map(({ action, gesture, dx, dy, reliable }) =>
    `${action}${gesture} ${dx.toFixed(3)} ${dy.toFixed(3)}${reliable ? " reliable" : ""}`,
  );

beforeEach(() => {
  element = document.body.appendChild(document.createElement("div"));
  element.tabIndex = 0;
  element.setPointerCapture = vi.fn();
  surface = { element, pictureBox: () => BOX };
  sent = [];
  [looks, selected, tracked, pulled] = [[], [], [], []];
  clock = new ManualClock();
  const numbers = new GestureNumbers();
  camera = new CameraGestures((drag, _time, reliable) => {
    sent.push({ ...drag, reliable });
  }, numbers);
  pulls = new PullGestures(numbers, (drag) => { pulled.push(drag); }, () => 77, clock);
});

afterEach(() => {
  input.unregister();
  element.remove();
});

describe("mouse", () => {
  beforeEach(() => {
    input = new PointerInput(surface, camera, pulls, places);
    input.register();
  });

  it("rotates with the left button, and says the last value again over the reliable way", () => {
    pointer("pointerdown", { x: 200, y: 100 });
    pointer("pointermove", { x: 240, y: 100 });
    pointer("pointermove", { x: 240, y: 120 });
    pointer("pointerup", { x: 240, y: 120 });
    expect(brief()).toEqual([
      "rotate1 0.100 0.000",
      "rotate1 0.100 0.050",
      "rotate1 0.100 0.050 reliable",
    ]);
    expect(document.activeElement).toBe(element);
  });

  it("pans with the right button, and with Shift and the left one", () => {
    pointer("pointerdown", { x: 200, y: 100, button: 2 });
    pointer("pointermove", { x: 240, y: 100, buttons: 2 });
    pointer("pointerup", { x: 240, y: 100, button: 2 });
    pointer("pointerdown", { x: 200, y: 100, shiftKey: true });
    pointer("pointermove", { x: 160, y: 100 });
    expect(brief()).toEqual(["pan1 0.100 0.000", "pan1 0.100 0.000 reliable", "pan2 -0.100 0.000"]);
  });

  it("sends nothing for a click and nothing for a move without a button", () => {
    pointer("pointermove", { x: 300, y: 100, buttons: 0 });
    pointer("pointerdown", { x: 200, y: 100 });
    pointer("pointerup", { x: 200, y: 100 });
    expect(sent).toEqual([]);
  });

  it("ends a drag whose button was let go outside of the window", () => {
    pointer("pointerdown", { x: 200, y: 100 });
    pointer("pointermove", { x: 240, y: 100 });
    pointer("pointermove", { x: 280, y: 100, buttons: 0 });
    pointer("pointermove", { x: 320, y: 100, buttons: 0 });
    expect(brief().at(-1)).toBe("rotate1 0.200 0.000 reliable");
  });

  it("looks at the double clicked place, but not beside the picture", () => {
    const double = (clientX: number, clientY: number): void => {
      element.dispatchEvent(new MouseEvent("dblclick", { clientX, clientY }));
    };
    double(300, 150);
    double(50, 150);
    expect(selected).toEqual([[0.25, 0.25]]);
  });

  it.each([
    [0, false, "turn"],
    [0, true, "roll"],
    [2, false, "move"],
    [2, true, "slide"],
  ])("pulls with Ctrl: button %i, Shift %s is to %s", (button, shiftKey, action) => {
    pointer("pointerdown", { x: 300, y: 150, button, ctrlKey: true, shiftKey });
    pointer("pointermove", { x: 340, y: 150 });
    pointer("pointerup", { x: 340, y: 130, button });
    expect(sent).toEqual([]);
    expect(briefPulls()).toEqual([
      `${action}1 at 0.25 0.25, 77: 0.000 0.000`,
      `${action}1 at 0.25 0.25, 77: 0.100 0.000`,
      `${action}1 at 0.25 0.25, 77: 0.100 -0.050`,
      `${action}1 at 0.25 0.25, 77: 0.100 -0.050 let go`,
    ]);
  });

  it("says again what it pulls as long as the hand is still, and then no more", () => {
    pointer("pointerdown", { x: 300, y: 150, button: 2, ctrlKey: true });
    clock.advance(250);
    expect(pulled).toHaveLength(4);
    pointer("pointerup", { x: 300, y: 150, button: 2 });
    clock.advance(1000);
    expect(pulled).toHaveLength(5);
    expect(pulled.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it("looks at, or with Ctrl tracks, what was clicked twice with the right button", () => {
    const click = (x: number, ctrlKey = false): void => {
      pointer("pointerdown", { x, y: 150, button: 2, ctrlKey });
      pointer("pointerup", { x, y: 150, button: 2, ctrlKey });
    };
    click(300);
    expect(looks).toEqual([]);
    click(301);
    expect(looks).toEqual([[0.25125, 0.25]]);
    click(300, true);
    click(300, true);
    expect(tracked).toEqual([[0.25, 0.25]]);
    expect(selected).toEqual([]);
  });

  it("leaves touch to the touch input", () => {
    pointer("pointerdown", { x: 200, y: 100, type: "touch" });
    pointer("pointermove", { x: 240, y: 100, type: "touch" });
    expect(sent).toEqual([]);
  });

  it("lets go of what it pulls when it is unregistered", () => {
    pointer("pointerdown", { x: 300, y: 150, button: 2, ctrlKey: true });
    input.unregister();
    clock.advance(1000);
    expect(pulled.map(({ held }) => held)).toEqual([true, false]);
  });

  it("does nothing after unregister, not even to a drag under way", () => {
    pointer("pointerdown", { x: 200, y: 100 });
    input.unregister();
    pointer("pointermove", { x: 240, y: 100 });
    pointer("pointerup", { x: 240, y: 100 });
    expect(sent).toEqual([]);
  });
});

describe("wheel", () => {
  const turn = (deltaY: number): WheelEvent => {
    const event = new WheelEvent("wheel", { deltaY, cancelable: true });
    element.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    input = new WheelInput(surface, camera, clock);
    input.register();
  });

  it("adds the notches of one gesture up and keeps the page from scrolling", () => {
    expect(turn(-100).defaultPrevented).toBe(true);
    turn(-100);
    clock.advance(250);
    turn(100);
    expect(brief()).toEqual([
      "zoom1 0.000 0.100",
      "zoom1 0.000 0.200",
      "zoom1 0.000 0.200 reliable",
      "zoom2 0.000 -0.100",
    ]);
  });

  it("does nothing after unregister, not even the end of a gesture", () => {
    turn(-100);
    input.unregister();
    turn(-100);
    clock.advance(1_000);
    expect(sent).toHaveLength(1);
  });
});

describe("touch", () => {
  const down = (id: number, x: number, y: number): void => { pointer("pointerdown", { id, x, y, type: "touch" }); };
  const move = (id: number, x: number, y: number): void => { pointer("pointermove", { id, x, y, type: "touch" }); };
  const up = (id: number, x: number, y: number): void => { pointer("pointerup", { id, x, y, type: "touch" }); };

  let waiting: (() => void)[];
  const frame = (): void => {
    for (const callback of waiting.splice(0)) callback();
  };

  beforeEach(() => {
    waiting = [];
    const frames = {
      request: (callback: () => void) => waiting.push(callback),
      cancel: () => { waiting = []; },
    };
    input = new TouchInput(surface, camera, pulls, places, clock, frames);
    input.register();
  });

  it("rotates with one finger, from where it was no tap any more", () => {
    down(1, 200, 100);
    move(1, 205, 100);
    move(1, 220, 100);
    move(1, 260, 100);
    up(1, 260, 100);
    expect(brief()).toEqual(["rotate1 0.100 0.000", "rotate1 0.100 0.000 reliable"]);
  });

  it("pans with two fingers that move together", () => {
    down(1, 200, 100);
    down(2, 300, 100);
    for (let step = 1; step <= 4; step++) {
      move(1, 200 + 10 * step, 100);
      move(2, 300 + 10 * step, 100);
      frame();
    }
    expect(sent.every(({ action }) => action === "pan")).toBe(true);
    expect(sent.at(-1)?.dx).toBeCloseTo(0.1);
  });

  it("zooms closer with two fingers that part", () => {
    down(1, 200, 100);
    down(2, 300, 100);
    for (let step = 1; step <= 50; step++) {
      move(1, 200 - step, 100);
      move(2, 300 + step, 100);
      frame();
    }
    const zoom = sent.filter(({ action }) => action === "zoom").at(-1);
    expect(zoom?.dy).toBeCloseTo(Math.log(2), 1);
    expect(sent.some(({ action }) => action === "pan")).toBe(false);
  });

  it("makes a gesture of its own of what follows when a finger comes or goes", () => {
    down(1, 200, 100);
    move(1, 220, 100);
    move(1, 260, 100);
    down(2, 400, 100);
    move(2, 500, 100);
    up(2, 500, 100);
    move(1, 262, 100);
    expect(sent.filter(({ reliable }) => reliable).map(({ action }) => action)).toEqual(["rotate", "zoom"]);
    expect(sent.at(-1)?.reliable).toBe(true);
  });

  it("takes hold of what a finger rests on, and pulls it along", () => {
    down(1, 300, 150);
    clock.advance(500);
    move(1, 340, 150);
    up(1, 340, 150);
    clock.advance(1000);
    expect([...sent, ...selected]).toEqual([]);
    expect(briefPulls()).toEqual([
      "move1 at 0.25 0.25, 77: 0.000 0.000",
      "move1 at 0.25 0.25, 77: 0.100 0.000",
      "move1 at 0.25 0.25, 77: 0.100 0.000 let go",
    ]);
  });

  it("lets go when a second finger comes, and takes hold of nothing while a finger moves", () => {
    down(1, 300, 150);
    clock.advance(500);
    down(2, 500, 150);
    expect(pulled.at(-1)?.held).toBe(false);
    up(1, 300, 150);
    up(2, 500, 150);
    pulled = [];
    down(1, 300, 150);
    move(1, 330, 150);
    clock.advance(1000);
    expect(pulled).toEqual([]);
  });

  it("looks at a place that was tapped twice, and not at two places tapped once", () => {
    down(1, 300, 150);
    up(1, 300, 150);
    expect(looks).toEqual([]);
    down(1, 302, 150);
    up(1, 300, 150);
    expect(looks).toEqual([[0.25, 0.25]]);
    down(1, 300, 150);
    up(1, 300, 150);
    down(1, 600, 150);
    up(1, 600, 150);
    expect(looks).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  it("does nothing after unregister", () => {
    down(1, 200, 100);
    input.unregister();
    move(1, 300, 100);
    up(1, 300, 100);
    expect(sent).toEqual([]);
  });
});
