import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findHelp, helpSections } from "../src/components/helpRows";
import { Fields } from "../src/fields/Fields";
import { KeyboardInput } from "../src/inputs/KeyboardInput";
import { findKey, KEY_BINDINGS, type KeyActions } from "../src/inputs/keys";
import type { ClientMessage, Command, Panel } from "../src/protocol/generated";
import { initialPanels, usePanels } from "../src/store/panelsStore";
import { useNotices } from "../src/store/noticesStore";
import { cycleTab, useSidebar } from "../src/store/sidebarStore";
import { searchPanels } from "../src/viewer/searchPanels";
import { ViewKeys } from "../src/viewer/ViewKeys";
import { ManualClock } from "./support/ManualClock";
import { goLive, resetStores, SCENE } from "./support/page";

const RENDERING: Panel = {
  name: "rendering",
  title: "Rendering",
  sections: [
    {
      title: "View",
      fields: [
        { path: "view/camera", label: "Camera", kind: "choice", choices: ["free", "tracking", "front", "side"] },
        { path: "view/flag/0", label: "Convex Hull", kind: "toggle", key: "H" },
        { path: "view/flag/5", label: "Activation", kind: "toggle", key: "," },
      ],
    },
    { title: "Drawing", fields: [{ path: "view/render/8", label: "Segment", kind: "toggle", key: "," }] },
  ],
};

describe("the table of keys", () => {
  const stroke = (key: string, init: KeyboardEventInit = {}): boolean =>
    findKey(new KeyboardEvent("keydown", { key, ...init })) !== null;

  it("has every key once", () => {
    const seen = new Set<string>();
    for (const { strokes } of KEY_BINDINGS) {
      for (const { key, code, shift, ctrl } of strokes) {
        const name = `${key ?? code ?? ""} ${shift ?? "any"} ${ctrl ?? false}`;
        expect(seen.has(name), name).toBe(false);
        seen.add(name);
      }
    }
  });

  it("leaves Tab, and what is pressed with Ctrl, Alt or Meta, to the browser", () => {
    for (const key of ["Tab", "r", "l", "t", "w", "F5", "F3", "F6", "F11", "F12"]) expect(stroke(key), key).toBe(false);
    for (const modifier of [{ altKey: true }, { metaKey: true }]) {
      for (const key of [" ", "ArrowLeft", "[", "Backspace", "F1"]) expect(stroke(key, modifier), key).toBe(false);
    }
    for (const key of ["=", "-", "0", "F4", "Enter", "Backspace"]) {
      expect(stroke(key, { ctrlKey: true }), key).toBe(false);
    }
  });

  it("knows groups by the place of the key, because Shift makes another character of it", () => {
    const toggleGroup = vi.fn();
    const actions = { toggleGroup } as unknown as KeyActions;
    for (const init of [{ key: "3" }, { key: "#", shiftKey: true }]) {
      findKey(new KeyboardEvent("keydown", { code: "Digit3", ...init }))?.stroke.run(actions, 0);
    }
    expect(toggleGroup.mock.calls).toEqual([["geom", 3], ["site", 3]]);
  });
});

describe("keys of flags", () => {
  let element: HTMLElement;
  let input: KeyboardInput;
  const toggleFlag = vi.fn<(key: string) => boolean>();
  const press = (init: KeyboardEventInit): boolean => {
    const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
    element.dispatchEvent(event);
    return event.defaultPrevented;
  };

  beforeEach(() => {
    element = document.body.appendChild(document.createElement("div"));
    toggleFlag.mockReset().mockReturnValue(true);
    input = new KeyboardInput(element, { toggleFlag } as unknown as KeyActions);
    input.register();
  });

  afterEach(() => {
    input.unregister();
    element.remove();
  });

  it("are single characters without modifiers, once for each press", () => {
    expect(press({ key: "h" })).toBe(true);
    press({ key: "h", repeat: true });
    // Caps Lock.
    press({ key: "H" });
    for (const other of [{ key: "h", ctrlKey: true }, { key: "H", shiftKey: true }, { key: "Dead" }, { key: "Tab" }]) {
      expect(press(other), other.key).toBe(false);
    }
    expect(toggleFlag.mock.calls).toEqual([["h"], ["H"]]);
  });

  it("stay the browser's where no flag has them", () => {
    toggleFlag.mockReturnValue(false);
    expect(press({ key: "§" })).toBe(false);
  });
});

