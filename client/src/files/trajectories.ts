import type { SentFile } from "./api";

/** What the buttons let people choose. */
export const TRAJECTORY_FILES = ".npz,.h5,.hdf5,.mcap";
const ENDINGS = new Set(TRAJECTORY_FILES.split(","));
/** One that is shown, and one beside it. */
const MOST = 2;

/** The files where all of them are states over time and no model; null for everything else. */
export function trajectoriesAmong(files: readonly SentFile[]): File[] | null {
  if (files.length === 0 || files.length > MOST) return null;
  const all = files.every(({ path }) => ENDINGS.has(endingOf(path)));
  return all ? files.map(({ file }) => file) : null;
}

function endingOf(path: string): string {
  return path.slice(path.lastIndexOf(".")).toLowerCase();
}
