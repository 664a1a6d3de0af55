import { useEffect } from "react";
import { useViewer } from "../viewerContext";

/** Have these panels described and told as long as they are shown. */
export function useWatchedPanels(names: readonly string[]): void {
  const { fields } = useViewer();
  const key = [...new Set(names)].sort().join(" ");
  useEffect(() => {
    const ends = key.split(" ").filter(Boolean).map((name) => fields.watch(name));
    return () => { for (const end of ends) end(); };
  }, [fields, key]);
}
