import type { JoinedFrame } from "./FrameLog";

/** The columns and what they hold; times are milliseconds of the page's clock, `performance.now()`. */
const COLUMNS: Readonly<Record<string, (frame: JoinedFrame) => number | string | null>> = {
  frame: ({ frame }) => frame,
  rtp: ({ rtp }) => rtp,
  pts_us: ({ ptsUs }) => ptsUs,
  sim_time_sec: ({ simTimeSec }) => simTimeSec,
  transport: ({ transport }) => transport,
  bytes: ({ bytes }) => bytes,
  key: ({ key }) => Number(key),
  shown_itself: ({ shownItself }) => Number(shownItself),
  input_seq: ({ input }) => input?.seq ?? null,
  input_event_ms: ({ input }) => input && milliseconds(input.eventTime),
  input_sent_ms: ({ input }) => input && milliseconds(input.sentTime),
  input_arrived_ms: ({ input }) => input && milliseconds(input.arrivedTime),
  render_start_ms: ({ renderStart }) => milliseconds(renderStart),
  render_end_ms: ({ renderEnd }) => milliseconds(renderEnd),
  encode_end_ms: ({ encodeEnd }) => milliseconds(encodeEnd),
  sent_ms: ({ sent }) => milliseconds(sent),
  received_ms: ({ received }) => milliseconds(received),
  decode_duration_ms: ({ decodeMs }) => milliseconds(decodeMs),
  presented_ms: ({ presented }) => milliseconds(presented),
};

/** Frames as CSV (RFC 4180), oldest first; what is not known is empty. */
export function framesToCsv(frames: readonly JoinedFrame[]): string {
  const values = Object.values(COLUMNS);
  const rows = frames.map((frame) => values.map((value) => value(frame) ?? "").join(","));
  return [Object.keys(COLUMNS).join(","), ...rows, ""].join("\r\n");
}

/** To the microsecond, which is finer than browsers measure. */
function milliseconds(value: number | null): string | null {
  return value === null ? null : value.toFixed(3);
}
