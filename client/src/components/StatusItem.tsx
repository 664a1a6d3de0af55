import { Tooltip } from "@mantine/core";
import { memo, type ReactNode } from "react";
import classes from "./StatusBar.module.css";

interface StatusItemProps {
  label: string;
  value: string;
  /** More about it, in a sentence. */
  detail: string;
  /** Gives the value its width, so that its neighbours stay where they are. */
  width?: string | undefined;
  warning?: boolean;
  /** 1 is always there, 3 only on wide screens. */
  rank?: 1 | 2 | 3;
  children?: ReactNode;
}

const RANKS = { 1: "", 2: classes.second, 3: classes.third };

/** A figure of the status bar; its tooltip is also its description for screen readers. */
export const StatusItem = memo(function StatusItem(props: StatusItemProps) {
  const { label, value, detail, width, warning = false, rank = 1, children } = props;
  const className = [classes.item, warning ? classes.warning : "", RANKS[rank]].join(" ");
  return (
    <Tooltip label={detail} openDelay={300} events={{ hover: true, focus: true, touch: true }}>
      <li className={className} aria-label={`${label}: ${value}`} tabIndex={-1}>
        {children}
        <span className={classes.label}>{label}</span>
        <span className={`${classes.value ?? ""} ${width ?? ""}`}>{value}</span>
      </li>
    </Tooltip>
  );
});
