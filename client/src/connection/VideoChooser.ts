import type { Clock } from "../support/clock";

export type Transport = "webrtc" | "websocket";
export type Selection = Transport | "none";
export type Preference = "auto" | Transport;

/**
 * Where WebRTC stands.
 *
 * - `off`: not wanted or not possible
 * - `connecting`: an offer was asked for
 * - `ready`: connected, but the tab is hidden, or the server could not give a key frame at once
 * - `proving`: selected, and its first picture is awaited
 * - `proven`: it carries the video
 * - `waiting`: it failed and is tried again later
 */
export type WebRtcPhase = "off" | "connecting" | "ready" | "proving" | "proven" | "waiting";

/** What a browser can decode. */
export interface VideoSupport {
  webrtc: boolean;
  webcodecs: boolean;
}

export interface VideoChoice {
  phase: WebRtcPhase;
  /** What the server was told to send. */
  selected: Selection;
  /** The way on which the newest picture came. */
  shown: Selection;
  /** Why it is so, in a sentence. */
  reason: string;
}

/**
 * True when nothing of a WebRTC peer is needed any more: its last picture was replaced, and no
 * new peer is on its way. A new peer's track may be there long before it is selected.
 */
export function isPeerVideoOver({ phase, shown }: VideoChoice): boolean {
  return (phase === "off" || phase === "waiting") && shown !== "webrtc";
}

export interface ChooserEffects {
  connectPeer(): void;
  closePeer(): void;
  /** Tell the server; false if it could not be told. */
  selectVideo(transport: Selection): void;
  onChoice(choice: VideoChoice): void;
}

const CONNECT_LIMIT_MS = 10_000;
const FIRST_PICTURE_LIMIT_MS = 3_000;
/**
 * The server makes at most one key frame a second. TCP video began with one; WebRTC would wait
 * for the next with the picture frozen, so it takes over when the next may be made.
 */
const KEY_FRAME_INTERVAL_MS = 1_000;
const STALL_LIMIT_MS = 3_000;
const STALL_CHECK_MS = 500;
/** A peer that carried the video this long was good: its successor is tried soon. */
const GOOD_PEER_MS = 10_000;
const RETRY_SOON_MS = 1_000;
const RETRY_MS: readonly number[] = [10_000, 20_000, 40_000, 60_000];
/** Without the WebSocket there is no picture meanwhile, so there is more hurry. */
const RETRY_ALONE_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 10_000];

/**
 * Decides on which way the video comes.
 *
 * It begins with whichever way works at once, takes WebRTC when it has shown a picture, and
 * leaves it when frames were sent and none arrived. It does nothing itself: the effects do.
 */
export class VideoChooser {
  private started = false;
  private hidden = false;
  private serverAllowsWebRtc = false;
  private phase: WebRtcPhase = "off";
  private selected: Selection | null = null;
  private selectedSince = 0;
  private shown: Selection = "none";
  private failure: string | null = null;
  private failures = 0;
  private provenSince = 0;
  private timer = 0;
  private stallTimer = 0;
  private readonly stall = new StallDetector();

  constructor(
    private readonly browser: VideoSupport,
    private preference: Preference,
    private readonly effects: ChooserEffects,
    private readonly clock: Clock,
  ) {}

  get choice(): VideoChoice {
    return {
      phase: this.phase,
      selected: this.selected ?? "none",
      shown: this.shown,
      reason: this.reason(),
    };
  }

  /** The server has greeted. */
  start(serverAllowsWebRtc: boolean): void {
    this.started = true;
    this.serverAllowsWebRtc = serverAllowsWebRtc;
    this.begin();
  }

  /** The connection to the server is lost, and with it what it was told. */
  stop(): void {
    this.started = false;
    this.abandonPeer();
    this.phase = "off";
    this.selected = null;
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
    if (hidden && this.phase === "proving") this.enter("ready");
    else if (!hidden && this.phase === "ready") this.prove();
    else if (!hidden) this.stall.reset(this.clock.now());
    this.update();
  }

  peerConnected(): void {
    if (this.phase !== "connecting") return;
    this.enter("ready");
    const delayMs =
      this.selected === "websocket"
        ? this.selectedSince + KEY_FRAME_INTERVAL_MS - this.clock.now()
        : 0;
    if (delayMs > 0) {
      this.after(delayMs, () => {
        this.proveIfSeen();
      });
    } else {
      this.proveIfSeen();
    }
  }

  peerLost(reason: string): void {
    if (this.phase !== "off" && this.phase !== "waiting") this.fail(reason);
  }

  /** A picture was shown; called for every frame. */
  framePresented(transport: Transport): void {
    if (transport !== this.selected) return;
    const first = this.shown !== transport;
    this.shown = transport;
    if (transport === "webrtc") this.stall.frame(this.clock.now());
    if (transport === "webrtc" && this.phase === "proving") {
      this.enter("proven");
      this.provenSince = this.clock.now();
      this.watchForStall();
    }
    if (first) this.effects.onChoice(this.choice);
  }

  /** How many frames the server says it has sent to this page. */
  serverSent(count: number): void {
    this.stall.sent(count, this.clock.now());
  }

  private get canUseWebSocket(): boolean {
    return this.browser.webcodecs && this.preference !== "webrtc";
  }

  private get canUseWebRtc(): boolean {
    return this.browser.webrtc && this.serverAllowsWebRtc && this.preference !== "websocket";
  }

