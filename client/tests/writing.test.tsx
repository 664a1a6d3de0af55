import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import CreateTab from "../src/components/writing/CreateTab";
import type { Participant, SceneVersion, WritingAtWork, WritingState } from "../src/protocol/generated";
import { useConnection } from "../src/store/connectionStore";
import { useNotices } from "../src/store/noticesStore";
import { usePeople } from "../src/store/peopleStore";
import { useSession } from "../src/store/sessionStore";
import { takeWriting, useWriting } from "../src/store/writingStore";
import type { Provider, Writers } from "../src/writing/api";
import { FIRST_CHOICES, readChoices } from "../src/writing/choices";
import { ModelKeys, modelKeys } from "../src/writing/keys";
import { stepsOf } from "../src/writing/steps";
import { broughtBy, checksPassed, effortOf, whenOf, writerOf } from "../src/writing/wording";
import { goLive, renderPart, resetStores } from "./support/page";

const user = userEvent.setup();
const KEPT = "remote-viewer-model-key:anthropic";

const ANTHROPIC: Provider = {
  name: "anthropic", title: "Anthropic", models: ["large", "small"], default_model: "large",
  operator_key: false, needs_key: true, available: true, reason: "",
};
const LOCAL: Provider = {
  ...ANTHROPIC, name: "local", title: "Ollama", models: ["llama"], default_model: "llama", needs_key: false,
};
const WRITERS: Writers = {
  template: { examples: ["three red boxes", "a pendulum", "dominoes", "a ramp", "a chain of 5 links", "a tower"] },
  providers: [ANTHROPIC, LOCAL],
  robots: ["panda", "go2"],
};
const VERSION: SceneVersion = {
  number: 1, at_ms: 1.8e12, prompt: "three red boxes", who: "Ada", source: "template", writer: "",
  title: "Three red boxes", explanation: "They stand in a row.", success: true,
  checks: [
    { sentence: "there are 3 red boxes", passed: true, found: "3" },
    { sentence: "everything comes to rest", passed: true },
  ],
  picture: true,
};
const FAILED: SceneVersion = {
  ...VERSION, number: 2, title: "A tower", success: false, reason: "It fell over in each of 4 attempts.",
  checks: [{ sentence: "tower stays where it began", passed: false, found: "it moved by 0.31 m" }],
};
const ANSWER = {
  success: true, source: "template", title: "Three red boxes", explanation: "", mjcf: "<mujoco/>", checks: [],
  version: 1, applied: false, repairs: 0, seconds: 0.4, tokens: 0,
};

interface Asked {
  method: string;
  path: string;
  key: string | null;
  body: unknown;
}

/** What a test's server says to a path; anything else is done and has nothing to say. */
type Answers = Record<string, (asked: Asked) => Response | Promise<Response>>;

/** Answers as the server does; every request but that for the writers is kept. */
function serve(answers: Answers = {}, writers: Writers = WRITERS): Asked[] {
  const kept: Asked[] = [];
  vi.stubGlobal("fetch", (address: URL | string, init?: RequestInit) => {
    const method = init?.method ?? "GET";
    const path = new URL(String(address)).pathname.replace("/api/scene/", "");
    if (path === "writers") return Promise.resolve(Response.json(writers));
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : null;
    const asked = { method, path, key: new Headers(init?.headers).get("x-model-key"), body };
    kept.push(asked);
    return Promise.resolve(answers[path]?.(asked) ?? new Response(null, { status: 204 }));
  });
  return kept;
}

function refuse(problem: object, status = 422): () => Response {
  return () => Response.json({ title: "It cannot be made", detail: "Nobody knows a frobnicator.", ...problem }, { status });
}

function person(id: number, name: string, role: Participant["role"] = "operator"): Participant {
  return { id, name, role, transport: "webrtc" };
}

const ADA = person(1, "Ada");
const BOB = person(2, "Bob");
const EVE = person(3, "Eve", "viewer");

function here(self: Participant): void {
  goLive();
  useConnection.setState({ participant: self.id });
  useSession.setState({ participants: [ADA, BOB, EVE] });
}

