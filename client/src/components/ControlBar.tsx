import { useSession } from "../store/sessionStore";
import { useStatus } from "../store/statusStore";
import { useSimulationReady } from "../viewer/readiness";
import classes from "./ControlBar.module.css";
import { FullscreenButton } from "./FullscreenButton";
import panel from "./panel.module.css";
import { ResetControl } from "./ResetControl";
import { SpeedMenu } from "./SpeedMenu";
import { ToolButton } from "./ToolButton";
import { useViewer } from "./viewerContext";

/** What can be done to the simulation; shows only what its source supports. */
export function ControlBar() {
  const { commands } = useViewer();
  const capabilities = useSession((state) => state.scene?.capabilities);
  const step = useSession((state) => (state.scene?.trajectory ? "row" : "time step"));
  const missing = !useSimulationReady();
  return (
    <div className={`${classes.bar ?? ""} ${panel.panel ?? ""}`} role="toolbar" aria-label="Simulation">
      <RunButton disabled={missing} />
      {capabilities?.history !== false && (
        <ToolButton
          label="Step back"
          hint={`One ${step} back (Left arrow)`}
          icon="stepBack"
          disabled={missing}
          onClick={() => { commands.stepBack(); }}
        />
      )}
      {capabilities?.step !== false && (
        <ToolButton
          label="Step"
          hint={`One ${step} (Right arrow)`}
          icon="step"
          disabled={missing}
          onClick={() => { commands.step(); }}
        />
      )}
      {capabilities?.reset !== false && <ResetControl disabled={missing} />}
      {capabilities?.speed !== false && <SpeedMenu disabled={missing} className={classes.speed} />}
      <ToolButton
        label="Reset camera"
        hint="Reset camera (Escape)"
        icon="target"
        disabled={missing}
        onClick={() => { commands.resetCamera(); }}
      />
      <FullscreenButton />
      <ToolButton
        label="Help"
        hint="Mouse and keys (?)"
        icon="help"
        onClick={() => { commands.showHelp(); }}
      />
    </div>
  );
}

function RunButton({ disabled }: { disabled: boolean }) {
  const { commands } = useViewer();
  const running = useStatus((state) => state.status?.running ?? false);
  const label = running ? "Pause" : "Run";
  return (
    <ToolButton
      primary
      className={classes.run}
      label={label}
      hint={`${label} (Space)`}
      icon={running ? "pause" : "play"}
      disabled={disabled}
      onClick={() => { commands.toggleRunning(); }}
    />
  );
}
