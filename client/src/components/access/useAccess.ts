import { useEffect, useState } from "react";
import { type AccessReport, fetchAccess } from "../../access/links";
import { useConnection } from "../../store/connectionStore";

/** Who this page is to the server, asked anew each time that it came in; null while it is nobody. */
export function useAccess(): AccessReport | null {
  const [access, setAccess] = useState<AccessReport | null>(null);
  const participant = useConnection((state) => state.participant);
  const kind = useConnection(({ connection }) => connection.kind);
  const connected = kind === "connected";
  useEffect(() => {
    if (!connected) return undefined;
    const abort = new AbortController();
    // That the server does not answer is told by the connection.
    fetchAccess(abort.signal).then(setAccess, () => undefined);
    return () => { abort.abort(); };
  }, [participant, connected]);
  // A break changes nothing of it, and takes no link away that is shown once.
  return kind === "refused" ? null : access;
}