describe("flags, groups and cameras by key", () => {
  let sent: Command[];
  let told: ClientMessage[];
  let clock: ManualClock;
  let fields: Fields;
  let keys: ViewKeys;
  const tell = (values: Record<string, number>, panel = "rendering"): void => {
    fields.tell({ type: "fields", panel, values });
  };
  const edits = (): object[] => sent.map((command) => (command.type === "set_fields" ? command.values : {}));
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    clock.advance(300);
  };

  beforeEach(() => {
    resetStores();
    goLive();
    [sent, told, clock] = [[], [], new ManualClock()];
    fields = new Fields(
      (message) => told.push(message) > 0,
      (command) => { sent.push(command); return Promise.resolve(); },
      clock,
    );
    keys = new ViewKeys(fields);
    fields.sceneShown(1);
  });

  it("ask for the panel with the first key, act when it is told, and then at once", async () => {
    expect(keys.toggleFlag("h")).toBe(true);
    expect(keys.toggleFlag("h")).toBe(true);
    clock.advance(300);
    expect(told).toEqual([{ type: "watch_panels", panels: ["rendering"] }]);
    fields.describe({ type: "panel", generation: 1, panel: RENDERING });
    expect(sent).toEqual([]);
    tell({ "view/camera": 0, "view/flag/0": 0, "view/flag/5": 1 });
    await settle();
    // Two presses before there was anything to toggle: on and off.
    expect(edits().at(-1)).toEqual({ "view/flag/0": 0 });
    expect(keys.toggleFlag("H")).toBe(true);
    await settle();
    expect(edits().at(-1)).toEqual({ "view/flag/0": 1 });
    expect(keys.toggleFlag("q")).toBe(false);
  });

  it("toggle the first of two flags with the same key", async () => {
    fields.describe({ type: "panel", generation: 1, panel: RENDERING });
    tell({ "view/flag/5": 1, "view/render/8": 0 });
    keys.toggleFlag(",");
    await settle();
    expect(edits()).toEqual([{ "view/flag/5": 0 }]);
  });

  it("toggle groups, whichever panel is open", async () => {
    keys.toggleGroup("site", 3);
    fields.describe({ type: "panel", generation: 1, panel: { name: "groups", title: "Groups", sections: [] } });
    tell({ "view/group/site/3": 0 }, "groups");
    await settle();
    expect(edits()).toEqual([{ "view/group/site/3": 1 }]);
  });

  it("cycle the cameras of the model from the free one on, and Escape leads back", async () => {
    fields.describe({ type: "panel", generation: 1, panel: RENDERING });
    tell({ "view/camera": 0 });
    for (const direction of [1, 1, 1, -1] as const) {
      keys.cycleCamera(direction);
      await settle();
    }
    expect(edits().map((values) => Object.values(values)[0] as number)).toEqual([2, 3, 2, 3]);
    const reset = vi.fn();
    keys.freeCamera(reset);
    await settle();
    expect(edits().at(-1)).toEqual({ "view/camera": 0 });
    expect(reset).not.toHaveBeenCalled();
    keys.freeCamera(reset);
    expect(reset).toHaveBeenCalledTimes(1);
  });

  it("say so where the model has no cameras", () => {
    const [view] = RENDERING.sections;
    const camera = { ...view?.fields[0], path: "view/camera", label: "Camera", choices: ["free", "tracking"] };
    const panel = { ...RENDERING, sections: [{ title: "View", fields: [camera] }] };
    fields.describe({ type: "panel", generation: 1, panel });
    tell({ "view/camera": 0 });
    keys.cycleCamera(1);
    expect(useNotices.getState().notices[0]?.text).toContain("no cameras");
    expect(sent).toEqual([]);
  });

  it("do nothing any more for a scene that has gone meanwhile", async () => {
    keys.toggleFlag("h");
    fields.sceneShown(2);
    fields.describe({ type: "panel", generation: 2, panel: RENDERING });
    tell({ "view/flag/0": 0 });
    await settle();
    expect(sent).toEqual([]);
  });
});

describe("keys of the sidebar", () => {
  beforeEach(resetStores);

  it("open what was seen last, then go round", () => {
    useSidebar.setState({ tab: "b", tabs: ["a", "b", "c"] });
    const seen = ([1, 1, 1, -1] as const).map((direction) => {
      cycleTab(direction);
      return useSidebar.getState().tab;
    });
    expect(seen).toEqual(["b", "c", "a", "c"]);
  });

  it("search in the panel that is seen, or in the first one", () => {
    searchPanels();
    expect(useSidebar.getState().open).toBe(false);
    goLive({ ...SCENE, panels: [{ name: "joint", title: "Joints" }] });
    useSidebar.setState({ tab: "files" });
    searchPanels();
    expect(useSidebar.getState()).toMatchObject({ open: true, tab: "panel:joint" });
    expect(usePanels.getState().searchWanted).toBe(true);
  });

  it("are searched without the picture hearing what is typed before the box is there", () => {
    goLive({ ...SCENE, panels: [{ name: "joint", title: "Joints" }] });
    const picture = document.body.appendChild(document.createElement("button"));
    picture.focus();
    searchPanels();
    expect(document.activeElement).toBe(document.body);
    picture.remove();
  });
});

describe("the help", () => {
  beforeEach(() => { usePanels.setState(initialPanels, true); });

  it("lists every key that acts, and the flags of the scene, each key once", () => {
    const rows = helpSections(RENDERING).flatMap((section) => section.rows);
    for (const { what } of KEY_BINDINGS) expect(rows.some((row) => row.what === what), what).toBe(true);
    const flags = rows.filter(({ keys }) => keys?.includes(",")).map(({ what }) => what);
    expect(flags).toEqual(["Activation"]);
  });

  it("is searched by effect, by topic, and by key", () => {
    const found = (query: string): string[] =>
      findHelp(helpSections(RENDERING), query).flatMap(({ rows }) => rows.map(({ what }) => what));
    expect(found("convex")).toEqual(["Convex Hull"]);
    expect(found("h")).toEqual(["Convex Hull"]);
    expect(found("shift f8")).toEqual(["The next panel, the one before"]);
    expect(found("touch pinch")).toEqual(["Move; pinch to come closer"]);
    expect(found("no such thing")).toEqual([]);
  });
});
