import { useEffect, useState } from "react";
import { type Running, useRecording } from "../../store/recordingStore";
import { useSimulationReady } from "../../viewer/readiness";
import { ToolButton } from "../ToolButton";
import { useViewer } from "../viewerContext";
import classes from "./RecordButton.module.css";
import { formatDuration } from "./recordings";

/** Begins a recording; while one runs, says so with its time, and ends it. */
export function RecordButton() {
  const { commands } = useViewer();
  const running = useRecording((state) => state.running);
  const ready = useSimulationReady();
  return (
    <ToolButton
      className={`${classes.button ?? ""} ${running ? (classes.running ?? "") : ""}`}
      label={running ? `Stop the recording of ${running.by}` : "Record"}
      hint={running ? `${running.by} records ${running.title}. Stop (F9)` : "Record what everybody sees (F9)"}
      disabled={!running && !ready}
      onClick={() => { commands.toggleRecording(); }}
    >
      <span className={classes.dot} />
      {running && <Elapsed running={running} />}
    </ToolButton>
  );
}

/** For how long it has been going on. */
export function Elapsed({ running }: { running: Running }) {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = window.setInterval(() => { setNow(performance.now()); }, 500);
    return () => { window.clearInterval(timer); };
  }, []);
  return <time className={classes.time}>{formatDuration((now - running.startedMs) / 1000)}</time>;
}
