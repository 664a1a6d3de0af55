import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CopyLink } from "../src/components/links/CopyLink";
import { LinkQuestion } from "../src/components/links/LinkQuestion";
import { LinkOpener } from "../src/links/LinkOpener";
import { readPlace, writePlace } from "../src/links/place";
import { useLink } from "../src/store/linkStore";
import { useNotices } from "../src/store/noticesStore";
import { useStatus } from "../src/store/statusStore";
import { goLive, renderPart, resetStores, STATUS } from "./support/page";

const POSE = { azimuth: 90.5, elevation: -20, distance: 3.25, lookat: [1, -2, 0.1] as [number, number, number] };

beforeEach(() => { resetStores(); });
afterEach(() => {
  Reflect.deleteProperty(document, "execCommand");
  window.history.replaceState(null, "", "/");
});

/** As if the server answered every question with this. */
function answer(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const asked = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
  vi.stubGlobal("fetch", asked);
  return asked;
}

const hints = (): string[] => useNotices.getState().notices.map(({ text }) => text);

describe("a link", () => {
  it("says session, camera and moment, and nothing of the query", () => {
    const link = writePlace("http://host:8000/s/lab/?token=secret&name=Ada", {
      camera: { pose: { ...POSE, azimuth: 90.123456789 }, body: 4 },
      moment: { timeSec: 12.3400001, index: 617 },
    });
    expect(link).toBe("http://host:8000/s/lab/#camera=90.1235,-20,3.25,1,-2,0.1,4&time=12.34&moment=617");
  });

  it.each([null, 0, 7])("leads to where it was made, following %s", (body) => {
    const place = { camera: { pose: POSE, body }, moment: { timeSec: 0.5, index: 3 } };
    const { hash } = new URL(writePlace("http://host/", place));
    expect(readPlace(hash)).toEqual({ place, problems: [] });
  });

  it("of another page says nothing", () => {
    expect(readPlace("")).toEqual({ place: {}, problems: [] });
    expect(readPlace("#top")).toEqual({ place: {}, problems: [] });
  });

  it.each([
    "#camera=1,2,3", "#camera=", "#camera=1,2,3,4,5,6,7,8", "#camera=a,b,c,d,e,f", "#camera=1,2,0,4,5,6",
    "#camera=1,2,-3,4,5,6", "#camera=1,2,3,4,5,NaN", "#camera=1,2,3,4,5,6,-1", "#camera=1,2,3,4,5,6,1.5", "#camera=1,2,,4,5,6",
    "#camera=1,2,Infinity,4,5,6", "#time=", "#time=soon", "#time=Infinity",
  ])("that makes no sense is told and left out: %s", (hash) => {
    const { place, problems } = readPlace(hash);
    expect(place).toEqual({});
    expect(problems).toHaveLength(1);
  });

  it("quotes no novel", () => {
    expect(readPlace(`#time=${"x".repeat(10_000)}`).problems[0]?.length).toBeLessThan(200);
  });
});

describe("opening a link", () => {
  const looks = vi.fn(() => Promise.resolve());

  function open(hash: string): void {
    looks.mockClear();
    window.history.replaceState(null, "", `/?name=Ada${hash}`);
    new LinkOpener({ lookFrom: looks }).start();
  }

  it("waits for the simulation, looks from there once, and leaves a clean address", async () => {
    answer(200, { index: 3 });
    open("#camera=90.5,-20,3.25,1,-2,0.1&time=0.5&moment=3");
    expect(looks).not.toHaveBeenCalled();
    act(() => { goLive(); });
    expect(looks).toHaveBeenCalledExactlyOnceWith(POSE, null);
    await vi.waitFor(() => { expect(useLink.getState().offered).toEqual({ index: 3, timeSec: 0.5 }); });
    act(() => { goLive(); });
    expect(looks).toHaveBeenCalledTimes(1);
    expect(window.location.href).toMatch(/\/\?name=Ada$/);
  });

  it("asks the server whether the moment is still there, and tells where it is not", async () => {
    goLive();
    const asked = answer(409, { title: "Refused", detail: "The moment t = 0.500 s is not in the history.", status: 409 });
    open("#time=0.5");
    await vi.waitFor(() => { expect(hints()).toEqual(["The moment t = 0.500 s is not in the history."]); });
    expect(asked.mock.calls.map(([address]) => address as string)).toEqual(["api/history/moment?time=0.5"]);
    expect(useLink.getState().offered).toBeNull();
    expect(looks).not.toHaveBeenCalled();
  });

  it("tells what of it makes no sense, and does the rest", () => {
    goLive();
    open("#camera=90.5,-20,3.25,1,-2,0.1&time=soon");
    expect(hints()[0]).toMatch(/The time of this link is no number of seconds: “soon”/);
    expect(looks).toHaveBeenCalledTimes(1);
  });
});

describe("the question", () => {
  it("goes to the moment only when somebody says so", async () => {
    goLive();
    act(() => { useLink.setState({ offered: { index: 42, timeSec: 12.34 } }); });
    const { sent } = renderPart(<LinkQuestion />);
    expect(screen.getByRole("dialog").textContent).toMatch(/t = 12.3 s.*pauses the simulation and takes everybody back/);
    await userEvent.click(screen.getByRole("button", { name: "Stay here" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sent).toEqual([]);
    act(() => { useLink.setState({ offered: { index: 42, timeSec: 12.34 } }); });
    await userEvent.click(screen.getByRole("button", { name: "Go there" }));
    expect(sent).toEqual([{ type: "seek", index: 42 }]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("copying a link", () => {
  it("works without the clipboard of secure pages, and shows the link in any case", async () => {
    goLive();
    answer(200, { mjcf: "<camera/>", pose: POSE, body: null });
    useStatus.setState({ status: STATUS });
    const copied: string[] = [];
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
    Object.assign(document, {
      execCommand: (command: string) => copied.push(`${command} ${document.querySelector("textarea")?.value ?? ""}`) > 0,
    });
    renderPart(<CopyLink />);
    await userEvent.click(screen.getByRole("button", { name: "Copy link" }));
    const link = await screen.findByText(/#camera=90.5,-20,3.25,1,-2,0.1&time=12.34$/);
    expect(copied).toEqual([`copy ${link.textContent}`]);
    expect(screen.getByText("Copied.")).toBeTruthy();
    expect(document.querySelector("textarea")).toBeNull();
  });
});
