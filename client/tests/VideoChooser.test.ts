import { beforeEach, describe, expect, it } from "vitest";
import { type ChooserEffects, VideoChooser } from "../src/connection/VideoChooser";
import type { Preference, Selection, VideoSupport } from "../src/connection/videoTypes";
import { ManualClock } from "./support/ManualClock";

class Effects implements ChooserEffects {
  selections: Selection[] = [];
  peers = 0;
  closed = 0;
  connectPeer(): void {
    this.peers += 1;
  }
  closePeer(): void {
    this.closed += 1;
  }
  selectVideo(transport: Selection): void {
    this.selections.push(transport);
  }
  onChoice(): void {
    // What is told here is read from `choice`.
  }
}

const BOTH: VideoSupport = { webrtc: true, webcodecs: true, mse: false, jpeg: false, secureContext: true };

describe("VideoChooser", () => {
  let clock: ManualClock;
  let effects: Effects;
  const make = (preference: Preference = "auto"): VideoChooser =>
    new VideoChooser(preference, effects, clock);

  /** Long enough for the next key frame to be possible. */
  const startAndWait = (chooser: VideoChooser, support = BOTH): void => {
    chooser.start(support, true);
    clock.advance(1_000);
  };

  beforeEach(() => {
    clock = new ManualClock();
    effects = new Effects();
  });

  it("begins over TCP and takes WebRTC when it has shown a picture", () => {
    const chooser = make();
    startAndWait(chooser);
    expect(effects.selections).toEqual(["websocket"]);
    chooser.framePresented("websocket");
    chooser.peerConnected();
    expect(effects.selections).toEqual(["websocket", "webrtc"]);
    expect(chooser.choice.shown).toBe("websocket");
    chooser.framePresented("webrtc");
    expect(chooser.choice).toMatchObject({ phase: "proven", shown: "webrtc" });
  });

  it("goes back to TCP after 3 s without a picture and tries again later and later", () => {
    const chooser = make();
    startAndWait(chooser);
    const delays = [10_000, 20_000, 40_000, 60_000, 60_000];
    for (const [index, delay] of delays.entries()) {
      chooser.peerConnected();
      clock.advance(3_000);
      expect(effects.selections.at(-1)).toBe("websocket");
      expect(effects.peers).toBe(index + 1);
      clock.advance(delay - 1);
      expect(effects.peers).toBe(index + 1);
      clock.advance(1);
      expect(effects.peers).toBe(index + 2);
    }
  });

  it("leaves WebRTC when frames were sent and none arrived for 3 s", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    for (let second = 1; second <= 8; second += 1) {
      chooser.serverSent(second * 30);
      clock.advance(500);
    }
    expect(effects.selections.at(-1)).toBe("websocket");
    expect(chooser.choice.reason).toContain("none arrived");
  });

  it("stays with WebRTC while frames arrive", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    for (let second = 1; second <= 20; second += 1) {
      chooser.framePresented("webrtc");
      chooser.serverSent(second * 30);
      clock.advance(500);
    }
    expect(chooser.choice.phase).toBe("proven");
  });

  it("gives up a peer that does not connect within 10 s", () => {
    const chooser = make();
    startAndWait(chooser);
    clock.advance(10_000);
    expect(chooser.choice.phase).toBe("waiting");
    expect(effects.closed).toBe(1);
  });

  it("asks for no video while the tab is hidden", () => {
    const chooser = make();
    chooser.start(BOTH, false);
    chooser.setHidden(true);
    expect(effects.selections.at(-1)).toBe("none");
    chooser.setHidden(false);
    expect(effects.selections.at(-1)).toBe("websocket");
  });

  it("uses only what is pinned", () => {
    const chooser = make("websocket");
    startAndWait(chooser);
    expect(effects.peers).toBe(0);
    chooser.setPreference("webrtc");
    expect(effects.peers).toBe(1);
    expect(effects.selections.at(-1)).toBe("none");
  });

  it("says so when the browser decodes no H.264 at all", () => {
    const chooser = make();
    startAndWait(chooser, { ...BOTH, webrtc: false, webcodecs: false });
    expect(effects.peers).toBe(0);
    expect(chooser.choice.reason).toContain("no H.264");
  });

  it("lets TCP go on until WebRTC can have a key frame at once", () => {
    const chooser = make();
    chooser.start(BOTH, true);
    clock.advance(200);
    chooser.peerConnected();
    clock.advance(799);
    expect(effects.selections).toEqual(["websocket"]);
    clock.advance(1);
    expect(effects.selections).toEqual(["websocket", "webrtc"]);
  });

  it("does not wait for a key frame where there is no picture to keep", () => {
    const chooser = make("webrtc");
    chooser.start(BOTH, true);
    chooser.peerConnected();
    expect(effects.selections).toEqual(["none", "webrtc"]);
  });

  it("tries again soon after a peer that was good for a while", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    for (let second = 0; second < 11; second += 1) {
      chooser.framePresented("webrtc");
      clock.advance(1_000);
    }
    chooser.peerLost("Gone.");
    clock.advance(1_000);
    expect(effects.peers).toBe(2);
  });

  it("does not judge WebRTC while the tab is hidden", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.setHidden(true);
    expect(chooser.choice.phase).toBe("ready");
    clock.advance(60_000);
    expect(effects.closed).toBe(0);
    chooser.setHidden(false);
    expect(effects.selections).toEqual(["websocket", "webrtc", "none", "webrtc"]);
    chooser.framePresented("webrtc");
    chooser.setHidden(true);
    clock.advance(60_000);
    chooser.setHidden(false);
    clock.advance(1_000);
    expect(chooser.choice.phase).toBe("proven");
  });

  it("notices a peer on which nothing comes any more, neither frames nor reports", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    clock.advance(7_000);
    expect(effects.selections.at(-1)).toBe("websocket");
  });

  it("tells a new connection everything again", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    chooser.stop();
    clock.advance(60_000);
    expect(effects.peers).toBe(1);
    startAndWait(chooser);
    expect(effects.peers).toBe(2);
    expect(effects.selections).toEqual(["websocket", "webrtc", "websocket"]);
  });

  it("waits for WebRTC alone without WebCodecs, and hurries more", () => {
    const chooser = make();
    startAndWait(chooser, { ...BOTH, webcodecs: false });
    expect(effects.selections).toEqual(["none"]);
    chooser.peerLost("No way.");
    clock.advance(1_000);
    expect(effects.peers).toBe(2);
  });

  it("shows nothing any more when the pinned way has failed, and says why", () => {
    const chooser = make("webrtc");
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    expect(chooser.choice.shown).toBe("webrtc");
    chooser.peerLost("Gone.");
    expect(chooser.choice).toMatchObject({ selected: "none", shown: "none", pictured: true, failing: true });
    expect(chooser.choice.reason).toBe("Gone. It is tried again after 1 s.");
    clock.advance(1_000);
    expect(chooser.choice.reason).toBe("Gone. It is being tried again.");
  });

  it("shows WebRTC's picture until TCP's first one replaces it", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    chooser.peerLost("Gone.");
    expect(chooser.choice).toMatchObject({ phase: "waiting", selected: "websocket", shown: "webrtc" });
    chooser.framePresented("websocket");
    expect(chooser.choice.shown).toBe("websocket");
  });

  it("still shows its way while the tab is hidden, but not after the connection is lost", () => {
    const chooser = make();
    chooser.start(BOTH, false);
    chooser.framePresented("websocket");
    chooser.setHidden(true);
    expect(chooser.choice).toMatchObject({ selected: "none", shown: "websocket" });
    chooser.stop();
    expect(chooser.choice).toMatchObject({ shown: "none", pictured: true });
  });

  it("says that the picture over TCP has stopped when frames were sent and none was seen for 3 s", () => {
    const chooser = make("websocket");
    startAndWait(chooser);
    chooser.framePresented("websocket");
    for (let half = 1; half <= 8; half += 1) {
      chooser.serverSent(half * 15);
      clock.advance(500);
    }
    expect(chooser.choice).toMatchObject({ selected: "websocket", stalled: true });
    expect(chooser.choice.reason).toContain("No new picture");
    chooser.framePresented("websocket");
    expect(chooser.choice.stalled).toBe(false);
  });

  it("does not mistake a picture at rest, repeated once a second, for one that has stopped", () => {
    const chooser = make("websocket");
    startAndWait(chooser);
    for (let second = 1; second <= 20; second += 1) {
      chooser.framePresented("websocket");
      chooser.serverSent(second);
      clock.advance(1_000);
    }
    expect(chooser.choice.stalled).toBe(false);
  });

  it("leaves TCP where it cannot be decoded, and does not wait for WebRTC's next turn then", () => {
    const chooser = make();
    startAndWait(chooser);
    chooser.peerLost("No way.");
    expect(chooser.choice.phase).toBe("waiting");
    chooser.tcpUnusable("websocket", "This browser cannot decode it.");
    expect(chooser.choice).toMatchObject({ phase: "connecting", selected: "none", shown: "none" });
    expect(chooser.choice.reason).toContain("This browser cannot decode it.");
    chooser.tcpUsable("websocket");
    expect(chooser.choice.selected).toBe("websocket");
  });

  it("gives TCP another chance when the person chooses it", () => {
    const chooser = make();
    chooser.start(BOTH, false);
    chooser.tcpUnusable("websocket", "This browser cannot decode it.");
    expect(chooser.choice.reason).toBe(
      "This browser cannot decode it. It plays no H.264 by MSE. WebRTC is switched off on this server.",
    );
    chooser.setPreference("websocket");
    expect(chooser.choice.selected).toBe("websocket");
  });
});

