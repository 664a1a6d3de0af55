import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraGestures } from "../src/inputs/CameraGestures";
import { KeyboardInput } from "../src/inputs/KeyboardInput";
import type { CameraDrag } from "../src/protocol/generated";
import type { Commands } from "../src/viewer/Commands";
import { KeyboardActions } from "../src/viewer/KeyboardActions";
import type { ViewKeys } from "../src/viewer/ViewKeys";

describe("the camera by keys", () => {
  let element: HTMLElement;
  let sent: CameraDrag[];
  let lookAt: ReturnType<typeof vi.fn<(x: number, y: number) => void>>;
  let step: ReturnType<typeof vi.fn<() => void>>;
  let input: KeyboardInput;
  const press = (key: string, modifiers: KeyboardEventInit = {}): KeyboardEvent => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
    element.dispatchEvent(event);
    return event;
  };

  beforeEach(() => {
    element = document.body.appendChild(document.createElement("div"));
    sent = [];
    lookAt = vi.fn();
    step = vi.fn();
    const commands = { lookAt, step } as unknown as Commands;
    const gestures = new CameraGestures((drag) => { sent.push(drag); });
    input = new KeyboardInput(element, new KeyboardActions(commands, gestures, {} as unknown as ViewKeys));
    input.register();
  });

  afterEach(() => {
    input.unregister();
    element.remove();
  });

  it("turns with Shift and arrows, moves with Ctrl and arrows", () => {
    expect(press("ArrowLeft", { shiftKey: true }).defaultPrevented).toBe(true);
    press("ArrowDown", { ctrlKey: true });
    expect(sent.map(({ action, dx, dy }) => [action, Math.sign(dx), Math.sign(dy)])).toEqual([
      ["rotate", -1, 0],
      ["pan", 0, 1],
    ]);
  });

  it("makes a gesture of every press, so that each counts in full", () => {
    press("PageUp", { shiftKey: true });
    press("PageUp", { shiftKey: true, repeat: true });
    expect(sent.map(({ gesture, action }) => [gesture, action])).toEqual([
      [1, "zoom"],
      [2, "zoom"],
    ]);
    expect(sent[0]?.dy).toBeGreaterThan(0);
  });

  it("looks at the middle with Enter", () => {
    press("Enter");
    expect(lookAt).toHaveBeenCalledWith(0.5, 0.5);
  });

  it("leaves Tab and the browser's own shortcuts alone", () => {
    const untouched = [
      press("ArrowDown"),
      press("Tab"),
      press("ArrowLeft", { altKey: true }),
      press("ArrowLeft", { ctrlKey: true, shiftKey: true }),
    ];
    expect(untouched.some((event) => event.defaultPrevented)).toBe(false);
    expect(sent).toEqual([]);
  });

  it("does nothing any more after unregister", () => {
    input.unregister();
    press("ArrowLeft", { shiftKey: true });
    expect(sent).toEqual([]);
  });

  it("does not step the simulation while it turns the camera", () => {
    press("ArrowRight", { shiftKey: true });
    expect(step).not.toHaveBeenCalled();
    press("ArrowRight");
    expect(step).toHaveBeenCalledTimes(1);
  });
});
