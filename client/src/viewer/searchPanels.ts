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
  // The box may come later than the next letter, which then shall do nothing to the picture.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  openSidebar(tabOf(panel.name));
}
