import uPlot from "uplot";
import { type Plot, usePlots } from "../store/plotsStore";
import { Repainter } from "./Repainter";
import type { SeriesData } from "./SeriesData";
import { chartLooks, paletteColor, plotHeight } from "./looks";
import type { Value } from "./SeriesTable";
import { visibleRange } from "./view";

export interface Reading {
  /** Of the moment under the pointer; null for the newest. */
  time: number | null;
  values: (Value | undefined)[];
}

/** Shorter than this a drag is a click. */
const SHORTEST_DRAG_PX = 6;

/** A plot over simulated time, drawn anew in the next animation frame when something changed. */
export class LiveChart {
  private readonly chart: uPlot;
  private readonly names: string[];
  private readonly repainter: Repainter;
  private readonly unsubscribe: () => void;
  private readonly onReset = (): void => { usePlots.setState({ range: null }); };

  constructor(
    private readonly box: HTMLElement,
    plot: Plot,
    private readonly data: SeriesData,
    private readonly onReading: (reading: Reading) => void,
  ) {
    this.names = plot.series.map(({ name }) => name);
    this.chart = new uPlot(this.options(plot), [[], ...this.names.map(() => [])], box);
    this.chart.over.addEventListener("dblclick", this.onReset);
    this.repainter = new Repainter(box, (width) => { this.draw(width); });
    const repaint = (): void => { this.repainter.request(); };
    const unsubscribes = [data.subscribe(repaint), usePlots.subscribe(repaint)];
    this.unsubscribe = () => { unsubscribes.forEach((unsubscribe) => { unsubscribe(); }); };
    repaint();
  }

  close(): void {
    this.unsubscribe();
    this.repainter.close();
    this.chart.over.removeEventListener("dblclick", this.onReset);
    this.chart.destroy();
  }

  /** Move the line that values are read at by a fraction of the plot; it begins at the newest. */
  moveCursor(by: number): void {
    const width = this.chart.bbox.width / devicePixelRatio;
    const { left } = this.chart.cursor;
    const from = left === undefined || left < 0 ? width : left;
    this.chart.setCursor({ left: Math.min(width, Math.max(0, from + by * width)), top: 1 });
  }

  private draw(width: number): void {
    if (width !== this.chart.width) this.chart.setSize({ width, height: plotHeight(width) });
    const { windowSec, range } = usePlots.getState();
    const table = this.data.shown;
    const [min, max] = visibleRange(table, windowSec, range);
    const { first, end } = table.between(min, max);
    const rows = table.rows(this.names, first, end);
    this.chart.batch(() => {
      this.chart.setData(rows, false);
      this.chart.setScale("x", { min, max });
    });
    this.read();
  }

  private read(): void {
    const { idx } = this.chart.cursor;
    const time = typeof idx === "number" ? this.chart.data[0][idx] : undefined;
    if (typeof idx !== "number" || time === undefined) {
      this.onReading({ time: null, values: this.names.map((name) => this.data.shown.now(name)) });
      return;
    }
    const values = this.names.map((_, place) => this.chart.data[place + 1]?.[idx]);
    this.onReading({ time, values });
  }

  private options(plot: Plot): uPlot.Options {
    const looks = chartLooks(this.box);
    return {
      width: 100,
      height: 100,
      legend: { show: false },
      scales: { x: { time: false } },
      axes: looks.axes,
      series: [{}, ...plot.series.map(({ name, color }) => ({
        label: name,
        stroke: paletteColor(this.box, color),
        width: 1.5,
        points: { show: false },
      }))],
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, sync: { key: "plots" } },
      hooks: {
        setCursor: [() => { this.read(); }],
        setSelect: [(chart) => { this.zoom(chart); }],
        draw: [(chart) => { this.markLookedAt(chart, looks.mark); }],
      },
    };
  }

  private zoom(chart: uPlot): void {
    const { left, width } = chart.select;
    if (width < SHORTEST_DRAG_PX) return;
    const range = [chart.posToVal(left, "x"), chart.posToVal(left + width, "x")] as const;
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    usePlots.setState({ range });
  }

  /** A line at the moment that the picture shows, where that is in the past. */
  private markLookedAt(chart: uPlot, color: string): void {
    const time = this.data.shown.lookedAt?.time;
    if (time === undefined) return;
    const x = chart.valToPos(time, "x", true);
    const { left, top, width, height } = chart.bbox;
    if (x < left || x > left + width) return;
    chart.ctx.save();
    chart.ctx.strokeStyle = color;
    chart.ctx.lineWidth = devicePixelRatio;
    chart.ctx.beginPath();
    chart.ctx.moveTo(x, top);
    chart.ctx.lineTo(x, top + height);
    chart.ctx.stroke();
    chart.ctx.restore();
  }
}
