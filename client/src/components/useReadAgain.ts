import { useCallback, useEffect, useState } from "react";

export interface Reading<T> {
  value: T | null;
  /** Why it could not be read, the last time. */
  failure: string;
  reload: () => void;
}

/**
 * What the server says, read again and again while it is looked at; `read` has to stay the same
 * function.
 */
export function useReadAgain<T>(read: (signal: AbortSignal) => Promise<T>, everyMs: number): Reading<T> {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    const readOnce = async (): Promise<void> => {
      try {
        const found = await read(abort.signal);
        if (abort.signal.aborted) return;
        setValue(found);
        setFailure("");
      } catch (error) {
        if (abort.signal.aborted) return;
        setFailure(error instanceof Error ? error.message : String(error));
      }
      timer = window.setTimeout(() => { void readOnce(); }, everyMs);
    };
    void readOnce();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
  }, [read, everyMs, attempt]);
  const reload = useCallback(() => { setAttempt((number) => number + 1); }, []);
  return { value, failure, reload };
}