describe("VideoChooser without WebCodecs", () => {
  const PLAIN_HTTP: VideoSupport = { webrtc: false, webcodecs: false, mse: true, jpeg: true, secureContext: false };
  let clock: ManualClock;
  let effects: Effects;
  let chooser: VideoChooser;

  beforeEach(() => {
    clock = new ManualClock();
    effects = new Effects();
    chooser = new VideoChooser("auto", effects, clock);
  });

  it("takes MSE, and says what would be quicker", () => {
    chooser.start(PLAIN_HTTP, false);
    expect(effects.selections).toEqual(["mse"]);
    expect(chooser.choice.reason).toBe(
      "The video comes over TCP and is played by MSE, with a little more delay: this browser has no H.264 over WebRTC. " +
        "WebCodecs, which would be quicker, exists only on https and localhost.",
    );
  });

  it("takes JPEG where there is no H.264 at all", () => {
    chooser.start({ ...PLAIN_HTTP, mse: false, secureContext: true }, false);
    expect(effects.selections).toEqual(["jpeg"]);
    expect(chooser.choice.reason).toContain("single JPEG pictures");
    expect(chooser.choice.reason).toContain("It plays no H.264 by MSE.");
    chooser.stop();
    chooser.start({ ...PLAIN_HTTP, mse: false, jpeg: false }, false);
    expect(effects.selections).toEqual(["jpeg", "none"]);
  });

  it("goes down to JPEG when MSE fails, and up again with another stream", () => {
    chooser.start(PLAIN_HTTP, false);
    chooser.tcpUnusable("mse", "It is broken.");
    expect(chooser.choice).toMatchObject({ selected: "jpeg" });
    expect(chooser.choice.reason).toContain("It is broken.");
    chooser.tcpUsable("mse");
    expect(effects.selections).toEqual(["mse", "jpeg", "mse"]);
  });

  it("leaves a way on which frames are sent and none is ever seen", () => {
    chooser.start(PLAIN_HTTP, false);
    for (let half = 1; half <= 8; half += 1) {
      chooser.serverSent(half * 15);
      clock.advance(500);
    }
    expect(chooser.choice.selected).toBe("jpeg");
    expect(chooser.choice.reason).toContain("MSE showed no picture within 3 s.");
  });

  it("takes what was chosen, or the best below it, and gives no reason for what nobody asked for", () => {
    chooser.setPreference("mse");
    chooser.start({ ...PLAIN_HTTP, webcodecs: true, webrtc: true }, true);
    expect(effects.peers).toBe(0);
    expect(effects.selections).toEqual(["mse"]);
    expect(chooser.choice.reason).toBe(
      "The video comes over TCP and is played by MSE, with a little more delay, as chosen in the menu.",
    );
    chooser.setPreference("jpeg");
    expect(effects.selections).toEqual(["mse", "jpeg"]);
  });
});
