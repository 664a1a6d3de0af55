import type { CameraPose } from "../protocol/generated";

/** Where a link leads: how to look, and at which moment. */
export interface Place {
  camera?: { pose: CameraPose; body: number | null };
  /** Simulated time in seconds; `index` tells it from the same time before a reset. */
  moment?: { timeSec: number; index: number | null };
}

export interface ReadPlace {
  place: Place;
  /** What of it makes no sense, in sentences. */
  problems: string[];
}

/** So many digits of a number are seen in the picture. */
const DIGITS = 6;
/** Longer ones are not of this page. */
const LONGEST_SHOWN = 60;

/** The address of the page with what leads there; in its fragment, which no server gets. */
export function writePlace(page: string, { camera, moment }: Place): string {
  const url = new URL(page);
  // What is asked of the server by its query belongs to who asked.
  url.search = "";
  const parts: string[] = [];
  if (camera) {
    const { azimuth, elevation, distance, lookat } = camera.pose;
    const numbers = [azimuth, elevation, distance, ...lookat].map(short);
    parts.push(`camera=${[...numbers, ...(camera.body === null ? [] : [camera.body])].join(",")}`);
  }
  if (moment) {
    parts.push(`time=${Number(moment.timeSec.toFixed(6))}`);
    if (moment.index !== null) parts.push(`moment=${moment.index}`);
  }
  url.hash = parts.join("&");
  return url.href;
}

/** What a fragment says; what makes no sense is told and left out. */
export function readPlace(hash: string): ReadPlace {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const [camera, time, index] = ["camera", "time", "moment"].map((name) => query.get(name));
  const place: Place = {};
  const problems: string[] = [];
  if (camera !== null && camera !== undefined) {
    const read = readCamera(camera);
    if (read) place.camera = read;
    else problems.push(`The camera of this link is no place to look from: ${shown(camera)}. It takes azimuth, elevation, distance, x, y, z, and perhaps a body.`);
  }
  if (time !== null && time !== undefined) {
    const timeSec = number(time);
    if (timeSec === null) problems.push(`The time of this link is no number of seconds: ${shown(time)}.`);
    else place.moment = { timeSec, index: natural(index ?? "") };
  }
  return { place, problems };
}

function readCamera(text: string): Place["camera"] | null {
  const words = text.split(",");
  const numbers = words.slice(0, 6).map(number);
  const body = words.length === 7 ? natural(words[6] ?? "") : null;
  if (words.length < 6 || words.length > 7 || (words.length === 7 && body === null)) return null;
  if (numbers.some((value) => value === null)) return null;
  const [azimuth = 0, elevation = 0, distance = 0, x = 0, y = 0, z = 0] = numbers as number[];
  return distance > 0 ? { pose: { azimuth, elevation, distance, lookat: [x, y, z] }, body } : null;
}

function number(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function natural(text: string): number | null {
  const value = number(text);
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function short(value: number): string {
  return `${Number(value.toPrecision(DIGITS))}`;
}

function shown(text: string): string {
  return `“${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}”`;
}
