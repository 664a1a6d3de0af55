import { CloseButton, Popover, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import classes from "./DetailsPanel.module.css";
import { type Figure, PICTURE_FIGURES, SERVER_FIGURES } from "./figures";
import { Icon } from "./Icon";
import { LiveDot } from "./LiveDot";

/** A button, and over it all figures with their sentences, whatever the bar has room for. */
export function DetailsPanel() {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-end"
      width="min(26rem, calc(100vw - 1rem))"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          aria-label="Details"
          onClick={() => { setOpened(!opened); }}
        >
          <Icon name="info" size="1.125rem" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel}>
        <header className={classes.header}>
          <h2 className={classes.title}>Details</h2>
          <CloseButton aria-label="Close the details" onClick={() => { setOpened(false); }} />
        </header>
        <dl className={classes.figures}>
          {[...PICTURE_FIGURES, ...SERVER_FIGURES].map((figure) => (
            <FigureRow key={figure.label} figure={figure} />
          ))}
        </dl>
      </Popover.Dropdown>
    </Popover>
  );
}

function FigureRow({ figure }: { figure: Figure }) {
  const { value, detail, warning = false, live } = figure.useReading();
  return (
    <div className={`${classes.row ?? ""} ${warning ? (classes.warning ?? "") : ""}`}>
      <dt className={classes.label}>{figure.label}</dt>
      <dd className={classes.value}>
        {live !== undefined && <LiveDot live={live} />}
        {value}
      </dd>
      <dd className={classes.detail}>{detail}</dd>
    </div>
  );
}
