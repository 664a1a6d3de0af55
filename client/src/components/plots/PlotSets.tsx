import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { PLOT_SETS, type PlotSet } from "../../plots/sets";
import { addPlot, refusal } from "../../store/plotsStore";
import classes from "./Plots.module.css";
import type { CatalogueState } from "./useCatalogue";

/** Ready-made choices of plots. */
export function PlotSets({ catalogue }: { catalogue: CatalogueState }) {
  const [problem, setProblem] = useState<string | null>(null);
  const add = (set: PlotSet): void => {
    if (catalogue.kind !== "ready") return;
    const drafts = set.plots(catalogue.catalogue);
    setProblem(drafts.length === 0 ? "This model has no sensors." : null);
    for (const { title, kind, series } of drafts) {
      const refused = refusal(kind, series);
      if (refused !== null) {
        setProblem(refused);
        return;
      }
      addPlot(title, kind, series);
    }
  };
  return (
    <div>
      <div className={classes.sets} role="group" aria-label="Ready-made plots">
        {PLOT_SETS.map((set) => (
          <UnstyledButton
            key={set.name}
            className={classes.set ?? ""}
            title={set.hint}
            disabled={catalogue.kind !== "ready"}
            onClick={() => { add(set); }}
          >
            {set.name}
          </UnstyledButton>
        ))}
      </div>
      {problem !== null && <p className={classes.problem} role="alert">{problem}</p>}
    </div>
  );
}
