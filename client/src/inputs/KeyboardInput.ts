import type { Input } from "./types";

/** What the keys do. */
export interface KeyActions {
  toggleRunning(): void;
  step(): void;
  faster(): void;
  slower(): void;
  reset(): void;
  resetCamera(): void;
  showHelp(): void;
}

type ActionName = keyof KeyActions;

/** `repeats` says if holding the key down does it again and again. */
const KEYS: Readonly<Record<string, { action: ActionName; repeats: boolean }>> = {
  " ": { action: "toggleRunning", repeats: false },
  ArrowRight: { action: "step", repeats: true },
  "=": { action: "faster", repeats: true },
  "+": { action: "faster", repeats: true },
  "-": { action: "slower", repeats: true },
  Backspace: { action: "reset", repeats: false },
  Escape: { action: "resetCamera", repeats: false },
  "?": { action: "showHelp", repeats: false },
  F1: { action: "showHelp", repeats: false },
};

/** The keys, only while the picture has the focus. Tab is never taken. */
export class KeyboardInput implements Input {
  private listeners: AbortController | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly actions: KeyActions,
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
    if (event.target !== this.element) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = KEYS[event.key];
    // With Shift the arrows turn the camera.
    if (!key || (event.shiftKey && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    if (event.repeat && !key.repeats) return;
    this.actions[key.action]();
  }
}
