import { describe, expect, it } from "vitest";
import { readFit, readPageSettings, rememberFit, rememberName, rememberPreference } from "../src/viewer/settings";
import { formatSpeed, nextSpeed } from "../src/viewer/speeds";

describe("page settings", () => {
  it("finds the server beside the page, also under a sub-path and over https", () => {
    expect(readPageSettings("http://localhost:8000/", null, null).signalingUrl).toBe("ws://localhost:8000/ws/signaling");
    expect(readPageSettings("https://lab.example/sim/?name=Ada", null, null)).toEqual({
      name: "Ada",
      identity: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      page: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      preference: "auto",
      signalingUrl: "wss://lab.example/sim/ws/signaling",
    });
  });

  it("prefers the address to what was remembered, and passes over nonsense", () => {
    rememberPreference("websocket", localStorage);
    expect(readPageSettings("http://localhost/", localStorage, null).preference).toBe("websocket");
    expect(readPageSettings("http://localhost/?transport=webrtc", localStorage, null).preference).toBe("webrtc");
    expect(readPageSettings("http://localhost/?transport=pigeon", null, null).preference).toBe("auto");
  });
});

describe("who somebody is", () => {
  it("stays the same in a tab, and is nobody else's", () => {
    const identity = (): string => readPageSettings("http://localhost/", null, sessionStorage).identity;
    const first = identity();
    expect(identity()).toBe(first);
    sessionStorage.clear();
    expect(identity()).not.toBe(first);
  });

  it("is called as remembered, unless the address says otherwise", () => {
    rememberName(" Ada ", localStorage);
    expect(readPageSettings("http://localhost/", localStorage, null).name).toBe("Ada");
    expect(readPageSettings("http://localhost/?name=Bob", localStorage, null).name).toBe("Bob");
  });
});

it("remembers how the picture is shown, and fills the window by default", () => {
  expect(readFit(null)).toBe("fill");
  rememberFit("whole", localStorage);
  expect(readFit(localStorage)).toBe("whole");
});

describe("speeds", () => {
  const ladder = [0.25, 0.5, 1, 2];

  it("go to the neighbouring rung, from between two as well, and end at the ends", () => {
    expect(nextSpeed(ladder, 1, 1)).toBe(2);
    expect(nextSpeed(ladder, 1, -1)).toBe(0.5);
    expect(nextSpeed(ladder, 0.7, 1)).toBe(1);
    expect(nextSpeed(ladder, 2, 1)).toBeNull();
    expect(nextSpeed(ladder, 0.25, -1)).toBeNull();
  });

  it("are written as people write them", () => {
    expect([1 / 64, 0.5, 1, 8].map(formatSpeed)).toEqual(["1/64×", "1/2×", "1×", "8×"]);
  });
});
