import { useEffect, useRef } from "react";
import { ProfileChart } from "../../plots/ProfileChart";
import { seriesData } from "../../plots/SeriesData";
import { PROFILE_LINES } from "../../plots/sets";
import type { Plot } from "../../store/plotsStore";
import classes from "./Plots.module.css";

/** How the solver came closer in the last step, iteration by iteration. */
export function SolverPlot({ plot }: { plot: Plot }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return undefined;
    const chart = new ProfileChart(box.current, plot.series.map(({ name }) => name), seriesData);
    return () => { chart.close(); };
  }, [plot]);
  return (
    <>
      <div ref={box} className={classes.chart} role="img" aria-label="Solver figures by iteration" />
      <ul className={classes.legend}>
        {PROFILE_LINES.map((line, color) => (
          <li key={line} className={classes.row}>
            <span className={classes.swatch} data-color={color} />
            <span className={classes.series}>{line}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
