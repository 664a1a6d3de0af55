import { create } from "zustand";
import type { Participant, SceneDescription } from "../protocol/generated";

/** What is simulated, and who is here. */
export interface SessionStore {
  scene: SceneDescription | null;
  participants: Participant[];
  /** The real-time factors that can be asked for, rising. */
  speeds: number[];
  /** The worker is being started again after a crash; what the server said about it. */
  restarting: string | null;
  /** A scene is being loaded; what the server said about it. */
  loading: string | null;
}

export const initialSession: SessionStore = {
  scene: null,
  participants: [],
  speeds: [],
  restarting: null,
  loading: null,
};

export const useSession = create<SessionStore>(() => initialSession);
