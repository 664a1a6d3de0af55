import type { FieldValue } from "./types";

/** The edits of one panel: what waits, and what was sent and is not answered yet. */
export class PanelEdits {
  private readonly waiting = new Map<string, FieldValue>();
  /** A command is refused as a whole; these are sent one by one, to find out which it was. */
  private readonly alone = new Set<string>();
  private flying: ReadonlyMap<string, FieldValue> | null = null;

  /** True where something waits and nothing is in the way. */
  get ready(): boolean {
    return this.flying === null && this.waiting.size > 0;
  }

  add(path: string, value: FieldValue): void {
    this.waiting.set(path, value);
  }

  /** A newer edit of this path is to come. */
  isWaiting(path: string): boolean {
    return this.waiting.has(path);
  }

  isUnderWay(path: string): boolean {
    return this.waiting.has(path) || (this.flying?.has(path) ?? false);
  }

  /** What is sent next. */
  take(): ReadonlyMap<string, FieldValue> {
    const single = [...this.waiting].find(([path]) => this.alone.has(path));
    const batch = new Map(single ? [single] : this.waiting);
    for (const path of batch.keys()) {
      this.waiting.delete(path);
      this.alone.delete(path);
    }
    this.flying = batch;
    return batch;
  }

  land(): void {
    this.flying = null;
  }

  /** Send each of these by itself, where nothing newer is to be sent anyway. */
  split(batch: ReadonlyMap<string, FieldValue>): void {
    for (const [path, value] of batch) {
      this.alone.add(path);
      if (!this.waiting.has(path)) this.waiting.set(path, value);
    }
  }
}
