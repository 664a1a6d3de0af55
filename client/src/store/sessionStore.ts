import { create } from "zustand";
import type { Participant, Problem, SceneDescription, Tile, Welcome } from "../protocol/generated";

/** What is simulated, and who is here. */
export interface SessionStore {
  /** What it is called in its address; empty until the server has greeted. */
  name: string;
  state: Welcome["state"];
  /** Why nothing is shown, in the state `failed`. */
  failed: Problem | null;
  scene: SceneDescription | null;
  participants: Participant[];
  /** Pixels of the view that all share; null before they are known. */
  sharedSize: { width: number; height: number } | null;
  /** Other cameras that stand in the picture. */
  tiles: Tile[];
  /** The real-time factors that can be asked for, rising. */
  speeds: number[];
  /** What the server said about the worker that it is starting again, in the state `recovering`. */
  restarting: string | null;
  /** A scene is being loaded; what the server said about it. */
  loading: string | null;
}

export const initialSession: SessionStore = {
  name: "",
  state: "starting",
  failed: null,
  scene: null,
  participants: [],
  sharedSize: null,
  tiles: [],
  speeds: [],
  restarting: null,
  loading: null,
};

export const useSession = create<SessionStore>(() => initialSession);
