import { useSession } from "../../store/sessionStore";
import { Icon } from "../Icon";
import panel from "../panel.module.css";
import { BackButton, describeTrajectory } from "./TrajectoryActions";
import classes from "./Trajectory.module.css";

/** Says that no simulation is shown but a trajectory, and which. */
export function TrajectoryBanner() {
  const shown = useSession((state) => state.scene?.trajectory ?? null);
  if (shown === null) return null;
  return (
    <div
      className={`${classes.banner ?? ""} ${panel.panel ?? ""}`}
      role="region"
      aria-label="Trajectory"
      title={describeTrajectory(shown)}
    >
      <Icon name="play" size="1.125rem" />
      <span className={classes.names}>
        <span className={classes.name}>{shown.name}</span>
        {shown.compared && <span className={classes.compared}>and {shown.compared}</span>}
      </span>
      <BackButton />
    </div>
  );
}
