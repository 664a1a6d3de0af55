import { useState } from "react";
import type { HistorySpan } from "../protocol/generated";
import { useSession } from "../store/sessionStore";
import { useStatus } from "../store/statusStore";
import { useSimulationReady } from "../viewer/readiness";
import { secondsAt } from "../viewer/Scrubber";
import { ExportMenu } from "./ExportMenu";
import panel from "./panel.module.css";
import classes from "./Timeline.module.css";
import { ToolButton } from "./ToolButton";
import { useViewer } from "./viewerContext";

/** The past of the simulation, to go through while it is paused; a trajectory at any time. */
export function Timeline() {
  const history = useStatus((state) => state.status?.history ?? null);
  const running = useStatus((state) => state.status?.running ?? true);
  const supported = useSession((state) => state.scene?.capabilities.history !== false);
  const ready = useSimulationReady();
  const recorded = useSession((state) => Boolean(state.scene?.trajectory));
  if (!ready || !supported || !history || history.head === history.first) return null;
  if (recorded) return <RowTrack history={history} />;
  return running ? null : <Track history={history} />;
}

/** Where one is in the history, or where one is on the way to, and how to go there. */
function useMoment(history: HistorySpan): [index: number, goTo: (wanted: number) => void] {
  const { scrubber } = useViewer();
  const [held, setHeld] = useState<number | null>(null);
  const goTo = (wanted: number): void => {
    setHeld(wanted);
    // Once the simulation is there it leads again, and may be led by somebody else.
    void scrubber.goTo(wanted).then(() => { setHeld(null); });
  };
  return [held ?? history.index, goTo];
}

/** The rows of a trajectory, with the time since its first. */
function RowTrack({ history }: { history: HistorySpan }) {
  const [index, goTo] = useMoment(history);
  const at = seconds(secondsAt(history, index) - history.first_sec);
  return (
    <div className={`${classes.timeline ?? ""} ${panel.panel ?? ""}`} role="group" aria-label="Trajectory rows">
      <output className={classes.at}>{at}</output>
      <input
        className={classes.track}
        type="range"
        min={history.first}
        max={history.head}
        step={1}
        value={index}
        aria-label="Moment"
        aria-valuetext={`${at}, row ${index} of ${history.head}`}
        onChange={(event) => { goTo(event.currentTarget.valueAsNumber); }}
      />
      <span className={classes.reach} title={`${history.head - history.first + 1} rows`}>
        {seconds(history.head_sec - history.first_sec)}
      </span>
    </div>
  );
}

function Track({ history }: { history: HistorySpan }) {
  const [index, goTo] = useMoment(history);
  const ago = secondsAt(history, index) - history.head_sec;
  return (
    <div className={`${classes.timeline ?? ""} ${panel.panel ?? ""}`} role="group" aria-label="History">
      <span className={classes.reach} title={reachOf(history)}>
        {seconds(history.first_sec - history.head_sec)}
      </span>
      <input
        className={classes.track}
        type="range"
        min={history.first}
        max={history.head}
        step={1}
        value={index}
        aria-label="Moment"
        aria-valuetext={`${seconds(ago)}, ${reachOf(history)}`}
        onChange={(event) => { goTo(event.currentTarget.valueAsNumber); }}
      />
      <output className={classes.ago}>{seconds(ago)}</output>
      <ToolButton
        label="Newest moment"
        hint="Back to the newest moment"
        icon="newest"
        disabled={index === history.head}
        onClick={() => { goTo(history.head); }}
      />
      <ExportMenu history={history} />
    </div>
  );
}

function seconds(value: number): string {
  return `${Math.abs(value) < 0.0005 ? "0" : value.toFixed(Math.abs(value) < 10 ? 2 : 1)} s`.replace("-", "−");
}

function reachOf({ first_sec: first, head_sec: head, short_of_memory: short }: HistorySpan): string {
  const reach = `The history reaches ${(head - first).toFixed(1)} s back`;
  return short ? `${reach}: more does not fit in memory.` : `${reach}.`;
}
