import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecordButton } from "../src/components/recordings/RecordButton";
import RecordingsTab from "../src/components/recordings/RecordingsTab";
import { formatBytes, formatDuration, type RecordingEntry, videoUrl } from "../src/components/recordings/recordings";
import { CommandError } from "../src/protocol/messages";
import { useNotices } from "../src/store/noticesStore";
import { FIRST_CHOICES, filmSeconds, momentsOf, spanChoices } from "../src/components/recordings/film";
import type { HistorySpan } from "../src/protocol/generated";
import { takeRecordings, useRecording } from "../src/store/recordingStore";
import { useStatus } from "../src/store/statusStore";
import { goLive, renderPart, resetStores, STATUS } from "./support/page";

const user = userEvent.setup();
const ENTRY: RecordingEntry = {
  id: "20261125-093005-panda",
  title: "Panda",
  state: "complete",
  kind: "live",
  started: "2026-11-25T09:30:05+00:00",
  by: "Ada",
  duration_sec: 75.4,
  bytes: 12_340_000,
  note: "",
  session: "default",
  video: "api/recordings/20261125-093005-panda/video.mp4",
};

/** Answers as the server does; every request is kept. */
function serve(...lists: RecordingEntry[][]): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: URL, init?: RequestInit) => {
    asked.push(`${init?.method ?? "GET"} ${url.pathname}`);
    if (init?.method === "DELETE") return Promise.resolve(new Response(null, { status: 204 }));
    const recordings = (lists.length > 1 ? lists.shift() : lists[0]) ?? [];
    return Promise.resolve(Response.json({ recordings, used_bytes: 5e6, quota_bytes: 1e10 }));
  });
  return asked;
}

function runs(elapsed = 0): void {
  act(() => {
    takeRecordings({
      type: "recordings",
      running: { id: "x", title: "Panda", by: "Ada", elapsed_sec: elapsed },
    });
  });
}

beforeEach(resetStores);
afterEach(() => { vi.unstubAllGlobals(); });

describe("record button", () => {
  it("begins a recording, and can do nothing before there is a scene", async () => {
    const { sent } = renderPart(<RecordButton />);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Record" });
    expect(button.disabled).toBe(true);
    act(() => { goLive(); });
    await user.click(button);
    expect(sent).toEqual([{ type: "start_recording", title: "" }]);
  });

  it("shows to everybody for how long one runs, and ends it", async () => {
    goLive();
    const { sent } = renderPart(<RecordButton />);
    runs(75);
    const button = screen.getByRole("button", { name: "Stop the recording of Ada" });
    expect(button.textContent).toBe("1:15");
    await user.click(button);
    expect(sent).toEqual([{ type: "stop_recording" }]);
    act(() => { takeRecordings({ type: "recordings", running: null }); });
    expect(screen.getByRole("button", { name: "Record" })).toBeTruthy();
  });

  it("shows why a recording could not begin", async () => {
    goLive();
    const problem = { title: "No", detail: "The disk is nearly full.", status: 507, code: "recording_failed" };
    renderPart(<RecordButton />, () => Promise.reject(new CommandError(problem)));
    await user.click(screen.getByRole("button", { name: "Record" }));
    await waitFor(() => { expect(useNotices.getState().notices).toHaveLength(1); });
  });
});

describe("recordings", () => {
  it("lists what there is with its facts and its room", async () => {
    serve([ENTRY, { ...ENTRY, id: "b", title: "Cut", state: "interrupted", note: "The disk refused it." }]);
    renderPart(<RecordingsTab />);
    const [first, second] = await screen.findAllByRole("listitem");
    expect(first?.textContent).toContain("1:15");
    expect(first?.textContent).toContain("12.3 MB");
    expect(second?.textContent).toContain("cut off");
    expect(second?.textContent).toContain("The disk refused it.");
    expect(screen.getByText("5.0 MB of 10.0 GB used")).toBeTruthy();
  });

  it("says so where there is none", async () => {
    serve([]);
    renderPart(<RecordingsTab />);
    expect(await screen.findByText("No recordings yet.")).toBeTruthy();
  });

  it("plays one in the page", async () => {
    serve([ENTRY]);
    renderPart(<RecordingsTab />);
    await user.click(await screen.findByRole("button", { name: "Play Panda" }));
    const video = screen.getByLabelText<HTMLVideoElement>("Panda");
    expect(video.src).toBe(videoUrl(ENTRY));
    await user.click(screen.getByRole("button", { name: "Close Panda" }));
    expect(screen.queryByLabelText("Panda")).toBeNull();
  });

  it("deletes one only when asked twice", async () => {
    const asked = serve([ENTRY], []);
    renderPart(<RecordingsTab />);
    await user.click(await screen.findByRole("button", { name: "Delete Panda" }));
    const question = screen.getByRole("group", { name: "Delete Panda?" });
    await user.click(within(question).getByRole("button", { name: "Keep" }));
    expect(asked.some((one) => one.startsWith("DELETE"))).toBe(false);
    await user.click(screen.getByRole("button", { name: "Delete Panda" }));
    await user.click(within(screen.getByRole("group", { name: "Delete Panda?" })).getByRole("button", { name: "Delete" }));
    expect(await screen.findByText("No recordings yet.")).toBeTruthy();
    expect(asked).toContain("DELETE /api/recordings/20261125-093005-panda");
  });

  it("reads the list again when the server says that it has changed", async () => {
    serve([], [ENTRY]);
    renderPart(<RecordingsTab />);
    await screen.findByText("No recordings yet.");
    act(() => { takeRecordings({ type: "recordings", running: null }); });
    expect(await screen.findByRole("button", { name: "Play Panda" })).toBeTruthy();
  });

  it("begins one under a title, and ends it", async () => {
    goLive();
    serve([]);
    const { sent } = renderPart(<RecordingsTab />);
    await user.type(screen.getByRole("textbox", { name: "Title of the recording" }), "Grasp{Enter}");
    runs();
    await user.click(screen.getByRole("button", { name: "Stop and save" }));
    expect(sent).toEqual([{ type: "start_recording", title: "Grasp" }, { type: "stop_recording" }]);
    expect(screen.getByText(/Ada records Panda/)).toBeTruthy();
  });

  it("says what is wrong where the list cannot be read, and tries again", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ detail: "The folder is gone." }, { status: 507 })));
    renderPart(<RecordingsTab />);
    expect((await screen.findByRole("alert")).textContent).toContain("The folder is gone.");
    serve([ENTRY]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Panda")).toBeTruthy();
  });
});

