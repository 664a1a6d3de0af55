import { Button } from "@mantine/core";
import { useMemo } from "react";
import { panelItems } from "../../fields/items";
import type { FieldChange } from "../../fields/types";
import type { Panel } from "../../protocol/generated";
import { toggleCollapsed, usePanels } from "../../store/panelsStore";
import { Waiting } from "../sidebar/Waiting";
import trajectory from "../trajectory/Trajectory.module.css";
import { TrajectoryActions } from "../trajectory/TrajectoryActions";
import { useViewer } from "../viewerContext";
import classes from "./Field.module.css";
import { FieldList } from "./FieldList";
import { useWatchedPanels } from "./useWatchedPanels";

/** The panel that has a button which takes all back to zero, as the native viewer's has. */
const CONTROL = "control";
/** And the one from which others are opened. */
const TRAJECTORY = "trajectory";

/** All fields of one panel. */
export function PanelFields({ name }: { name: string }) {
  useWatchedPanels([name]);
  const panel = usePanels(({ panels }) => panels[name]);
  const collapsed = usePanels((state) => state.collapsed);
  const items = useMemo(() => (panel ? panelItems(panel, collapsed) : []), [panel, collapsed]);
  if (!panel) return <Waiting />;
  return (
    <>
      {name === CONTROL && <ClearAll panel={panel} />}
      {name === TRAJECTORY && (
        <div className={trajectory.inPanel}>
          <TrajectoryActions />
        </div>
      )}
      <FieldList items={items} onToggle={toggleCollapsed} />
      {panel.left_out ? <LeftOut count={panel.left_out} /> : null}
    </>
  );
}

function ClearAll({ panel }: { panel: Panel }) {
  const { fields } = useViewer();
  return (
    <div className={classes.actions}>
      <Button variant="default" size="compact-sm" onClick={() => { fields.edit(panel.name, cleared(panel)); }}>
        Clear all
      </Button>
    </div>
  );
}

/** Zero everywhere, or what is nearest to it where a range leaves zero out. */
function cleared(panel: Panel): FieldChange {
  const all = panel.sections.flatMap(({ fields }) => fields);
  const controls = all.filter(({ path }) => path.startsWith("ctrl/"));
  return Object.fromEntries(
    controls.map(({ path, limited, low, high }) => [
      path,
      limited ? Math.min(Math.max(0, low ?? 0), high ?? 0) : 0,
    ]),
  );
}

function LeftOut({ count }: { count: number }) {
  return (
    <p className={classes.leftOut}>
      {count} more {count === 1 ? "field is" : "fields are"} left out, because no page could show so
      many; a program can still set them by their path.
    </p>
  );
}
