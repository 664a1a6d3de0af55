import type { SessionEntry } from "../../sessions/api";
import { peopleCount } from "../wording";

const STATES: Record<string, string> = {
  starting: "starting",
  recovering: "being restored",
  failed: "stopped",
};

/** What is shown there and what goes on, in one line. */
export function describeSession(entry: SessionEntry): string {
  const parts = [
    entry.scene ?? "No scene",
    entry.participants === 0 ? "nobody there" : peopleCount(entry.participants),
    STATES[entry.state] ?? (entry.running === false ? "paused" : null),
    entry.recording ? "recording" : null,
    entry.filming ? "making a film" : null,
    expiry(entry.expires_in_sec),
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function expiry(seconds: number | null): string | null {
  if (seconds === null) return null;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 1 ? "ends within a minute" : `ends in ${minutes} min`;
}