function tell(state: Omit<WritingState, "type">): void {
  act(() => { takeWriting(state); });
}

function work(change: Partial<WritingAtWork> = {}): WritingAtWork {
  return { prompt: "a tower", who: "Ada", person: 1, step: "writing", ...change };
}

async function openTab(): Promise<HTMLTextAreaElement> {
  renderPart(<CreateTab />);
  await screen.findByText("Examples");
  if (screen.queryByRole("combobox", { name: "Written" }) === null) await user.click(button(/^Writer: /));
  return screen.getByRole("textbox", { name: "What shall be there" });
}

function button(name: string | RegExp): HTMLButtonElement {
  return screen.getByRole("button", { name });
}

beforeEach(() => {
  resetStores();
  localStorage.clear();
  modelKeys.forget("anthropic");
  here(ADA);
});
afterEach(() => { vi.unstubAllGlobals(); });

describe("asking for a scene", () => {
  it("sends the words, and shows what came of them to be looked at first", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    const box = await openTab();
    expect(button("Write the scene").disabled).toBe(true);
    await user.type(box, " three red boxes ");
    await user.click(button("Write the scene"));
    expect(asked).toEqual([{
      method: "POST", path: "generate", key: null,
      body: { prompt: "three red boxes", source: "template", edit: false, apply: false },
    }]);
    tell({ versions: [VERSION] });
    await waitFor(() => { expect(box.value).toBe(""); });
    expect(button("Apply version 1")).toBeTruthy();
  });

  it("sends by Ctrl+Enter and by Cmd+Enter, not by Enter alone", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    const box = await openTab();
    await user.type(box, "a ramp{Enter}");
    expect(asked).toEqual([]);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(asked).toHaveLength(1); });
    await waitFor(() => { expect(box.value).toBe(""); });
    await user.type(box, "a ball{Meta>}{Enter}{/Meta}");
    await waitFor(() => { expect(asked.map(({ body }) => (body as { prompt: string }).prompt)).toEqual(["a ramp", "a ball"]); });
  });

  it("takes an example into the box, more of them on demand, and robots by name", async () => {
    serve();
    const box = await openTab();
    expect(screen.queryByRole("button", { name: "a tower" })).toBeNull();
    await user.click(button("1 more"));
    await user.click(button("a tower"));
    expect(box.value).toBe("a tower");
    expect(document.activeElement).toBe(box);
    await user.click(screen.getByText("Robots that can be in it"));
    await user.click(button("panda"));
    expect(box.value).toBe("a tower and a panda");
  });

  it("changes the present scene where that is wished", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    const box = await openTab();
    await user.click(screen.getByRole("radio", { name: "Change this scene" }));
    await user.type(box, "make them blue");
    await user.click(button("Change the scene"));
    expect(asked[0]?.body).toMatchObject({ prompt: "make them blue", edit: true });
    act(() => { useSession.setState({ scene: null }); });
    await user.click(screen.getByRole("radio", { name: "New scene" }));
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "Change this scene" }).disabled).toBe(true);
  });

  it("shows a scene at once where that is wished, the next time too", async () => {
    const asked = serve({ generate: () => Response.json({ ...ANSWER, applied: true }) });
    const box = await openTab();
    await user.click(screen.getByRole("switch", { name: "Show it at once" }));
    await user.type(box, "a ramp");
    await user.click(button("Write the scene"));
    expect(asked[0]?.body).toMatchObject({ apply: true });
    expect(readChoices(localStorage).atOnce).toBe(true);
  });

  it("lets a language model write, of which the model may be any", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    const box = await openTab();
    await user.selectOptions(screen.getByRole("combobox", { name: "Written" }), "By Ollama");
    expect(screen.queryByRole("group", { name: "Key for Ollama" })).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "Model" }), "Another one…");
    const name = screen.getByRole("textbox", { name: "Name of the model" });
    await user.clear(name);
    await user.type(name, "qwen:7b");
    await user.type(box, "a ramp");
    await user.click(button("Write the scene"));
    expect(asked[0]?.body).toMatchObject({ source: "llm", provider: "local", model: "qwen:7b" });
    expect(readChoices(localStorage)).toMatchObject({ writer: "local", models: { local: "qwen:7b" } });
  });

  it("says why a language model cannot write, and looks again", async () => {
    serve({}, { ...WRITERS, providers: [{ ...LOCAL, available: false, reason: "Nothing answers at port 11434." }] });
    const box = await openTab();
    await user.type(box, "a ramp");
    await user.selectOptions(screen.getByRole("combobox", { name: "Written" }), "By Ollama (not now)");
    expect(screen.getByText("Nothing answers at port 11434.")).toBeTruthy();
    expect(button("Write the scene").disabled).toBe(true);
    serve({}, { ...WRITERS, providers: [LOCAL] });
    await user.click(button("Look again"));
    await waitFor(() => { expect(button("Write the scene").disabled).toBe(false); });
  });

  it("says so where the writers cannot be read, and tries again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("down")));
    renderPart(<CreateTab />);
    expect((await screen.findByRole("alert")).textContent).toContain("The server did not answer");
    serve();
    await user.click(button("Try again"));
    expect(await screen.findByText("Examples")).toBeTruthy();
  });
});

