import { Button, FileButton } from "@mantine/core";
import { leaveTrajectory, showTrajectory } from "../../files/sending";
import { TRAJECTORY_FILES } from "../../files/trajectories";
import type { TrajectoryDescription } from "../../protocol/generated";
import { useFiles } from "../../store/filesStore";
import { useSession } from "../../store/sessionStore";
import { useSimulationReady } from "../../viewer/readiness";
import classes from "./Trajectory.module.css";

/** Opens trajectories, compares two, and goes back to the simulation. */
export function TrajectoryActions() {
  const shown = useSession((state) => state.scene?.trajectory ?? null);
  return (
    <div className={classes.actions}>
      {shown === null ? (
        <OpenButton label="Open a trajectory" compare={false} />
      ) : (
        <>
          <p className={classes.note}>
            {describeTrajectory(shown)}. What is in it cannot be changed: controls, joints, pulls and
            physics are those of a simulation, and come back with it.
          </p>
          <OpenButton label="Open another" compare={false} />
          <OpenButton label={shown.compared ? "Compare another" : "Compare a second one"} compare />
          {shown.compared && (
            <Button variant="default" onClick={() => { void leaveTrajectory(true); }}>
              Compare no more
            </Button>
          )}
          <BackButton />
        </>
      )}
    </div>
  );
}

/** Leaves the trajectory. */
export function BackButton() {
  const ready = useSimulationReady();
  return (
    <Button
      variant="light"
      disabled={!ready}
      aria-label="Back to the simulation"
      onClick={() => { void leaveTrajectory(false); }}
    >
      Back<span className={classes.more}>&nbsp;to the simulation</span>
    </Button>
  );
}

/** What is shown, in a sentence without its end. */
export function describeTrajectory(shown: TrajectoryDescription): string {
  const first = lengthOf(shown.name, shown.rows, shown.seconds);
  if (!shown.compared) return first;
  return `${first}, beside ${lengthOf(shown.compared, shown.compared_rows ?? 0, shown.compared_seconds ?? 0)}`;
}

function lengthOf(name: string, rows: number, seconds: number): string {
  return `${name}: ${rows} ${rows === 1 ? "row" : "rows"}, ${seconds.toFixed(2)} s`;
}

function OpenButton({ label, compare }: { label: string; compare: boolean }) {
  const sending = useFiles((state) => state.sending !== null);
  const ready = useSimulationReady();
  return (
    <FileButton
      accept={TRAJECTORY_FILES}
      onChange={(file) => { if (file) void showTrajectory(file, compare); }}
    >
      {(props) => <Button {...props} variant="default" disabled={sending || !ready}>{label}</Button>}
    </FileButton>
  );
}
