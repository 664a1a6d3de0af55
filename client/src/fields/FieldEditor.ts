import { CommandError } from "../protocol/messages";
import type { SetFields } from "../protocol/generated";
import type { Clock } from "../support/clock";
import type { SendCommand } from "../viewer/Commands";
import type { FieldBook } from "./FieldBook";
import { PanelEdits } from "./PanelEdits";
import type { FieldChange } from "./types";

/** The server takes 50 commands a second, and a slider that is dragged is not all there is. */
const SHORTEST_INTERVAL_MS = 30;

/**
 * Sends edits: one command of a panel at a time, with the newest values. What a person holds, as
 * a slider under the finger, shows what they chose until they let go.
 */
export class FieldEditor {
  private panels = new Map<string, PanelEdits>();
  private readonly held = new Set<string>();
  private sentMs = -Infinity;
  private timer = 0;

  constructor(
    private readonly book: FieldBook,
    private readonly send: SendCommand,
    private readonly clock: Clock,
  ) {}

  edit(panel: string, values: FieldChange): void {
    const edits = this.panels.get(panel) ?? new PanelEdits();
    this.panels.set(panel, edits);
    for (const [path, value] of Object.entries(values)) {
      edits.add(path, value);
      this.book.cover(path, value);
    }
    this.goOn();
  }

  hold(path: string): void {
    this.held.add(path);
  }

  release(path: string): void {
    if (this.held.delete(path) && !this.isUnderWay(path)) this.book.uncover(path);
  }

  /** Another scene or connection: nothing that is under way is for it. */
  clear(): void {
    // Answers that still come are for edits that nobody looks at any more.
    this.panels = new Map();
    this.held.clear();
    this.clock.clearTimeout(this.timer);
    this.timer = 0;
  }

  private isUnderWay(path: string): boolean {
    return [...this.panels.values()].some((edits) => edits.isUnderWay(path));
  }

  /** Send what may be sent now, and the rest as soon as it may. */
  private goOn(): void {
    if (this.timer !== 0) return;
    const next = [...this.panels].find(([, edits]) => edits.ready);
    if (!next) return;
    const pauseMs = this.sentMs + SHORTEST_INTERVAL_MS - this.clock.now();
    if (pauseMs <= 0) void this.sendNext(...next);
    // Another panel may have something, too.
    this.timer = this.clock.setTimeout(() => {
      this.timer = 0;
      this.goOn();
    }, pauseMs > 0 ? pauseMs : SHORTEST_INTERVAL_MS);
  }

  private async sendNext(panel: string, edits: PanelEdits): Promise<void> {
    this.sentMs = this.clock.now();
    const batch = edits.take();
    const problem = await this.attempt(Object.fromEntries(batch));
    edits.land();
    if (this.panels.get(panel) !== edits) return;
    if (problem === null) {
      for (const [path, value] of batch) this.accepted(edits, path, value);
    } else if (batch.size > 1) {
      edits.split(batch);
    } else {
      for (const path of batch.keys()) if (!edits.isWaiting(path)) this.book.refuse(path, problem);
    }
    this.goOn();
  }

  private accepted(edits: PanelEdits, path: string, value: FieldChange[string]): void {
    this.book.confirm(path, value);
    if (!edits.isWaiting(path) && !this.held.has(path)) this.book.uncover(path);
  }

  /** Null when it was done, else why not. */
  private async attempt(values: FieldChange): Promise<string | null> {
    try {
      // The generated type counts the numbers of each length.
      await this.send({ type: "set_fields", values: values as SetFields["values"] });
      return null;
    } catch (error) {
      if (error instanceof CommandError) return error.problem.detail;
      throw error;
    }
  }
}
