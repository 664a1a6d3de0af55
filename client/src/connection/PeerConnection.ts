import type {
  ClientMessage,
  IceServer,
  InputMessage,
  Offer,
  PeerClosed,
  Telemetry,
} from "../protocol/generated";
import { parseServerMessage } from "../protocol/messages";
import type { Clock } from "../support/clock";
import { preferLowDelay, toRtcIceServer } from "./rtc";

export interface PeerHandler {
  onPeerTrack(receiver: RTCRtpReceiver): void;
  onPeerConnected(): void;
  onPeerLost(reason: string): void;
  onPeerTelemetry(telemetry: Telemetry): void;
  /** The peer is about to be closed, and its picture turns black with it. */
  onPeerClosing(): void;
}

export interface PeerOptions {
  send: (message: ClientMessage) => boolean;
  handler: PeerHandler;
  clock: Clock;
  createPeer: (configuration: RTCConfiguration) => RTCPeerConnection;
}

const DISCONNECTED_LIMIT_MS = 3_000;
/** More than this waiting to be sent means the way is blocked; newer input must not queue behind. */
const INPUT_BUFFER_LIMIT_BYTES = 4_096;

/** One attempt at a WebRTC connection; the server offers, so all of it starts with its offer. */
export class PeerConnection {
  private iceServers: readonly IceServer[] = [];
  private relayOnly = false;
  private wanted = false;
  private peer: RTCPeerConnection | null = null;
  private peerId: number | null = null;
  private input: RTCDataChannel | null = null;
  private waitingCandidates: (RTCIceCandidate | null)[] | null = null;
  private disconnectedTimer = 0;

  constructor(private readonly options: PeerOptions) {}

  /** Ask the server for an offer. */
  connect(iceServers: readonly IceServer[], relayOnly = false): void {
    this.close();
    this.iceServers = iceServers;
    this.relayOnly = relayOnly;
    this.wanted = true;
    this.options.send({ type: "connect_peer" });
  }

  close(): void {
    this.wanted = false;
    this.options.clock.clearTimeout(this.disconnectedTimer);
    this.input = null;
    this.peerId = null;
    const peer = this.peer;
    this.peer = null;
    if (peer === null) return;
    this.options.handler.onPeerClosing();
    peer.onconnectionstatechange = null;
    peer.onicecandidate = null;
    peer.ontrack = null;
    peer.ondatachannel = null;
    peer.close();
  }

  /** Answer an offer. A failure is told to the handler, as any other loss of the peer. */
  async handleOffer(offer: Offer): Promise<void> {
    if (!this.wanted) return;
    this.close();
    this.wanted = true;
    this.peerId = offer.peer;
    this.waitingCandidates = [];
    let peer: RTCPeerConnection | null = null;
    try {
      peer = this.createPeer();
      this.peer = peer;
      await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
      const answer = await peer.createAnswer();
      if (this.peer !== peer) return;
      await peer.setLocalDescription(answer);
    } catch (error) {
      if (this.peer === peer) this.lose(`The offer could not be answered (${String(error)}).`);
      return;
    }
    if (this.peer !== peer) return;
    this.sendAnswer(offer.peer, peer.localDescription?.sdp ?? "");
  }

  handlePeerClosed(message: PeerClosed): void {
    if (message.peer === this.peerId) this.lose(message.reason);
  }

  /** Send an input over the unordered channel; false when that way is not open or is blocked. */
  sendInput(message: InputMessage): boolean {
    const channel = this.input;
    if (channel?.readyState !== "open") return false;
    if (channel.bufferedAmount > INPUT_BUFFER_LIMIT_BYTES) return false;
    channel.send(JSON.stringify(message));
    return true;
  }

  private createPeer(): RTCPeerConnection {
    const peer = this.options.createPeer({
      iceServers: this.iceServers.map(toRtcIceServer),
      iceTransportPolicy: this.relayOnly ? "relay" : "all",
    });
    peer.onconnectionstatechange = () => {
      this.onStateChange(peer);
    };
    peer.onicecandidate = (event) => {
      this.onLocalCandidate(event.candidate);
    };
    peer.ontrack = (event) => {
      preferLowDelay(event.receiver);
      this.options.handler.onPeerTrack(event.receiver);
    };
    peer.ondatachannel = (event) => {
      this.onChannel(event.channel);
    };
    return peer;
  }

  private sendAnswer(peer: number, sdp: string): void {
    this.options.send({ type: "answer", peer, sdp });
    // Candidates that were found meanwhile follow the answer: before it they mean nothing.
    const candidates = this.waitingCandidates ?? [];
    this.waitingCandidates = null;
    for (const candidate of candidates) this.sendCandidate(peer, candidate);
  }

  private onLocalCandidate(candidate: RTCIceCandidate | null): void {
    if (this.waitingCandidates) this.waitingCandidates.push(candidate);
    else if (this.peerId !== null) this.sendCandidate(this.peerId, candidate);
  }

  private sendCandidate(peer: number, candidate: RTCIceCandidate | null): void {
    this.options.send({
      type: "candidate",
      peer,
      candidate: candidate?.candidate ?? "",
      sdp_mid: candidate?.sdpMid ?? null,
      sdp_mline_index: candidate?.sdpMLineIndex ?? null,
    });
  }

  private onStateChange(peer: RTCPeerConnection): void {
    this.options.clock.clearTimeout(this.disconnectedTimer);
    switch (peer.connectionState) {
      case "connected":
        this.options.handler.onPeerConnected();
        break;
      case "disconnected":
        this.disconnectedTimer = this.options.clock.setTimeout(() => {
          this.lose("The WebRTC connection was interrupted.");
        }, DISCONNECTED_LIMIT_MS);
        break;
      case "failed":
        this.lose("No direct way for WebRTC was found.");
        break;
      case "closed":
        this.lose("The WebRTC connection was closed.");
        break;
      default:
    }
  }

  private onChannel(channel: RTCDataChannel): void {
    if (channel.label === "input") {
      this.input = channel;
    } else if (channel.label === "telemetry") {
      channel.onmessage = (event: MessageEvent<unknown>) => {
        const message = typeof event.data === "string" ? parseServerMessage(event.data) : null;
        if (message?.type === "telemetry") this.options.handler.onPeerTelemetry(message);
      };
    }
  }

  private lose(reason: string): void {
    this.close();
    this.options.handler.onPeerLost(reason);
  }
}
