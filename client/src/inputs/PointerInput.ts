import type { CameraAction, CameraGestures, Gesture } from "./CameraGestures";
import { eventTime } from "./eventTime";
import { dragFraction, pictureFraction, type Point } from "./geometry";
import type { Input, LookAt, Surface } from "./types";

const LEFT_BUTTON = 0;
/** Raw updates come as often as the mouse reports; more often than this gains nothing. */
const RAW_INTERVAL_MS = 8;

interface Drag {
  pointerId: number;
  start: Point;
  gesture: Gesture;
  lastSent: number;
}

/** Mouse and pen: left drag rotates, right drag or Shift and left pans, double click looks at. */
export class PointerInput implements Input {
  private listeners: AbortController | null = null;
  private drag: Drag | null = null;
  private lastPointerType = "mouse";

  constructor(
    private readonly surface: Surface,
    private readonly camera: CameraGestures,
    private readonly lookAt: LookAt,
  ) {}

  register(): void {
    this.unregister();
    this.listeners = new AbortController();
    const { element } = this.surface;
    const { signal } = this.listeners;
    const options = { signal };
    element.addEventListener("pointerdown", (event) => { this.onDown(event); }, options);
    element.addEventListener("pointermove", (event) => { this.onMove(event); }, options);
    element.addEventListener("pointerrawupdate", (event) => { this.onRaw(event as PointerEvent); }, options);
    element.addEventListener("pointerup", (event) => { this.onUp(event); }, options);
    element.addEventListener("pointercancel", (event) => { this.onUp(event); }, options);
    element.addEventListener("dblclick", (event) => { this.onDoubleClick(event); }, options);
    element.addEventListener("contextmenu", (event) => { event.preventDefault(); }, options);
  }

  unregister(): void {
    this.listeners?.abort();
    this.listeners = null;
    this.drag = null;
  }

  private onDown(event: PointerEvent): void {
    this.lastPointerType = event.pointerType;
    if (event.pointerType === "touch" || this.drag !== null) return;
    this.surface.element.focus({ preventScroll: true });
    this.surface.element.setPointerCapture(event.pointerId);
    this.drag = {
      pointerId: event.pointerId,
      start: { x: event.clientX, y: event.clientY },
      gesture: this.camera.begin(dragAction(event)),
      lastSent: -Infinity,
    };
  }

  /** Before the next animation frame: saves half a frame's time of delay where it exists. */
  private onRaw(event: PointerEvent): void {
    if (this.drag && performance.now() - this.drag.lastSent >= RAW_INTERVAL_MS) this.follow(event);
  }

  private onMove(event: PointerEvent): void {
    if (this.drag?.pointerId === event.pointerId && event.buttons === 0) this.onUp(event);
    else this.follow(event.getCoalescedEvents().at(-1) ?? event);
  }

  private onUp(event: PointerEvent): void {
    if (this.drag?.pointerId !== event.pointerId) return;
    if (event.type !== "pointercancel") this.follow(event);
    this.drag.gesture.end();
    this.drag = null;
  }

  private follow(event: PointerEvent): void {
    const drag = this.drag;
    if (drag?.pointerId !== event.pointerId) return;
    const to = { x: event.clientX, y: event.clientY };
    const way = dragFraction(drag.start, to, this.surface.pictureBox());
    drag.lastSent = performance.now();
    drag.gesture.moveTo(way.x, way.y, eventTime(event));
  }

  private onDoubleClick(event: MouseEvent): void {
    // A double tap makes this event too, and is dealt with by the touch input.
    if (this.lastPointerType === "touch" || event.button !== LEFT_BUTTON) return;
    const place = pictureFraction({ x: event.clientX, y: event.clientY }, this.surface.pictureBox());
    if (place) this.lookAt(place.x, place.y);
  }
}

function dragAction(event: PointerEvent): CameraAction {
  // Ctrl and left is the right button of a one-button mouse.
  const pans = event.button !== LEFT_BUTTON || event.shiftKey || event.ctrlKey;
  return pans ? "pan" : "rotate";
}
