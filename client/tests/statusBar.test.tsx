import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { StatusBar } from "../src/components/StatusBar";
import { formatBitrate, formatFactor } from "../src/components/wording";
import { NO_VIDEO } from "../src/connection/videoTypes";
import { useConnection } from "../src/store/connectionStore";
import { useSession } from "../src/store/sessionStore";
import { useStatistics } from "../src/store/statisticsStore";
import { useStatus } from "../src/store/statusStore";
import { renderPart, resetStores, STATUS } from "./support/page";

const user = userEvent.setup();

beforeEach(() => {
  resetStores();
});

describe("status bar", () => {
  it("shows dashes before anything is known", () => {
    renderPart(<StatusBar />);
    expect(screen.getByLabelText("Frames: – fps")).toBeTruthy();
    expect(screen.getByLabelText("Real time: –")).toBeTruthy();
    expect(screen.getByLabelText("People: –")).toBeTruthy();
  });

  it("shows what is measured and follows it", () => {
    useStatus.setState({ status: STATUS });
    useStatistics.setState({ presentedPerSec: 59.6, latencyP50Ms: 38.2, receivedBitsPerSec: 2_450_000 });
    useSession.setState({ participants: [{ id: 1, name: "", transport: "webrtc" }] });
    useConnection.setState({ video: { ...NO_VIDEO, selected: "webrtc", shown: "webrtc" } });
    renderPart(<StatusBar />);
    for (const name of [
      "Frames: 60 fps",
      "Latency: 38 ms",
      "Bitrate: 2.5 Mbit/s",
      "Real time: 1.00×",
      "Time: 12.3 s",
      "Quality: no shadows",
      "Encoder: x264, software GL",
      "People: 1",
      "Video: WebRTC",
    ]) {
      expect(screen.getByLabelText(name)).toBeTruthy();
    }
    act(() => {
      useStatistics.setState({ presentedPerSec: 30 });
    });
    expect(screen.getByLabelText("Frames: 30 fps")).toBeTruthy();
  });

  it("warns when the server says that it cannot hold the speed, and not while a change settles", () => {
    useStatus.setState({ status: { ...STATUS, real_time_factor: 0.6, steps_too_slow: true } });
    renderPart(<StatusBar />);
    expect(screen.getByLabelText("Real time: 0.60×").className).toContain("warning");
    act(() => { useStatus.setState({ status: { ...STATUS, speed: 4 } }); });
    expect(screen.getByLabelText("Real time: 1.00×").className).not.toContain("warning");
    act(() => { useStatus.setState({ status: { ...STATUS, running: false, steps_too_slow: true } }); });
    expect(screen.getByLabelText("Real time: –").className).not.toContain("warning");
  });

  it("shows no delay of the picture while nothing moves, but that of inputs", () => {
    useStatus.setState({ status: { ...STATUS, still: true } });
    useStatistics.setState({ latencyP50Ms: 570, latencyKind: "age" });
    renderPart(<StatusBar />);
    expect(screen.getByLabelText("Latency: – ms")).toBeTruthy();
    act(() => { useStatistics.setState({ latencyP50Ms: 41, latencyKind: "input" }); });
    expect(screen.getByLabelText("Latency: 41 ms")).toBeTruthy();
    // The simulation is gone.
    act(() => { useStatus.setState({ status: null }); });
    expect(screen.getByLabelText("Latency: – ms")).toBeTruthy();
  });

  it("names the way that was asked for, and marks it only while its pictures come", () => {
    const dot = (): string => screen.getByLabelText(/^Video/).querySelector("[class*=dot]")?.className ?? "";
    useConnection.setState({ video: { ...NO_VIDEO, selected: "websocket", shown: "websocket" } });
    renderPart(<StatusBar />);
    expect(dot()).toContain("websocket");
    act(() => {
      useConnection.setState({ video: { ...NO_VIDEO, selected: "websocket", shown: "websocket", stalled: true } });
    });
    expect(dot()).not.toContain("websocket");
    act(() => { useConnection.setState({ video: { ...NO_VIDEO, selected: "websocket", shown: "websocket" } }); });
    expect(dot()).toContain("websocket");
    act(() => { useSession.setState({ state: "failed" }); });
    expect(dot()).not.toContain("websocket");
    act(() => { useConnection.setState({ video: { ...NO_VIDEO, pictured: true } }); });
    expect(screen.getByLabelText("Video: No video")).toBeTruthy();
  });
});

describe("details", () => {
  it("hold all figures with their sentences, and are opened and closed by keys", async () => {
    useStatus.setState({ status: STATUS });
    renderPart(<StatusBar />);
    await user.tab();
    await user.keyboard("{Enter}");
    const panel = within(await screen.findByRole("dialog"));
    expect(panel.getByText("Encoder")).toBeTruthy();
    expect(panel.getByText(/Encoded by libx264/)).toBeTruthy();
    expect(panel.getAllByRole("term")).toHaveLength(9);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("say so where the browser does not let the latency be measured", async () => {
    useStatistics.setState({ latencyKind: "unknown", roundTripMs: 12 });
    renderPart(<StatusBar />);
    await user.click(screen.getByRole("button", { name: "Details" }));
    expect(screen.getByText(/^Not measured: .* 12 ms\.$/)).toBeTruthy();
  });
});

it("writes small bitrates in kbit/s", () => {
  expect([0, 21_400, 999_700, 2_450_000].map(formatBitrate)).toEqual([
    "0 kbit/s",
    "21 kbit/s",
    "1.0 Mbit/s",
    "2.5 Mbit/s",
  ]);
});

it("writes small factors with two digits that count, and none before one was measured", () => {
  const written = (factor: number): string => formatFactor({ ...STATUS, real_time_factor: factor });
  expect([1 / 64, 1 / 16, 0.5, 8, 0].map(written)).toEqual(["0.016×", "0.063×", "0.50×", "8.00×", "–"]);
});
