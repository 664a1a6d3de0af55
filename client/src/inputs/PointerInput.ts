import type { CameraAction, CameraGestures } from "./CameraGestures";
import { DoubleTap } from "./DoubleTap";
import { eventTime } from "./eventTime";
import { distance, dragFraction, pictureFraction, type Point } from "./geometry";
import type { PullAction, PullGestures } from "./PullGestures";
import type { Input, PlaceActions, Surface } from "./types";

const LEFT_BUTTON = 0;
const RIGHT_BUTTON = 2;
/** A mouse that moved less has clicked. */
const CLICK_RADIUS_PX = 4;
/** Raw updates come as often as the mouse reports; more often than this gains nothing. */
const RAW_INTERVAL_MS = 8;

interface Drag {
  pointerId: number;
  button: number;
  start: Point;
  gesture: { moveTo(dx: number, dy: number, time: number): void; end(): void };
  lastSent: number;
}

/**
 * Mouse and pen, as MuJoCo's own viewer has them: left drag rotates, right drag or Shift and left
 * pans, double click selects, right double click looks at, with Ctrl it tracks. With Ctrl held left
 * drag turns a body and right drag moves it, with Shift as well over the ground.
 */
export class PointerInput implements Input {
  private listeners: AbortController | null = null;
  private drag: Drag | null = null;
  private lastPointerType = "mouse";
  private readonly rightClicks = new DoubleTap();

  constructor(
    private readonly surface: Surface,
    private readonly camera: CameraGestures,
    private readonly pulls: PullGestures,
    private readonly places: PlaceActions,
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
    this.drag?.gesture.end();
    this.drag = null;
  }

  private onDown(event: PointerEvent): void {
    this.lastPointerType = event.pointerType;
    if (event.pointerType === "touch" || this.drag !== null) return;
    this.surface.element.focus({ preventScroll: true });
    this.surface.element.setPointerCapture(event.pointerId);
    const start = { x: event.clientX, y: event.clientY };
    this.drag = {
      pointerId: event.pointerId,
      button: event.button,
      start,
      gesture: this.begin(event, start),
      lastSent: -Infinity,
    };
  }

  private begin(event: PointerEvent, start: Point): Drag["gesture"] {
    const place = event.ctrlKey ? pictureFraction(start, this.surface.pictureBox()) : null;
    if (place) return this.pulls.begin(pullAction(event), place, eventTime(event));
    return this.camera.begin(dragAction(event));
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
    const { button, gesture, start } = this.drag;
    gesture.end();
    this.drag = null;
    if (button === RIGHT_BUTTON && event.type !== "pointercancel") this.onRightUp(event, start);
  }

  /** Browsers tell of double clicks of the first button only. */
  private onRightUp(event: PointerEvent, start: Point): void {
    const to = { x: event.clientX, y: event.clientY };
    if (distance(start, to) > CLICK_RADIUS_PX) {
      this.rightClicks.reset();
      return;
    }
    if (!this.rightClicks.completes({ ...to, time: eventTime(event) })) return;
    const place = pictureFraction(to, this.surface.pictureBox());
    if (!place) return;
    if (event.ctrlKey) this.places.track(place.x, place.y);
    else this.places.lookAt(place.x, place.y);
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
    if (place) this.places.select(place.x, place.y);
  }
}

function dragAction(event: PointerEvent): CameraAction {
  return event.button !== LEFT_BUTTON || event.shiftKey ? "pan" : "rotate";
}

function pullAction(event: PointerEvent): PullAction {
  if (event.button === LEFT_BUTTON) return event.shiftKey ? "roll" : "turn";
  return event.shiftKey ? "slide" : "move";
}
