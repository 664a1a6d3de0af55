import type { Selection } from "../connection/videoTypes";
import type { Participant, Problem, Status } from "../protocol/generated";
import type { StatisticsStore } from "../store/statisticsStore";

/** Shown where a figure is not known yet. */
export const UNKNOWN = "–";

export function peopleCount(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

export function nameOfPerson(person: Participant): string {
  return person.name || `Guest ${person.id}`;
}

export function nameOfTransport(transport: Selection): string {
  return { webrtc: "WebRTC", websocket: "TCP", mse: "TCP (MSE)", jpeg: "TCP (JPEG)", none: "No video" }[transport];
}

export function formatFrameRate(perSec: number | null): string {
  return `${perSec === null ? UNKNOWN : Math.round(perSec)} fps`;
}

export function formatMilliseconds(ms: number | null): string {
  return `${ms === null ? UNKNOWN : Math.round(ms)} ms`;
}

export function formatBitrate(bitsPerSec: number | null): string {
  if (bitsPerSec === null) return `${UNKNOWN} Mbit/s`;
  const kilobits = Math.round(bitsPerSec / 1e3);
  return kilobits < 1000 ? `${kilobits} kbit/s` : `${(bitsPerSec / 1e6).toFixed(1)} Mbit/s`;
}

/** The measured real-time factor, with at least two digits that count. */
export function formatFactor({ running, real_time_factor: factor }: Status): string {
  // Nothing has been measured yet when it has only just begun to run.
  if (!running || factor <= 0) return UNKNOWN;
  return `${factor.toFixed(factor < 0.1 ? 3 : 2)}×`;
}

export function formatSimulationTime(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** Where MuJoCo found the fault, if it says so and the sentence does not. */
export function placeOf({ detail, line, column }: Problem): string | null {
  if (typeof line !== "number" || detail.includes(`line ${line}`)) return null;
  return typeof column === "number" ? `Line ${line}, column ${column}` : `Line ${line}`;
}

const LATENCY_KINDS = {
  input: "From your input to the picture that shows it",
  age: "Age of the picture, from the start of its rendering",
} as const;

export function describeLatency(state: StatisticsStore): string {
  const roundTrip = `Network round trip ${formatMilliseconds(state.roundTripMs)}.`;
  if (state.latencyKind === "unknown") {
    return `Not measured: over WebRTC this browser does not tell which picture it shows. ${roundTrip}`;
  }
  const what = LATENCY_KINDS[state.latencyKind];
  if (state.latencyP50Ms === null) return `${what}: nothing to measure yet. ${roundTrip}`;
  return `${what}: half within ${formatMilliseconds(state.latencyP50Ms)}, 95 % within ${formatMilliseconds(state.latencyP95Ms)}. ${roundTrip}`;
}

/** The levels are named as they are written in settings: `no-shadows`, `half-size`. */
export function nameOfQuality(level: string): string {
  return level.replace(/^no-/, "no ");
}

export function describeQuality(status: Status): string {
  return `Picture quality “${status.quality}”, level ${status.quality_index + 1} of ${status.quality_levels}; it gives way to hold the frame rate.`;
}

export function describeEncoder(status: Status): string {
  const gl = status.gl_software ? "Rendered in software (no GPU)" : "Rendered on the GPU";
  return `${gl}: ${status.gl_device}. Encoded by ${status.encoder}. Rendering ${status.render_ms.toFixed(1)} ms, encoding ${status.encode_ms.toFixed(1)} ms.`;
}

/** FFmpeg's encoder names without their prefixes: x264, nvenc, qsv, amf. */
export function shortEncoder(encoder: string): string {
  return encoder.replace(/^lib/, "").replace(/^h264_/, "");
}
