import type { Clock } from "../support/clock";
import type { WebRtcPhase } from "./videoTypes";

export interface AttemptEffects {
  connectPeer(): void;
  closePeer(): void;
  /** The phase is another one now. */
  onPhase(): void;
  /** True while nothing else brings a picture, so that there is more hurry. */
  isAlone(): boolean;
}

/** Why the newest attempt failed. */
export interface PeerFailure {
  reason: string;
  /** How long the next one is waited for. */
  retrySec: number;
}

const CONNECT_LIMIT_MS = 10_000;
const FIRST_PICTURE_LIMIT_MS = 3_000;
/** A peer that carried the video this long was good: its successor is tried soon. */
const GOOD_PEER_MS = 10_000;
const RETRY_SOON_MS = 1_000;
const RETRY_MS: readonly number[] = [10_000, 20_000, 40_000, 60_000];
const RETRY_ALONE_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 10_000];

/** Tries WebRTC until it shows a picture, again and again, later and later. */
export class PeerAttempts {
  phase: WebRtcPhase = "off";
  failure: PeerFailure | null = null;
  private hidden = false;
  private failures = 0;
  private provenSince = 0;
  private timer = 0;

  constructor(
    private readonly effects: AttemptEffects,
    private readonly clock: Clock,
  ) {}

  /** Ask for a peer now. */
  start(): void {
    this.enter("connecting");
    this.effects.connectPeer();
    this.after(CONNECT_LIMIT_MS, () => {
      this.fail(`WebRTC did not connect within ${CONNECT_LIMIT_MS / 1000} s.`);
    });
    this.effects.onPhase();
  }

  /** End without a word, and forget what failed. */
  stop(): void {
    this.abandon();
    this.enter("off");
    this.failure = null;
    this.failures = 0;
  }

  /** Do not wait for the next attempt any longer. */
  hasten(): void {
    if (this.phase === "waiting") this.start();
  }

  /** A hidden page shows no picture, so nothing is judged by pictures then. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    if (hidden && this.phase === "proving") this.enter("ready");
    else if (!hidden && this.phase === "ready") this.prove();
  }

  /** The peer is connected; its picture is asked for after the delay. */
  connected(delayMs: number): void {
    if (this.phase !== "connecting") return;
    this.enter("ready");
    if (delayMs > 0) this.after(delayMs, () => { this.proveIfSeen(); });
    else this.proveIfSeen();
  }

  pictureShown(): void {
    if (this.phase !== "proving") return;
    this.enter("proven");
    this.provenSince = this.clock.now();
  }

  lost(reason: string): void {
    if (this.phase !== "off" && this.phase !== "waiting") this.fail(reason);
  }

  private proveIfSeen(): void {
    if (!this.hidden) this.prove();
    this.effects.onPhase();
  }

  private prove(): void {
    this.enter("proving");
    this.after(FIRST_PICTURE_LIMIT_MS, () => {
      this.fail(`WebRTC showed no picture within ${FIRST_PICTURE_LIMIT_MS / 1000} s.`);
    });
  }

  private fail(reason: string): void {
    const wasGood = this.phase === "proven" && this.clock.now() - this.provenSince >= GOOD_PEER_MS;
    if (wasGood) this.failures = 0;
    const delayMs = wasGood ? RETRY_SOON_MS : this.usualDelayMs();
    if (!wasGood) this.failures += 1;
    this.failure = { reason, retrySec: delayMs / 1000 };
    this.abandon();
    this.enter("waiting");
    this.after(delayMs, () => { this.start(); });
    this.effects.onPhase();
  }

  private usualDelayMs(): number {
    const ladder = this.effects.isAlone() ? RETRY_ALONE_MS : RETRY_MS;
    return ladder[Math.min(this.failures, ladder.length - 1)] ?? RETRY_SOON_MS;
  }

  private abandon(): void {
    this.clock.clearTimeout(this.timer);
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
}
