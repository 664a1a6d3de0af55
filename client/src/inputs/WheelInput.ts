import type { Clock } from "../support/clock";
import type { CameraGestures, Gesture } from "./CameraGestures";
import { eventTime } from "./eventTime";
import type { Input, Surface } from "./types";
import { wheelZoom } from "./wheel";

/** A wheel that was still this long begins a new gesture. */
const GESTURE_PAUSE_MS = 250;

/** The wheel zooms. */
export class WheelInput implements Input {
  private listeners: AbortController | null = null;
  private gesture: Gesture | null = null;
  private timer = 0;

  constructor(
    private readonly surface: Surface,
    private readonly camera: CameraGestures,
    private readonly clock: Clock,
  ) {}

  register(): void {
    this.unregister();
    this.listeners = new AbortController();
    // Not passive: the page must neither scroll nor zoom itself.
    const options = { signal: this.listeners.signal, passive: false };
    this.surface.element.addEventListener("wheel", (event) => { this.onWheel(event); }, options);
  }

  unregister(): void {
    this.listeners?.abort();
    this.listeners = null;
    this.clock.clearTimeout(this.timer);
    this.gesture = null;
  }

  private onWheel(event: WheelEvent): void {
    event.preventDefault();
    const zoom = wheelZoom(event);
    if (zoom === 0) return;
    this.gesture ??= this.camera.begin("zoom");
    this.gesture.moveBy(0, zoom, eventTime(event));
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => {
      this.gesture?.end();
      this.gesture = null;
    }, GESTURE_PAUSE_MS);
  }
}
