import { toggleSidebar, useSidebar } from "../../store/sidebarStore";
import { ToolButton } from "../ToolButton";
import classes from "./Sidebar.module.css";

/** Opens and closes the sidebar where there is no room for its rail. */
export function SidebarButton() {
  const open = useSidebar((state) => state.open);
  return (
    <ToolButton
      className={classes.opener}
      label="Panels"
      icon="panels"
      aria-expanded={open}
      onClick={() => { toggleSidebar(); }}
    />
  );
}
