import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import InspectTab from "../src/components/inspect/InspectTab";
import { number } from "../src/components/inspect/numbers";
import { foundRows, openRows } from "../src/components/inspect/tree";
import type { ModelTree } from "../src/components/inspect/types";
import type { BodyDescription } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { takeBodyState, takeSelections, useSelection } from "../src/store/selectionStore";
import { goLive, renderPart, resetStores } from "./support/page";

const TREE: ModelTree = {
  generation: 1,
  bodies: [
    { name: "world", parent: 0, geoms: ["floor"] },
    { name: "base", parent: 0 },
    { name: "arm", parent: 1, joints: ["elbow"], geoms: ["tube"] },
    { name: "hand", parent: 2 },
    { name: "ball", parent: 0 },
  ],
};
const ARM: BodyDescription = {
  body: 2,
  name: "arm",
  parent: 1,
  parent_name: "base",
  mass: 1.25,
  inertia: [0.1, 0.2, 0.00001],
  subtree_mass: 2.5,
  movable: true,
  mocap: false,
  joints: [{ name: "elbow", kind: "hinge", detail: "-1 to 1" }],
  geoms: [{ name: "tube", kind: "capsule", detail: "0.1 by 0.4" }],
};

beforeEach(() => {
  resetStores();
  goLive();
  useConnection.setState({ participant: 7 });
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(TREE)));
});

afterEach(() => { vi.unstubAllGlobals(); });

describe("Inspect", () => {
  it("says how to select where nothing is, and shows every body to select", async () => {
    const { sent } = renderPart(<InspectTab />);
    expect(screen.getByText(/Double click or tap/)).toBeTruthy();
    await userEvent.click(await screen.findByRole("button", { name: "hand" }));
    expect(sent).toEqual([{ type: "select_body", body: 3 }]);
  });

  it("shows what is selected by this person, and not by others", () => {
    renderPart(<InspectTab />);
    act(() => { takeSelections([{ type: "selection", participant: 8, body: ARM }]); });
    expect(screen.queryByRole("region", { name: "Body arm" })).toBeNull();
    act(() => { takeSelections([{ type: "selection", participant: 7, body: ARM, geom: "tube" }]); });
    const card = within(screen.getByRole("region", { name: "Body arm" }));
    expect(card.getByText("A body on base, clicked at geom tube")).toBeTruthy();
    expect(card.getByText("1.250 kg")).toBeTruthy();
    expect(card.getByText("hinge, -1 to 1")).toBeTruthy();
  });

  it("shows how it moves and what it touches, with forces, while that is told", async () => {
    const { sent } = renderPart(<InspectTab />);
    act(() => {
      takeSelections([{ type: "selection", participant: 7, body: ARM }]);
      takeBodyState({
        type: "body_state", generation: 1, body: 2, position: [1, -2, 0.5], quaternion: [1, 0, 0, 0],
        velocity: [0, 0, -0.25], angular_velocity: [0, 0, 0],
        contacts: [{ other_body: 4, other: "skin", position: [0, 0, 0], depth: 0.001, normal: 9.81, friction: 0.5 }],
        more_contacts: 2,
      });
    });
    expect(screen.getByText("1.0000  −2.0000  0.5000", { normalizer: (text) => text })).toBeTruthy();
    expect(screen.getByRole("row", { name: "skin 9.810 0.5000 1.000" })).toBeTruthy();
    expect(screen.getByText("And 2 more with smaller forces.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "skin" }));
    await userEvent.click(screen.getByRole("button", { name: "Follow" }));
    expect(sent).toEqual([
      { type: "select_body", body: 4 },
      { type: "look_at_body", body: 2, follow: true },
    ]);
  });

  it("forgets the states of bodies that nobody has selected", () => {
    takeSelections([{ type: "selection", participant: 7, body: ARM }]);
    takeBodyState({
      type: "body_state", generation: 1, body: 2, position: [0, 0, 0], quaternion: [1, 0, 0, 0],
      velocity: [0, 0, 0], angular_velocity: [0, 0, 0], contacts: [],
    });
    takeSelections([]);
    expect(useSelection.getState().states).toEqual({});
  });
});

describe("tree", () => {
  const names = (rows: { name: string; depth: number }[]): string[] =>
    rows.map(({ name, depth }) => `${"-".repeat(depth)}${name}`);

  it("has all bodies under those that are not folded", () => {
    expect(names(openRows(TREE, new Set()))).toEqual(["-base", "--arm", "---hand", "-ball"]);
    expect(names(openRows(TREE, new Set([1])))).toEqual(["-base", "-ball"]);
  });

  it("finds bodies by their names and by those of what they are made of", () => {
    expect(foundRows(TREE, " ARM ").map(({ name, found }) => [name, found])).toEqual([["arm", ""]]);
    expect(foundRows(TREE, "elb").map(({ name, found }) => [name, found])).toEqual([["arm", "joint elbow"]]);
    expect(foundRows(TREE, "nothing")).toEqual([]);
  });
});

it.each([
  [0, "0.0000"],
  [-0.00001, "−1.00e-5"],
  [0.5, "0.5000"],
  [-12.3456, "−12.346"],
  [1234.56, "1234.6"],
  [123456, "1.23e+5"],
])("a figure has four digits: %f is %s", (value, text) => {
  expect(number(value)).toBe(text);
});