describe("the key", () => {
  async function typeKey(key: string): Promise<HTMLTextAreaElement> {
    const box = await openTab();
    await user.selectOptions(screen.getByRole("combobox", { name: "Written" }), "By Anthropic");
    const field = screen.getByLabelText<HTMLInputElement>("Your key for Anthropic");
    expect(field.type).toBe("password");
    expect(field.getAttribute("autocomplete")).toBe("off");
    await user.type(field, key);
    return box;
  }

  it("goes into a header of the request, and is stored nowhere unless that is wished", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    const box = await typeKey("sk-123");
    await user.type(box, "a ramp");
    await user.click(button("Write the scene"));
    expect(asked[0]?.key).toBe("sk-123");
    expect(JSON.stringify(asked[0]?.body)).not.toContain("sk-123");
    const stored = [localStorage, sessionStorage].flatMap((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.getItem(storage.key(index) ?? "")));
    expect(stored.length).toBeGreaterThan(0);
    expect(JSON.stringify(stored)).not.toContain("sk-123");
    expect(JSON.stringify(useWriting.getState())).not.toContain("sk-123");
  });

  it("is kept by the browser where that is wished, until it is forgotten", async () => {
    serve();
    await typeKey("sk-123");
    const keep = screen.getByRole<HTMLInputElement>("checkbox", { name: "Keep the key in this browser" });
    await user.click(keep);
    expect(localStorage.getItem(KEPT)).toBe("sk-123");
    // Another visit finds it there.
    expect(new ModelKeys().of("anthropic")).toBe("sk-123");
    await user.click(button("Forget the key"));
    expect(localStorage.getItem(KEPT)).toBeNull();
    expect(modelKeys.of("anthropic")).toBe("");
    expect(keep.checked).toBe(false);
  });

  it("is no more kept once the mark is taken away, but good until the page is closed", async () => {
    serve();
    await typeKey("sk-123");
    const keep = screen.getByRole("checkbox", { name: "Keep the key in this browser" });
    await user.click(keep);
    await user.click(keep);
    expect(localStorage.getItem(KEPT)).toBeNull();
    expect(modelKeys.of("anthropic")).toBe("sk-123");
  });

  it("is not asked for where the server has one, but may take its place", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) }, { ...WRITERS, providers: [{ ...ANTHROPIC, operator_key: true }] });
    const box = await openTab();
    // The server's own language model is what writes where nothing was chosen.
    expect(screen.getByText(/The server has a key for Anthropic/)).toBeTruthy();
    expect(screen.queryByLabelText("Your key for Anthropic")).toBeNull();
    await user.type(box, "a ramp{Control>}{Enter}{/Control}");
    await user.click(button("Use a key of your own"));
    await user.type(screen.getByLabelText("Your key for Anthropic"), "sk-own");
    await user.type(box, "a ball{Control>}{Enter}{/Control}");
    await waitFor(() => { expect(asked.map(({ key }) => key)).toEqual([null, "sk-own"]); });
  });

  it("that is none is not sent", async () => {
    const asked = serve();
    const box = await typeKey("my käy");
    await user.type(box, "a ramp{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toContain("letters that no key has");
    expect(asked).toEqual([]);
  });
});

