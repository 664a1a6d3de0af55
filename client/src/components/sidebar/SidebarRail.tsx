import type { KeyboardEvent } from "react";
import { usePeople } from "../../store/peopleStore";
import { toggleSidebar } from "../../store/sidebarStore";
import { ToolButton } from "../ToolButton";
import classes from "./Sidebar.module.css";
import type { SidebarTab } from "./tabs";

interface SidebarRailProps {
  tabs: readonly SidebarTab[];
  /** The tab that is seen. */
  shown: SidebarTab | null;
  /** The one that Tab goes to; arrows go on from there. */
  first: SidebarTab | null;
}

const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => (index + 1) % count,
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowUp: (index, count) => (index + count - 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The tabs as pictures. */
export function SidebarRail({ tabs, shown, first }: SidebarRailProps) {
  const unread = usePeople((state) => state.unread);
  return (
    <div className={classes.rail} role="tablist" aria-label="Panels" onKeyDown={moveFocus}>
      {tabs.map((tab) => (
        <ToolButton
          key={tab.id}
          id={`tab-${tab.id}`}
          className={classes.tab}
          role="tab"
          label={tab.title}
          hint={tab.id === "people" && unread > 0 ? `${unread} new: ${tab.hint}` : tab.hint}
          data-unread={tab.id === "people" && unread > 0 ? true : undefined}
          icon={tab.icon}
          tooltip={{ position: "left", disabled: tab.id === shown?.id }}
          aria-selected={tab.id === shown?.id}
          aria-controls={tab.id === shown?.id ? "sidebar-drawer" : undefined}
          tabIndex={tab.id === first?.id ? 0 : -1}
          onClick={() => { toggleSidebar(tab.id); }}
        />
      ))}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
  const index = tabs.findIndex((tab) => tab === document.activeElement);
  if (index < 0) return;
  event.preventDefault();
  tabs[step(index, tabs.length)]?.focus();
}
