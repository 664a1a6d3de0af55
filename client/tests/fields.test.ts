import { beforeEach, describe, expect, it, vi } from "vitest";
import { fromHex, toHex } from "../src/fields/colors";
import { FieldBook } from "../src/fields/FieldBook";
import { FieldEditor } from "../src/fields/FieldEditor";
import { Fields } from "../src/fields/Fields";
import { foundItems, panelItems } from "../src/fields/items";
import { PanelWatch } from "../src/fields/PanelWatch";
import { arrowStep, formatExact, formatShown, parseNumber, sliderScale } from "../src/fields/sliders";
import type { ClientMessage, Command, Field, Panel, Problem } from "../src/protocol/generated";
import { CommandError } from "../src/protocol/messages";
import { initialPanels, usePanels } from "../src/store/panelsStore";
import { ManualClock } from "./support/ManualClock";

const PROBLEM: Problem = { title: "Refused", detail: "It lies between -1 and 1." };

/** Commands that are answered when the test says so. */
class Server {
  readonly sent: Command[] = [];
  private readonly answers: ((problem: Problem | null) => void)[] = [];

  readonly send = (command: Command): Promise<void> => {
    this.sent.push(command);
    return new Promise((resolve, reject) => {
      this.answers.push((problem) => {
        if (problem) reject(new CommandError(problem));
        else resolve();
      });
    });
  };

  async answer(problem: Problem | null = null): Promise<void> {
    this.answers.shift()?.(problem);
    // The editor goes on in microtasks.
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
  }

  get values(): object[] {
    return this.sent.map((command) => (command.type === "set_fields" ? command.values : {}));
  }
}

function editing() {
  const clock = new ManualClock();
  const server = new Server();
  const book = new FieldBook();
  return { clock, server, book, editor: new FieldEditor(book, server.send, clock) };
}

describe("values of fields", () => {
  it("tells only those who look at a field that changed", () => {
    const book = new FieldBook();
    const [a, b] = [vi.fn(), vi.fn()];
    book.subscribe("a", a);
    const leave = book.subscribe("b", b);
    book.tell({ a: 1, b: [1, 2] });
    book.tell({ a: 2, b: [1, 2] });
    expect(a).toHaveBeenCalledTimes(2);
    expect(b).toHaveBeenCalledTimes(1);
    leave();
    book.tell({ b: [3, 4] });
    expect(b).toHaveBeenCalledTimes(1);
    expect(book.state("b").value).toEqual([3, 4]);
  });

  it("gives the same object as long as nothing changes", () => {
    const book = new FieldBook();
    book.tell({ a: [1, 2] });
    const before = book.state("a");
    book.tell({ a: [1, 2] });
    expect(book.state("a")).toBe(before);
  });
});

