import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { Figure } from "./figures";
import { LiveDot } from "./LiveDot";
import classes from "./StatusBar.module.css";

const RANKS = { 1: "", 2: classes.second, 3: classes.third };

/** A figure of the status bar. Its sentence is in the tooltip, and in the panel of details. */
export const StatusItem = memo(function StatusItem({ figure }: { figure: Figure }) {
  const { label, rank, width } = figure;
  const { value, detail, warning = false, live } = figure.useReading();
  const className = [classes.item, warning ? classes.warning : "", RANKS[rank]].join(" ");
  return (
    <Tooltip label={detail} openDelay={300} events={{ hover: true, focus: false, touch: true }}>
      <li className={className} aria-label={`${label}: ${value}`}>
        {live !== undefined && <LiveDot live={live} />}
        <span className={classes.label}>{label}</span>
        <span className={`${classes.value ?? ""} ${width ? (classes[width] ?? "") : ""}`}>{value}</span>
      </li>
    </Tooltip>
  );
});
