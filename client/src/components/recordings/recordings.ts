import { request } from "../../access/request";
/** A recording, as `GET api/recordings` lists it. */
export interface RecordingEntry {
  id: string;
  title: string;
  state: "recording" | "complete" | "interrupted";
  kind: "live" | "render";
  /** ISO 8601, in UTC. */
  started: string;
  by: string;
  duration_sec: number;
  bytes: number;
  /** Why it ended, where nobody stopped it. */
  note: string;
  /** The one in which it was made; empty where that is not known. */
  session: string;
  /** Relative to the page. */
  video: string;
}

export interface RecordingList {
  recordings: RecordingEntry[];
  used_bytes: number;
  quota_bytes: number;
}

/** All recordings; throws an Error with a sentence for people. */
export async function fetchRecordings(signal: AbortSignal): Promise<RecordingList> {
  const response = await request(new URL("api/recordings", document.baseURI), { signal });
  if (!response.ok) throw new Error(await reasonOf(response));
  return (await response.json()) as RecordingList;
}

/** Delete one for good; throws an Error with a sentence for people. */
export async function deleteRecording(id: string): Promise<void> {
  const url = new URL(`api/recordings/${encodeURIComponent(id)}`, document.baseURI);
  const response = await request(url, { method: "DELETE" });
  if (!response.ok) throw new Error(await reasonOf(response));
}

export function videoUrl(entry: RecordingEntry, download = false): string {
  const url = new URL(entry.video, document.baseURI);
  if (download) url.searchParams.set("download", "1");
  return url.href;
}

/** As a clock counts: 0:07, 12:34, 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(power === 0 || value >= 100 ? 0 : 1)} ${units[power] ?? ""}`;
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const { detail } = (await response.json()) as { detail?: string };
    if (detail) return detail;
  } catch {
    // No problem document: the status is all there is.
  }
  return `The server answered ${response.status}.`;
}
