import { FieldSearch } from "../fields/FieldSearch";
import { FoundFields } from "../fields/FoundFields";
import { PanelFields } from "../fields/PanelFields";
import { usePanels } from "../../store/panelsStore";
import { panelOf, type SidebarTab } from "./tabs";

/** The controls of a panel that the scene describes, or what was found in all panels. */
export default function PanelTab({ tab }: { tab: SidebarTab }) {
  const searching = usePanels(({ query }) => query.trim() !== "");
  return (
    <>
      <FieldSearch />
      {searching ? <FoundFields /> : <PanelFields name={panelOf(tab.id) ?? ""} />}
    </>
  );
}
