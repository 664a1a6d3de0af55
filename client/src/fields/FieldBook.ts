import { type FieldChange, type FieldState, type FieldValue, sameValue } from "./types";

type Listener = () => void;

const UNKNOWN: FieldState = { value: undefined, problem: null };

/**
 * The values of fields by path, each with its own listeners: of a thousand fields that change
 * only those are drawn anew that are seen. What a person changes covers what the server says,
 * until the server has answered.
 */
export class FieldBook {
  private readonly told = new Map<string, FieldValue>();
  /** What the server has told since it was last edited. */
  private readonly toldSince = new Set<string>();
  private readonly edited = new Map<string, FieldValue>();
  private readonly problems = new Map<string, string>();
  private readonly shown = new Map<string, FieldState>();
  private readonly listeners = new Map<string, Set<Listener>>();

  /** The same object as long as nothing changes. */
  state(path: string): FieldState {
    return this.shown.get(path) ?? UNKNOWN;
  }

  subscribe(path: string, listener: Listener): () => void {
    const listeners = this.listeners.get(path) ?? new Set();
    this.listeners.set(path, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(path) === listeners) this.listeners.delete(path);
    };
  }

  /** The server says what the values are. */
  tell(values: FieldChange): void {
    for (const [path, value] of Object.entries(values)) {
      this.told.set(path, value);
      this.toldSince.add(path);
      this.refresh(path);
    }
  }

  /**
   * The server has taken this value. What it told meanwhile is truer, because it tells what became
   * of an edit before it answers it; of panels that are not watched it tells nothing.
   */
  confirm(path: string, value: FieldValue): void {
    if (!this.toldSince.has(path)) this.told.set(path, value);
    this.refresh(path);
  }

  /** Show this, whatever the server says, until it is settled. */
  cover(path: string, value: FieldValue): void {
    this.edited.set(path, value);
    this.toldSince.delete(path);
    this.problems.delete(path);
    this.refresh(path);
  }

  /** Show again what the server says. */
  uncover(path: string): void {
    if (this.edited.delete(path)) this.refresh(path);
  }

  refuse(path: string, problem: string): void {
    this.edited.delete(path);
    this.problems.set(path, problem);
    this.refresh(path);
  }

  /** Another scene, or another connection: nothing of before counts. */
  clear(): void {
    const paths = [...this.shown.keys()];
    this.told.clear();
    this.toldSince.clear();
    this.edited.clear();
    this.problems.clear();
    this.shown.clear();
    for (const path of paths) this.notify(path);
  }

  private refresh(path: string): void {
    const value = this.edited.get(path) ?? this.told.get(path);
    const problem = this.problems.get(path) ?? null;
    const before = this.state(path);
    if (before.problem === problem && sameValue(before.value, value)) return;
    this.shown.set(path, { value, problem });
    this.notify(path);
  }

  private notify(path: string): void {
    for (const listener of [...(this.listeners.get(path) ?? [])]) listener();
  }
}
