import type { Clock } from "../support/clock";
import type { CameraAction, CameraGestures, Gesture } from "./CameraGestures";
import { DoubleTap, type Tap } from "./DoubleTap";
import { eventTime } from "./eventTime";
import { distance, dragFraction, middle, pictureFraction, type Point } from "./geometry";
import type { PullGesture, PullGestures } from "./PullGestures";
import type { Input, PlaceActions, Surface } from "./types";

/** A finger that moved less is still tapping. */
const TAP_RADIUS_PX = 10;
/** So far the other of pan and pinch must have come to take over. */
const SWITCH_WAY = 0.03;
/** A finger that rests so long takes hold of what is under it. */
const LONG_PRESS_MS = 450;

type Pair = [Point, Point];

interface Active {
  action: CameraAction;
  gesture: Gesture;
}

/** Animation frames, passed in so that tests can run them by hand. */
export interface Frames {
  request(callback: () => void): number;
  cancel(frame: number): void;
}

export const browserFrames: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (frame) => {
    cancelAnimationFrame(frame);
  },
};

/**
 * Touch: one finger rotates, two pan and pinch, a tap selects, a double tap looks at. A finger that
 * rests takes hold of what is under it and then pulls it.
 */
export class TouchInput implements Input {
  private listeners: AbortController | null = null;
  private readonly fingers = new Map<number, Point>();
  private active: Active | null = null;
  /** Where the fingers were when the present gesture, or the wait for one, began. */
  private oneOrigin: Point | null = null;
  private panOrigin: Pair | null = null;
  private zoomOrigin: Pair | null = null;
  private mayBeTap = false;
  private readonly doubleTap = new DoubleTap();
  private longPress = 0;
  /** What the finger has in hand; `from` is where it took hold. */
  private pull: { gesture: PullGesture; from: Point } | null = null;
  /** A move of two fingers that is not dealt with yet. */
  private pending: { frame: number; time: number } | null = null;

  constructor(
    private readonly surface: Surface,
    private readonly camera: CameraGestures,
    private readonly pulls: PullGestures,
    private readonly places: PlaceActions,
    private readonly clock: Clock,
    private readonly frames: Frames = browserFrames,
  ) {}

  register(): void {
    this.unregister();
    this.listeners = new AbortController();
    const { element } = this.surface;
    const options = { signal: this.listeners.signal };
    element.addEventListener("pointerdown", (event) => { this.onDown(event); }, options);
    element.addEventListener("pointermove", (event) => { this.onMove(event); }, options);
    element.addEventListener("pointerup", (event) => { this.onUp(event); }, options);
    element.addEventListener("pointercancel", (event) => { this.onCancel(event); }, options);
  }

  unregister(): void {
    this.listeners?.abort();
    this.listeners = null;
    if (this.pending) this.frames.cancel(this.pending.frame);
    this.pending = null;
    this.fingers.clear();
    this.active = null;
    this.letGo();
    this.doubleTap.reset();
  }

  private onDown(event: PointerEvent): void {
    if (event.pointerType !== "touch") return;
    this.surface.element.focus({ preventScroll: true });
    this.surface.element.setPointerCapture(event.pointerId);
    this.flush();
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.mayBeTap = this.fingers.size === 1;
    this.startOver();
    if (this.mayBeTap) {
      this.longPress = this.clock.setTimeout(() => { this.takeHold(); }, LONG_PRESS_MS);
    }
  }

  private takeHold(): void {
    const [from, second] = [...this.fingers.values()];
    if (!from || second || this.active) return;
    const place = pictureFraction(from, this.surface.pictureBox());
    if (!place) return;
    this.mayBeTap = false;
    // What is taken hold of is selected, too.
    this.pull = { from, gesture: this.pulls.begin("move", place, this.clock.now()) };
  }

  private letGo(): void {
    this.clock.clearTimeout(this.longPress);
    this.pull?.gesture.end();
    this.pull = null;
  }

  private onMove(event: PointerEvent): void {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [first, second] = [...this.fingers.values()];
    if (second) this.moveTwoSoon(eventTime(event));
    else if (first) this.moveOne(first, eventTime(event));
  }

