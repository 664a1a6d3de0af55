import {
  CLOSE_CODES,
  type ClientMessage,
  type Command,
  type Hello,
  PROTOCOL_VERSION,
  type Pong,
  type ServerMessage,
  type Welcome,
} from "../protocol/generated";
import { paddingNumber } from "../protocol/media";
import { parseServerMessage } from "../protocol/messages";
import type { Clock } from "../support/clock";
import { ClockSync } from "./ClockSync";
import { interruptionFor, NOT_ADMITTED, type Refusal, refusalFor } from "./closeReasons";
import { PendingCommands } from "./PendingCommands";

export type ConnectionState =
  | { kind: "connecting" }
  | { kind: "connected" }
  | { kind: "reconnecting"; reason: string; attempt: number }
  /** There is no room; it is tried again until somebody has left. */
  | { kind: "full" }
  | ({ kind: "refused" } & Refusal);

export interface SignalingHandler {
  onConnectionState(state: ConnectionState): void;
  /** Every message but pongs and results; the welcome is the first. */
  onMessage(message: ServerMessage): void;
  onMedia(buffer: ArrayBuffer): void;
}

export interface SignalingOptions {
  url: string;
  /** Where it takes time, the connection waits for it; one that is rejected counts as lost. */
  hello: () => Hello | Promise<Hello>;
  handler: SignalingHandler;
  clock: Clock;
  createSocket: (url: string) => WebSocket;
}

const PING_INTERVAL_MS = 2_000;
/** The first pings follow each other quickly: one alone compares the clocks badly on a busy start. */
const FIRST_PINGS = 6;
const FIRST_PING_INTERVAL_MS = 250;
const WELCOME_TIMEOUT_MS = 10_000;
/** Counted in pings and not in time, because a hidden tab's timers run slowly. */
const UNANSWERED_PINGS_LIMIT = 4;
const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 5_000;

/** The WebSocket to the server: greets, pings, reconnects, and answers commands by promises. */
export class SignalingConnection {
  readonly clockSync = new ClockSync();
  private socket: WebSocket | null = null;
  private welcomed = false;
  /** What the server said before it let this page in. */
  private said = "";
  private attempt = 0;
  private pings = 0;
  private unansweredPings = 0;
  private pingTimer = 0;
  private deadlineTimer = 0;
  private retryTimer = 0;
  private backingOff = false;
  private readonly pending = new PendingCommands();

  constructor(private readonly options: SignalingOptions) {}

  open(): void {
    if (this.socket !== null) return;
    this.endBackOff();
    if (this.attempt === 0) this.options.handler.onConnectionState({ kind: "connecting" });
    this.connect();
  }

  /** End for good; `open()` starts anew. */
  close(): void {
    this.endBackOff();
    this.attempt = 0;
    this.drop();
  }

  /** Try again, as a person asks after a refusal. */
  retryNow(): void {
    if (this.socket === null) this.open();
  }

  /** End a back-off early, because something says that it may work now; a refusal stays. */
  hasten(): void {
    if (this.backingOff) this.open();
  }

  /** Send a message; false when there is no connection to send it on. */
  send(message: ClientMessage): boolean {
    if (!this.welcomed || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Send a command; rejects with a CommandError if it is refused or the connection ends. */
  command(command: Command): Promise<void> {
    const { id, answer } = this.pending.add();
    if (!this.send({ type: "command", id, command })) this.pending.abandon(id);
    return answer;
  }

  private connect(): void {
    const socket = this.options.createSocket(this.options.url);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.said = "";
    socket.onopen = () => {
      if (this.socket === socket) this.greet(socket);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (this.socket === socket) this.receive(event.data);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code, event.reason);
    };
    this.deadlineTimer = this.options.clock.setTimeout(() => {
      if (this.socket === socket) this.interrupted("The server does not answer.");
    }, WELCOME_TIMEOUT_MS);
  }

  private greet(socket: WebSocket): void {
    const hello = this.options.hello();
    if (!(hello instanceof Promise)) {
      socket.send(JSON.stringify(hello));
      return;
    }
    hello.then(
      (ready) => { if (this.socket === socket) socket.send(JSON.stringify(ready)); },
      () => { if (this.socket === socket) this.interrupted("The server does not answer."); },
    );
  }

  private receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const padding = paddingNumber(data);
      if (padding === null) this.options.handler.onMedia(data);
      else this.send({ type: "acknowledge", frame: padding, padding: true });
      return;
    }
    const message = typeof data === "string" ? parseServerMessage(data) : null;
    if (message === null) return;
    switch (message.type) {
      case "welcome":
        this.onWelcome(message);
        break;
      case "pong":
        this.onPong(message);
        break;
      case "knock":
        // A hidden page's timers run once a minute; a message comes at once.
        this.send({ type: "ping", client_ms: this.options.clock.now() });
        break;
      case "result":
        this.pending.settle(message);
        break;
      default:
        // The reason of a close has room for a few words only.
        if (message.type === "error" && !this.welcomed) this.said = message.problem.detail;
        this.options.handler.onMessage(message);
    }
  }

  private onWelcome(welcome: Welcome): void {
    if (welcome.version !== PROTOCOL_VERSION) {
      this.refuse({
        title: NOT_ADMITTED,
        reason: `This page speaks version ${PROTOCOL_VERSION} of the protocol and the server version ${welcome.version}; reload the page to get the matching one.`,
        wayOut: "reload",
      });
      return;
    }
    this.options.clock.clearTimeout(this.deadlineTimer);
    this.welcomed = true;
    this.attempt = 0;
    this.pings = 0;
    this.unansweredPings = 0;
    this.clockSync.reset();
    this.options.handler.onConnectionState({ kind: "connected" });
    this.options.handler.onMessage(welcome);
    this.ping();
  }

  private onPong(pong: Pong): void {
    this.unansweredPings = 0;
    this.clockSync.add(pong.client_ms, pong.server_ms, this.options.clock.now());
  }

  private ping(): void {
    if (this.unansweredPings >= UNANSWERED_PINGS_LIMIT) {
      this.interrupted("The server has stopped answering.");
      return;
    }
    const settling = this.pings < FIRST_PINGS;
    this.pings += 1;
    if (!settling) this.unansweredPings += 1;
    this.send({ type: "ping", client_ms: this.options.clock.now() });
    this.pingTimer = this.options.clock.setTimeout(() => {
      this.ping();
    }, settling ? FIRST_PING_INTERVAL_MS : PING_INTERVAL_MS);
  }

  private closed(code: number, reason: string): void {
    const refusal = refusalFor(code, this.said || reason, this.welcomed);
    if (refusal) this.refuse(refusal);
    else this.interrupted(interruptionFor(code, reason), code === CLOSE_CODES.FULL);
  }

  private refuse(refusal: Refusal): void {
    this.attempt = 0;
    this.drop();
    this.options.handler.onConnectionState({ kind: "refused", ...refusal });
  }

  private interrupted(reason: string, full = false): void {
    this.drop();
    const delayMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempt);
    this.attempt += 1;
    this.options.handler.onConnectionState(
      full ? { kind: "full" } : { kind: "reconnecting", reason, attempt: this.attempt },
    );
    this.backingOff = true;
    this.retryTimer = this.options.clock.setTimeout(() => {
      this.open();
    }, delayMs);
  }

  private endBackOff(): void {
    this.options.clock.clearTimeout(this.retryTimer);
    this.backingOff = false;
  }

  private drop(): void {
    this.options.clock.clearTimeout(this.pingTimer);
    this.options.clock.clearTimeout(this.deadlineTimer);
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    socket?.close();
    this.pending.abandonAll();
  }
}
