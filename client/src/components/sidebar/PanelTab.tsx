import type { SidebarTab } from "./tabs";

/** The controls of a panel that the scene describes. */
export default function PanelTab({ tab }: { tab: SidebarTab }) {
  return <p>{tab.hint}</p>;
}
