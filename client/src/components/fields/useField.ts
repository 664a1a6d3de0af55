import { useCallback, useSyncExternalStore } from "react";
import type { FieldState } from "../../fields/types";
import { useViewer } from "../viewerContext";

/** A field as it is now; draws anew only when this one changes. */
export function useField(path: string): FieldState {
  const { book } = useViewer().fields;
  const subscribe = useCallback(
    (listener: () => void) => book.subscribe(path, listener),
    [book, path],
  );
  return useSyncExternalStore(subscribe, () => book.state(path));
}