describe("edits", () => {
  it("are shown at once, and not taken back by what the server said before them", async () => {
    const { book, editor, server } = editing();
    book.tell({ a: 0 });
    editor.edit("p", { a: 0.5 });
    expect(book.state("a").value).toBe(0.5);
    book.tell({ a: 0.01 });
    expect(book.state("a").value).toBe(0.5);
    book.tell({ a: 0.5 });
    await server.answer();
    expect(book.state("a").value).toBe(0.5);
  });

  it("give way to what became of them", async () => {
    const { book, editor, server } = editing();
    book.tell({ q: [1, 0, 0, 0] });
    editor.edit("p", { q: [2, 0, 0, 0] });
    book.tell({ q: [1, 0, 0, 0] });
    await server.answer();
    expect(book.state("q").value).toEqual([1, 0, 0, 0]);
  });

  it("stay where the server tells nothing, because nobody watches", async () => {
    const { book, editor, server } = editing();
    book.tell({ a: 0 });
    editor.edit("p", { a: 1 });
    await server.answer();
    expect(book.state("a").value).toBe(1);
  });

  it("are sent one at a time for a panel, and the newest wins", async () => {
    const { clock, editor, server } = editing();
    for (const value of [1, 2, 3, 4]) editor.edit("p", { a: value });
    clock.advance(1000);
    expect(server.values).toEqual([{ a: 1 }]);
    await server.answer();
    expect(server.values).toEqual([{ a: 1 }, { a: 4 }]);
  });

  it("of different panels do not wait for each other", () => {
    const { clock, editor, server } = editing();
    editor.edit("p", { a: 1 });
    editor.edit("q", { b: 2 });
    clock.advance(100);
    expect(server.values).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it("come no faster than the server takes them, and the last always comes", async () => {
    const { clock, editor, server } = editing();
    for (let ms = 0; ms < 1000; ms += 5) {
      editor.edit("p", { a: ms });
      await server.answer();
      clock.advance(5);
    }
    clock.advance(100);
    await server.answer();
    clock.advance(100);
    expect(server.sent.length).toBeLessThanOrEqual(40);
    expect(server.values.at(-1)).toEqual({ a: 995 });
  });

  it("go back with the reason when they are refused, until the next edit", async () => {
    const { clock, book, editor, server } = editing();
    book.tell({ a: 0.25 });
    editor.edit("p", { a: 7 });
    await server.answer(PROBLEM);
    expect(book.state("a")).toEqual({ value: 0.25, problem: PROBLEM.detail });
    editor.edit("p", { a: 1 });
    expect(book.state("a")).toEqual({ value: 1, problem: null });
    clock.advance(100);
    await server.answer();
    expect(book.state("a")).toEqual({ value: 1, problem: null });
  });

  it("that were refused together are sent one by one, so that the good ones are done", async () => {
    const { clock, book, editor, server } = editing();
    editor.edit("p", { a: 1, b: 9 });
    await server.answer(PROBLEM);
    clock.advance(100);
    await server.answer();
    clock.advance(100);
    await server.answer(PROBLEM);
    expect(server.values).toEqual([{ a: 1, b: 9 }, { a: 1 }, { b: 9 }]);
    expect(book.state("a").problem).toBeNull();
    expect(book.state("b").problem).toBe(PROBLEM.detail);
  });

  it("cover a field as long as a person holds it, whatever the simulation makes of it", async () => {
    const { book, editor, server } = editing();
    book.tell({ a: 0 });
    editor.hold("a");
    editor.edit("p", { a: 1 });
    await server.answer();
    book.tell({ a: 0.3 });
    expect(book.state("a").value).toBe(1);
    editor.release("a");
    expect(book.state("a").value).toBe(0.3);
  });

  it("of a scene that is gone are not sent, and their answers change nothing", async () => {
    const { clock, book, editor, server } = editing();
    editor.edit("p", { a: 1 });
    editor.edit("p", { a: 2 });
    editor.clear();
    book.clear();
    await server.answer(PROBLEM);
    clock.advance(1000);
    expect(server.sent).toHaveLength(1);
    expect(book.state("a")).toEqual({ value: undefined, problem: null });
  });
});

describe("watching panels", () => {
  function watching(connected = () => true) {
    const clock = new ManualClock();
    const told: (readonly string[])[] = [];
    const send = (message: ClientMessage): boolean => {
      if (!connected() || message.type !== "watch_panels") return false;
      told.push(message.panels);
      return true;
    };
    return { clock, told, watch: new PanelWatch(send, clock) };
  }

  it("tells what is seen, once for all that changes together", () => {
    const { clock, told, watch } = watching();
    const leave = watch.watch("a");
    watch.watch("b");
    watch.watch("b");
    clock.advance(0);
    leave();
    leave();
    clock.advance(1000);
    expect(told).toEqual([["a", "b"], ["b"]]);
  });

  it("does not tell more often than the server takes it", () => {
    const { clock, told, watch } = watching();
    for (let index = 0; index < 100; index += 1) {
      watch.watch(`p${index}`)();
      watch.watch("a")();
      watch.watch(`q${index}`);
      clock.advance(10);
    }
    expect(told.length).toBeLessThanOrEqual(5);
  });

  it("tells it again after a reconnect, and nothing while the page is hidden", () => {
    let connected = false;
    const { clock, told, watch } = watching(() => connected);
    watch.watch("a");
    clock.advance(1000);
    connected = true;
    watch.restart();
    clock.advance(1000);
    watch.setHidden(true);
    clock.advance(1000);
    watch.setHidden(false);
    clock.advance(1000);
    expect(told).toEqual([["a"], [], ["a"]]);
  });
});

const JOINTS: Panel = {
  name: "joint",
  title: "Joints",
  sections: [
    { title: "Hinges and slides", fields: [{ path: "joint/0", label: "elbow" }, { path: "joint/1", label: "knee" }] },
    { title: "Free", fields: [{ path: "joint/2", label: "root", kind: "vector", size: 7 }] },
  ],
};
const PHYSICS: Panel = {
  name: "physics",
  title: "Physics",
  sections: [{ title: "Surroundings", fields: [{ path: "opt/gravity", label: "Gravity", kind: "vector", size: 3 }] }],
};

describe("lists of fields", () => {
  const keys = (items: { key: string }[]): string[] => items.map(({ key }) => key);

  it("hide what is under collapsed headings", () => {
    const items = panelItems(JOINTS, new Set(["joint/Hinges and slides"]));
    expect(keys(items)).toEqual(["joint/Hinges and slides", "joint/Free", "joint/2"]);
  });

  it("are searched by name, heading, panel and path, every word of the query", () => {
    const found = (query: string): string[] =>
      foundItems([JOINTS, PHYSICS], query).flatMap((item) => (item.kind === "field" ? [item.key] : []));
    expect(found("ELB")).toEqual(["joint/0"]);
    expect(found("joints free")).toEqual(["joint/2"]);
    expect(found("opt/grav")).toEqual(["opt/gravity"]);
    expect(found("surroundings")).toEqual(["opt/gravity"]);
    expect(found("elbow physics")).toEqual([]);
  });
});

describe("the fields of a scene", () => {
  beforeEach(() => { usePanels.setState(initialPanels, true); });

  it("are forgotten with the scene, whichever message of the next comes first", () => {
    const fields = new Fields(() => true, () => Promise.resolve(), new ManualClock());
    fields.sceneShown(1);
    fields.describe({ type: "panel", generation: 1, panel: JOINTS });
    fields.tell({ type: "fields", panel: "joint", values: { "joint/0": 1 } });
    fields.describe({ type: "panel", generation: 2, panel: PHYSICS });
    expect(Object.keys(usePanels.getState().panels)).toEqual(["physics"]);
    expect(fields.book.state("joint/0").value).toBeUndefined();
    fields.sceneShown(2);
    expect(Object.keys(usePanels.getState().panels)).toEqual(["physics"]);
  });
});

describe("numbers", () => {
  const joint: Field = { path: "j", label: "j", low: -2, high: 2, limited: true };

  it("have sliders only where those are of use", () => {
    expect(sliderScale(joint)).toMatchObject({ low: -2, high: 2, step: "any" });
    expect(sliderScale({ ...joint, kind: "integer" })?.step).toBe(1);
    expect(sliderScale({ ...joint, exact: true })).toBeNull();
    expect(sliderScale({ path: "j", label: "j" })).toBeNull();
    expect(sliderScale({ ...joint, low: 2 })).toBeNull();
    expect(sliderScale({ ...joint, kind: "vector" })).toBeNull();
  });

  it("that span powers are gone through by powers, and reach their ends exactly", () => {
    const scale = sliderScale({ ...joint, low: 1e-6, high: 1 });
    expect(scale?.low).toBe(-6);
    expect(scale?.fromSlider(-3)).toBe(0.001);
    expect(scale?.fromSlider(-6.0001)).toBe(1e-6);
    expect(scale?.toSlider(0.01)).toBeCloseTo(-2);
  });

  it("are shown with the digits that can be read, and typed with all", () => {
    expect(formatShown(joint, 0.123456)).toBe("0.123");
    expect(formatShown(joint, -2.9e-16)).toBe("0");
    expect(formatShown(joint, 0.0000123)).toBe("0.0000123");
    expect(formatShown({ ...joint, exact: true }, 1e-8)).toBe("1e-8");
    expect(formatExact(0.123456789)).toBe("0.1234568");
    expect(parseNumber(" -1,5 ")).toBe(-1.5);
    expect(parseNumber("1e-8")).toBe(1e-8);
    for (const text of ["", "abc", "1/0", "Infinity"]) expect(parseNumber(text)).toBeNull();
  });

  it("go up and down by steps that fit", () => {
    expect(arrowStep(joint, 0)).toBe(0.04);
    expect(arrowStep({ ...joint, kind: "integer" }, 5)).toBe(1);
    expect(arrowStep({ path: "j", label: "j" }, 25)).toBe(1);
    expect(arrowStep({ path: "j", label: "j" }, 0)).toBe(0.1);
  });
});

describe("colours", () => {
  it("go to the browser's picker and back, and what is beyond is the nearest", () => {
    expect(toHex([1, 0.5, 0, 0.3])).toBe("#ff8000");
    expect(toHex([2, -1, 0])).toBe("#ff0000");
    expect(fromHex("#ff8000")).toEqual([1, 0.502, 0]);
  });
});
