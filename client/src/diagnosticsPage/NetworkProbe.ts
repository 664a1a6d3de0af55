import { credentials } from "../access/Credentials";
import { PeerConnection } from "../connection/PeerConnection";
import type { Refusal } from "../connection/closeReasons";
import { type ConnectionState, SignalingConnection } from "../connection/SignalingConnection";
import type { VideoSupport } from "../connection/videoTypes";
import { type Hello, PROTOCOL_VERSION, type ServerMessage, type Welcome } from "../protocol/generated";
import type { Clock } from "../support/clock";
import { type Finding, finding, TOKEN_ADVICE } from "./findings";
import { type PeerStatistics, readStatistics, way } from "./peerStatistics";

export interface NetworkProbeOptions {
  url: string;
  /** Another one each time. */
  page: string;
  support: VideoSupport;
  clock: Clock;
  createSocket: (url: string) => WebSocket;
  createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** While this page still watches, as the number given: what the server says to that. */
  beforeLeaving: (participant: number | null) => Promise<unknown>;
}

export const PEER_LIMIT_MS = 8_000;
/** Enough for the first pings, where no peer is tried. */
const PINGS_MS = 1_000;
const LOOK_EVERY_MS = 250;
const LONG_ROUND_TRIP_MS = 150;
const UDP_ADVICE =
  "The picture comes over TCP instead. For WebRTC open --udp-ports, name --public-address behind a NAT, or use a TURN server.";

/**
 * Tries the ways to the server, as the viewer's page takes them: WebSocket, pings, a WebRTC peer
 * and its first pictures. A participant only until it has found out.
 */
export class NetworkProbe {
  private readonly signaling: SignalingConnection;
  private readonly peer: PeerConnection;
  private rtc: RTCPeerConnection | null = null;
  private welcome: Welcome | null = null;
  private connected = false;
  private startedMs = 0;
  private statistics: PeerStatistics | null = null;
  private problem = "";
  private timer = 0;
  private done: ((findings: Finding[]) => void) | null = null;

  constructor(private readonly options: NetworkProbeOptions) {
    const { clock, createPeer } = options;
    this.signaling = new SignalingConnection({
      url: options.url,
      hello: () => this.hello(),
      clock,
      createSocket: options.createSocket,
      handler: {
        onConnectionState: (state) => { this.onConnectionState(state); },
        onMessage: (message) => { this.onMessage(message); },
        onMedia: () => undefined,
      },
    });
    this.peer = new PeerConnection({
      send: (message) => this.signaling.send(message),
      clock,
      createPeer: (configuration) => (this.rtc = createPeer(configuration)),
      handler: {
        onPeerTrack: () => undefined,
        onPeerConnected: () => { this.onPeerConnected(); },
        onPeerLost: (reason) => { this.endPeer(reason); },
        onPeerTelemetry: () => undefined,
        onPeerClosing: () => undefined,
      },
    });
  }

  /** What was found; never rejects, and takes at most about ten seconds. */
  run(): Promise<Finding[]> {
    return new Promise((resolve) => {
      this.done = resolve;
      this.signaling.open();
    });
  }

  /** Leave at once; what was found so far is the result. */
  stop(): void {
    const { done } = this;
    this.done = null;
    this.leave();
    done?.([finding("websocket", "unknown", "It was not tried to the end.")]);
  }

  private hello(): Hello | Promise<Hello> {
    const { support, page } = this.options;
    return credentials.sign({
      type: "hello",
      version: PROTOCOL_VERSION,
      name: "Diagnostics",
      page,
      h264_webrtc: support.webrtc,
      h264_webcodecs: support.webcodecs,
      h264_mse: support.mse,
    });
  }

  private onConnectionState(state: ConnectionState): void {
    switch (state.kind) {
      case "full":
        this.finish([finding("websocket", "broken", "The session is full.", "Try again when somebody has left.")]);
        break;
      case "refused":
        this.finish([refused(state)]);
        break;
      case "reconnecting":
        this.finish([
          finding(
            "websocket",
            "broken",
            `The WebSocket does not work: ${state.reason}`,
            "See if the server runs, and if the proxy before it passes WebSockets on.",
          ),
        ]);
        break;
      default:
    }
  }

  private onMessage(message: ServerMessage): void {
    if (message.type === "welcome") this.onWelcome(message);
    else if (message.type === "offer") void this.peer.handleOffer(message);
    else if (message.type === "peer_closed") this.peer.handlePeerClosed(message);
    // Before the welcome it says why there will be none: the connection tells that.
    else if (message.type === "error" && this.welcome !== null) this.endPeer(message.problem.detail);
  }

