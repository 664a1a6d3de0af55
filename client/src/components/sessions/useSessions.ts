import { useCallback, useEffect, useState } from "react";
import { fetchSessions, type SessionList } from "../../sessions/api";

const EVERY_MS = 3_000;

export interface Listing {
  list: SessionList | null;
  /** Why it could not be read, the last time. */
  failure: string;
  reload: () => void;
}

/** The sessions of the server, read again and again while they are looked at. */
export function useSessions(): Listing {
  const [list, setList] = useState<SessionList | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const read = async (): Promise<void> => {
      try {
        const found = await fetchSessions(abort.signal);
        if (abort.signal.aborted) return;
        setList(found);
        setFailure("");
      } catch (error) {
        if (abort.signal.aborted) return;
        setFailure(error instanceof Error ? error.message : String(error));
      }
      timer = window.setTimeout(() => { void read(); }, EVERY_MS);
    };
    void read();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [attempt]);
  const reload = useCallback(() => { setAttempt((number) => number + 1); }, []);
  return { list, failure, reload };
}
