import type { Selection } from "../connection/VideoChooser";
import type { Participant, Status } from "../protocol/generated";

/** Shown where a figure is not known yet. */
export const UNKNOWN = "–";

export function peopleCount(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

export function nameOfPerson(person: Participant): string {
  return person.name || `Guest ${person.id}`;
}

export function nameOfTransport(transport: Selection): string {
  return { webrtc: "WebRTC", websocket: "TCP", none: "No video" }[transport];
}

export function formatFrameRate(perSec: number | null): string {
  return `${perSec === null ? UNKNOWN : Math.round(perSec)} fps`;
}

export function formatMilliseconds(ms: number | null): string {
  return `${ms === null ? UNKNOWN : Math.round(ms)} ms`;
}

export function formatBitrate(bitsPerSec: number | null): string {
  if (bitsPerSec === null) return `${UNKNOWN} Mbit/s`;
  return `${(bitsPerSec / 1e6).toFixed(1)} Mbit/s`;
}

export function formatFactor(factor: number): string {
  return `${factor.toFixed(2)}×`;
}

export function formatSimulationTime(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** The measured factor may waver by this share before it counts as too slow. */
const SLOW_SHARE = 0.95;

export function isTooSlow(status: Status): boolean {
  return status.running && status.real_time_factor < SLOW_SHARE * status.speed;
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
