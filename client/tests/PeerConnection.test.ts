import { beforeEach, describe, expect, it } from "vitest";
import { PeerConnection } from "../src/connection/PeerConnection";
import type { ClientMessage, InputMessage } from "../src/protocol/generated";
import { ManualClock } from "./support/ManualClock";

/** What the peer connection uses of a channel. */
class FakeChannel {
  readyState = "open";
  bufferedAmount = 0;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly sent: string[] = [];

  constructor(readonly label: string) {}

  send(text: string): void {
    this.sent.push(text);
  }
}

/** What it uses of a browser's peer; the test plays the network. */
class FakePeer {
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  closed = false;
  onconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  ontrack: ((event: { receiver: object }) => void) | null = null;
  ondatachannel: ((event: { channel: FakeChannel }) => void) | null = null;

  constructor(readonly configuration: RTCConfiguration) {}

  setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    return sdp === "broken" ? Promise.reject(new Error("bad SDP")) : Promise.resolve();
  }

  createAnswer(): Promise<{ sdp: string }> {
    return Promise.resolve({ sdp: "answer" });
  }

  setLocalDescription(description: { sdp: string }): Promise<void> {
    this.localDescription = description;
    // Browsers find candidates before the answer is on its way.
    this.onicecandidate?.({ candidate: { candidate: "early", sdpMid: "0", sdpMLineIndex: 0 } });
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }

  become(state: string): void {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

const INPUT: InputMessage = {
  type: "input",
  input: { type: "camera_drag", seq: 1, gesture: 1, action: "rotate", dx: 0, dy: 0 },
};

let clock: ManualClock;
let peers: FakePeer[];
let sent: ClientMessage[];
let events: string[];
let refuses: boolean;
let connection: PeerConnection;

const newest = (): FakePeer => {
  const peer = peers.at(-1);
  if (!peer) throw new Error("no peer was made");
  return peer;
};
const offer = (peer: number, sdp = "offer"): Promise<void> =>
  connection.handleOffer({ type: "offer", peer, sdp });

beforeEach(() => {
  clock = new ManualClock();
  peers = [];
  refuses = false;
  sent = [];
  events = [];
  connection = new PeerConnection({
    clock,
    send: (message) => {
      sent.push(message);
      return true;
    },
    createPeer: (configuration) => {
      if (refuses) throw new Error("no peers");
      const peer = new FakePeer(configuration);
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
    handler: {
      onPeerTrack: () => events.push("track"),
      onPeerConnected: () => events.push("connected"),
      onPeerLost: (reason) => events.push(`lost: ${reason}`),
      onPeerTelemetry: () => events.push("telemetry"),
      onPeerClosing: () => events.push(`closing, ${newest().closed ? "too late" : "in time"}`),
    },
  });
});

describe("answering", () => {
  it("asks for an offer, answers it, and lets candidates follow the answer", async () => {
    connection.connect([{ urls: "stun:example.org" }]);
    await offer(3);
    newest().onicecandidate?.({ candidate: null });
    expect(newest().configuration).toEqual({ iceServers: [{ urls: "stun:example.org" }], iceTransportPolicy: "all" });
    expect(sent).toEqual([
      { type: "connect_peer" },
      { type: "answer", peer: 3, sdp: "answer" },
      { type: "candidate", peer: 3, candidate: "early", sdp_mid: "0", sdp_mline_index: 0 },
      { type: "candidate", peer: 3, candidate: "", sdp_mid: null, sdp_mline_index: null },
    ]);
  });

  it("passes over an offer that it did not ask for", async () => {
    await offer(3);
    expect(peers).toHaveLength(0);
  });

  it("takes the newest of two offers", async () => {
    connection.connect([]);
    const first = offer(1);
    const second = offer(2);
    await Promise.all([first, second]);
    expect(peers.map(({ closed }) => closed)).toEqual([true, false]);
    expect(sent.filter(({ type }) => type === "answer")).toEqual([
      { type: "answer", peer: 2, sdp: "answer" },
    ]);
  });

  it("tells of an offer that cannot be answered", async () => {
    connection.connect([]);
    await offer(1, "broken");
    expect(events.at(-1)).toContain("lost: The offer could not be answered");
  });

  it("tells as well of a peer that the browser does not even make", async () => {
    refuses = true;
    connection.connect([]);
    await offer(1);
    expect(events).toEqual(["lost: The offer could not be answered (Error: no peers)."]);
  });

  it("asks the receiver for the least delay", async () => {
    connection.connect([]);
    await offer(1);
    const receiver = { jitterBufferTarget: null as number | null, playoutDelayHint: null as number | null };
    newest().ontrack?.({ receiver });
    expect(receiver).toEqual({ jitterBufferTarget: 0, playoutDelayHint: 0 });
    expect(events).toEqual(["track"]);
  });
});

describe("losing the peer", () => {
  beforeEach(async () => {
    connection.connect([]);
    await offer(1);
    newest().become("connected");
    events = [];
  });

  it("waits 3 s for an interruption to pass", () => {
    newest().become("disconnected");
    clock.advance(2_999);
    newest().become("connected");
    clock.advance(10_000);
    expect(events).toEqual(["connected"]);
    newest().become("disconnected");
    clock.advance(3_000);
    expect(events[2]).toContain("lost");
    expect(newest().closed).toBe(true);
  });

  it("hears of its own peer's end only", () => {
    connection.handlePeerClosed({ type: "peer_closed", peer: 9, reason: "Another." });
    expect(events).toEqual([]);
    connection.handlePeerClosed({ type: "peer_closed", peer: 1, reason: "Gone." });
    expect(events).toEqual(["closing, in time", "lost: Gone."]);
  });

  it("says nothing after it was closed on purpose", () => {
    const peer = newest();
    connection.close();
    peer.become("failed");
    clock.advance(10_000);
    expect(events).toEqual(["closing, in time"]);
  });
});

describe("channels", () => {
  it("sends inputs while the channel is open and not blocked", async () => {
    connection.connect([]);
    await offer(1);
    expect(connection.sendInput(INPUT)).toBe(false);
    const channel = new FakeChannel("input");
    newest().ondatachannel?.({ channel });
    expect(connection.sendInput(INPUT)).toBe(true);
    channel.bufferedAmount = 1_000_000;
    expect(connection.sendInput(INPUT)).toBe(false);
    channel.bufferedAmount = 0;
    channel.readyState = "closing";
    expect(connection.sendInput(INPUT)).toBe(false);
    expect(channel.sent).toEqual([JSON.stringify(INPUT)]);
  });

  it("hands telemetry on and nothing else", async () => {
    connection.connect([]);
    await offer(1);
    const channel = new FakeChannel("telemetry");
    newest().ondatachannel?.({ channel });
    channel.onmessage?.({ data: JSON.stringify({ type: "telemetry" }) });
    channel.onmessage?.({ data: JSON.stringify({ type: "notice" }) });
    channel.onmessage?.({ data: "{" });
    expect(events).toEqual(["telemetry"]);
  });
});
