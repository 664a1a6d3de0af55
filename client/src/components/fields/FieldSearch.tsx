import { CloseButton, TextInput } from "@mantine/core";
import { usePanels } from "../../store/panelsStore";
import { Icon } from "../Icon";
import classes from "./Field.module.css";

/** Where the focus goes when a person wants to search. */
export const FIELD_SEARCH_ID = "field-search";

/** Searches all panels of the scene. */
export function FieldSearch() {
  const query = usePanels((state) => state.query);
  const search = (text: string): void => { usePanels.setState({ query: text }); };
  return (
    <TextInput
      id={FIELD_SEARCH_ID}
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
