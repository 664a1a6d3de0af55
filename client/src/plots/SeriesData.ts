import type { Samples, SeriesDescribed, SeriesInfo } from "../protocol/generated";
import { SeriesTable, type Value } from "./SeriesTable";

/**
 * All that the server has told of series. It changes ten times a second, outside of React: what
 * draws it subscribes and reads.
 */
export class SeriesData {
  readonly table = new SeriesTable();
  private frozen: SeriesTable | null = null;
  private readonly newest = new Map<string, Value>();
  private infos: ReadonlyMap<string, SeriesInfo> = new Map<string, SeriesInfo>();
  private generation: number | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly infoListeners = new Set<() => void>();

  receive(samples: Samples): void {
    this.enter(samples.generation);
    for (const [name, value] of Object.entries(samples.newest)) this.newest.set(name, value);
    this.table.add(samples);
    this.tell();
  }

  describe({ generation, series }: SeriesDescribed): void {
    this.enter(generation);
    this.infos = new Map([...this.infos, ...series.map((info) => [info.series, info] as const)]);
    this.tellInfos();
  }

  /** The connection ended; samples that follow do not join those before. */
  interrupt(): void {
    this.table.interrupt();
  }

  /** The samples to be drawn. */
  get shown(): SeriesTable {
    return this.frozen ?? this.table;
  }

  /** Go on drawing what there is now, while more is collected. */
  freeze(frozen: boolean): void {
    this.frozen = frozen ? this.table.frozen() : null;
    this.tell();
  }

  /** The value of a series of which only the newest comes; undefined where there is none. */
  newestOf(name: string): Value | undefined {
    return this.newest.get(name);
  }

  /** What is known of series, by name; another object after every change. */
  readonly known = (): ReadonlyMap<string, SeriesInfo> => this.infos;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  };

  readonly subscribeInfos = (listener: () => void): (() => void) => {
    this.infoListeners.add(listener);
    return () => { this.infoListeners.delete(listener); };
  };

  /** Of another scene everything is different. */
  private enter(generation: number): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.newest.clear();
    this.infos = new Map();
    this.table.clear();
    this.tellInfos();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private tellInfos(): void {
    for (const listener of this.infoListeners) listener();
  }
}

export const seriesData = new SeriesData();
