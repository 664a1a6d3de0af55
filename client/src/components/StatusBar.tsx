import { DetailsPanel } from "./DetailsPanel";
import { PICTURE_FIGURES, SERVER_FIGURES } from "./figures";
import panel from "./panel.module.css";
import classes from "./StatusBar.module.css";
import { StatusItem } from "./StatusItem";

/** Figures of the stream and of the simulation: as many as fit, and a panel with all of them. */
export function StatusBar() {
  return (
    <footer className={`${classes.bar ?? ""} ${panel.panel ?? ""}`} aria-label="Status">
      <ul className={classes.items}>
        {PICTURE_FIGURES.map((figure) => <StatusItem key={figure.label} figure={figure} />)}
      </ul>
      <ul className={`${classes.items ?? ""} ${classes.end ?? ""}`}>
        {SERVER_FIGURES.map((figure) => <StatusItem key={figure.label} figure={figure} />)}
      </ul>
      <DetailsPanel />
    </footer>
  );
}