describe("wording", () => {
  it("counts time as a clock does", () => {
    expect([0, 7.9, 75, 3723].map(formatDuration)).toEqual(["0:00", "0:07", "1:15", "1:02:03"]);
  });

  it("says sizes in three figures", () => {
    expect([0, 999, 1000, 12_340_000, 5e9].map(formatBytes)).toEqual(["0 B", "999 B", "1.0 kB", "12.3 MB", "5.0 GB"]);
  });

});

const HISTORY: HistorySpan = {
  first: 0, index: 30_000, head: 30_000, first_sec: 0, index_sec: 60, head_sec: 60, short_of_memory: false,
};

describe("films", () => {
  it("offers the spans that the history reaches", () => {
    expect(spanChoices(HISTORY).map(({ label }) => label)).toEqual([
      "All of it: 60.0 s", "The last 5 s", "The last 10 s", "The last 30 s",
    ]);
    const scrubbed = spanChoices({ ...HISTORY, index: 10_000, index_sec: 20 });
    expect(scrubbed.slice(-2)).toEqual([
      { value: "before", label: "Up to the moment shown: 20.0 s" },
      { value: "after", label: "From the moment shown: 40.0 s" },
    ]);
  });

  it("turns seconds into moments, and says how long the film will be", () => {
    expect(momentsOf(10, HISTORY)).toEqual({ first: 25_000, last: 30_000 });
    expect(momentsOf(600, HISTORY)).toEqual({ first: 0, last: 30_000 });
    expect(filmSeconds({ ...FIRST_CHOICES, span: 10, speed: 0.25 }, HISTORY)).toBeCloseTo(40);
  });

  it("asks for what was chosen", async () => {
    serve([]);
    goLive();
    act(() => { useStatus.setState({ status: { ...STATUS, history: HISTORY } }); });
    const { sent } = renderPart(<RecordingsTab />);
    await user.click(await screen.findByText("Film of the past…"));
    await user.selectOptions(screen.getByLabelText("Shows"), "The last 10 s");
    await user.selectOptions(screen.getByLabelText("Pixels"), "1920 × 1080");
    await user.selectOptions(screen.getByLabelText("Speed"), "1/4, slow motion");
    await user.type(screen.getByLabelText("Caption in the film"), "Grasp 7");
    await user.click(screen.getByRole("button", { name: "Make a film of 0:40" }));
    expect(sent).toEqual([{
      type: "make_film",
      wish: {
        title: "", first: 25_000, last: 30_000, width: 1920, height: 1080, fps: 60, speed: 0.25, quality: "full",
        camera: null, tiles: false, pulls: true, time: true, caption: "Grasp 7", series: [],
      },
    }]);
  });

  it("shows how far a film is, and calls it off", async () => {
    serve([{ ...ENTRY, id: "f", state: "recording", kind: "render" }]);
    goLive();
    act(() => { useStatus.setState({ status: { ...STATUS, history: HISTORY } }); });
    const { sent } = renderPart(<RecordingsTab />);
    act(() => { useRecording.setState({ film: { id: "f", title: "Arm", by: "Ada", share: 0.256 } }); });
    expect(screen.getByText("25 %")).toBeTruthy();
    expect(screen.queryByRole("listitem")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Call it off" }));
    expect(sent).toEqual([{ type: "cancel_film", id: "f" }]);
  });
});
