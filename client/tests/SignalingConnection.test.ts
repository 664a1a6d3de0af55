import { beforeEach, describe, expect, it } from "vitest";
import { type ConnectionState, SignalingConnection } from "../src/connection/SignalingConnection";
import { CLOSE_CODES, type Hello, MEDIA_KIND_PADDING, PROTOCOL_VERSION, type ServerMessage } from "../src/protocol/generated";
import { FakeSocket, PROBLEM, welcome } from "./support/FakeSocket";
import { ManualClock } from "./support/ManualClock";

let clock: ManualClock;
let sockets: FakeSocket[];
let states: ConnectionState[];
let messages: ServerMessage[];
let media: ArrayBuffer[];
let connection: SignalingConnection;
let hello: () => Hello | Promise<Hello>;
const HELLO: Hello = { type: "hello", version: PROTOCOL_VERSION, name: "Ada" };

const newest = (): FakeSocket => {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no socket was made");
  return socket;
};
const kinds = (): string[] => states.map(({ kind }) => kind);
const greet = (): void => {
  newest().accept();
  newest().deliver(welcome());
};

beforeEach(() => {
  clock = new ManualClock();
  sockets = [];
  states = [];
  messages = [];
  media = [];
  hello = () => HELLO;
  connection = new SignalingConnection({
    url: "ws://server/ws/signaling",
    clock,
    hello: () => hello(),
    createSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    handler: {
      onConnectionState: (state) => states.push(state),
      onMessage: (message) => messages.push(message),
      onMedia: (buffer) => media.push(buffer),
    },
  });
  connection.open();
});

