import { Autocomplete } from "@mantine/core";
import { useMemo, useState } from "react";
import { suggest } from "../../plots/completion";
import { addPlot, addSeries, refusal } from "../../store/plotsStore";
import { Icon } from "../Icon";
import classes from "./Plots.module.css";
import type { CatalogueState } from "./useCatalogue";

interface SeriesSearchProps {
  catalogue: CatalogueState;
  /** The plot that gets the series; null for one of its own. */
  plot: number | null;
  label: string;
  onAdded?: () => void;
}

/** A field to type in what is to be plotted, with what there is below it. */
export function SeriesSearch({ catalogue, plot, label, onAdded }: SeriesSearchProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const suggestions = useMemo(
    () => (catalogue.kind === "ready" ? suggest(catalogue.catalogue, text) : []),
    [catalogue, text],
  );
  const add = (typed: string): void => {
    const series = typed.trim();
    if (series === "") return;
    const refused = refusal("time", [series]);
    setProblem(refused);
    if (refused !== null) return;
    if (plot === null) addPlot(series, "time", [series]);
    else addSeries(plot, series);
    setText("");
    onAdded?.();
  };
  return (
    <Autocomplete
      aria-label={label}
      placeholder={catalogue.kind === "loading" ? "Reading what there is" : `${label}: qpos, ncon, xpos hand`}
      size="md"
      className={classes.search ?? ""}
      classNames={{ options: classes.options ?? "", option: classes.option ?? "" }}
      leftSection={<Icon name="search" size="1rem" />}
      data={suggestions.map(({ series }) => series)}
      filter={({ options }) => options}
      withScrollArea={false}
      renderOption={({ option }) => (
        <>
          <span>{option.value}</span>
          <span className={classes.about}>
            {suggestions.find(({ series }) => series === option.value)?.about}
          </span>
        </>
      )}
      value={text}
      error={problem ?? (catalogue.kind === "failed" ? catalogue.reason : null)}
      maxLength={120}
      onChange={(value) => { setText(value); setProblem(null); }}
      onOptionSubmit={(value) => {
        add(value);
        // What was chosen is put into the field after this.
        window.setTimeout(() => { setText(""); });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.defaultPrevented) return;
        // Where a suggestion is chosen by the arrows, Enter takes that.
        if (!isOptionChosen(event.currentTarget)) add(text);
      }}
    />
  );
}

function isOptionChosen(field: HTMLElement): boolean {
  const option = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  return option?.hasAttribute("data-combobox-selected") ?? false;
}
