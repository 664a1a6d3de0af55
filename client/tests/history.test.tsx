import { act, fireEvent, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { exportAddress } from "../src/components/ExportMenu";
import { Timeline } from "../src/components/Timeline";
import type { HistorySpan } from "../src/protocol/generated";
import { useStatus } from "../src/store/statusStore";
import { Scrubber, secondsAt } from "../src/viewer/Scrubber";
import { goLive, renderPart, resetStores, SCENE, STATUS } from "./support/page";

const HISTORY: HistorySpan = {
  first: 1000,
  index: 6000,
  head: 6000,
  first_sec: 2,
  index_sec: 12,
  head_sec: 12,
  short_of_memory: false,
};

beforeEach(resetStores);

function pause(history: Partial<HistorySpan> = {}): void {
  useStatus.setState({ status: { ...STATUS, running: false, history: { ...HISTORY, ...history } } });
}

function track(): HTMLInputElement {
  return screen.getByRole<HTMLInputElement>("slider", { name: "Moment" });
}

describe("Timeline", () => {
  it("is there while the simulation is paused and has a past", () => {
    goLive();
    pause();
    renderPart(<Timeline />);
    expect([track().min, track().max, track().value]).toEqual(["1000", "6000", "6000"]);
    expect(track().getAttribute("aria-valuetext")).toBe("0 s, The history reaches 10.0 s back.");
    act(() => { useStatus.setState({ status: { ...STATUS, history: HISTORY } }); });
    expect(screen.queryByRole("slider")).toBeNull();
    act(() => { pause({ first: 6000 }); });
    expect(screen.queryByRole("slider")).toBeNull();
  });

  it("says where memory ends the past, and shows nothing where the source has none", () => {
    goLive();
    pause({ short_of_memory: true, index: 3500, index_sec: 7 });
    renderPart(<Timeline />);
    expect(track().getAttribute("aria-valuetext")).toContain("−5.00 s");
    expect(track().getAttribute("aria-valuetext")).toContain("does not fit in memory");
    act(() => { goLive({ ...SCENE, capabilities: { ...SCENE.capabilities, history: false } }); });
    expect(screen.queryByRole("slider")).toBeNull();
  });

  it("goes to a moment, and back to the newest", async () => {
    goLive();
    pause();
    const { sent } = renderPart(<Timeline />);
    await act(async () => {
      fireEvent.change(track(), { target: { value: "3500" } });
      await Promise.resolve();
    });
    expect(sent).toEqual([{ type: "seek", index: 3500 }]);
    expect(useStatus.getState().status?.history).toMatchObject({ index: 3500, index_sec: 7 });
    await act(async () => {
      fireEvent.click(screen.getByRole("button", { name: "Newest moment" }));
      await Promise.resolve();
    });
    expect(sent.at(-1)).toEqual({ type: "seek", index: 6000 });
  });
});

describe("exportAddress", () => {
  it("names the span, and fewer moments of a long one", () => {
    expect(exportAddress(HISTORY, "npz")).toBe("api/history/export?format=npz&first=1000&last=6000&every=1");
    expect(exportAddress({ ...HISTORY, head: 301_000 }, "csv", ["qpos[0]", "xpos['a'][2]"])).toBe(
      "api/history/export?format=csv&first=1000&last=301000&every=3&series=qpos%5B0%5D&series=xpos%5B%27a%27%5D%5B2%5D",
    );
  });
});

it("a moment's time is exact where the server tells it, also with unequal steps", () => {
  const unequal = { ...HISTORY, first: 0, index: 5000, head: 15_000, first_sec: 0, index_sec: 10, head_sec: 11 };
  expect([0, 2500, 5000, 10_000, 15_000].map((index) => secondsAt(unequal, index))).toEqual([0, 5, 10, 10.5, 11]);
});

describe("Scrubber", () => {
  it("has one request under way, and then asks for the newest only", async () => {
    const asked: number[] = [];
    let answer: (there: boolean) => void = () => undefined;
    const scrubber = new Scrubber((index) => {
      asked.push(index);
      return new Promise((resolve) => { answer = resolve; });
    });
    const done = [1, 2, 3, 4].map((index) => scrubber.goTo(index)).at(-1);
    expect(asked).toEqual([1]);
    answer(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(asked).toEqual([1, 4]);
    void scrubber.goTo(5);
    answer(false);
    await done;
    // What was wanted beside it was of the same scene, which may be gone.
    expect(asked).toEqual([1, 4]);
    void scrubber.goTo(9);
    expect(asked).toEqual([1, 4, 9]);
  });
});
