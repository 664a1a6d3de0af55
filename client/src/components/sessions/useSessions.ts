import { fetchSessions, type SessionList } from "../../sessions/api";
import { type Reading, useReadAgain } from "../useReadAgain";

const EVERY_MS = 3_000;

/** The sessions of the server, read again and again while they are looked at. */
export function useSessions(): Reading<SessionList> {
  return useReadAgain(fetchSessions, EVERY_MS);
}