  private begin(): void {
    this.failure = null;
    this.failures = 0;
    this.abandonPeer();
    this.enter("off");
    this.update();
    if (this.canUseWebRtc) this.tryWebRtc();
  }

  private tryWebRtc(): void {
    this.enter("connecting");
    this.effects.connectPeer();
    this.after(CONNECT_LIMIT_MS, () => {
      this.fail(`WebRTC did not connect within ${CONNECT_LIMIT_MS / 1000} s.`);
    });
    this.update();
  }

  private proveIfSeen(): void {
    if (!this.hidden) this.prove();
    this.update();
  }

  private prove(): void {
    this.enter("proving");
    this.after(FIRST_PICTURE_LIMIT_MS, () => {
      this.fail(`WebRTC showed no picture within ${FIRST_PICTURE_LIMIT_MS / 1000} s.`);
    });
  }

  private watchForStall(): void {
    this.stall.reset(this.clock.now());
    const check = (): void => {
      if (!this.hidden && this.stall.isStalled(this.clock.now(), STALL_LIMIT_MS)) {
        this.fail(`WebRTC frames were sent, and none arrived for ${STALL_LIMIT_MS / 1000} s.`);
      } else {
        this.stallTimer = this.clock.setTimeout(check, STALL_CHECK_MS);
      }
    };
    this.stallTimer = this.clock.setTimeout(check, STALL_CHECK_MS);
  }

  private fail(reason: string): void {
    const wasGood =
      this.phase === "proven" && this.clock.now() - this.provenSince >= GOOD_PEER_MS;
    if (wasGood) this.failures = 0;
    const ladder = this.canUseWebSocket ? RETRY_MS : RETRY_ALONE_MS;
    const usualDelay = ladder[Math.min(this.failures, ladder.length - 1)] ?? RETRY_SOON_MS;
    const delayMs = wasGood ? RETRY_SOON_MS : usualDelay;
    if (!wasGood) this.failures += 1;
    this.failure = `${reason} It is tried again ${delayMs / 1000} s later.`;
    this.abandonPeer();
    this.enter("waiting");
    this.after(delayMs, () => {
      this.tryWebRtc();
    });
    this.update();
  }

  private abandonPeer(): void {
    this.clock.clearTimeout(this.timer);
    this.clock.clearTimeout(this.stallTimer);
    if (this.phase !== "off" && this.phase !== "waiting") this.effects.closePeer();
  }

  /** Every change of phase ends the time limit of the phase before. */
  private enter(phase: WebRtcPhase): void {
    this.clock.clearTimeout(this.timer);
    this.phase = phase;
  }

  private after(delayMs: number, action: () => void): void {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(action, delayMs);
  }

  private update(): void {
    if (!this.started) return;
    const wanted = this.wantedSelection();
    if (wanted !== this.selected) {
      this.selected = wanted;
      this.selectedSince = this.clock.now();
      this.effects.selectVideo(wanted);
    }
    this.effects.onChoice(this.choice);
  }

  private wantedSelection(): Selection {
    if (this.hidden) return "none";
    if (this.phase === "proving" || this.phase === "proven") return "webrtc";
    return this.canUseWebSocket ? "websocket" : "none";
  }

  private reason(): string {
    if (this.hidden) return "No video is sent while the page is hidden.";
    if (this.phase === "proven") return "The video comes over WebRTC, the way with the least delay.";
    if (this.failure !== null) {
      return this.canUseWebSocket ? `The video comes over TCP: ${this.failure}` : this.failure;
    }
    if (this.phase === "off") return this.reasonWithoutWebRtc();
    return this.canUseWebSocket
      ? "The video comes over TCP while WebRTC is tried."
      : "WebRTC is being connected.";
  }

  private reasonWithoutWebRtc(): string {
    if (this.preference === "websocket") {
      return this.browser.webcodecs
        ? "The video comes over TCP, as chosen in the menu."
        : "TCP was chosen, but this browser decodes it only on https or localhost; choose automatic.";
    }
    const why = this.browser.webrtc
      ? "WebRTC is switched off on this server"
      : "this browser has no H.264 over WebRTC";
    return this.canUseWebSocket ? `The video comes over TCP: ${why}.` : `There is no video: ${why}.`;
  }
}

/** Notices that the server goes on sending frames while none is presented. */
class StallDetector {
  private lastCount = 0;
  private unansweredSince: number | null = null;
  private lastGrowth = 0;
  private lastSign = 0;

  reset(now: number): void {
    this.unansweredSince = null;
    this.lastSign = now;
  }

  frame(now: number): void {
    this.reset(now);
  }

  sent(count: number, now: number): void {
    this.lastSign = now;
    if (count > this.lastCount) {
      this.unansweredSince ??= now;
      this.lastGrowth = now;
    }
    this.lastCount = count;
  }

  /**
   * True when sent frames went unseen for the limit, or when neither frames nor telemetry came
   * (telemetry travels on the same peer). One report alone may count frames already seen, so
   * the count must have grown over a third of the limit.
   */
  isStalled(now: number, limitMs: number): boolean {
    if (now - this.lastSign >= 2 * limitMs) return true;
    return (
      this.unansweredSince !== null &&
      now - this.unansweredSince >= limitMs &&
      this.lastGrowth - this.unansweredSince >= limitMs / 3
    );
  }
}
