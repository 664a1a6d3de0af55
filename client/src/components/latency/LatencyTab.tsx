import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useStatistics } from "../../store/statisticsStore";
import { saveFile } from "../../support/files";
import type { FrameLog } from "../../telemetry/FrameLog";
import { framesToCsv } from "../../telemetry/framesCsv";
import { summarizeFrames, type Waterfall } from "../../telemetry/waterfall";
import { Icon } from "../Icon";
import { useViewer } from "../viewerContext";
import { nameOfTransport } from "../wording";
import { FrameBars } from "./FrameBars";
import classes from "./LatencyTab.module.css";
import { WaterfallTable } from "./WaterfallTable";

const INTERVAL_MS = 500;
const WINDOW_SEC = 10;
/** More than any screen shows in that time. */
const MOST_IN_WINDOW = 2_500;

const CANNOT_JOIN =
  "Not measured: over WebRTC this browser does not tell which picture it shows (it gives no rtpTimestamp), so " +
  "nothing joins a picture with what the server says of it. Over TCP it can be measured: “TCP only” in the settings.";
const NOTHING_DRAWN =
  `No frame was drawn in the last ${WINDOW_SEC} seconds: what rests cannot be late. Move the camera, or let the simulation run.`;

/** Where the time goes between an input, or the start of rendering, and the screen. */
export default function LatencyTab() {
  const { frameLog } = useViewer();
  const [held, setHeld] = useState(false);
  const waterfall = useWaterfall(frameLog, held);
  const cannotJoin = useStatistics(({ latencyKind }) => latencyKind === "unknown");
  return (
    <div className={classes.tab}>
      <div className={classes.tools} role="toolbar" aria-label="Latency">
        <Button
          variant="default"
          leftSection={<Icon name={held ? "play" : "pause"} size="1rem" />}
          onClick={() => { setHeld(!held); }}
        >
          {held ? "Go on" : "Hold"}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon name="download" size="1rem" />}
          disabled={frameLog.frames.newest() === undefined}
          onClick={() => { saveFrames(frameLog); }}
        >
          Save as CSV
        </Button>
      </div>
      {cannotJoin && <p className={classes.note} role="status">{CANNOT_JOIN}</p>}
      {!cannotJoin && !waterfall && <p className={classes.note}>{NOTHING_DRAWN}</p>}
      {waterfall && <p className={classes.note}>{describe(waterfall)}</p>}
      {waterfall && <WaterfallTable waterfall={waterfall} />}
      <FrameBars frames={frameLog.frames} held={held} />
    </div>
  );
}

/** Looked at anew twice a second while the tab is open; nothing is reckoned while it is not. */
function useWaterfall({ frames }: Pick<FrameLog, "frames">, held: boolean): Waterfall | null {
  const [waterfall, setWaterfall] = useState<Waterfall | null>(null);
  useEffect(() => {
    if (held) return undefined;
    const look = (): void => {
      const since = performance.now() - WINDOW_SEC * 1000;
      setWaterfall(summarizeFrames(frames.tail(MOST_IN_WINDOW), since));
    };
    look();
    const timer = setInterval(look, INTERVAL_MS);
    return () => { clearInterval(timer); };
  }, [frames, held]);
  return waterfall;
}

function describe({ from, count, transport }: Waterfall): string {
  const over = transport === null ? "" : `, over ${nameOfTransport(transport)}`;
  const window = `in the last ${WINDOW_SEC} s${over}`;
  return from === "input"
    ? `From your input to the picture that shows it: ${count} frames with inputs ${window}.`
    : `From the start of rendering to the screen: ${count} frames ${window}. Move the camera to see the way of an input.`;
}

function saveFrames({ frames }: Pick<FrameLog, "frames">): void {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "");
  saveFile(new Blob([framesToCsv(frames.toArray())], { type: "text/csv" }), `latency-${time}.csv`);
}
