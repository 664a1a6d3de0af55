import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraGestures } from "../src/inputs/CameraGestures";
import { KeyboardInput } from "../src/inputs/KeyboardInput";
import type { KeyActions } from "../src/inputs/keys";
import { wheelZoom } from "../src/inputs/wheel";
import type { CameraDrag } from "../src/protocol/generated";

describe("wheelZoom", () => {
  it.each([
    [{ deltaY: 100, deltaMode: 0, ctrlKey: false }, -0.1],
    [{ deltaY: -120, deltaMode: 0, ctrlKey: false }, 0.1],
    [{ deltaY: 3, deltaMode: 1, ctrlKey: false }, -0.1],
    [{ deltaY: -1, deltaMode: 2, ctrlKey: false }, 0.1],
  ])("makes one sane step of one notch: %o", (event, zoom) => {
    expect(wheelZoom(event)).toBeCloseTo(zoom);
  });

  it("bounds what one event can do", () => {
    expect(Math.abs(wheelZoom({ deltaY: 1e6, deltaMode: 0, ctrlKey: false }))).toBeLessThan(1);
  });
});

describe("CameraGestures", () => {
  it("sends the whole way since the beginning with growing numbers, and the last one reliably", () => {
    const sent: (CameraDrag & { reliable: boolean })[] = [];
    const gestures = new CameraGestures((input, _time, reliable) => {
      sent.push({ ...input, reliable });
    });
    const first = gestures.begin("rotate");
    first.moveBy(0.1, 0, 1);
    first.moveBy(0.1, 0.2, 2);
    first.end();
    first.end();
    gestures.begin("pan").moveTo(0.5, 0, 3);
    expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(sent.map(({ gesture }) => gesture)).toEqual([1, 1, 1, 2]);
    expect(sent[1]?.dx).toBeCloseTo(0.2);
    expect(sent.map(({ reliable }) => reliable)).toEqual([false, false, true, false]);
  });
});

describe("KeyboardInput", () => {
  let element: HTMLElement;
  let actions: KeyActions;
  let toggled: ReturnType<typeof vi.fn<() => void>>;
  const press = (key: string, target: EventTarget = element): KeyboardEvent => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    element = document.body.appendChild(document.createElement("div"));
    toggled = vi.fn();
    actions = { toggleRunning: toggled } as unknown as KeyActions;
  });

  afterEach(() => {
    element.remove();
  });

  it("acts on its keys, never on Tab, and not on keys of something inside", () => {
    const input = new KeyboardInput(element, actions);
    input.register();
    expect(press(" ").defaultPrevented).toBe(true);
    expect(press("Tab").defaultPrevented).toBe(false);
    const inner = element.appendChild(document.createElement("input"));
    press(" ", inner);
    expect(toggled).toHaveBeenCalledTimes(1);
    input.unregister();
  });

  it("does nothing after unregister", () => {
    const input = new KeyboardInput(element, actions);
    input.register();
    input.unregister();
    press(" ");
    expect(toggled).not.toHaveBeenCalled();
  });
});
