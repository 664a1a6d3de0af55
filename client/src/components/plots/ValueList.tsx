import { useEffect, useRef, useSyncExternalStore } from "react";
import { formatValue } from "../../plots/format";
import { Repainter } from "../../plots/Repainter";
import { seriesData } from "../../plots/SeriesData";
import type { Plot } from "../../store/plotsStore";
import classes from "./Plots.module.css";

/** Values as they are now, one a line; with bars beside them that share one scale. */
export function ValueList({ plot, bars }: { plot: Plot; bars: boolean }) {
  const list = useRef<HTMLUListElement>(null);
  const infos = useSyncExternalStore(seriesData.subscribeInfos, seriesData.known);
  useEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    let largest = 0;
    const repainter = new Repainter(element, () => {
      const values = plot.series.map(({ name }) => seriesData.newestOf(name));
      largest = Math.max(largest, ...values.map((value) => Math.abs(value ?? 0)));
      draw(element, values, largest);
    });
    const unsubscribe = seriesData.subscribe(() => { repainter.request(); });
    repainter.request();
    return () => {
      unsubscribe();
      repainter.close();
    };
  }, [plot]);
  return (
    <ul ref={list} className={classes.values}>
      {plot.series.map(({ name }) => {
        const { unit, problem } = infos.get(name) ?? {};
        return (
          <li key={name} className={classes.line}>
            <span className={classes.series}>{name}</span>
            <span className={classes.value}>
              <span data-value={name} />
              {unit ? <span className={classes.unit}> {unit}</span> : null}
            </span>
            {bars && (
              <span className={classes.bar} aria-hidden="true">
                <span data-bar className={classes.fill} />
              </span>
            )}
            {problem ? <span className={classes.problem}>{problem}</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

/** Bars begin in the middle, for values have signs. */
function draw(list: HTMLElement, values: readonly (number | null | undefined)[], largest: number): void {
  const texts = list.querySelectorAll("[data-value]");
  const fills = list.querySelectorAll<HTMLElement>("[data-bar]");
  values.forEach((value, place) => {
    const text = texts[place];
    if (text) text.textContent = formatValue(value);
    const share = largest > 0 ? (value ?? 0) / largest : 0;
    fills[place]?.style.setProperty("transform", `scaleX(${share.toFixed(4)})`);
  });
}
