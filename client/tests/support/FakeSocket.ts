import type { ClientMessage, Problem, ServerMessage, Welcome } from "../../src/protocol/generated";

/** A WebSocket whose other end is the test. */
export class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: ClientMessage[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  accept(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }

  deliver(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  deliverRaw(data: unknown): void {
    this.onmessage?.({ data });
  }

  end(code: number, reason = ""): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code, reason });
  }

  types(): string[] {
    return this.sent.map(({ type }) => type);
  }
}

export function welcome(change: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    version: 1,
    server_version: "0.1.0",
    participant: 7,
    session: "main",
    state: "live",
    problem: null,
    webrtc: true,
    ice_servers: [],
    video: null,
    scene: null,
    participants: [],
    speeds: [0.5, 1, 2],
    shared_size: [640, 480],
    ...change,
  };
}

export const PROBLEM: Problem = { title: "Not possible", detail: "It is not possible.", code: "no" };
