import { create } from "zustand";

/** Over time; the newest values as bars or as a list; over the solver's iterations. */
export type PlotKind = "time" | "bars" | "values" | "profile";

export interface PlottedSeries {
  name: string;
  /** A place in the palette. */
  color: number;
}

export interface Plot {
  id: number;
  title: string;
  kind: PlotKind;
  series: PlottedSeries[];
}

/** A range of simulated time, in seconds. */
export type TimeRange = readonly [from: number, to: number];

export interface PlotsStore {
  plots: Plot[];
  /** How much of the past is seen, in seconds. */
  windowSec: number;
  /** Somebody zoomed in; null shows the newest. */
  range: TimeRange | null;
  paused: boolean;
}

/** What one person may plot over time, and see as it is now; the server allows no more. */
export const MOST_SERIES = 64;
export const MOST_NEWEST = 256;
export const MOST_PLOTS = 24;
export const WINDOWS_SEC: readonly number[] = [5, 10, 20, 30, 60];
export const PALETTE_SIZE = 8;

export const initialPlots: PlotsStore = { plots: [], windowSec: 10, range: null, paused: false };

export const usePlots = create<PlotsStore>(() => initialPlots);

/** What has to be asked of the server. */
export function wantedSeries(plots: readonly Plot[]): { series: string[]; newest: string[] } {
  const names = (chosen: readonly Plot[]): string[] => [
    ...new Set(chosen.flatMap(({ series }) => series.map(({ name }) => name))),
  ];
  return {
    series: names(plots.filter(({ kind }) => kind === "time")).slice(0, MOST_SERIES),
    newest: names(plots.filter(({ kind }) => kind !== "time")).slice(0, MOST_NEWEST),
  };
}

/** Why no more of these can be added; null where they can. */
export function refusal(kind: PlotKind, added: readonly string[]): string | null {
  const { plots } = usePlots.getState();
  const draft: Plot = { id: 0, title: "", kind, series: added.map((name) => ({ name, color: 0 })) };
  if (plots.length >= MOST_PLOTS && added.length > 0) {
    return `There are ${MOST_PLOTS} plots; remove one first.`;
  }
  const all = [...plots, draft].filter((plot) => (plot.kind === "time") === (kind === "time"));
  const count = new Set(all.flatMap(({ series }) => series.map(({ name }) => name))).size;
  const most = kind === "time" ? MOST_SERIES : MOST_NEWEST;
  return count > most ? `${most} series can be plotted at a time; remove some first.` : null;
}

export function addPlot(title: string, kind: PlotKind, names: readonly string[]): void {
  usePlots.setState(({ plots }) => ({
    plots: [
      ...plots,
      { id: nextId(plots), title, kind, series: names.map((name, color) => ({ name, color: color % PALETTE_SIZE })) },
    ],
  }));
}

export function removePlot(id: number): void {
  usePlots.setState(({ plots }) => ({ plots: plots.filter((plot) => plot.id !== id) }));
}

export function addSeries(id: number, name: string): void {
  change(id, (plot) =>
    plot.series.some((series) => series.name === name)
      ? plot
      : { ...plot, series: [...plot.series, { name, color: freeColor(plot) }] },
  );
}

/** The last one takes its plot with it. */
export function removeSeries(id: number, name: string): void {
  change(id, (plot) => ({ ...plot, series: plot.series.filter((series) => series.name !== name) }));
  usePlots.setState(({ plots }) => ({ plots: plots.filter(({ series }) => series.length > 0) }));
}

export function nextColor(id: number, name: string): void {
  change(id, (plot) => ({
    ...plot,
    series: plot.series.map((series) =>
      series.name === name ? { ...series, color: (series.color + 1) % PALETTE_SIZE } : series,
    ),
  }));
}

/** What another visit left; null where that is no list of plots. */
export function readPlots(text: string | null): Pick<PlotsStore, "plots" | "windowSec"> | null {
  try {
    const value = JSON.parse(text ?? "null") as Partial<PlotsStore> | null;
    const plots = (value?.plots ?? []).filter(isPlot).slice(0, MOST_PLOTS);
    const windowSec = WINDOWS_SEC.find((window) => window === value?.windowSec);
    return value ? { plots, windowSec: windowSec ?? initialPlots.windowSec } : null;
  } catch {
    return null;
  }
}

export function writePlots({ plots, windowSec }: PlotsStore): string {
  return JSON.stringify({ plots, windowSec });
}

function change(id: number, edit: (plot: Plot) => Plot): void {
  usePlots.setState(({ plots }) => ({
    plots: plots.map((plot) => (plot.id === id ? edit(plot) : plot)),
  }));
}

function freeColor({ series }: Plot): number {
  const used = new Set(series.map(({ color }) => color));
  for (let color = 0; color < PALETTE_SIZE; color += 1) if (!used.has(color)) return color;
  return series.length % PALETTE_SIZE;
}

function nextId(plots: readonly Plot[]): number {
  return Math.max(0, ...plots.map(({ id }) => id)) + 1;
}

function isPlot(value: unknown): value is Plot {
  if (typeof value !== "object" || value === null) return false;
  const { id, title, kind, series } = value as Partial<Plot>;
  return (
    typeof id === "number" && typeof title === "string" && Array.isArray(series) &&
    ["time", "bars", "values", "profile"].includes(kind ?? "") &&
    series.every((one) => typeof one.name === "string" && typeof one.color === "number")
  );
}
