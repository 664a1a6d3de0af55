import { CloseButton, TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import { usePanels } from "../../store/panelsStore";
import { Icon } from "../Icon";
import classes from "./Field.module.css";

/** Searches all panels of the scene. */
export function FieldSearch() {
  const query = usePanels((state) => state.query);
  const wanted = usePanels((state) => state.searchWanted);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!wanted) return;
    usePanels.setState({ searchWanted: false });
    input.current?.select();
  }, [wanted]);
  const search = (text: string): void => { usePanels.setState({ query: text }); };
  return (
    <TextInput
      ref={input}
      className={classes.search}
      type="search"
      aria-label="Search all panels"
      placeholder="Search all panels"
      leftSection={<Icon name="search" size="1rem" />}
      rightSection={query && <CloseButton aria-label="Clear the search" size="sm" onClick={() => { search(""); }} />}
      value={query}
      onChange={(event) => { search(event.currentTarget.value); }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || query === "") return;
        // The first one ends the search, the next one leaves the panels.
        event.preventDefault();
        search("");
      }}
    />
  );
}
