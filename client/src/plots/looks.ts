import type uPlot from "uplot";
import { formatMark } from "./format";

const FONT = "11px system-ui, sans-serif";
const AXIS_PX = 52;

/** Colours come from the style sheet, which knows light and dark. */
export function paletteColor(element: HTMLElement, place: number): string {
  return variable(element, `--rv-plot-${place + 1}`);
}

export function plotHeight(width: number): number {
  return Math.round(Math.min(260, Math.max(140, width * 0.5)));
}

/** Axes, and the colour of marks in the plot. */
export function chartLooks(element: HTMLElement): { axes: uPlot.Axis[]; mark: string } {
  const text = variable(element, "--rv-text-dim");
  const line = variable(element, "--rv-plot-grid");
  const common: uPlot.Axis = {
    stroke: text,
    font: FONT,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
    values: (_, marks) => marks.map((mark) => formatMark(mark)),
  };
  return {
    axes: [{ ...common, size: 26, gap: 2 }, { ...common, size: AXIS_PX, gap: 2 }],
    mark: variable(element, "--rv-warning"),
  };
}

/** A variable of the style sheet, as it is now. */
export function variable(element: HTMLElement, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}
