import { describe, expect, it } from "vitest";
import { ClockSync } from "../src/connection/ClockSync";
import { parseMediaMessage } from "../src/protocol/media";

describe("parseMediaMessage", () => {
  const message = (kind: number, flags: number, payload: number): ArrayBuffer => {
    const buffer = new ArrayBuffer(16 + payload);
    const view = new DataView(buffer);
    view.setUint8(0, kind);
    view.setUint8(1, flags);
    view.setUint32(4, 4_000_000_000);
    view.setBigUint64(8, 9_007_199_254n);
    return buffer;
  };

  it("reads the header and leaves the access unit where it is", () => {
    const parsed = parseMediaMessage(message(1, 1, 5), 70);
    expect(parsed).toMatchObject({ key: true, frame: 4_000_000_000, ptsUs: 9_007_199_254, receivedTime: 70 });
    expect(parsed?.data.byteLength).toBe(5);
  });

  it("knows a delta frame from a key frame", () => {
    expect(parseMediaMessage(message(1, 0, 5), 70)?.key).toBe(false);
  });

  it("refuses what is too short or of another kind", () => {
    expect(parseMediaMessage(new ArrayBuffer(3), 70)).toBeNull();
    expect(parseMediaMessage(message(1, 0, 0), 70)).toBeNull();
    expect(parseMediaMessage(message(9, 0, 5), 70)).toBeNull();
  });
});

describe("ClockSync", () => {
  it("believes the ping with the least round trip", () => {
    const sync = new ClockSync();
    sync.add(0, 1050, 100);
    sync.add(200, 1205, 210);
    sync.add(300, 1390, 400);
    expect(sync.offsetMs).toBe(1000);
    expect(sync.toLocal(1500)).toBe(500);
  });

  it("knows nothing before the first answer and after a reset", () => {
    const sync = new ClockSync();
    expect(sync.toLocal(1)).toBeNull();
    sync.add(0, 1, 2);
    sync.reset();
    expect(sync.offsetMs).toBeNull();
  });
});
