import { act, cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import PlotsTab from "../src/components/plots/PlotsTab";
import { seriesData } from "../src/plots/SeriesData";
import {
  addPlot, addSeries, MOST_SERIES, nextColor, readPlots, refusal, removeSeries, usePlots, writePlots,
} from "../src/store/plotsStore";
import { useWatchedSeries } from "../src/store/watchedSeriesStore";
import { SeriesWatch } from "../src/viewer/SeriesWatch";
import { ManualClock } from "./support/ManualClock";
import { goLive, renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const CATALOGUE = {
  generation: 1,
  fields: [{ name: "qpos", rows: 2, kind: "joint", about: "positions" }, { name: "ncon" }],
  names: { joint: ["hip", "knee"] },
  sensors: [],
};

beforeEach(() => {
  resetStores();
  goLive();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(CATALOGUE))));
});

afterEach(() => { vi.unstubAllGlobals(); });

async function search(label = "Plot a series"): Promise<HTMLElement> {
  return screen.findByRole("combobox", { name: label });
}

describe("the tab of plots", () => {
  it("adds what is typed, asks the server for it, and stops when it is removed", async () => {
    renderPart(<PlotsTab />);
    await user.type(await search(), "efc_force[[3]{Enter}");
    expect(screen.getByRole("region", { name: "Plot efc_force[3]" })).toBeTruthy();
    expect(useWatchedSeries.getState()).toEqual({ series: ["efc_force[3]"], newest: [] });
    await user.click(screen.getByRole("button", { name: "Remove the plot efc_force[3]" }));
    expect(useWatchedSeries.getState().series).toEqual([]);
  });

  it("completes what is typed", async () => {
    renderPart(<PlotsTab />);
    await user.type(await search(), "knee");
    await user.click(await screen.findByRole("option", { name: /qpos\['knee'\]/ }));
    expect(useWatchedSeries.getState().series).toEqual(["qpos['knee']"]);
  });

  it("adds a series to a plot that there is", async () => {
    renderPart(<PlotsTab />);
    act(() => { addPlot("ncon", "time", ["ncon"]); });
    await user.click(within(screen.getByRole("region", { name: "Plot ncon" })).getByText("Add"));
    await user.type(await search("Add to ncon"), "nefc{Enter}");
    expect(usePlots.getState().plots[0]?.series.map(({ name }) => name)).toEqual(["ncon", "nefc"]);
    await user.click(screen.getByRole("button", { name: "Remove ncon" }));
    await user.click(screen.getByRole("button", { name: "Remove nefc" }));
    expect(usePlots.getState().plots).toEqual([]);
  });

  it("has ready-made plots, and asks only for present values where nothing else is shown", async () => {
    renderPart(<PlotsTab />);
    await search();
    const solver = await screen.findByRole("button", { name: "Solver" });
    await vi.waitFor(() => { expect(solver).toHaveProperty("disabled", false); });
    await user.click(solver);
    expect(useWatchedSeries.getState().series).toEqual(["solver.iterations"]);
    expect(useWatchedSeries.getState().newest).toHaveLength(40);
    await user.click(screen.getByRole("button", { name: "Sensors" }));
    expect(screen.getByRole("alert").textContent).toBe("This model has no sensors.");
  });

  it("says why there is no such series, in its place", () => {
    renderPart(<PlotsTab />);
    act(() => {
      addPlot("x", "time", ["x"]);
      const series = [{ series: "x", problem: "There is no field 'x'." }];
      seriesData.describe({ type: "series", generation: 1, series });
    });
    expect(screen.getByRole("alert").textContent).toBe("There is no field 'x'.");
  });

  it("pauses, and asks for nothing any more once it is closed", async () => {
    renderPart(<PlotsTab />);
    act(() => { addPlot("ncon", "time", ["ncon"]); });
    await user.click(screen.getByRole("button", { name: "Pause" }));
    expect(usePlots.getState().paused).toBe(true);
    await user.click(screen.getByRole("button", { name: "Go on" }));
    expect(usePlots.getState().paused).toBe(false);
    cleanup();
    expect(useWatchedSeries.getState()).toEqual({ series: [], newest: [] });
    expect(usePlots.getState().plots).toHaveLength(1);
  });
});

describe("the list of plots", () => {
  it("gives each series of a plot another colour, and the next one on demand", () => {
    addPlot("p", "time", ["a", "b"]);
    addSeries(1, "c");
    addSeries(1, "c");
    nextColor(1, "a");
    expect(usePlots.getState().plots[0]?.series.map(({ color }) => color)).toEqual([1, 1, 2]);
    removeSeries(1, "b");
    expect(usePlots.getState().plots[0]?.series).toHaveLength(2);
  });

  it("refuses what the server would not sample", () => {
    const names = Array.from({ length: MOST_SERIES }, (_, place) => `s${place}`);
    addPlot("p", "time", names);
    expect(refusal("time", ["s0"])).toBeNull();
    expect(refusal("time", ["more"])).toContain("64 series");
    expect(refusal("bars", ["more"])).toBeNull();
  });

  it("is remembered, and what is no list of plots is nothing", () => {
    addPlot("p", "time", ["a"]);
    usePlots.setState({ windowSec: 30, paused: true });
    const text = writePlots(usePlots.getState());
    expect(readPlots(text)).toEqual({ plots: usePlots.getState().plots, windowSec: 30 });
    expect(readPlots("{]")).toBeNull();
    expect(readPlots(null)).toBeNull();
    expect(readPlots('{"plots":[{"id":1},3,null],"windowSec":7}')).toEqual({ plots: [], windowSec: 10 });
    expect(readPlots('"text"')).toEqual({ plots: [], windowSec: 10 });
  });
});

describe("what the server is told", () => {
  it("is the newest choice, once, and again after another connection", () => {
    const clock = new ManualClock();
    const sent: unknown[] = [];
    let connected = true;
    const watch = new SeriesWatch(clock, (message) => {
      if (connected) sent.push(message);
      return connected;
    });
    watch.connected();
    expect(sent).toEqual([]);
    useWatchedSeries.setState({ series: ["a"], newest: [] });
    useWatchedSeries.setState({ series: ["a", "b"], newest: ["c"] });
    clock.advance(200);
    useWatchedSeries.setState({ series: ["a", "b"], newest: ["c"] });
    clock.advance(200);
    const message = { type: "watch_series", series: ["a", "b"], newest: ["c"] };
    expect(sent).toEqual([message]);
    watch.connected();
    expect(sent).toEqual([message, message]);
    connected = false;
    useWatchedSeries.setState({ series: [], newest: [] });
    clock.advance(200);
    connected = true;
    watch.connected();
    expect(sent).toHaveLength(2);
  });
});
