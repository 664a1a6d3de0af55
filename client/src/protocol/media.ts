import { FLAG_KEY_FRAME, MEDIA_HEADER_BYTES, MEDIA_KIND_H264 } from "./generated";

/** One H.264 access unit (Annex B) as it came over the WebSocket. */
export interface MediaMessage {
  key: boolean;
  frame: number;
  /** Microseconds of the server's clock. */
  ptsUs: number;
  data: Uint8Array<ArrayBuffer>;
}

/** Read a binary media message; null if it is of a kind this page does not know. */
export function parseMediaMessage(buffer: ArrayBuffer): MediaMessage | null {
  if (buffer.byteLength <= MEDIA_HEADER_BYTES) return null;
  const view = new DataView(buffer);
  if (view.getUint8(0) !== MEDIA_KIND_H264) return null;
  return {
    key: (view.getUint8(1) & FLAG_KEY_FRAME) !== 0,
    frame: view.getUint32(4),
    // Microseconds of a monotonic clock stay far below 2^53.
    ptsUs: Number(view.getBigUint64(8)),
    data: new Uint8Array(buffer, MEDIA_HEADER_BYTES),
  };
}
