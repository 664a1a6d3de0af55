import { beforeEach, describe, expect, it } from "vitest";
import {
  type ChooserEffects,
  isPeerVideoOver,
  type Preference,
  type Selection,
  VideoChooser,
  type VideoSupport,
} from "../src/connection/VideoChooser";
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

const BOTH: VideoSupport = { webrtc: true, webcodecs: true };

describe("VideoChooser", () => {
  let clock: ManualClock;
  let effects: Effects;
  const make = (support: VideoSupport, preference: Preference = "auto"): VideoChooser =>
    new VideoChooser(support, preference, effects, clock);

  /** Long enough for the next key frame to be possible. */
  const startAndWait = (chooser: VideoChooser): void => {
    chooser.start(true);
    clock.advance(1_000);
  };

  beforeEach(() => {
    clock = new ManualClock();
    effects = new Effects();
  });

  it("begins over TCP and takes WebRTC when it has shown a picture", () => {
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
    startAndWait(chooser);
    clock.advance(10_000);
    expect(chooser.choice.phase).toBe("waiting");
    expect(effects.closed).toBe(1);
  });

  it("asks for no video while the tab is hidden", () => {
    const chooser = make(BOTH);
    chooser.start(false);
    chooser.setHidden(true);
    expect(effects.selections.at(-1)).toBe("none");
    chooser.setHidden(false);
    expect(effects.selections.at(-1)).toBe("websocket");
  });

  it("uses only what is pinned", () => {
    const chooser = make(BOTH, "websocket");
    startAndWait(chooser);
    expect(effects.peers).toBe(0);
    chooser.setPreference("webrtc");
    expect(effects.peers).toBe(1);
    expect(effects.selections.at(-1)).toBe("none");
  });

  it("says so when the browser decodes no H.264 at all", () => {
    const chooser = make({ webrtc: false, webcodecs: false });
    startAndWait(chooser);
    expect(effects.peers).toBe(0);
    expect(chooser.choice.reason).toContain("no H.264");
  });

  it("lets TCP go on until WebRTC can have a key frame at once", () => {
    const chooser = make(BOTH);
    chooser.start(true);
    clock.advance(200);
    chooser.peerConnected();
    clock.advance(799);
    expect(effects.selections).toEqual(["websocket"]);
    clock.advance(1);
    expect(effects.selections).toEqual(["websocket", "webrtc"]);
  });

  it("does not wait for a key frame where there is no picture to keep", () => {
    const chooser = make(BOTH, "webrtc");
    chooser.start(true);
    chooser.peerConnected();
    expect(effects.selections).toEqual(["none", "webrtc"]);
  });

  it("keeps the track of a peer that is on its way while the first TCP picture comes", () => {
    const chooser = make(BOTH);
    startAndWait(chooser);
    chooser.framePresented("websocket");
    expect(isPeerVideoOver(chooser.choice)).toBe(false);
    chooser.peerConnected();
    expect(isPeerVideoOver(chooser.choice)).toBe(false);
  });

  it("keeps WebRTC's last picture until TCP's first one replaces it", () => {
    const chooser = make(BOTH);
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    chooser.peerLost("Gone.");
    expect(chooser.choice).toMatchObject({ phase: "waiting", selected: "websocket", shown: "webrtc" });
    expect(isPeerVideoOver(chooser.choice)).toBe(false);
    chooser.framePresented("websocket");
    expect(isPeerVideoOver(chooser.choice)).toBe(true);
  });

  it("tries again soon after a peer that was good for a while", () => {
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
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
    const chooser = make(BOTH);
    startAndWait(chooser);
    chooser.peerConnected();
    chooser.framePresented("webrtc");
    clock.advance(7_000);
    expect(effects.selections.at(-1)).toBe("websocket");
  });

  it("tells a new connection everything again", () => {
    const chooser = make(BOTH);
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
    const chooser = make({ webrtc: true, webcodecs: false });
    startAndWait(chooser);
    expect(effects.selections).toEqual(["none"]);
    chooser.peerLost("No way.");
    clock.advance(1_000);
    expect(effects.peers).toBe(2);
  });
});
