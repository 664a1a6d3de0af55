import { useCallback, useEffect, useState } from "react";
import { fetchWriters, type Writers } from "../../writing/api";

export interface WritersReading {
  writers: Writers | null;
  failure: string;
  reload: () => void;
}

/** Who could write, read when the tab is opened. */
export function useWriters(): WritersReading {
  const [writers, setWriters] = useState<Writers | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetchWriters(abort.signal).then(
      (found) => {
        setWriters(found);
        setFailure("");
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => { abort.abort(); };
  }, [attempt]);
  const reload = useCallback(() => { setAttempt((number) => number + 1); }, []);
  return { writers, failure, reload };
}
