import type { Samples } from "../protocol/generated";

export type Value = number | null;

/** Values of one moment, by series. */
export interface Moment {
  time: number;
  values: ReadonlyMap<string, Value>;
}

/** What is kept: two minutes of a hundred samples a second. */
const MOST_ROWS = 12_000;
/** Rows are cut off in blocks, which keeps adding one cheap on average. */
const SLACK_ROWS = 2_000;
/** A jump forward of more than this is no line on a plot. */
const LARGEST_STEP_SEC = 0.5;

/**
 * The samples of all series over simulated time, which only rises. A row with no value at all is a
 * gap. Where the state jumps back, what lies after that moment stays until the simulation goes on
 * from it in another way: somebody may only look at the past.
 */
export class SeriesTable {
  private times: number[] = [];
  private columns = new Map<string, Value[]>();
  private generation: number | null = null;
  private segment: number | null = null;
  private batch: number | null = null;
  private look: Moment | null = null;

  /** The moment that is shown, where that is not the newest. */
  get lookedAt(): Moment | null {
    return this.look;
  }

  get newestTime(): number | null {
    return this.times.at(-1) ?? null;
  }

  /** What follows does not continue what there is: the connection or the watch was interrupted. */
  interrupt(): void {
    this.batch = null;
  }

  clear(): void {
    this.times = [];
    this.columns.clear();
    this.segment = this.batch = this.look = null;
  }

  add(samples: Samples): void {
    const { times } = samples;
    const [first] = times;
    if (first === undefined) return;
    if (samples.generation !== this.generation) this.clear();
    this.generation = samples.generation;
    const missing = this.batch !== null && samples.batch > this.batch + 1;
    const interrupted = this.batch === null && this.times.length > 0;
    this.batch = samples.batch;
    const jumped = this.segment !== null && samples.segment !== this.segment;
    this.segment = samples.segment;
    if (jumped) {
      this.jump(samples);
      return;
    }
    const newest = this.newestTime;
    if (this.look === null && newest !== null && first < newest) {
      this.merge(samples);
      return;
    }
    if ((missing || interrupted) && this.look === null) this.gap(first);
    times.forEach((time, row) => { this.append(time, momentAt(samples, row)); });
    this.trim();
  }

  /** Rows from the one at or before `from` to the one at or after `to`. */
  between(from: number, to: number): { first: number; end: number } {
    const first = Math.max(0, lowerBound(this.times, from) - 1);
    const end = Math.min(this.times.length, lowerBound(this.times, to) + 1);
    return { first, end };
  }

  /** A copy of some rows, one list of values for each series: the times first. */
  rows(names: readonly string[], first = 0, end = this.times.length): [number[], ...Value[][]] {
    const empty = (): Value[] => new Array<Value>(end - first).fill(null);
    const lists = names.map((name) => this.columns.get(name)?.slice(first, end) ?? empty());
    return [this.times.slice(first, end), ...lists];
  }

  /** The value of a series now; undefined where it is not sampled. */
  now(name: string): Value | undefined {
    if (this.look) return this.look.values.get(name);
    return this.columns.get(name)?.at(-1);
  }

  /** A copy that nothing is added to. */
  frozen(): SeriesTable {
    const copy = new SeriesTable();
    copy.times = [...this.times];
    for (const [name, values] of this.columns) copy.columns.set(name, [...values]);
    copy.look = this.look;
    return copy;
  }

  private jump(samples: Samples): void {
    const last = samples.times.length - 1;
    this.look = { time: samples.times[0] ?? 0, values: momentAt(samples, 0) };
    for (let row = 1; row <= last; row += 1) {
      this.append(samples.times[row] ?? 0, momentAt(samples, row));
    }
  }

  private append(time: number, values: ReadonlyMap<string, Value>): void {
    if (this.look) {
      if (time <= this.look.time) {
        // The same moment, changed while it stood still.
        this.look = { time, values };
        return;
      }
      this.goOnFrom(this.look);
    }
    const newest = this.newestTime;
    if (newest === time) this.write(this.times.length - 1, values);
    else this.push(time, values);
  }

  /** The simulation went on from a moment: what came after it has not happened. */
  private goOnFrom(look: Moment): void {
    this.look = null;
    const kept = lowerBound(this.times, look.time);
    this.times.length = kept;
    for (const values of this.columns.values()) values.length = kept;
    const newest = this.newestTime;
    if (newest !== null && look.time - newest > LARGEST_STEP_SEC) this.gap(look.time);
    this.push(look.time, look.values);
  }

  private push(time: number, values: ReadonlyMap<string, Value>): void {
    const row = this.times.push(time) - 1;
    for (const column of this.columns.values()) column.push(null);
    this.write(row, values);
  }

  private write(row: number, values: ReadonlyMap<string, Value>): void {
    for (const [name, value] of values) this.column(name)[row] = value;
  }

  /** A column, from the beginning on without values where it is new. */
  private column(name: string): Value[] {
    let column = this.columns.get(name);
    if (!column) {
      column = new Array<Value>(this.times.length).fill(null);
      this.columns.set(name, column);
    }
    return column;
  }

  private gap(before: number): void {
    const newest = this.newestTime;
    if (newest !== null && newest < before) this.push((newest + before) / 2, new Map());
  }

  /** Samples of times that are known, or lie before: the past of a series that is new here. */
  private merge(samples: Samples): void {
    const rows = new Map<number, ReadonlyMap<string, Value>>();
    samples.times.forEach((time, row) => rows.set(time, momentAt(samples, row)));
    const known = new Set(this.times);
    const merged = [...this.times, ...samples.times.filter((time) => !known.has(time))];
    merged.sort((a, b) => a - b);
    const places = new Map(this.times.map((time, row) => [time, row]));
    for (const [name, values] of this.columns) {
      this.columns.set(name, merged.map((time) => values[places.get(time) ?? -1] ?? null));
    }
    this.times = merged;
    merged.forEach((time, row) => {
      const values = rows.get(time);
      if (values) this.write(row, values);
    });
  }

  private trim(): void {
    const extra = this.times.length - MOST_ROWS;
    if (extra < SLACK_ROWS) return;
    this.times.splice(0, extra);
    for (const [name, values] of this.columns) {
      values.splice(0, extra);
      // Nobody has plotted it for all that time.
      if (values.every((value) => value === null)) this.columns.delete(name);
    }
  }
}

function momentAt(samples: Samples, row: number): ReadonlyMap<string, Value> {
  return new Map(Object.entries(samples.values).map(([name, values]) => [name, values[row] ?? null]));
}

/** The first place whose time is not before `time`. */
function lowerBound(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
