import { CloseButton, UnstyledButton } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from "react";
import { formatTime, formatValue } from "../../plots/format";
import { LiveChart, type Reading } from "../../plots/LiveChart";
import { seriesData } from "../../plots/SeriesData";
import { nextColor, type Plot, type PlottedSeries, removeSeries } from "../../store/plotsStore";
import classes from "./Plots.module.css";

const CURSOR_STEP = 0.02;

/** A plot over time, and below it each series with its value at the pointer, or now. */
export function TimePlot({ plot }: { plot: Plot }) {
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLUListElement>(null);
  const moment = useRef<HTMLSpanElement>(null);
  const chart = useRef<LiveChart | null>(null);
  useEffect(() => {
    if (!box.current) return undefined;
    const show = (reading: Reading): void => {
      showReading(reading, legend.current, moment.current);
    };
    const live = new LiveChart(box.current, plot, seriesData, show);
    chart.current = live;
    return () => {
      chart.current = null;
      live.close();
    };
  }, [plot]);
  const moveCursor = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -CURSOR_STEP, ArrowRight: CURSOR_STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    chart.current?.moveCursor(step);
  };
  return (
    <>
      {/* The arrows read values, as the pointer does. */}
      <div
        ref={box}
        className={classes.chart}
        role="application"
        tabIndex={0}
        aria-label={`${plot.title} over time. Left and right read values.`}
        onKeyDown={moveCursor}
      />
      <span ref={moment} className={classes.moment} />
      <ul ref={legend} className={classes.legend}>
        {plot.series.map((series) => (
          <LegendRow key={series.name} plot={plot.id} series={series} />
        ))}
      </ul>
    </>
  );
}

function LegendRow({ plot, series: { name, color } }: { plot: number; series: PlottedSeries }) {
  const infos = useSyncExternalStore(seriesData.subscribeInfos, seriesData.known);
  const { unit, problem } = infos.get(name) ?? {};
  return (
    <li className={classes.row}>
      <UnstyledButton
        className={classes.swatch ?? ""}
        data-color={color}
        aria-label={`Another colour for ${name}`}
        onClick={() => { nextColor(plot, name); }}
      />
      <span className={classes.series}>{name}</span>
      <span className={classes.value}>
        {/* Written ten times a second, past React. */}
        <span data-value={name} hidden={Boolean(problem)} />
        {unit ? <span className={classes.unit}> {unit}</span> : null}
      </span>
      <CloseButton
        size="md"
        aria-label={`Remove ${name}`}
        onClick={() => { removeSeries(plot, name); }}
      />
      {problem ? <span className={classes.problem} role="alert">{problem}</span> : null}
    </li>
  );
}

function showReading(
  { time, values }: Reading,
  legend: HTMLElement | null,
  moment: HTMLElement | null,
): void {
  legend?.querySelectorAll("[data-value]").forEach((element, place) => {
    element.textContent = formatValue(values[place]);
  });
  if (moment) moment.textContent = time === null ? "" : `at ${formatTime(time)}`;
}
