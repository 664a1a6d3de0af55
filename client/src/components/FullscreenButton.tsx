import { useSyncExternalStore } from "react";
import { ToolButton } from "./ToolButton";

function subscribe(onChange: () => void): () => void {
  document.addEventListener("fullscreenchange", onChange);
  return () => {
    document.removeEventListener("fullscreenchange", onChange);
  };
}

async function toggle(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}

/** Fills the screen with the page; not there where the browser cannot do it. */
export function FullscreenButton() {
  const isFull = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  if (!document.fullscreenEnabled) return null;
  return (
    <ToolButton
      label={isFull ? "Leave full screen" : "Full screen"}
      icon={isFull ? "shrink" : "expand"}
      onClick={() => {
        // The browser may refuse, and then says so itself.
        toggle().catch(() => undefined);
      }}
    />
  );
}