describe("a refusal", () => {
  it("says why, and what would work is taken into the box", async () => {
    serve({ generate: refuse({ nearest: "three boxes" }) });
    const box = await openTab();
    await user.type(box, "three frobnicators{Control>}{Enter}{/Control}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Nobody knows a frobnicator.");
    expect(box.value).toBe("three frobnicators");
    await user.click(within(alert).getByRole("button", { name: "three boxes" }));
    expect(box.value).toBe("three boxes");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("leads to the last attempt, of which is said that it did not pass", async () => {
    serve({ generate: refuse({ version: 2 }) });
    const box = await openTab();
    tell({ versions: [FAILED, { ...VERSION, number: 3 }] });
    await user.type(box, "a tower{Control>}{Enter}{/Control}");
    await user.click(await screen.findByRole("button", { name: "Look at the last attempt" }));
    const card = screen.getByRole("listitem", { name: "Version 2" });
    expect(within(card).getByRole("note").textContent).toContain("This attempt did not pass");
    expect(within(card).getByRole("note").textContent).toContain("It fell over in each of 4 attempts.");
    expect(card.textContent).toContain("0 of 1 checks passed");
    expect(card.textContent).toContain("Found: it moved by 0.31 m");
    expect(within(card).queryByRole("button", { name: "Apply version 2" })).toBeNull();
    expect(within(card).getByRole("button", { name: "Apply version 2 anyway" })).toBeTruthy();
  });

  it("of what could not even be built offers nothing to be shown", async () => {
    serve();
    await openTab();
    tell({ versions: [{ ...FAILED, checks: [] }] });
    expect(screen.queryByRole("button", { name: /Apply/ })).toBeNull();
  });
});

describe("what is being written", () => {
  it("is told step by step, and its repairs are counted", async () => {
    serve();
    await openTab();
    tell({ at_work: work() });
    const now = (): string | null | undefined => screen.getByRole("list", { name: "Steps" }).querySelector("[aria-current=step]")?.textContent;
    expect(now()).toBe("Writing the scene");
    expect(screen.getByText(/Attempt 1 of 4/)).toBeTruthy();
    tell({ at_work: work({ step: "repairing", attempt: 2, detail: "Line 7: no such joint.", writer: "large" }) });
    expect(now()).toBe("Repairing what is wrong");
    expect(screen.getByText(/Attempt 2 of 4/).textContent).toContain("large");
    expect(screen.getByText("Line 7: no such joint.")).toBeTruthy();
    tell({ versions: [VERSION] });
    expect(screen.queryByRole("region", { name: "Being written" })).toBeNull();
  });

  it("goes through its steps in their order", () => {
    expect(stepsOf({ step: "building" }).map(({ step, state }) => `${step} ${state}`)).toEqual([
      "expecting done", "writing done", "building now", "checking ahead",
    ]);
    expect(stepsOf({ step: "checking", attempt: 3 }).map(({ step }) => step)).toContain("repairing");
    expect(stepsOf({ step: "waiting" })[0]).toMatchObject({ step: "waiting", state: "now" });
  });

  it("is called off by who asked, to whom that is then no mistake", async () => {
    let end: (response: Response) => void = () => undefined;
    const pending = new Promise<Response>((resolve) => { end = resolve; });
    const asked = serve({ generate: () => pending });
    const box = await openTab();
    await user.type(box, "a tower{Control>}{Enter}{/Control}");
    tell({ at_work: work() });
    await user.click(button("Call it off"));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toContain("POST generate/cancel");
    end(refuse({ detail: "It was called off." }, 409)());
    tell({ at_work: null });
    await waitFor(() => { expect(button("Write the scene").disabled).toBe(false); });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(box.value).toBe("a tower");
  });

  it("for another person is seen by all, who wait until it is done or call it off", async () => {
    serve();
    here(BOB);
    const box = await openTab();
    await user.type(box, "a ramp");
    tell({ at_work: work() });
    expect(screen.getByRole("region", { name: "Being written" }).textContent).toContain("Ada asked for");
    expect(button("Call it off").disabled).toBe(false);
    expect(button("Write the scene").disabled).toBe(true);
    tell({ versions: [VERSION], current: 1 });
    expect(screen.getByRole("listitem", { name: "Version 1" }).textContent).toContain("Current");
    expect(box.value).toBe("a ramp");
  });
});

describe("versions", () => {
  it("are listed with all that is known of them, the newest first and open", async () => {
    serve();
    await openTab();
    tell({ versions: [VERSION, { ...VERSION, number: 2, title: "Blue boxes", base: 1, edits: ["box1 is blue"], source: "llm", writer: "large", repairs: 1, seconds: 12, tokens: 4512 }], current: 1 });
    const cards = screen.getByRole("list", { name: "Versions, the newest first" }).children;
    expect([...cards].map((card) => card.querySelector("button")?.textContent)).toEqual([
      expect.stringContaining("Blue boxes"), expect.stringContaining("Three red boxes"),
    ]);
    expect(cards[0]?.textContent).toContain("2 checks passed");
    expect(cards[0]?.textContent).toContain("What it changes in version 1box1 is blue");
    expect(cards[0]?.textContent).toContain("large · 1 repair · 12 s · 4,512 tokens");
    expect(screen.getByAltText<HTMLImageElement>("A picture of Blue boxes").src).toContain("api/scene/versions/2/picture?at=");
    expect(cards[1]?.textContent).not.toContain("They stand in a row.");
    await user.click(within(cards[1] as HTMLElement).getByRole("button"));
    expect(cards[1]?.textContent).toContain("They stand in a row.");
    expect(within(cards[1] as HTMLElement).queryByRole("button", { name: "Apply version 1" })).toBeNull();
  });

  it("are shown by a click; what speaks against that is told", async () => {
    const asked = serve({ "versions/2/apply": refuse({ detail: "Bob has control.", code: "control_needed" }, 409) });
    await openTab();
    tell({ versions: [VERSION] });
    await user.click(button("Apply version 1"));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST versions/1/apply"]);
    tell({ versions: [VERSION, { ...VERSION, number: 2 }], current: 1 });
    await user.click(button("Apply version 2"));
    expect(useNotices.getState().notices).toMatchObject([{ level: "info", text: "Bob has control." }]);
  });

  it("are gone through by undo and redo, which say what they bring", async () => {
    const asked = serve();
    await openTab();
    tell({ versions: [VERSION, { ...VERSION, number: 2, title: "Blue boxes" }], current: 1, undo: 0, redo: 2 });
    await user.click(button("Undo the scene from before"));
    await user.click(button("Redo 2: Blue boxes"));
    expect(asked.map(({ path }) => path)).toEqual(["undo", "redo"]);
    tell({ versions: [VERSION], current: null });
    expect(button("Undo nothing").disabled).toBe(true);
    expect(button("Redo nothing").disabled).toBe(true);
  });

  it("put their words back into the box, to be asked for again", async () => {
    serve();
    const box = await openTab();
    tell({ versions: [{ ...VERSION, base: 1, prompt: "make them blue" }] });
    await user.click(button("Ask again for version 1"));
    expect(box.value).toBe("make them blue");
    expect(button("Change the scene").disabled).toBe(false);
  });

  it("show markup in what people and models write as the text that it is", async () => {
    serve();
    await openTab();
    const nasty = "<img src=x onerror=alert(1)><b>bold</b>";
    tell({ versions: [{ ...VERSION, title: nasty, prompt: nasty, explanation: nasty, picture: false }], at_work: work({ prompt: nasty }) });
    expect(screen.getAllByText(nasty).length).toBeGreaterThanOrEqual(4);
    expect(document.querySelector("b:not([class])")?.textContent).toBe("Ada");
    expect(document.querySelector("img")).toBeNull();
  });

  it("are looked at by a viewer, who can do nothing with them", async () => {
    serve();
    here(EVE);
    const box = await openTab();
    tell({ versions: [VERSION], undo: 0, at_work: work() });
    expect(screen.getByText(/^You are watching/)).toBeTruthy();
    expect(box.disabled).toBe(true);
    for (const name of ["Write the scene", "Apply version 1", "Ask again for version 1", "Edit version 1 by hand", /^Undo/, "three red boxes"]) {
      expect(button(name).disabled).toBe(true);
    }
    expect(screen.queryByRole("button", { name: "Call it off" })).toBeNull();
    expect(button("Show MJCF of version 1").disabled).toBe(false);
  });

  it("are written but not applied where another person has control", async () => {
    const asked = serve({ generate: () => Response.json(ANSWER) });
    localStorage.setItem("remote-viewer-writing", '{"atOnce": true}');
    usePeople.setState({ control: { mode: "one", holder: 2, asking: [], locked: false, away: false } });
    const box = await openTab();
    tell({ versions: [VERSION] });
    expect(screen.getByText("Bob has control: you can have scenes written; to apply one, ask for control.")).toBeTruthy();
    expect(button("Apply version 1").disabled).toBe(true);
    await user.type(box, "a ramp");
    await user.click(button("Write the scene"));
    expect(asked[0]?.body).toMatchObject({ apply: false });
  });
});

describe("the text of a version", () => {
  const TEXT = { version: VERSION, mjcf: '<mujoco>\n  <geom size="2"/>\n</mujoco>', before: '<mujoco>\n  <geom size="1"/>\n</mujoco>' };

  /** What an editor shows is in a shadow root. */
  function shown(): Element[] {
    return [...document.querySelectorAll("[role=dialog] *")].flatMap((host) => [...(host.shadowRoot?.querySelectorAll("*") ?? [])]);
  }

  it("is fetched when it is wished, with what is other than before", async () => {
    const asked = serve({ "versions/1": () => Response.json(TEXT) });
    await openTab();
    tell({ versions: [VERSION] });
    expect(asked).toEqual([]);
    await user.click(button("Show MJCF of version 1"));
    expect(await screen.findByRole("dialog", { name: "MJCF of Three red boxes" })).toBeTruthy();
    await waitFor(() => { expect(shown().some((each) => each.matches(".cm-deletedChunk"))).toBe(true); });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET versions/1"]);
    expect(shown().find((each) => each.matches(".cm-deletedChunk"))?.textContent).toContain('size="1"');
    expect(shown().find((each) => each.matches(".cm-changedLine"))?.textContent).toContain('size="2"');
    await user.selectOptions(screen.getByRole("combobox", { name: "Compared with" }), "Nothing: the whole text");
    expect(shown().some((each) => each.matches(".cm-deletedChunk"))).toBe(false);
  });

  it("is compared with any other version, of what was edited by hand with the one that it was made of", async () => {
    const byHand = { ...VERSION, number: 3, prompt: "1", source: "hand" as const };
    const asked = serve({
      "versions/1": () => Response.json(TEXT),
      "versions/2": refuse({ detail: "Version 2 is gone." }, 404),
      "versions/3": () => Response.json({ version: byHand, mjcf: TEXT.before, before: "" }),
    });
    await openTab();
    tell({ versions: [VERSION, FAILED, byHand].map((version) => ({ ...version, prompt: `${version.number % 2}` })) });
    await user.click(button("Show MJCF of version 3"));
    const choice = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Compared with" });
    expect(choice.selectedOptions[0]?.textContent).toBe("Version 1: Three red boxes");
    await waitFor(() => { expect(shown().find((each) => each.matches(".cm-deletedChunk"))?.textContent).toContain('size="2"'); });
    await user.selectOptions(choice, "Version 2: A tower");
    expect((await screen.findByRole("alert")).textContent).toBe("Version 2 is gone.");
    expect(asked.map(({ path }) => path)).toEqual(["versions/3", "versions/1", "versions/2"]);
  });

  it("says why it cannot be read", async () => {
    serve({ "versions/1": refuse({ detail: "Version 1 is gone." }, 404) });
    await openTab();
    tell({ versions: [VERSION] });
    await user.click(button("Show MJCF of version 1"));
    expect((await screen.findByRole("alert")).textContent).toContain("Version 1 is gone.");
  });

  it("is edited by hand, and what is saved is tried; a mistake is told with its line", async () => {
    let mistaken = true;
    const asked = serve({
      "versions/1": () => Response.json(TEXT),
      versions: () => {
        if (mistaken) return refuse({ detail: "XML element is not closed.", line: 2 })();
        return Response.json({ ...ANSWER, source: "hand", version: 2 });
      },
    });
    await openTab();
    tell({ versions: [VERSION] });
    await user.click(button("Edit version 1 by hand"));
    const dialog = await screen.findByRole("dialog", { name: "Edit Three red boxes" });
    const save = await within(dialog).findByRole<HTMLButtonElement>("button", { name: "Save and try" });
    expect(save.disabled).toBe(true);
    const { EditorView } = await import("@codemirror/view");
    const content = shown().find((each) => each.matches(".cm-content")) as HTMLElement;
    act(() => { EditorView.findFromDOM(content)?.dispatch({ changes: { from: 0, insert: "<!-- mine -->\n" } }); });
    await user.click(save);
    expect((await within(dialog).findByRole("alert")).textContent).toBe("Line 2: XML element is not closed.");
    // What is not saved is not thrown away by a slip.
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    await user.click(within(dialog).getByRole("button", { name: "Go on editing" }));
    mistaken = false;
    await user.click(within(dialog).getByRole("button", { name: "Save and try" }));
    await waitFor(() => { expect(screen.queryByRole("dialog")).toBeNull(); });
    expect(asked.at(-1)).toMatchObject({ method: "POST", path: "versions", body: { mjcf: `<!-- mine -->\n${TEXT.mjcf}`, of: 1 } });
    expect(useWriting.getState().opened).toBe(2);
  });
});

describe("wording", () => {
  it("counts checks, and tells of writers and their effort", () => {
    expect(checksPassed([])).toBe("Nothing was checked");
    expect(checksPassed(VERSION.checks ?? [])).toBe("2 checks passed");
    expect(checksPassed([...(VERSION.checks ?? []), ...(FAILED.checks ?? [])])).toBe("2 of 3 checks passed");
    expect(writerOf({ source: "template", writer: "" })).toBe("without a language model");
    expect(writerOf({ source: "hand", writer: "" })).toBe("edited by hand");
    expect(effortOf({ ...VERSION, seconds: 0.42 })).toBe("0.4 s");
    expect(broughtBy(null, [])).toBeNull();
    expect(broughtBy(7, [])).toBe("version 7");
  });

  it("tells the day where that is not today", () => {
    const now = new Date(2026, 10, 30, 12);
    expect(whenOf(now.getTime() - 3.6e6, now)).not.toMatch(/Nov|30/);
    expect(whenOf(now.getTime() - 48 * 3.6e6, now)).toMatch(/28/);
  });

  it("reads choices of another page, or of none", () => {
    localStorage.setItem("remote-viewer-writing", '{"writer": 7, "models": {"a": "b", "c": 1}, "atOnce": "yes"}');
    expect(readChoices(localStorage)).toEqual({ ...FIRST_CHOICES, models: { a: "b" } });
    localStorage.setItem("remote-viewer-writing", "nonsense");
    expect(readChoices(localStorage)).toEqual(FIRST_CHOICES);
    expect(readChoices(null)).toEqual(FIRST_CHOICES);
  });
});
