import type { CameraAction, CameraGestures } from "./CameraGestures";
import { eventTime } from "./eventTime";
import type { Input, LookAt } from "./types";
import { ZOOM_PER_NOTCH } from "./wheel";

/** How far one press goes, in heights of the picture: about five degrees of turning. */
const STEP = 0.03;

type Way = readonly [dx: number, dy: number];

const ARROWS: Readonly<Record<string, Way>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

const ZOOMS: Readonly<Record<string, number>> = {
  PageUp: ZOOM_PER_NOTCH,
  PageDown: -ZOOM_PER_NOTCH,
};

/**
 * The camera without a mouse, while the picture has the focus: Shift and arrows turn, Ctrl and
 * arrows move, Shift and Page Up or Down come closer or go away, Enter looks at the middle.
 */
export class KeyboardCamera implements Input {
  private listeners: AbortController | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly camera: CameraGestures,
    private readonly lookAt: LookAt,
  ) {}

  register(): void {
    this.unregister();
    this.listeners = new AbortController();
    const options = { signal: this.listeners.signal };
    this.element.addEventListener("keydown", (event) => { this.onKeyDown(event); }, options);
  }

  unregister(): void {
    this.listeners?.abort();
    this.listeners = null;
  }

  private onKeyDown(event: KeyboardEvent): void {
    if (event.target !== this.element || event.altKey || event.metaKey) return;
    if (this.act(event)) event.preventDefault();
  }

  private act(event: KeyboardEvent): boolean {
    const arrow = ARROWS[event.key];
    const zoom = ZOOMS[event.key];
    if (arrow && event.shiftKey !== event.ctrlKey) {
      this.move(event.shiftKey ? "rotate" : "pan", arrow, event);
    } else if (zoom !== undefined && event.shiftKey && !event.ctrlKey) {
      this.move("zoom", [0, zoom], event);
    } else if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey) {
      if (!event.repeat) this.lookAt(0.5, 0.5);
    } else {
      return false;
    }
    return true;
  }

  /** A gesture of its own for each press: a lost message costs one press at most. */
  private move(action: CameraAction, [dx, dy]: Way, event: KeyboardEvent): void {
    this.camera.begin(action).moveTo(dx, dy, eventTime(event));
  }
}
