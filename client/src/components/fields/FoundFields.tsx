import { useMemo } from "react";
import { foundItems } from "../../fields/items";
import { usePanels } from "../../store/panelsStore";
import { useSession } from "../../store/sessionStore";
import classes from "./Field.module.css";
import { FieldList } from "./FieldList";
import { useWatchedPanels } from "./useWatchedPanels";

/** The fields of all panels that match what is searched for. */
export function FoundFields() {
  const query = usePanels((state) => state.query);
  const panels = usePanels((state) => state.panels);
  const titles = useSession((state) => state.scene?.panels);
  const names = useMemo(() => (titles ?? []).map(({ name }) => name), [titles]);
  const items = useMemo(() => {
    const described = names.flatMap((name) => panels[name] ?? []);
    return foundItems(described, query);
  }, [names, panels, query]);
  // What is not described yet has to be asked for; of the rest only what is shown.
  const shown = new Set(items.map((item) => (item.kind === "field" ? item.panel : "")));
  const waiting = names.filter((name) => !panels[name]);
  useWatchedPanels([...waiting, ...names.filter((name) => shown.has(name))]);
  const count = items.filter(({ kind }) => kind === "field").length;
  return (
    <>
      <p className={classes.found} role="status">
        {waiting.length > 0 ? "Searching…" : `${count || "No"} ${count === 1 ? "field" : "fields"} found`}
      </p>
      <FieldList items={items} onToggle={null} />
    </>
  );
}
