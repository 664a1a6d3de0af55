import { CloseButton, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { comparedWith } from "../../plots/compared";
import { addSeries, type Plot, removePlot } from "../../store/plotsStore";
import { useSession } from "../../store/sessionStore";
import classes from "./Plots.module.css";
import { SeriesSearch } from "./SeriesSearch";
import { SolverPlot } from "./SolverPlot";
import { TimePlot } from "./TimePlot";
import type { CatalogueState } from "./useCatalogue";
import { ValueList } from "./ValueList";

/** A plot with its head. */
export function PlotCard({ plot, catalogue }: { plot: Plot; catalogue: CatalogueState }) {
  const [adding, setAdding] = useState(false);
  const over = plot.kind === "time";
  const compares = useSession((state) => Boolean(state.scene?.trajectory?.compared));
  const missing = comparedWith(plot.series.map(({ name }) => name));
  return (
    <section className={classes.card} aria-label={`Plot ${plot.title}`}>
      <header className={classes.head}>
        <h3 className={classes.name}>{plot.title}</h3>
        {over && (
          <UnstyledButton
            className={classes.add ?? ""}
            aria-expanded={adding}
            onClick={() => { setAdding(!adding); }}
          >
            Add
          </UnstyledButton>
        )}
        {over && compares && missing.length > 0 && (
          <UnstyledButton
            className={classes.add ?? ""}
            title="The same of the second trajectory"
            onClick={() => { for (const name of missing) addSeries(plot.id, name); }}
          >
            Compare
          </UnstyledButton>
        )}
        <CloseButton
          size="lg"
          aria-label={`Remove the plot ${plot.title}`}
          onClick={() => { removePlot(plot.id); }}
        />
      </header>
      {over && adding && (
        <SeriesSearch
          catalogue={catalogue}
          plot={plot.id}
          label={`Add to ${plot.title}`}
          onAdded={() => { setAdding(false); }}
        />
      )}
      {plot.kind === "time" && <TimePlot plot={plot} />}
      {plot.kind === "profile" && <SolverPlot plot={plot} />}
      {plot.kind === "bars" && <ValueList plot={plot} bars />}
      {plot.kind === "values" && <ValueList plot={plot} bars={false} />}
    </section>
  );
}
