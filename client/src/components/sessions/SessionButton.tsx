import { DEFAULT_SESSION } from "../../sessions/api";
import { useInterface } from "../../store/interfaceStore";
import { useSession } from "../../store/sessionStore";
import { ToolButton } from "../ToolButton";
import classes from "./SessionButton.module.css";

/** Says in which session this page is, where that is not the server's own, and opens the list. */
export function SessionButton() {
  const name = useSession((state) => state.name);
  const other = name !== "" && name !== DEFAULT_SESSION;
  return (
    <ToolButton
      className={classes.button}
      icon="sessions"
      label={name === "" ? "Sessions" : `Session: ${name}. See the others`}
      hint="Sessions on this server"
      aria-haspopup="dialog"
      onClick={() => { useInterface.setState({ sessionsOpen: true }); }}
    >
      {other && <span className={classes.name}>{name}</span>}
    </ToolButton>
  );
}
