import { useEffect } from "react";
import iconUrl from "../assets/icon.svg";
import { DEFAULT_SESSION } from "../sessions/api";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import { useSession } from "../store/sessionStore";
import { Icon } from "./Icon";
import { ControlChip } from "./people/ControlChip";
import { ViewChip } from "./people/ViewChip";
import { ViewMenu } from "./people/ViewMenu";
import { PeopleMenu } from "./PeopleMenu";
import panel from "./panel.module.css";
import { RecordButton } from "./recordings/RecordButton";
import { SessionButton } from "./sessions/SessionButton";
import { SettingsMenu } from "./SettingsMenu";
import { SidebarButton } from "./sidebar/SidebarButton";
import { ToolButton } from "./ToolButton";
import classes from "./TopBar.module.css";

const PRODUCT = "Remote Viewer";

/** Name of the product and of the scene, people, settings. */
export function TopBar() {
  return (
    <header className={classes.bar}>
      <div className={`${classes.group ?? ""} ${panel.panel ?? ""}`}>
        <h1 className={classes.brand}>
          <img src={iconUrl} alt="" />
          <span className={classes.name}>{PRODUCT}</span>
        </h1>
        <span className={classes.divider} />
        <SceneButton />
        <SessionButton />
      </div>
      <div className={`${classes.group ?? ""} ${classes.fixed ?? ""} ${panel.panel ?? ""}`}>
        <RecordButton />
        <ViewMenu />
        <PeopleMenu />
        <SettingsMenu />
        <SidebarButton />
      </div>
      <div className={classes.chips}>
        <ControlChip />
        <ViewChip />
      </div>
    </header>
  );
}

/** So that several tabs are told apart. */
function usePageTitle(): void {
  const scene = useSession((state) => state.scene?.title);
  const session = useSession((state) => state.name);
  useEffect(() => {
    const parts = [scene, session === DEFAULT_SESSION ? null : session, PRODUCT];
    document.title = parts.filter(Boolean).join(" – ");
  }, [scene, session]);
}

function SceneButton() {
  const title = useSession((state) => state.scene?.title ?? "No scene");
  usePageTitle();
  const connected = useConnection(({ connection }) => connection.kind === "connected");
  return (
    <ToolButton
      className={classes.scene}
      label={`Scene: ${title}. Choose another`}
      hint="Choose a scene"
      aria-haspopup="dialog"
      disabled={!connected}
      onClick={() => {
        useInterface.setState({ pickerOpen: true });
      }}
    >
      <span className={classes.title}>{title}</span>
      <Icon name="chevron" size="1rem" />
    </ToolButton>
  );
}
