import type { PointAt } from "../protocol/generated";
import type { SendInput } from "./CameraGestures";
import { eventTime } from "./eventTime";
import type { GestureNumbers } from "./GestureNumbers";
import { pictureFraction } from "./geometry";
import type { Input, Surface } from "./types";

/** Faster than that nobody sees, and everybody's picture is drawn for it. */
const EVERY_MS = 60;

/**
 * Points for all to see: the mouse with Alt held, and where pointing is switched on the mouse and
 * one finger without. What it takes, no other input gets.
 */
export class PointingInput implements Input {
  private listeners: AbortController | null = null;
  private lastSent = -Infinity;
  private gesture: number | null = null;

  constructor(
    private readonly surface: Surface,
    private readonly numbers: GestureNumbers,
    private readonly sendInput: SendInput<PointAt>,
    private readonly shownRtp: () => number | null,
    private readonly switchedOn: () => boolean,
  ) {}

  register(): void {
    this.unregister();
    this.listeners = new AbortController();
    // Before those that listen on the way back.
    const options = { signal: this.listeners.signal, capture: true };
    for (const name of ["pointerdown", "pointermove", "pointerup"] as const) {
      this.surface.element.addEventListener(name, (event) => { this.take(event); }, options);
    }
  }

  unregister(): void {
    this.listeners?.abort();
    this.listeners = null;
    this.gesture = null;
  }

  private take(event: PointerEvent): void {
    const on = this.switchedOn();
    // With Alt alone the mouse is moved without a button.
    if (!on && !(event.altKey && event.pointerType !== "touch" && event.buttons === 0 && event.type === "pointermove")) {
      this.gesture = null;
      return;
    }
    if (!event.isPrimary && event.pointerType === "touch") return;
    // A drag with another button goes on being one.
    if (event.pointerType !== "touch" && event.buttons > 1) return;
    event.stopImmediatePropagation();
    if (event.type !== "pointerup") this.point(event);
  }

  private point(event: PointerEvent): void {
    const now = performance.now();
    const place = pictureFraction({ x: event.clientX, y: event.clientY }, this.surface.pictureBox());
    if (!place || now - this.lastSent < EVERY_MS) return;
    this.lastSent = now;
    this.gesture ??= this.numbers.nextGesture();
    const seq = this.numbers.nextMessage();
    this.sendInput({ type: "point_at", seq, gesture: this.gesture, ...place, rtp: this.shownRtp() }, eventTime(event), false);
  }
}
