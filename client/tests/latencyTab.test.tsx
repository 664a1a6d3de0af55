import { act, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { scaleFor } from "../src/components/latency/FrameChart";
import LatencyTab from "../src/components/latency/LatencyTab";
import { useStatistics } from "../src/store/statisticsStore";
import type { JoinedFrame } from "../src/telemetry/FrameLog";
import { renderPart, resetStores } from "./support/page";

function frame(presented: number, received: number | null): JoinedFrame {
  const sent = presented - 10;
  return {
    frame: 1,
    rtp: 1,
    ptsUs: 1,
    simTimeSec: 1,
    bytes: 1,
    key: false,
    transport: "webrtc",
    shownItself: true,
    input: null,
    renderStart: sent - 9,
    renderEnd: sent - 3,
    encodeEnd: sent - 1,
    sent,
    received,
    decodeMs: null,
    presented,
  };
}

const rows = (): (string | null)[] =>
  screen.getAllByRole("rowheader").map((header) => header.parentElement?.textContent ?? null);

beforeEach(resetStores);

describe("latency", () => {
  it("says that nothing was drawn as long as that is so, and then has the figures as a table", async () => {
    const { frameLog } = renderPart(<LatencyTab />);
    expect(screen.getByText(/No frame was drawn/)).toBeTruthy();
    const now = performance.now();
    for (let index = 0; index < 3; index += 1) frameLog.frames.push(frame(now, now - 6));
    expect(await screen.findByRole("table")).toBeTruthy();
    expect(rows()).toEqual([
      "Render6.0 ms6.0 ms",
      "Encode2.0 ms2.0 ms",
      "Send1.0 ms1.0 ms",
      "Network4.0 ms4.0 ms",
      "Buffer, decode, show6.0 ms6.0 ms",
      "Whole way19.0 ms19.0 ms",
    ]);
    expect(screen.queryByText(/No frame was drawn/)).toBeNull();
  });

  it("names as one what the browser does not tell apart", async () => {
    const { frameLog } = renderPart(<LatencyTab />);
    frameLog.frames.push(frame(performance.now(), null));
    expect(await screen.findByRole("rowheader", { name: "Network, buffer, decode, show" })).toBeTruthy();
  });

  it("says so where the browser does not tell which picture it shows", () => {
    renderPart(<LatencyTab />);
    act(() => { useStatistics.setState({ latencyKind: "unknown" }); });
    expect(screen.getByRole("status").textContent).toMatch(/gives no rtpTimestamp/);
  });
});

it("cuts one very late frame instead of making the others flat", () => {
  expect(scaleFor([10, 12, 14])).toBe(20);
  expect(scaleFor([10, 12, 14, 12, 900])).toBe(60);
  expect(scaleFor([])).toBe(10);
});
