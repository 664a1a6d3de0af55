import { useEffect, useRef } from "react";
import type { RingBuffer } from "../../support/RingBuffer";
import type { JoinedFrame } from "../../telemetry/FrameLog";
import { STAGES } from "../../telemetry/waterfall";
import { FrameChart } from "./FrameChart";
import classes from "./LatencyTab.module.css";
import { nameOfStage, placeOf } from "./stageNames";

const INTERVAL_MS = 200;

/** The newest frames as stacked bars, one a frame, the newest at the right. */
export function FrameBars({ frames, held }: { frames: RingBuffer<JoinedFrame>; held: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isHeld = useRef(held);
  useEffect(() => { isHeld.current = held; }, [held]);
  useEffect(() => {
    if (!canvas.current) return undefined;
    const chart = new FrameChart(canvas.current, frames);
    const timer = setInterval(() => { if (!isHeld.current) chart.update(); }, INTERVAL_MS);
    return () => {
      clearInterval(timer);
      chart.close();
    };
  }, [frames]);
  return (
    <figure className={classes.frames}>
      <figcaption className={classes.caption}>The newest frames, the latest at the right</figcaption>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="img"
        aria-label="The stages of the newest frames as stacked bars; the table has their figures."
      />
      <ul className={classes.legend} aria-hidden="true">
        {STAGES.map((stage) => (
          <li key={stage}>
            <span className={classes.swatch} data-place={placeOf(stage)} />
            {stage === "show" ? "Rest" : nameOfStage(stage, STAGES)}
          </li>
        ))}
      </ul>
    </figure>
  );
}
