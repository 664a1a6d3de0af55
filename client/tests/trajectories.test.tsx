import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ControlBar } from "../src/components/ControlBar";
import { helpSections } from "../src/components/helpRows";
import { PlotCard } from "../src/components/plots/PlotCard";
import { Timeline } from "../src/components/Timeline";
import { TrajectoryActions } from "../src/components/trajectory/TrajectoryActions";
import { TrajectoryBanner } from "../src/components/trajectory/TrajectoryBanner";
import { showFiles } from "../src/files/sending";
import { trajectoriesAmong } from "../src/files/trajectories";
import { comparedWith } from "../src/plots/compared";
import { suggest } from "../src/plots/completion";
import type { SceneDescription, TrajectoryDescription } from "../src/protocol/generated";
import { useFiles } from "../src/store/filesStore";
import { useNotices } from "../src/store/noticesStore";
import { usePlots } from "../src/store/plotsStore";
import { useStatus } from "../src/store/statusStore";
import { goLive, renderPart, resetStores, SCENE, STATUS } from "./support/page";

const user = userEvent.setup();
const SHOWN: TrajectoryDescription = { name: "run.npz", rows: 101, seconds: 2 };
const BOTH: TrajectoryDescription = { ...SHOWN, compared: "other.h5", compared_rows: 1, compared_seconds: 0 };

function playing(trajectory: TrajectoryDescription): SceneDescription {
  const capabilities = { ...SCENE.capabilities, control: false, perturb: false, edit: false, export: false };
  return { ...SCENE, keyframes: ["home"], capabilities, trajectory };
}

/** What the page asks of the server over HTTP. */
class FakeRequest {
  static asked: { method: string; url: string; body: unknown }[] = [];
  static answer: { status: number; text: string } = { status: 200, text: "{}" };
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;
  status = 0;
  responseText = "";
  private target = { method: "", url: "" };

  open(method: string, url: string): void {
    this.target = { method, url };
  }

  setRequestHeader(): void {
    // Nobody reads it here.
  }

  send(body: unknown): void {
    FakeRequest.asked.push({ ...this.target, body });
    this.upload.onprogress?.({ loaded: 1, total: 2 });
    this.status = FakeRequest.answer.status;
    this.responseText = FakeRequest.answer.text;
    queueMicrotask(() => { this.onload(); });
  }
}

beforeEach(() => {
  resetStores();
  FakeRequest.asked = [];
  FakeRequest.answer = { status: 200, text: "{}" };
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
});

afterEach(() => { vi.unstubAllGlobals(); });

function sent(name: string) {
  return { path: name, file: new File(["x"], name) };
}

describe("what is dropped", () => {
  it("is a trajectory by its ending, one or two of them", () => {
    for (const name of ["run.npz", "RUN.H5", "a.b.hdf5", "log.mcap"]) {
      expect(trajectoriesAmong([sent(name)])?.map((file) => file.name)).toEqual([name]);
    }
    expect(trajectoriesAmong([sent("a.npz"), sent("b.mcap")])).toHaveLength(2);
    for (const files of [[], ["arm.xml"], ["a.npz", "arm.xml"], ["a.npz", "b.npz", "c.npz"], ["npz"]]) {
      expect(trajectoriesAmong(files.map(sent))).toBeNull();
    }
  });

  it("goes to where it belongs, the second of two beside the first", async () => {
    await showFiles(() => [sent("one.npz"), sent("two.npz")]);
    const queries = FakeRequest.asked.map(({ url }) => new URL(url));
    expect(queries.map(({ pathname }) => pathname.split("/api/")[1])).toEqual(["scene/trajectory", "scene/trajectory"]);
    expect(queries.map(({ searchParams }) => [searchParams.get("name"), searchParams.get("compare")])).toEqual([
      ["one.npz", "false"],
      ["two.npz", "true"],
    ]);
    await showFiles(() => [sent("arm.xml")]);
    expect(FakeRequest.asked.at(-1)?.url).toContain("api/scene/upload");
    expect(useFiles.getState().sending).toBeNull();
  });

  it("is told where it does not fit, and the second of two is not sent then", async () => {
    const detail = "one.npz: 'qpos' has the shape (5, 7)";
    FakeRequest.answer = { status: 422, text: JSON.stringify({ title: "No", detail }) };
    await showFiles(() => [sent("one.npz"), sent("two.npz")]);
    expect(FakeRequest.asked).toHaveLength(1);
    expect(JSON.stringify(useNotices.getState())).toContain("has the shape (5, 7)");
  });
});

