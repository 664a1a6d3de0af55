import type { Selection } from "../connection/videoTypes";
import type { Status } from "../protocol/generated";
import { useConnection } from "../store/connectionStore";
import { useSession } from "../store/sessionStore";
import { useStatistics } from "../store/statisticsStore";
import { useStatus } from "../store/statusStore";
import { formatSpeed } from "../viewer/speeds";
import {
  describeEncoder,
  describeLatency,
  describeQuality,
  formatBitrate,
  formatFactor,
  formatFrameRate,
  formatMilliseconds,
  formatSimulationTime,
  nameOfQuality,
  nameOfTransport,
  peopleCount,
  shortEncoder,
  UNKNOWN,
} from "./wording";

/** A figure as it is now. */
export interface Reading {
  value: string;
  /** More about it, in a sentence. */
  detail: string;
  warning?: boolean;
  /** The way that the video really comes by, shown as a coloured dot. */
  live?: Selection;
}

export interface Figure {
  label: string;
  /** A hook; it renders anew only when the texts change. */
  useReading: () => Reading;
  /** 1 is always in the bar, 3 only on wide screens. */
  rank: 1 | 2 | 3;
  /** The width of the value, so that its neighbours stay where they are. */
  width?: "fps" | "latency" | "factor" | "bitrate" | "time";
}

const RESTING_LATENCY =
  "Nothing moves, so nothing can be late; it is measured again with your next input or the next motion.";

/** Figures of what is seen and of what is simulated. */
export const PICTURE_FIGURES: readonly Figure[] = [
  { label: "Frames", useReading: useFrameRate, rank: 1, width: "fps" },
  { label: "Latency", useReading: useLatency, rank: 1, width: "latency" },
  { label: "Real time", useReading: useRealTimeFactor, rank: 1, width: "factor" },
  { label: "Bitrate", useReading: useBitrate, rank: 2, width: "bitrate" },
  { label: "Time", useReading: useSimulationTime, rank: 2, width: "time" },
];

/** Figures of the server, and of the way to it. */
export const SERVER_FIGURES: readonly Figure[] = [
  { label: "Quality", useReading: useQuality, rank: 2 },
  { label: "Encoder", useReading: useEncoder, rank: 3 },
  { label: "People", useReading: usePeople, rank: 2 },
  { label: "Video", useReading: useTransport, rank: 1 },
];

/** The text that a status gives, or a dash before there is one. */
function useStatusText(text: (status: Status) => string): string {
  return useStatus((state) => (state.status ? text(state.status) : UNKNOWN));
}

function useFrameRate(): Reading {
  const shown = useStatistics((state) => formatFrameRate(state.presentedPerSec));
  const made = useStatusText((status) => formatFrameRate(status.frames_per_sec));
  const still = useStatus((state) => state.status?.still ?? false);
  const seen = useConnection(({ video }) => video.shown !== "none");
  return still && seen
    ? {
        value: "still",
        detail: "Nothing moves: the picture is at full quality and is only repeated once a second.",
      }
    : { value: shown, detail: `Pictures shown here each second; the server makes ${made}.` };
}

function useLatency(): Reading {
  const value = useStatistics((state) => formatMilliseconds(state.latencyP50Ms));
  const detail = useStatistics(describeLatency);
  const still = useStatus((state) => state.status?.still ?? false);
  const simulated = useStatus((state) => state.status !== null);
  const resting = useStatistics((state) => still && state.latencyKind === "age");
  // The better pictures that are drawn then take long, and nobody waits for them.
  if (resting) return { value: formatMilliseconds(null), detail: RESTING_LATENCY };
  return { value: simulated ? value : formatMilliseconds(null), detail };
}

function useRealTimeFactor(): Reading {
  const value = useStatusText(formatFactor);
  const asked = useStatusText((status) => formatSpeed(status.speed));
  const warning = useStatus(({ status }) => status?.running === true && status.steps_too_slow);
  const detail = warning
    ? `The model is too heavy for this machine: ${value} of real time instead of ${asked}.`
    : `Simulated time against real time; ${asked} is asked for.`;
  return { value, detail, warning };
}

function useBitrate(): Reading {
  const value = useStatistics((state) => formatBitrate(state.receivedBitsPerSec));
  const sent = useStatusText((status) => formatBitrate(status.bits_per_sec));
  return { value, detail: `Video received here; the encoder makes ${sent}.` };
}

function useSimulationTime(): Reading {
  const value = useStatusText((status) => formatSimulationTime(status.sim_time_sec));
  const contacts = useStatusText((status) => `${status.contacts}`);
  return { value, detail: `Simulated time; ${contacts} contacts now.` };
}

function useQuality(): Reading {
  const value = useStatusText((status) => nameOfQuality(status.quality));
  const detail = useStatusText(describeQuality);
  return { value, detail };
}

function useEncoder(): Reading {
  const value = useStatusText((status) =>
    status.gl_software ? `${shortEncoder(status.encoder)}, software GL` : shortEncoder(status.encoder),
  );
  const detail = useStatusText(describeEncoder);
  return { value, detail };
}

function usePeople(): Reading {
  const count = useSession((state) => state.participants.length);
  // Oneself is always among them, once the server has greeted.
  if (count === 0) return { value: UNKNOWN, detail: "Nobody is known to be here." };
  return { value: `${count}`, detail: `${peopleCount(count)} in this session.` };
}

function useTransport(): Reading {
  const selected = useConnection(({ video }) => video.selected);
  const coming = useConnection(({ video }) =>
    video.shown === video.selected && !video.stalled ? video.shown : "none",
  );
  const reason = useConnection(({ video }) => video.reason);
  const gone = useSession(({ state }) => state === "recovering" || state === "failed");
  const live = gone ? "none" : coming;
  return { value: nameOfTransport(selected), detail: reason || "No video yet.", live };
}
