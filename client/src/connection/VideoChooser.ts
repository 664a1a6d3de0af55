import type { Clock } from "../support/clock";
import { PeerAttempts } from "./PeerAttempts";
import { STALL_LIMIT_MS } from "./StallDetector";
import { StallWatch } from "./StallWatch";
import { TcpWays } from "./TcpWays";
import { nameOfWay, videoReason } from "./videoReasons";
import {
  NO_SUPPORT,
  type Preference,
  type Selection,
  type TcpTransport,
  type Transport,
  type VideoChoice,
  type VideoSupport,
} from "./videoTypes";

export interface ChooserEffects {
  connectPeer(): void;
  closePeer(): void;
  /** Tell the server. */
  selectVideo(transport: Selection): void;
  onChoice(choice: VideoChoice): void;
}

/**
 * The server makes at most one key frame a second. TCP video began with one; WebRTC would wait
 * for the next with the picture frozen, so it takes over when the next may be made.
 */
const KEY_FRAME_INTERVAL_MS = 1_000;

/**
 * Decides on which way the video comes.
 *
 * It begins with the best way over TCP, which works at once, takes WebRTC when it has shown a
 * picture, and leaves it when frames were sent and none arrived. A way over TCP that does not work
 * in this browser gives way to the next. It does nothing itself: the effects do.
 */
export class VideoChooser {
  private started = false;
  private hidden = false;
  private browser = NO_SUPPORT;
  private serverAllowsWebRtc = false;
  private selected: Selection | null = null;
  private selectedSince = 0;
  private shown: Selection = "none";
  private pictured = false;
  private stalled = false;
  private readonly tcp = new TcpWays();
  private readonly stall: StallWatch;
  private readonly peer: PeerAttempts;

  constructor(
    private preference: Preference,
    private readonly effects: ChooserEffects,
    private readonly clock: Clock,
  ) {
    this.stall = new StallWatch(() => { this.onStall(); }, clock);
    this.peer = new PeerAttempts(
      {
        connectPeer: () => { effects.connectPeer(); },
        closePeer: () => { effects.closePeer(); },
        onPhase: () => { this.update(); },
        isAlone: () => this.tcpWay === null,
      },
      clock,
    );
  }

  get choice(): VideoChoice {
    return {
      phase: this.peer.phase,
      selected: this.selected ?? "none",
      shown: this.shown,
      pictured: this.pictured,
      stalled: this.stalled,
      failing: this.peer.failure !== null && this.peer.phase !== "proven",
      reason: this.reason(),
    };
  }

  /** The server has greeted. */
  start(browser: VideoSupport, serverAllowsWebRtc: boolean): void {
    this.started = true;
    this.browser = browser;
    this.serverAllowsWebRtc = serverAllowsWebRtc;
    this.begin();
    this.stall.start();
  }

  /** The connection to the server is lost, and with it what it was told. */
  stop(): void {
    this.started = false;
    this.stall.stop();
    this.peer.stop();
    this.selected = null;
    this.shown = "none";
    this.stalled = false;
    this.effects.onChoice(this.choice);
  }

  setPreference(preference: Preference): void {
    if (preference === this.preference) return;
    this.preference = preference;
    if (this.started) this.begin();
  }

  setHidden(hidden: boolean): void {
    if (hidden === this.hidden) return;
    this.hidden = hidden;
    this.peer.setHidden(hidden);
    this.update();
  }

  peerConnected(): void {
    const keyFrameAt = this.selectedSince + KEY_FRAME_INTERVAL_MS;
    const pictured = this.selected !== null && this.selected !== "none";
    this.peer.connected(pictured ? keyFrameAt - this.clock.now() : 0);
  }

  peerLost(reason: string): void {
    this.peer.lost(reason);
  }

  /** A picture was shown; called for every frame. */
  framePresented(transport: Transport): void {
    if (transport !== this.selected) return;
    const news = this.shown !== transport || this.stalled;
    this.shown = transport;
    this.pictured = true;
    this.stalled = false;
    this.stall.reset();
    if (transport === "webrtc") this.peer.pictureShown();
    if (news) this.effects.onChoice(this.choice);
  }

  /** How many frames the server says it has sent to this page. */
  serverSent(count: number): void {
    this.stall.sent(count);
  }

  /** This way over TCP does not work here; the sentence says why. */
  tcpUnusable(way: TcpTransport, reason: string): void {
    this.tcp.failed(way, reason);
    this.update();
    // There may be no picture until WebRTC is back.
    if (this.tcpWay === null) this.peer.hasten();
  }

  /** Another stream comes: it may be one that this way can show. */
  tcpUsable(way: TcpTransport): void {
    this.tcp.mayWork(way);
    this.update();
  }

  private get tcpWay(): TcpTransport | null {
    return this.tcp.best(this.preference, this.browser);
  }

  private get canUseWebRtc(): boolean {
    const wanted = this.preference === "auto" || this.preference === "webrtc";
    return this.browser.webrtc && this.serverAllowsWebRtc && wanted;
  }

  private begin(): void {
    this.tcp.forget();
    this.peer.stop();
    this.update();
    if (this.canUseWebRtc) this.peer.start();
  }

  /** WebRTC has TCP to give way to, and a way over TCP the next; of the last it can only be said. */
  private onStall(): void {
    if (this.hidden) return;
    if (this.peer.phase === "proven") {
      this.peer.lost(`WebRTC frames were sent, and none arrived for ${STALL_LIMIT_MS / 1000} s.`);
      return;
    }
    const { selected } = this;
    if (selected === null || selected === "none" || selected === "webrtc" || this.stalled) return;
    if (this.shown !== selected && this.tcp.hasNext(selected, this.browser)) {
      this.tcpUnusable(selected, `${nameOfWay(selected)} showed no picture within ${STALL_LIMIT_MS / 1000} s.`);
    } else {
      this.stalled = true;
      this.effects.onChoice(this.choice);
    }
  }

  private update(): void {
    if (!this.started) return;
    const wanted = this.wantedSelection();
    if (wanted !== this.selected) {
      this.selected = wanted;
      this.selectedSince = this.clock.now();
      this.stalled = false;
      this.stall.reset();
      this.effects.selectVideo(wanted);
    }
    if (wanted === "none" && !this.hidden) this.shown = "none";
    this.effects.onChoice(this.choice);
  }

  private wantedSelection(): Selection {
    if (this.hidden) return "none";
    if (this.peer.phase === "proving" || this.peer.phase === "proven") return "webrtc";
    return this.tcpWay ?? "none";
  }

  private reason(): string {
    return videoReason({
      hidden: this.hidden,
      stalled: this.stalled,
      phase: this.peer.phase,
      preference: this.preference,
      browser: this.browser,
      tcpWay: this.tcpWay,
      webRtcFailure: this.peer.failure,
      tcpFailures: this.tcp.failures,
    });
  }
}
