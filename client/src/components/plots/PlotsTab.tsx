import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { seriesData } from "../../plots/SeriesData";
import { usePlots, wantedSeries } from "../../store/plotsStore";
import { initialWatchedSeries, useWatchedSeries } from "../../store/watchedSeriesStore";
import { PlotCard } from "./PlotCard";
import classes from "./Plots.module.css";
import { PlotSets } from "./PlotSets";
import { PlotTools } from "./PlotTools";
import { SeriesSearch } from "./SeriesSearch";
import { useCatalogue } from "./useCatalogue";

/** Plots of the simulation: chosen here, by each person for themselves. */
export default function PlotsTab() {
  const plots = usePlots((state) => state.plots);
  const paused = usePlots((state) => state.paused);
  // What is drawn has the colours of its time.
  const scheme = useComputedColorScheme();
  const catalogue = useCatalogue();
  useEffect(() => { useWatchedSeries.setState(wantedSeries(plots)); }, [plots]);
  useEffect(() => () => { useWatchedSeries.setState(initialWatchedSeries); }, []);
  useEffect(() => { seriesData.freeze(paused); }, [paused]);
  return (
    <div className={classes.tab}>
      <SeriesSearch catalogue={catalogue} plot={null} label="Plot a series" />
      <PlotSets catalogue={catalogue} />
      {plots.length > 0 && <PlotTools />}
      {plots.length === 0 && (
        <p className={classes.note}>
          Search for anything that the simulation computes, by field and name, as in qpos or xpos;
          or choose one of the sets above.
        </p>
      )}
      {plots.map((plot) => (
        <PlotCard key={`${plot.id}-${scheme}`} plot={plot} catalogue={catalogue} />
      ))}
    </div>
  );
}
