import { CloseButton } from "@mantine/core";
import { Suspense, useEffect, useRef } from "react";
import { closeSidebar, useSidebar } from "../../store/sidebarStore";
import panel from "../panel.module.css";
import { useViewer } from "../viewerContext";
import classes from "./Sidebar.module.css";
import { SidebarRail } from "./SidebarRail";
import { panelOf, type SidebarTab, useTabs } from "./tabs";
import { Waiting } from "./Waiting";

/** A rail of tabs at the edge of the page, and beside it what the chosen one shows. */
export function Sidebar() {
  const viewer = useViewer();
  const open = useSidebar((state) => state.open);
  const chosen = useSidebar((state) => state.tab);
  const tabs = useTabs();
  // What was chosen last may be missing in this scene; its place is kept for the next.
  const first = tabs.find(({ id }) => panelOf(id) !== null) ?? tabs[0] ?? null;
  const shown = tabs.find(({ id }) => id === chosen) ?? first;
  useRoomOnPage(open);
  const ids = tabs.map(({ id }) => id).join(" ");
  useEffect(() => { useSidebar.setState({ tabs: ids.split(" ").filter(Boolean) }); }, [ids]);
  return (
    <aside
      className={`${classes.sidebar ?? ""} ${panel.panel ?? ""}`}
      aria-label="Panels"
      data-open={open}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) viewer.focusPicture();
      }}
    >
      <SidebarRail tabs={tabs} shown={open ? shown : null} first={shown} />
      {open && <Drawer tab={shown} />}
    </aside>
  );
}

/** The style sheets make room for it in all that lies on the page. */
function useRoomOnPage(open: boolean): void {
  useEffect(() => {
    document.documentElement.dataset.sidebar = open ? "open" : "closed";
    return () => { delete document.documentElement.dataset.sidebar; };
  }, [open]);
}

function Drawer({ tab }: { tab: SidebarTab | null }) {
  const viewer = useViewer();
  const section = useRef<HTMLElement>(null);
  const close = (): void => {
    // The focus would be lost with what has it.
    if (section.current?.contains(document.activeElement)) viewer.focusPicture();
    closeSidebar();
  };
  return (
    <section
      ref={section}
      id="sidebar-drawer"
      className={classes.drawer}
      role="tabpanel"
      aria-labelledby={tab ? `tab-${tab.id}` : undefined}
    >
      <header className={classes.header}>
        <h2 className={classes.title}>{tab?.title ?? "Panels"}</h2>
        <CloseButton aria-label="Close the panels" size="lg" onClick={close} />
      </header>
      <div className={classes.content}>
        {tab ? (
          <Suspense fallback={<Waiting />}>
            <tab.Component key={tab.id} tab={tab} />
          </Suspense>
        ) : (
          <Waiting />
        )}
      </div>
    </section>
  );
}
