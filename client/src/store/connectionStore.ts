import { create } from "zustand";
import type { ConnectionState } from "../connection/SignalingConnection";
import type { VideoChoice, VideoSupport } from "../connection/VideoChooser";

/** The connection to the server and the way of the video. */
export interface ConnectionStore {
  connection: ConnectionState;
  participant: number | null;
  serverVersion: string;
  video: VideoChoice;
  /** Null until this browser was asked what it can decode. */
  support: VideoSupport | null;
}

export const initialConnection: ConnectionStore = {
  connection: { kind: "connecting" },
  participant: null,
  serverVersion: "",
  video: { phase: "off", selected: "none", shown: "none", reason: "" },
  support: null,
};

export const useConnection = create<ConnectionStore>(() => initialConnection);
