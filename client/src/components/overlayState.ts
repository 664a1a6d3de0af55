import type { VideoChoice, VideoSupport } from "../connection/videoTypes";
import type { Problem } from "../protocol/generated";
import type { ConnectionStore } from "../store/connectionStore";
import type { InterfaceStore } from "../store/interfaceStore";
import type { SessionStore } from "../store/sessionStore";
import { placeOf } from "./wording";

/** What lies over the picture, if anything. */
export interface OverlayState {
  title: string;
  text: string;
  /** Something to type into a terminal. */
  command: string | null;
  /** A spinner says that it passes by itself, a sign that somebody has to do something. */
  passing: boolean;
  /** The last picture is old. */
  dim: boolean;
  /** The page that looks for the cause may know more. */
  diagnose: boolean;
  wayOut: "reload" | "retry" | "choose_scene" | "sessions" | "automatic" | "token" | null;
}

/** Decide it; what keeps everything else from working comes first. */
export function overlayState(
  { connection, support, video }: ConnectionStore,
  session: SessionStore,
  { preference }: Pick<InterfaceStore, "preference">,
): OverlayState | null {
  switch (connection.kind) {
    case "refused":
      return { ...standing(connection.title, connection.reason), wayOut: connection.wayOut };
    case "reconnecting":
      return reconnecting(connection);
    case "full":
      return passing("The session is full", "This page comes in by itself as soon as somebody leaves.");
    case "connecting":
      return passing("Connecting", "Greeting the server.");
    default:
  }
  if (support && !support.webrtc && !support.webcodecs && !support.mse && !support.jpeg) return noDecoder(support);
  const wayOut = preference === "auto" ? null : "automatic";
  return withoutSimulation(session) ?? withoutPicture(video, support, wayOut);
}

/** After some seconds without an answer somebody may have to do something about it. */
const ATTEMPTS_BEFORE_ADVICE = 4;

function reconnecting({ reason, attempt }: { reason: string; attempt: number }): OverlayState {
  const state = { ...passing("Reconnecting", reason), dim: true };
  if (attempt < ATTEMPTS_BEFORE_ADVICE) return state;
  const advice = "This page goes on trying; see if the server runs and if the way to it is open.";
  return { ...state, text: `${reason} ${advice}`, diagnose: true, wayOut: "retry" };
}

function withoutSimulation(session: SessionStore): OverlayState | null {
  const { state, failed, restarting, scene, loading } = session;
  if (state === "failed" && loading !== null) return { ...passing("Loading", loading), dim: true };
  if (state === "failed") return simulationFailed(failed);
  if (state === "recovering") {
    const text = restarting ?? "The simulation stopped and is being started again.";
    return { ...passing("Restoring the simulation", text), dim: true };
  }
  if (scene !== null) return null;
  return passing("Starting the simulation", loading ?? "The first scene is being loaded.");
}

function simulationFailed(problem: Problem | null): OverlayState {
  if (problem?.code === "worker_failed") {
    const text = `${problem.detail} It is not tried again by itself: choose this scene anew, or another.`;
    return { ...standing("The simulation has stopped", text), wayOut: "choose_scene" };
  }
  const place = problem && placeOf(problem);
  const text = [problem?.detail ?? "The server does not say why.", place && `${place}.`];
  return {
    ...standing("The simulation could not be started", text.filter(Boolean).join("\n")),
    wayOut: "choose_scene",
  };
}

function withoutPicture(
  video: VideoChoice,
  support: VideoSupport | null,
  wayOut: OverlayState["wayOut"],
): OverlayState | null {
  const dim = video.pictured;
  if (video.stalled) return { ...passing("The picture has stopped", video.reason), dim, diagnose: true, wayOut };
  if (video.shown !== "none") return null;
  if (video.phase === "off" && video.selected === "none") {
    return withTunnel({ ...standing("No video", video.reason), diagnose: true, wayOut }, support);
  }
  const waiting = passing(dim ? "Waiting for the picture" : "Waiting for the first picture", video.reason);
  if (!video.failing || video.selected !== "none") return { ...waiting, dim, diagnose: true };
  return withTunnel({ ...waiting, dim: true, diagnose: true, wayOut }, support);
}

function noDecoder(support: VideoSupport): OverlayState {
  const text = "This browser can decode H.264 neither over WebRTC nor by WebCodecs nor by MSE";
  const advice = support.secureContext ? "; use a current Chrome, Edge, Firefox or Safari." : ".";
  return withTunnel({ ...standing("No video in this browser", text + advice), diagnose: true }, support);
}

/** Over plain http from another machine browsers have no WebCodecs; say how to get it. */
function withTunnel(state: OverlayState, support: VideoSupport | null): OverlayState {
  if (support?.secureContext !== false) return state;
  const { hostname, port } = window.location;
  const local = port || "80";
  return {
    ...state,
    text: `${state.text} TCP needs https or localhost: open the page over https, or run this on your computer and open http://localhost:${local}/ there.`,
    command: `ssh -L ${local}:localhost:${local} ${hostname.replace(/[[\]]/g, "")}`,
  };
}

function passing(title: string, text: string): OverlayState {
  return { title, text, command: null, passing: true, dim: false, diagnose: false, wayOut: null };
}

function standing(title: string, text: string): OverlayState {
  return { title, text, command: null, passing: false, dim: true, diagnose: false, wayOut: null };
}
