import { render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { browserFindings } from "../src/diagnosticsPage/browserFindings";
import { DiagnosticsPage } from "../src/diagnosticsPage/DiagnosticsPage";
import { asText, type Finding, finding, summary } from "../src/diagnosticsPage/findings";
import { NetworkProbe, PEER_LIMIT_MS } from "../src/diagnosticsPage/NetworkProbe";
import { readStatistics, way } from "../src/diagnosticsPage/peerStatistics";
import { fetchServerGroups } from "../src/diagnosticsPage/serverFindings";
import { CLOSE_CODES } from "../src/protocol/generated";
import { FakeSocket, PROBLEM, welcome } from "./support/FakeSocket";
import { ManualClock } from "./support/ManualClock";

const ALL = { webrtc: true, webcodecs: true, mse: true, jpeg: true, secureContext: true };
const of = (found: readonly Finding[], id: string): Finding | undefined => found.find((one) => one.id === id);

describe("what this browser can", () => {
  it("is all fine where everything is there", () => {
    expect(browserFindings(ALL, "host:8000").map(({ verdict }) => verdict)).toEqual(["ok", "ok", "ok", "ok"]);
  });

  it("says over plain http that WebCodecs is missing for that, and how to get it", () => {
    const found = browserFindings({ ...ALL, webcodecs: false, secureContext: false }, "10.0.0.2:8000");
    expect(of(found, "secure_context")?.advice).toContain("ssh -L");
    expect(of(found, "webcodecs")?.text).toContain("no secure context");
  });

  it("is broken only where no picture can be shown at all", () => {
    const none = { ...ALL, webrtc: false, webcodecs: false, mse: false };
    expect(of(browserFindings(none, ""), "decoders")?.verdict).toBe("slow");
    expect(of(browserFindings({ ...none, jpeg: false }, ""), "decoders")?.verdict).toBe("broken");
  });
});

describe("the ways to the server", () => {
  let socket: FakeSocket;
  let clock: ManualClock;
  let left: (number | null)[];
  let probe: NetworkProbe;

  beforeEach(() => {
    socket = new FakeSocket();
    clock = new ManualClock();
    left = [];
    probe = new NetworkProbe({
      url: "ws://host/ws/signaling",
      page: "one",
      support: ALL,
      clock,
      createSocket: () => socket as unknown as WebSocket,
      createPeer: () => { throw new Error("no network"); },
      beforeLeaving: (participant) => { left.push(participant); return Promise.resolve(); },
    });
  });

  it("gives up after 8 s where no peer comes, and leaves", async () => {
    const result = probe.run();
    socket.accept();
    socket.deliver(welcome());
    expect(socket.types()).toContain("connect_peer");
    clock.advance(PEER_LIMIT_MS);
    const found = await result;
    expect(of(found, "websocket")?.verdict).toBe("ok");
    expect(of(found, "peer")?.text).toContain("Nothing came within 8 s.");
    expect(of(found, "peer")?.advice).toContain("TURN");
    expect(left).toEqual([7]);
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });

  it("tries no peer where the server has switched WebRTC off, and says so", async () => {
    const result = probe.run();
    socket.accept();
    socket.deliver(welcome({ webrtc: false }));
    socket.deliver({ type: "pong", client_ms: -200, server_ms: 5 });
    clock.advance(2_000);
    const found = await result;
    expect(socket.types()).not.toContain("connect_peer");
    expect(of(found, "peer")?.text).toContain("--no-webrtc");
    expect(of(found, "round_trip")?.verdict).toBe("slow");
  });

  it("tells why a peer cannot be made", async () => {
    const result = probe.run();
    socket.accept();
    socket.deliver(welcome());
    socket.deliver({ type: "offer", peer: 1, sdp: "" });
    expect(of(await result, "peer")?.text).toContain("no network");
  });

  it("does not try again where the WebSocket is cut", async () => {
    const result = probe.run();
    socket.end(1006);
    expect((await result).map(({ id, verdict }) => [id, verdict])).toEqual([["websocket", "broken"]]);
    clock.advance(60_000);
    expect(left).toEqual([null]);
  });

  it("says to a stranger that a token is needed, and where to give it", async () => {
    const result = probe.run();
    socket.accept();
    socket.deliver({ type: "error", problem: { ...PROBLEM, detail: "This server asks for a token." } });
    socket.end(CLOSE_CODES.UNAUTHORIZED, "No token.");
    const found = await result;
    expect(found.map(({ id, verdict }) => [id, verdict])).toEqual([["websocket", "broken"]]);
    expect(of(found, "websocket")?.text).toContain("This server asks for a token.");
    expect(of(found, "websocket")?.advice).toContain("Give your token");
  });

  it("leaves at once when it is stopped", async () => {
    const result = probe.run();
    socket.accept();
    socket.deliver(welcome());
    probe.stop();
    expect(of(await result, "websocket")?.verdict).toBe("unknown");
    expect(socket.readyState).toBe(WebSocket.CLOSED);
  });
});

it("reads the pair in use and what was decoded from the browser's statistics", async () => {
  const entries = [
    { id: "T", type: "transport", selectedCandidatePairId: "P2" },
    { id: "P1", type: "candidate-pair", localCandidateId: "no", remoteCandidateId: "no" },
    { id: "P2", type: "candidate-pair", localCandidateId: "L", remoteCandidateId: "R", currentRoundTripTime: 0.02 },
    { id: "L", type: "local-candidate", candidateType: "relay", protocol: "udp", relayProtocol: "tcp" },
    { id: "R", type: "remote-candidate", candidateType: "host", protocol: "udp" },
    { id: "V", type: "inbound-rtp", kind: "video", framesReceived: 9, framesDecoded: 8 },
  ];
  const peer = { getStats: () => Promise.resolve(entries) } as unknown as RTCPeerConnection;
  const statistics = await readStatistics(peer);
  expect(statistics).toMatchObject({ received: 9, decoded: 8, protocol: "TCP" });
  expect(way(statistics)).toBe(
    " by TCP: relay (browser) to host (server), through a TURN server, with a round trip of 20.0 ms",
  );
});

describe("what the server finds", () => {
  const answer = (body: string, status = 200): void => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
  };
  const ask = () => fetchServerGroups("http://host/s/one/diagnostics", 7);

  it("is grouped by session and people, this page among them", async () => {
    const viewers = [
      { id: 7, name: "Diagnostics", transport: "webrtc", findings: [] },
      { id: 2, name: "Ada", transport: "none", findings: [] },
    ];
    answer(JSON.stringify({ session: "one", state: "live", findings: [], viewers }));
    expect((await ask()).map(({ title }) => title)).toEqual([
      "The server and its session (one)", "This page, as the server sees it", "Ada (2)",
    ]);
  });

  it("is one sentence where it does not answer, or something else does", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new Error("down")));
    expect((await ask())[0]?.findings[0]?.text).toBe("The server does not answer.");
    answer("<html>", 502);
    expect((await ask())[0]?.findings[0]?.text).toContain("502");
    answer(JSON.stringify({ detail: "There is no session 'one'." }), 404);
    expect((await ask())[0]?.findings[0]?.text).toBe("There is no session 'one'.");
    answer(JSON.stringify({ detail: "This server asks for a token." }), 401);
    expect((await ask())[0]?.findings[0]?.advice).toContain("Give your token");
  });
});

describe("the page", () => {
  const groups = [{ title: "Here", findings: [finding("a", "ok", "A works."), finding("b", "slow", "B is far.", "Move.")] }];

  it("shows what was found with advice, and the whole in a sentence", async () => {
    render(<DiagnosticsPage examinations={[() => Promise.resolve(groups)]} />);
    expect(await screen.findByText("It works; one thing makes it slow.")).toBeTruthy();
    expect(screen.getByRole("region", { name: "Here" }).textContent).toContain("B is far.Move.");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Copy as text" }).disabled).toBe(false);
  });

  it("is written as text for a report, advice only where something is wrong", () => {
    const text = asText(groups, "Browser 1", new Date(0));
    expect(text).toContain("1970-01-01T00:00:00.000Z\nBrowser 1\n\nHere\n- [ok] a: A works.\n- [slow] b: B is far. Move.");
    expect(summary([{ title: "", findings: [finding("c", "broken", "")] }])).toBe("One thing is broken.");
  });
});
