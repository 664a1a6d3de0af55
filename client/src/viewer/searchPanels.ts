import { usePanels } from "../store/panelsStore";
import { useSession } from "../store/sessionStore";
import { openSidebar, useSidebar } from "../store/sidebarStore";
import { panelOf, tabOf } from "../components/sidebar/tabs";

/** Open a panel and give its search box the focus. */
export function searchPanels(): void {
  const panels = useSession.getState().scene?.panels ?? [];
  const shown = panelOf(useSidebar.getState().tab);
  const panel = panels.find(({ name }) => name === shown) ?? panels[0];
  if (!panel) return;
  usePanels.setState({ searchWanted: true });
  openSidebar(tabOf(panel.name));
}
