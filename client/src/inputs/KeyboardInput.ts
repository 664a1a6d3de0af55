import { eventTime } from "./eventTime";
import { findKey, type KeyActions } from "./keys";
import type { Input } from "./types";

/** The keys, only while the picture has the focus. Tab is never taken, nor what the browser has. */
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
    if (event.target !== this.element || event.isComposing) return;
    const found = findKey(event);
    if (found) {
      event.preventDefault();
      if (!event.repeat || found.repeats) found.stroke.run(this.actions, eventTime(event));
    } else if (isLetter(event) && (event.repeat || this.actions.toggleFlag(event.key))) {
      event.preventDefault();
    }
  }
}

/** One that may belong to a flag. With Caps Lock on it is the same key. */
function isLetter(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  return plain && event.key.length === 1;
}
