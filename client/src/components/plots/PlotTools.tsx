import { Button, NativeSelect } from "@mantine/core";
import { saveFile, toCsv } from "../../plots/csv";
import { seriesData } from "../../plots/SeriesData";
import { visibleRange } from "../../plots/view";
import { initialPlots, usePlots, wantedSeries, WINDOWS_SEC } from "../../store/plotsStore";
import { Icon } from "../Icon";
import classes from "./Plots.module.css";

/** What concerns all plots: pause, the time that is seen, CSV. */
export function PlotTools() {
  const { windowSec, range, paused } = usePlots();
  return (
    <div className={classes.tools} role="toolbar" aria-label="Plots">
      <Button
        variant="default"
        className={classes.tool ?? ""}
        leftSection={<Icon name={paused ? "play" : "pause"} size="1rem" />}
        onClick={() => { usePlots.setState({ paused: !paused, range: null }); }}
      >
        {paused ? "Go on" : "Pause"}
      </Button>
      {range === null ? (
        <NativeSelect
          aria-label="Time that is seen"
          className={classes.window ?? ""}
          value={String(windowSec)}
          data={WINDOWS_SEC.map((sec) => ({ value: String(sec), label: `${sec} s` }))}
          onChange={(event) => { usePlots.setState({ windowSec: Number(event.currentTarget.value) }); }}
        />
      ) : (
        <Button
          variant="default"
          className={classes.tool ?? ""}
          onClick={() => { usePlots.setState({ range: null }); }}
        >
          Whole
        </Button>
      )}
      <Button variant="default" className={classes.tool ?? ""} onClick={saveShown}>
        CSV
      </Button>
      <Button
        variant="default"
        className={classes.tool ?? ""}
        onClick={() => {
          const { plots, range: noRange, paused: running } = initialPlots;
          usePlots.setState({ plots, range: noRange, paused: running });
        }}
      >
        Clear
      </Button>
    </div>
  );
}

/** The samples of all plots over time, of the time that is seen. */
function saveShown(): void {
  const { plots, windowSec, range } = usePlots.getState();
  const table = seriesData.shown;
  const [from, to] = visibleRange(table, windowSec, range);
  saveFile("series.csv", toCsv(table, wantedSeries(plots).series, from, to));
}
