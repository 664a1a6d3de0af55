import {
  FLAG_KEY_FRAME,
  MEDIA_HEADER_BYTES,
  MEDIA_KIND_H264,
  MEDIA_KIND_JPEG,
  MEDIA_KIND_PADDING,
} from "./generated";

/** A picture as it came over the WebSocket: an H.264 access unit (Annex B), or a JPEG file. */
export interface MediaMessage {
  kind: "h264" | "jpeg";
  key: boolean;
  frame: number;
  /** Microseconds of the server's clock. */
  ptsUs: number;
  /** When it had come here, on the timeline of `performance.now()`. */
  receivedTime: number;
  data: Uint8Array<ArrayBuffer>;
}

const KINDS: Readonly<Partial<Record<number, MediaMessage["kind"]>>> = {
  [MEDIA_KIND_H264]: "h264",
  [MEDIA_KIND_JPEG]: "jpeg",
};

/** Read a binary media message; null if it is of a kind this page does not know. */
export function parseMediaMessage(buffer: ArrayBuffer, receivedTime: number): MediaMessage | null {
  if (buffer.byteLength <= MEDIA_HEADER_BYTES) return null;
  const view = new DataView(buffer);
  const kind = KINDS[view.getUint8(0)];
  if (kind === undefined) return null;
  return {
    kind,
    key: (view.getUint8(1) & FLAG_KEY_FRAME) !== 0,
    frame: view.getUint32(4),
    // Microseconds of a monotonic clock stay far below 2^53.
    ptsUs: Number(view.getBigUint64(8)),
    receivedTime,
    data: new Uint8Array(buffer, MEDIA_HEADER_BYTES),
  };
}

/** The number of a media message that means nothing but the time it takes; null of another. */
export function paddingNumber(buffer: ArrayBuffer): number | null {
  if (buffer.byteLength < MEDIA_HEADER_BYTES) return null;
  const view = new DataView(buffer);
  return view.getUint8(0) === MEDIA_KIND_PADDING ? view.getUint32(4) : null;
}
