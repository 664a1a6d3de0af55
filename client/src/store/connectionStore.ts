import { create } from "zustand";
import type { ConnectionState } from "../connection/SignalingConnection";
import type { AccessDescription } from "../protocol/generated";
import { NO_VIDEO, type VideoChoice, type VideoSupport } from "../connection/videoTypes";

/** The connection to the server and the way of the video. */
export interface ConnectionStore {
  connection: ConnectionState;
  participant: number | null;
  serverVersion: string;
  /** By what this page came in; null until then. */
  access: AccessDescription | null;
  video: VideoChoice;
  /** Null until this browser was asked what it can decode. */
  support: VideoSupport | null;
}

export const initialConnection: ConnectionStore = {
  connection: { kind: "connecting" },
  participant: null,
  serverVersion: "",
  access: null,
  video: NO_VIDEO,
  support: null,
};

export const useConnection = create<ConnectionStore>(() => initialConnection);
