import type { FrameStamp } from "./generated";

/** A frame's way through the server, by name; times are milliseconds of the server's clock. */
export interface Stamp {
  frame: number;
  rtp: number;
  ptsUs: number;
  simTimeSec: number;
  inputs: readonly [number, number][];
  inputMs: number | null;
  renderStartMs: number;
  renderEndMs: number;
  encodeEndMs: number;
  sendMs: number;
  bytes: number;
  key: boolean;
}

/** Give the places of a wire stamp their names; the order is `FRAME_STAMP_FIELDS`. */
export function readStamp(wire: FrameStamp): Stamp {
  const [
    frame,
    rtp,
    ptsUs,
    simTimeSec,
    inputs,
    inputMs,
    renderStartMs,
    renderEndMs,
    encodeEndMs,
    sendMs,
    bytes,
    key,
  ] = wire;
  return {
    frame,
    rtp,
    ptsUs,
    simTimeSec,
    inputs,
    inputMs,
    renderStartMs,
    renderEndMs,
    encodeEndMs,
    sendMs,
    bytes,
    key,
  };
}