describe("while a trajectory is shown", () => {
  it("the page says which, and the way back", async () => {
    const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response("{}")));
    vi.stubGlobal("fetch", fetched);
    goLive();
    renderPart(<TrajectoryBanner />);
    expect(screen.queryByRole("region")).toBeNull();
    act(() => { goLive(playing(BOTH)); });
    const region = screen.getByRole("region", { name: "Trajectory" });
    expect(region.textContent).toContain("run.npzand other.h5");
    expect(region.title).toBe("run.npz: 101 rows, 2.00 s, beside other.h5: 1 row, 0.00 s");
    await user.click(screen.getByRole("button", { name: "Back to the simulation" }));
    expect(fetched.mock.calls[0]?.[0]).toContain("api/scene/trajectory?compare=false");
    expect(fetched.mock.calls[0]?.[1]?.method).toBe("DELETE");
  });

  it("its actions are those that make sense", () => {
    goLive();
    renderPart(<TrajectoryActions />);
    const names = (): string[] =>
      screen.getAllByRole("button").map((button) => button.getAttribute("aria-label") ?? button.textContent);
    expect(names()).toEqual(["Open a trajectory"]);
    act(() => { goLive(playing(SHOWN)); });
    expect(names()).toEqual(["Open another", "Compare a second one", "Back to the simulation"]);
    act(() => { goLive(playing(BOTH)); });
    expect(names()).toContain("Compare no more");
  });

  it("its rows can be gone through also while it plays, with the time since the first", async () => {
    goLive(playing(SHOWN));
    const history = {
      first: 0, index: 50, head: 100, first_sec: 7, index_sec: 8, head_sec: 9, short_of_memory: false,
    };
    useStatus.setState({ status: { ...STATUS, running: true, history } });
    const { sent: commands } = renderPart(<Timeline />);
    const track = screen.getByRole<HTMLInputElement>("slider", { name: "Moment" });
    expect(track.getAttribute("aria-valuetext")).toBe("1.00 s, row 50 of 100");
    expect(screen.queryByRole("button", { name: "Export the history" })).toBeNull();
    await act(async () => {
      fireEvent.change(track, { target: { value: "75" } });
      await Promise.resolve();
    });
    expect(commands).toEqual([{ type: "seek", index: 75 }]);
  });

  it("reset goes to its first row, and keyframes are not offered", async () => {
    goLive(playing(SHOWN));
    const { sent: commands } = renderPart(<ControlBar />);
    await user.click(screen.getByRole("button", { name: "Reset" }));
    expect(commands).toEqual([{ type: "reset", keyframe: null }]);
    expect(screen.queryByText("home")).toBeNull();
  });
});

describe("plots of two", () => {
  it("a plot gets the same series of the second, once", () => {
    goLive(playing(BOTH));
    const plot = { id: 1, title: "qpos", kind: "values" as const, series: [{ name: "qpos[0]", color: 0 }] };
    usePlots.setState({ plots: [plot] });
    renderPart(<PlotCard plot={plot} catalogue={{ kind: "loading" }} />);
    // Only plots over time have two lines.
    expect(screen.queryByRole("button", { name: "Compare" })).toBeNull();
    expect(comparedWith(["qpos[0]", "compare:qpos[0]", "qvel[1]"])).toEqual(["compare:qvel[1]"]);
  });

  it("suggestions go on behind the word that means the second", () => {
    const catalogue = { generation: 1, fields: [{ name: "ncon" }], names: {}, sensors: [] };
    expect(suggest(catalogue, "compare:nc").map(({ series }) => series)).toEqual(["compare:ncon"]);
  });
});

it("the help says that files can be dropped", () => {
  const files = helpSections(undefined).find(({ title }) => title === "Files");
  expect(files?.rows.map(({ how }) => how)).toEqual(["Drop a model", "Drop a trajectory"]);
});