  private onWelcome(welcome: Welcome): void {
    const { clock, support } = this.options;
    this.welcome = welcome;
    credentials.welcomed(welcome.bearer ?? "");
    this.startedMs = clock.now();
    const tries = welcome.webrtc && support.webrtc;
    if (tries) this.peer.connect(welcome.ice_servers, welcome.relay_only ?? false);
    this.timer = clock.setTimeout(() => {
      if (tries) this.endPeer("Nothing came within 8 s.");
      else this.finish(this.findings());
    }, tries ? PEER_LIMIT_MS : PINGS_MS);
  }

  private onPeerConnected(): void {
    this.connected = true;
    this.signaling.send({ type: "select_video", transport: "webrtc" });
    void this.look();
  }

  /** Look at what came, again and again, until a picture is decoded. */
  private async look(): Promise<void> {
    const rtc = this.rtc;
    if (rtc === null || this.done === null) return;
    try {
      this.statistics = await readStatistics(rtc);
    } catch (error) {
      this.endPeer(`The browser does not tell of its connection (${String(error)}).`);
      return;
    }
    const settled = this.options.clock.now() - this.startedMs > PINGS_MS;
    const decoded = this.statistics.decoded > 0;
    if (settled && (decoded || this.welcome?.state !== "live")) this.finish(this.findings());
    else this.options.clock.setTimeout(() => void this.look(), LOOK_EVERY_MS);
  }

  private endPeer(reason: string): void {
    this.problem = reason;
    this.finish(this.findings());
  }

  private findings(): Finding[] {
    const found = [finding("websocket", "ok", "The WebSocket opens, and the server greets."), this.roundTrip()];
    if (!this.welcome?.webrtc) {
      const text = "WebRTC is switched off on this server (--no-webrtc): the picture comes over TCP.";
      return [...found, finding("peer", "slow", text, "Start the server without --no-webrtc for less delay.")];
    }
    if (!this.options.support.webrtc) {
      const text = "No WebRTC peer was tried: this browser has no H.264 for it.";
      return [...found, finding("peer", "slow", text, "See what is said of the browser.")];
    }
    if (!this.connected) {
      const text = `No WebRTC peer connects through this network. ${this.problem}`;
      return [...found, finding("peer", "slow", text, UDP_ADVICE)];
    }
    return [...found, finding("peer", "ok", `A WebRTC peer connects${way(this.statistics)}.`), this.picture()];
  }

  private roundTrip(): Finding {
    const milliseconds = this.signaling.clockSync.roundTripMs;
    if (milliseconds === null) return finding("round_trip", "unknown", "No ping was answered yet.");
    const text = `A ping is answered after ${milliseconds.toFixed(1)} ms.`;
    if (milliseconds <= LONG_ROUND_TRIP_MS) return finding("round_trip", "ok", text);
    return finding("round_trip", "slow", text, "Inputs are seen later than that; a nearer server or network helps.");
  }

  private picture(): Finding {
    const { received = 0, decoded = 0, decoder = "" } = this.statistics ?? {};
    if (decoded > 0) {
      return finding("picture", "ok", `Pictures arrive over WebRTC and are decoded${decoder && ` by ${decoder}`}.`);
    }
    if (this.welcome?.state !== "live") {
      return finding("picture", "unknown", "No scene is shown, so there was no picture to wait for.");
    }
    if (received > 0) {
      const text = `${received} frames arrived over WebRTC and none was decoded.`;
      return finding("picture", "broken", text, "Take TCP in the viewer's settings, or another browser.");
    }
    const text = "The WebRTC peer is connected, but no frame arrived.";
    return finding("picture", "broken", text, "See what is said of the session; take TCP in the viewer's settings.");
  }

  private finish(findings: Finding[]): void {
    const { done } = this;
    if (done === null) return;
    this.done = null;
    this.options.clock.clearTimeout(this.timer);
    void this.options.beforeLeaving(this.welcome?.participant ?? null).finally(() => {
      this.leave();
      done(findings);
    });
  }

  private leave(): void {
    this.options.clock.clearTimeout(this.timer);
    this.peer.close();
    this.signaling.close();
  }
}

function refused({ title, reason, wayOut }: Refusal): Finding {
  const advice = wayOut === "token" ? TOKEN_ADVICE : title;
  return finding("websocket", "broken", `The server refuses the connection: ${reason}`, advice);
}
