import { Fragment } from "react";
import type { StageFigures, Waterfall } from "../../telemetry/waterfall";
import classes from "./LatencyTab.module.css";
import { nameOfStage, placeOf } from "./stageNames";

/** Each stage begins where the median of the one before ends; what is pale reaches to 95 %. */
export function WaterfallTable({ waterfall: { stages, total } }: { waterfall: Waterfall }) {
  const known = stages.map(({ stage }) => stage);
  const starts = startsOf(stages);
  const ends = stages.map(({ p95 }, index) => (starts[index] ?? 0) + p95);
  const whole = Math.max(1, total.p95, ...ends);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col" className={classes.number}>Median</th>
          <th scope="col" className={classes.number}>95 %</th>
        </tr>
      </thead>
      <tbody>
        {stages.map(({ stage, p50, p95 }, index) => (
          <Fragment key={stage}>
            <tr>
              <th scope="row">
                <span className={classes.swatch} data-place={placeOf(stage)} aria-hidden="true" />
                {nameOfStage(stage, known)}
              </th>
              <td className={classes.number}>{formatMs(p50)}</td>
              <td className={classes.number}>{formatMs(p95)}</td>
            </tr>
            <BarRow start={starts[index] ?? 0} p50={p50} p95={p95} whole={whole} place={placeOf(stage)} />
          </Fragment>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Whole way</th>
          <td className={classes.number}>{formatMs(total.p50)}</td>
          <td className={classes.number}>{formatMs(total.p95)}</td>
        </tr>
        <BarRow start={0} p50={total.p50} p95={total.p95} whole={whole} place={null} />
      </tfoot>
    </table>
  );
}

interface Bar {
  start: number;
  p50: number;
  p95: number;
  whole: number;
  place: number | null;
}

/** Beside the figures there is too little room for it. */
function BarRow({ start, p50, p95, whole, place }: Bar) {
  const percent = (ms: number): number => (100 * Math.max(0, ms)) / whole;
  const color = place === null ? {} : { "data-place": place };
  return (
    <tr aria-hidden="true">
      <td colSpan={3} className={classes.bar}>
        <svg viewBox="0 0 100 10" preserveAspectRatio="none">
          <rect className={classes.most} {...color} x={percent(start)} width={percent(p95)} height={10} />
          {/* What takes no time still has its place. */}
          <rect {...color} x={percent(start)} width={Math.max(0.5, percent(p50))} height={10} />
        </svg>
      </td>
    </tr>
  );
}

function startsOf(stages: readonly StageFigures[]): number[] {
  let next = 0;
  return stages.map(({ p50 }) => {
    const start = next;
    // Between two clocks a stage may seem to take less than nothing.
    next += Math.max(0, p50);
    return start;
  });
}

export function formatMs(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
