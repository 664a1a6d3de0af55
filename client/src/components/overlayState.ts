import type { ConnectionStore } from "../store/connectionStore";
import type { SessionStore } from "../store/sessionStore";

/** What lies over the picture, if anything. */
export interface OverlayState {
  title: string;
  text: string;
  /** A spinner says that it passes by itself, a sign that somebody has to do something. */
  passing: boolean;
  /** The last picture is old. */
  dim: boolean;
  wayOut: "reload" | "retry" | null;
}

/** Decide it; what keeps everything else from working comes first. */
export function overlayState(
  { connection, support, video }: ConnectionStore,
  { restarting, scene, loading }: SessionStore,
): OverlayState | null {
  switch (connection.kind) {
    case "refused":
      return { title: "Not admitted", text: connection.reason, passing: false, dim: true, wayOut: connection.wayOut };
    case "reconnecting":
      return { ...passing("Reconnecting", connection.reason), dim: true };
    case "connecting":
      return passing("Connecting", "Greeting the server.");
    default:
  }
  if (support && !support.webrtc && !support.webcodecs) return noVideo();
  if (restarting !== null) return { ...passing("Restoring the simulation", restarting), dim: true };
  if (scene === null) return passing("Starting the simulation", loading ?? "The first scene is being loaded.");
  if (video.shown === "none") return passing("Waiting for the first picture", video.reason);
  return null;
}

function passing(title: string, text: string): OverlayState {
  return { title, text, passing: true, dim: false, wayOut: null };
}

function noVideo(): OverlayState {
  return {
    title: "No video in this browser",
    text: "This browser can decode H.264 neither over WebRTC nor by WebCodecs; use a current Chrome, Edge, Firefox or Safari.",
    passing: false,
    dim: true,
    wayOut: null,
  };
}
