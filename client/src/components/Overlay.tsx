import { Button, Loader } from "@mantine/core";
import { useConnection } from "../store/connectionStore";
import { useInterface } from "../store/interfaceStore";
import { useSession } from "../store/sessionStore";
import { useStatus } from "../store/statusStore";
import { TokenCard } from "./access/TokenCard";
import { Icon } from "./Icon";
import classes from "./Overlay.module.css";
import { type OverlayState, overlayState } from "./overlayState";
import panel from "./panel.module.css";
import { useViewer } from "./viewerContext";

/** Says what is being waited for, or why there is nothing to see. */
export function Overlay() {
  const connection = useConnection();
  const session = useSession();
  const preference = useInterface((state) => state.preference);
  const state = overlayState(connection, session, { preference });
  // A form has to be no part of a region whose changes are read out.
  if (state?.wayOut === "token") return <TokenCard title={state.title} reason={state.text} />;
  // The region stays, so that screen readers hear what appears in it.
  return (
    <div role="status">
      {state ? <OverlayCard state={state} /> : <Badge loading={session.loading} />}
    </div>
  );
}

function OverlayCard({ state }: { state: OverlayState }) {
  return (
    <div className={`${classes.layer ?? ""} ${state.dim ? (classes.dim ?? "") : ""}`}>
      <div className={`${panel.panel ?? ""} ${classes.card ?? ""}`}>
        {state.passing ? (
          <Loader size="sm" aria-hidden="true" />
        ) : (
          <span className={classes.icon}>
            <Icon name="warning" size="1.75rem" />
          </span>
        )}
        <h2 className={classes.title}>{state.title}</h2>
        <p className={classes.text}>{state.text}</p>
        {state.command && <code className={classes.command}>{state.command}</code>}
        {state.wayOut && <WayOut wayOut={state.wayOut} />}
        {state.diagnose && (
          <a className={classes.link} href="diagnostics" target="_blank">Why is it black or slow?</a>
        )}
      </div>
    </div>
  );
}

function WayOut({ wayOut }: { wayOut: NonNullable<OverlayState["wayOut"]> }) {
  const viewer = useViewer();
  switch (wayOut) {
    case "retry":
      return <Button onClick={() => { viewer.retryConnection(); }}>Try again</Button>;
    case "reload":
      return <Button onClick={() => { window.location.reload(); }}>Reload the page</Button>;
    case "choose_scene":
      return <Button onClick={() => { useInterface.setState({ pickerOpen: true }); }}>Choose a scene</Button>;
    case "sessions":
      return <Button onClick={() => { useInterface.setState({ sessionsOpen: true }); }}>See the sessions</Button>;
    case "token":
      return null;
    case "automatic":
      return <Button onClick={() => { viewer.setPreference("auto"); }}>Use whichever way works</Button>;
  }
}

function Badge({ loading }: { loading: string | null }) {
  const paused = useStatus((state) => state.status?.running === false);
  if (loading === null && !paused) return null;
  return (
    <div className={`${panel.panel ?? ""} ${classes.badge ?? ""}`}>
      {loading === null ? <Icon name="pause" size="0.875rem" /> : <Loader size="0.875rem" aria-hidden="true" />}
      {loading ?? "Paused"}
    </div>
  );
}