describe("greeting", () => {
  it("says hello first and is connected by the welcome", () => {
    newest().accept();
    expect(newest().types()).toEqual(["hello"]);
    newest().deliver(welcome());
    expect(kinds()).toEqual(["connecting", "connected"]);
    expect(messages.map(({ type }) => type)).toEqual(["welcome"]);
  });

  it("waits for a hello that takes time, and tries again where it cannot be said", async () => {
    connection.close();
    let ready: (hello: Hello) => void = () => undefined;
    let failed: (error: Error) => void = () => undefined;
    hello = () => new Promise((resolve, reject) => { ready = resolve; failed = reject; });
    connection.open();
    newest().accept();
    expect(newest().types()).toEqual([]);
    failed(new Error("down"));
    await Promise.resolve();
    await Promise.resolve();
    expect(states.at(-1)).toMatchObject({ kind: "reconnecting" });
    clock.advance(300);
    newest().accept();
    ready(HELLO);
    await Promise.resolve();
    expect(newest().types()).toEqual(["hello"]);
  });

  it("tells in full what the server says before it lets nobody in, and why it sends somebody away", () => {
    newest().accept();
    newest().deliver({ type: "error", problem: PROBLEM });
    newest().end(CLOSE_CODES.UNAUTHORIZED, "No.");
    expect(states.at(-1)).toMatchObject({ kind: "refused", reason: PROBLEM.detail, wayOut: "token" });
    connection.retryNow();
    greet();
    newest().end(CLOSE_CODES.UNAUTHORIZED, "The link you came by was revoked.");
    expect(states.at(-1)).toMatchObject({ title: "You were logged out", reason: "The link you came by was revoked." });
  });

  it("sends nothing before the welcome", () => {
    newest().accept();
    expect(connection.send({ type: "request_key_frame" })).toBe(false);
    newest().deliver(welcome());
    expect(connection.send({ type: "request_key_frame" })).toBe(true);
  });

  it("refuses a server of another version and offers a reload", () => {
    newest().accept();
    newest().deliver(welcome({ version: PROTOCOL_VERSION + 1 }));
    expect(states.at(-1)).toMatchObject({ kind: "refused", wayOut: "reload" });
    clock.advance(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("gives up on a server that never answers, and tries again", () => {
    newest().accept();
    clock.advance(10_000);
    expect(states.at(-1)).toMatchObject({ kind: "reconnecting", attempt: 1 });
    clock.advance(300);
    expect(sockets).toHaveLength(2);
  });
});

describe("losing the connection", () => {
  it("comes back by itself, waiting longer each time but never more than 5 s", () => {
    greet();
    newest().end(1006);
    const waits = [300, 600, 1200, 2400, 4800, 5000, 5000];
    for (const [index, wait] of waits.entries()) {
      clock.advance(wait - 1);
      expect(sockets).toHaveLength(index + 1);
      clock.advance(1);
      expect(sockets).toHaveLength(index + 2);
      newest().end(1006);
    }
  });

  it("begins the back-off anew after a welcome", () => {
    greet();
    newest().end(1006);
    clock.advance(300);
    greet();
    expect(kinds()).toEqual(["connecting", "connected", "reconnecting", "connected"]);
    newest().end(CLOSE_CODES.SHUTDOWN);
    expect(states.at(-1)).toMatchObject({ attempt: 1, reason: "The server is restarting." });
  });

  it("tries at once when hastened, but leaves a refusal to the person", () => {
    greet();
    newest().end(1006);
    connection.hasten();
    expect(sockets).toHaveLength(2);
    newest().end(CLOSE_CODES.FORBIDDEN);
    expect(states.at(-1)).toMatchObject({ kind: "refused", wayOut: "retry" });
    connection.hasten();
    clock.advance(60_000);
    expect(sockets).toHaveLength(2);
    connection.retryNow();
    expect(sockets).toHaveLength(3);
  });

  it("comes into a full session by itself when somebody has left", () => {
    connection.open();
    newest().end(CLOSE_CODES.FULL);
    clock.advance(300);
    newest().end(CLOSE_CODES.FULL);
    expect(kinds()).toEqual(["connecting", "full", "full"]);
    clock.advance(600);
    greet();
    expect(states.at(-1)?.kind).toBe("connected");
  });

  it("hears nothing of a socket that it has left", () => {
    greet();
    const old = newest();
    old.end(1006);
    clock.advance(300);
    greet();
    old.end(1006);
    old.deliver({ type: "participants", participants: [] });
    expect(states.at(-1)?.kind).toBe("connected");
    expect(messages.map(({ type }) => type)).toEqual(["welcome", "welcome"]);
  });

  it("does nothing more after close", () => {
    greet();
    connection.close();
    clock.advance(60_000);
    expect(sockets).toHaveLength(1);
    expect(newest().readyState).toBe(WebSocket.CLOSED);
  });
});

describe("pings", () => {
  it("compares the clocks and goes on every 2 s", () => {
    greet();
    clock.advance(10);
    newest().deliver({ type: "pong", client_ms: 0, server_ms: 1005 });
    expect(connection.clockSync.offsetMs).toBe(1000);
    clock.advance(1_490);
    const before = newest().types().filter((type) => type === "ping").length;
    newest().deliver({ type: "pong", client_ms: clock.now(), server_ms: 2500 });
    clock.advance(4_000);
    expect(newest().types().filter((type) => type === "ping").length - before).toBe(2);
  });

  it("leaves a server that has stopped answering", () => {
    greet();
    clock.advance(30_000);
    expect(kinds()).toContain("reconnecting");
  });
});

describe("commands", () => {
  it("resolve and reject by the result with their number", async () => {
    greet();
    const first = connection.command({ type: "run" });
    const second = connection.command({ type: "pause" });
    const [one, two] = newest().sent.filter((message) => message.type === "command");
    newest().deliver({ type: "result", id: two?.id ?? 0, problem: PROBLEM });
    newest().deliver({ type: "result", id: one?.id ?? 0 });
    await expect(first).resolves.toBeUndefined();
    await expect(second).rejects.toMatchObject({ problem: PROBLEM });
  });

  it("are rejected when the connection ends or is not there", async () => {
    greet();
    const pending = connection.command({ type: "run" });
    newest().end(1006);
    await expect(pending).rejects.toMatchObject({ problem: { code: "not_connected" } });
    await expect(connection.command({ type: "run" })).rejects.toThrow("connection");
  });
});

it("acknowledges padding by its own number, and hands none of it on", () => {
  greet();
  const message = new ArrayBuffer(100);
  const view = new DataView(message);
  view.setUint8(0, MEDIA_KIND_PADDING);
  view.setUint32(4, 7);
  newest().deliverRaw(message);
  expect(newest().sent.at(-1)).toEqual({ type: "acknowledge", frame: 7, padding: true });
  expect(media).toHaveLength(0);
});

it("hands binary messages on and passes over what it cannot read", () => {
  greet();
  newest().deliverRaw(new ArrayBuffer(20));
  newest().deliverRaw("{not JSON");
  newest().deliverRaw("[]");
  expect(media).toHaveLength(1);
  expect(messages).toHaveLength(1);
});