  /**
   * Each finger has an event of its own: between the two, a pan looks like a pinch. Both come
   * before the next animation frame.
   */
  private moveTwoSoon(time: number): void {
    if (this.pending) this.pending.time = time;
    else this.pending = { time, frame: this.frames.request(() => { this.flush(); }) };
  }

  private flush(): void {
    if (this.pending === null) return;
    const { frame, time } = this.pending;
    this.frames.cancel(frame);
    this.pending = null;
    const [first, second] = [...this.fingers.values()];
    if (first && second) this.moveTwo([first, second], time);
  }

  private onUp(event: PointerEvent): void {
    this.flush();
    if (!this.fingers.delete(event.pointerId)) return;
    if (this.mayBeTap) this.onTap({ x: event.clientX, y: event.clientY, time: eventTime(event) });
    this.mayBeTap = false;
    this.startOver();
  }

  private onCancel(event: PointerEvent): void {
    this.flush();
    if (!this.fingers.delete(event.pointerId)) return;
    this.mayBeTap = false;
    this.startOver();
  }

  /** A finger came or went: what follows is a gesture of its own. */
  private startOver(): void {
    this.endActive();
    this.letGo();
    const [first, second] = [...this.fingers.values()];
    this.oneOrigin = first ?? null;
    this.panOrigin = first && second ? [first, second] : null;
    this.zoomOrigin = this.panOrigin;
  }

  private moveOne(to: Point, time: number): void {
    if (this.pull) {
      const way = dragFraction(this.pull.from, to, this.surface.pictureBox());
      this.pull.gesture.moveTo(way.x, way.y, time);
      return;
    }
    const from = this.oneOrigin ?? to;
    if (this.active === null) {
      if (distance(from, to) < TAP_RADIUS_PX) return;
      this.mayBeTap = false;
      this.clock.clearTimeout(this.longPress);
      // From here on, so that the picture does not jump by the way that told tap from drag.
      this.oneOrigin = to;
      this.active = { action: "rotate", gesture: this.camera.begin("rotate") };
      return;
    }
    const way = dragFraction(from, to, this.surface.pictureBox());
    this.active.gesture.moveTo(way.x, way.y, time);
  }

  /**
   * Pan and pinch take turns, a step of each: the server knows one gesture at a time. The one
   * that waits keeps its origin, so that nothing of its way is lost when its turn comes.
   */
  private moveTwo(to: Pair, time: number): void {
    const { pan, zoom } = this.twoFingerWay(to);
    const panned = Math.hypot(pan.x, pan.y);
    const pinched = Math.abs(zoom);
    const active = this.active?.action;
    if (active !== "pan" && panned >= SWITCH_WAY && (active === "zoom" || panned >= pinched)) {
      this.switchTo("pan");
      this.zoomOrigin = to;
    } else if (active !== "zoom" && pinched >= SWITCH_WAY) {
      this.switchTo("zoom");
      this.panOrigin = to;
    }
    if (this.active?.action === "pan") this.active.gesture.moveTo(pan.x, pan.y, time);
    else this.active?.gesture.moveTo(0, zoom, time);
  }

  private twoFingerWay(to: Pair): { pan: Point; zoom: number } {
    const panFrom = this.panOrigin ?? to;
    const zoomFrom = this.zoomOrigin ?? to;
    return {
      pan: dragFraction(middle(...panFrom), middle(...to), this.surface.pictureBox()),
      zoom: Math.log(Math.max(1, distance(...to)) / Math.max(1, distance(...zoomFrom))),
    };
  }

  private switchTo(action: CameraAction): void {
    this.endActive();
    this.active = { action, gesture: this.camera.begin(action) };
  }

  private endActive(): void {
    this.active?.gesture.end();
    this.active = null;
  }

  private onTap(tap: Tap): void {
    const isSecond = this.doubleTap.completes(tap);
    const place = pictureFraction(tap, this.surface.pictureBox());
    if (!place) return;
    if (isSecond) this.places.lookAt(place.x, place.y);
    else this.places.select(place.x, place.y);
  }
}
