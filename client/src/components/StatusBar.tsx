import type { Status } from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { useSession } from "../store/sessionStore";
import { useStatistics } from "../store/statisticsStore";
import { useStatus } from "../store/statusStore";
import { formatSpeed } from "../viewer/speeds";
import panel from "./panel.module.css";
import classes from "./StatusBar.module.css";
import { StatusItem } from "./StatusItem";
import {
  describeEncoder,
  describeQuality,
  formatBitrate,
  formatFactor,
  formatFrameRate,
  formatMilliseconds,
  formatSimulationTime,
  isTooSlow,
  nameOfTransport,
  peopleCount,
  shortEncoder,
  UNKNOWN,
} from "./wording";

/** Figures of the stream and of the simulation; each subscribes to its own text only. */
export function StatusBar() {
  return (
    <footer className={`${classes.bar ?? ""} ${panel.panel ?? ""}`} aria-label="Status">
      <ul className={classes.items}>
        <FrameRate />
        <Latency />
        <RealTimeFactor />
        <Bitrate />
        <SimulationTime />
      </ul>
      <ul className={classes.items}>
        <Quality />
        <Encoder />
        <People />
        <Transport />
      </ul>
    </footer>
  );
}

/** The text that a status gives, or a dash before there is one. */
function useStatusText(text: (status: Status) => string): string {
  return useStatus((state) => (state.status ? text(state.status) : UNKNOWN));
}

function FrameRate() {
  const shown = useStatistics((state) => formatFrameRate(state.presentedPerSec));
  const made = useStatusText((status) => formatFrameRate(status.frames_per_sec));
  const still = useStatus((state) => state.status?.still ?? false);
  const detail = still
    ? "Nothing moves: the picture is at full quality and is only repeated once a second."
    : `Pictures shown here each second; the server makes ${made}.`;
  return <StatusItem label="Frames" value={still ? "still" : shown} width={classes.fps} detail={detail} />;
}

function Latency() {
  const value = useStatistics((state) => formatMilliseconds(state.latencyP50Ms));
  const detail = useStatistics((state) => {
    const what =
      state.latencyKind === "input"
        ? "From your input to the picture that shows it"
        : "Age of the picture, from the start of its rendering";
    return `${what}: half within ${formatMilliseconds(state.latencyP50Ms)}, 95 % within ${formatMilliseconds(state.latencyP95Ms)}. Network round trip ${formatMilliseconds(state.roundTripMs)}.`;
  });
  return <StatusItem label="Latency" value={value} width={classes.latency} detail={detail} />;
}

function RealTimeFactor() {
  const value = useStatusText((status) => (status.running ? formatFactor(status.real_time_factor) : UNKNOWN));
  const slow = useStatus((state) => state.status !== null && isTooSlow(state.status));
  const asked = useStatusText((status) => formatSpeed(status.speed));
  const detail = slow
    ? `The model is too heavy for this machine: ${value} of real time instead of ${asked}.`
    : `Simulated time against real time; ${asked} is asked for.`;
  return (
    <StatusItem label="Real time" value={value} width={classes.factor} detail={detail} warning={slow} />
  );
}

function Bitrate() {
  const value = useStatistics((state) => formatBitrate(state.receivedBitsPerSec));
  const sent = useStatusText((status) => formatBitrate(status.bits_per_sec));
  return (
    <StatusItem label="Bitrate" value={value} width={classes.bitrate} rank={2} detail={`Video received here; the encoder makes ${sent}.`} />
  );
}

function SimulationTime() {
  const value = useStatusText((status) => formatSimulationTime(status.sim_time_sec));
  const contacts = useStatusText((status) => `${status.contacts}`);
  return (
    <StatusItem label="Time" value={value} width={classes.time} rank={2} detail={`Simulated time; ${contacts} contacts now.`} />
  );
}

function Quality() {
  const value = useStatusText((status) => status.quality);
  const detail = useStatusText(describeQuality);
  return <StatusItem label="Quality" value={value} rank={2} detail={detail} />;
}

function Encoder() {
  const value = useStatusText((status) =>
    status.gl_software ? `${shortEncoder(status.encoder)}, software GL` : shortEncoder(status.encoder),
  );
  const detail = useStatusText(describeEncoder);
  return <StatusItem label="Encoder" value={value} rank={3} detail={detail} />;
}

function People() {
  const count = useSession((state) => state.participants.length);
  return (
    <StatusItem label="People" value={`${count}`} rank={2} detail={`${peopleCount(count)} in this session.`} />
  );
}

function Transport() {
  const shown = useConnection(({ video }) => (video.shown === "none" ? video.selected : video.shown));
  const reason = useConnection((state) => state.video.reason);
  return (
    <StatusItem label="Video" value={nameOfTransport(shown)} detail={reason || "No video yet."}>
      <span className={`${classes.dot ?? ""} ${shown === "none" ? "" : (classes[shown] ?? "")}`} />
    </StatusItem>
  );
}
