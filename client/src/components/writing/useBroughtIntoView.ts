import { type RefObject, useEffect, useRef } from "react";

/** What is scrolled to when this becomes true: a person waits for it, and a phone shows little at once. */
export function useBroughtIntoView<E extends Element>(now: boolean, block: "start" | "nearest"): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    if (now) element.current?.scrollIntoView({ block, behavior: "smooth" });
  }, [now, block]);
  return element;
}
