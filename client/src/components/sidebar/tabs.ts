import { type ComponentType, lazy } from "react";
import type { PanelTitle } from "../../protocol/generated";
import { useSession } from "../../store/sessionStore";
import type { IconName } from "../Icon";

/** A tab of the sidebar. `Component` is there only while it is open, and may be lazy. */
export interface SidebarTab {
  id: string;
  title: string;
  icon: IconName;
  /** What the tooltip says. */
  hint: string;
  Component: ComponentType<{ tab: SidebarTab }>;
}

/** The tabs that every scene has; after them comes one for each panel that the scene describes. */
const TABS: readonly SidebarTab[] = [
  {
    id: "create",
    title: "Create",
    icon: "wand",
    hint: "Scenes from words: say what shall be there",
    Component: lazy(() => import("../writing/CreateTab")),
  },
  {
    id: "inspect",
    title: "Inspect",
    icon: "inspect",
    hint: "The selected body, and all bodies of the model",
    Component: lazy(() => import("../inspect/InspectTab")),
  },
  {
    id: "plots",
    title: "Plots",
    icon: "plot",
    hint: "Plots of anything that is simulated",
    Component: lazy(() => import("../plots/PlotsTab")),
  },
  {
    id: "cameras",
    title: "Cameras",
    icon: "camera",
    hint: "Cameras: tiles, screenshots, links, copy as MJCF",
    Component: lazy(() => import("../cameras/CamerasTab")),
  },
  {
    id: "files",
    title: "Files",
    icon: "file",
    hint: "Send a model, keyframes, downloads",
    Component: lazy(() => import("../files/FilesTab")),
  },
  {
    id: "editor",
    title: "Editor",
    icon: "edit",
    hint: "The model's XML, edited live",
    Component: lazy(() => import("../files/EditorTab")),
  },
];

/** And these come last. */
const LAST_TABS: readonly SidebarTab[] = [
  {
    id: "people",
    title: "People",
    icon: "people",
    hint: "Who is here, who has control, what was done and said",
    Component: lazy(() => import("../people/PeopleTab")),
  },
  {
    id: "pads",
    title: "Gamepad",
    icon: "gamepad",
    hint: "Gamepads and SpaceMice, and what they steer",
    Component: lazy(() => import("../pads/PadsTab")),
  },
  {
    id: "recordings",
    title: "Recordings",
    icon: "film",
    hint: "Recordings of what is seen",
    Component: lazy(() => import("../recordings/RecordingsTab")),
  },
  {
    id: "latency",
    title: "Latency",
    icon: "stopwatch",
    hint: "How long each stage takes, from input to screen",
    Component: lazy(() => import("../latency/LatencyTab")),
  },
];

const PANEL = "panel:";
const PanelTab = lazy(() => import("./PanelTab"));

/** Panels of these names are known; others are shown as well. */
const PANEL_LOOKS: Readonly<Record<string, { icon: IconName; hint: string }>> = {
  trajectory: { icon: "play", hint: "The trajectory: how it plays, and what it is compared with" },
  control: { icon: "sliders", hint: "Controls of the actuators" },
  joint: { icon: "joint", hint: "Positions of the joints" },
  equality: { icon: "link", hint: "Equality constraints" },
  physics: { icon: "physics", hint: "Physics: solver, gravity, flags" },
  rendering: { icon: "eye", hint: "Rendering: camera, labels, flags" },
  groups: { icon: "layers", hint: "Groups of what is drawn" },
  visual: { icon: "sun", hint: "Visualization: headlight, scales, colours" },
};

/** All tabs there are now. */
export function useTabs(): readonly SidebarTab[] {
  const panels = useSession((state) => state.scene?.panels);
  return allTabs(panels ?? []);
}

export function allTabs(panels: readonly PanelTitle[]): readonly SidebarTab[] {
  return [...TABS, ...panels.map(panelTab), ...LAST_TABS];
}

/** The panel that a tab shows; null for the tabs that show none. */
export function panelOf(id: string): string | null {
  return id.startsWith(PANEL) ? id.slice(PANEL.length) : null;
}

/** The tab that a panel is shown in. */
export function tabOf(panel: string): string {
  return `${PANEL}${panel}`;
}

function panelTab({ name, title }: PanelTitle): SidebarTab {
  const { icon, hint } = PANEL_LOOKS[name] ?? { icon: "list", hint: title };
  return { id: tabOf(name), title, icon, hint, Component: PanelTab };
}
