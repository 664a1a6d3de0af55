import uPlot from "uplot";
import { chartLooks, paletteColor, plotHeight } from "./looks";
import { Repainter } from "./Repainter";
import type { SeriesData } from "./SeriesData";
import { PROFILE_LINES } from "./sets";

/** Figures of the solver by iteration, of the last step, on a logarithmic axis. */
export class ProfileChart {
  private readonly chart: uPlot;
  private readonly repainter: Repainter;
  private readonly unsubscribe: () => void;

  constructor(box: HTMLElement, private readonly names: readonly string[], private readonly data: SeriesData) {
    this.chart = new uPlot(options(box), [[], ...PROFILE_LINES.map(() => [])], box);
    this.repainter = new Repainter(box, (width) => { this.draw(width); });
    this.unsubscribe = data.subscribe(() => { this.repainter.request(); });
    this.repainter.request();
  }

  close(): void {
    this.unsubscribe();
    this.repainter.close();
    this.chart.destroy();
  }

  private draw(width: number): void {
    if (width !== this.chart.width) this.chart.setSize({ width, height: plotHeight(width) });
    const { iterations, lines } = profile(this.names, (name) => this.data.newestOf(name));
    this.chart.setData([iterations, ...lines] as uPlot.AlignedData);
  }
}

/** Iterations from 1 on, and a line of log10 for each figure. */
export function profile(
  names: readonly string[],
  read: (name: string) => number | null | undefined,
): { iterations: number[]; lines: (number | null)[][] } {
  const most = names.length / PROFILE_LINES.length;
  const lines = PROFILE_LINES.map((_, line) =>
    names.slice(line * most, (line + 1) * most).map((name) => {
      const value = read(name);
      // Nothing got better any more: no logarithm tells that.
      return typeof value === "number" && value > 0 ? Math.log10(value) : null;
    }),
  );
  const used = 1 + Math.max(-1, ...lines.map((line) => line.findLastIndex((value) => value !== null)));
  const iterations = Array.from({ length: used }, (_, index) => index + 1);
  return { iterations, lines: lines.map((line) => line.slice(0, used)) };
}

function options(box: HTMLElement): uPlot.Options {
  const { axes } = chartLooks(box);
  const [x, y] = axes;
  return {
    width: 100,
    height: 100,
    legend: { show: false },
    scales: {
      x: { time: false, range: (_, min, max) => [Math.min(min, 1), Math.max(max, 2)] },
      y: { range: (_, min, max) => [Math.floor(min), Math.max(Math.ceil(max), Math.floor(min) + 1)] },
    },
    axes: [{ ...x, incrs: [1, 2, 5, 10] }, { ...y, incrs: [1, 2, 5, 10], values: (_, marks) => marks.map((mark) => `1e${mark}`) }],
    cursor: { show: false },
    series: [{}, ...PROFILE_LINES.map((label, place) => ({
      label,
      stroke: paletteColor(box, place),
      width: 1.5,
      points: { show: true, size: 5 },
    }))],
  };
}
