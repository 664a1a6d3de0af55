import type { VideoConfiguration } from "../protocol/generated";
import type { MediaMessage } from "../protocol/media";
import { areEqual } from "../support/bytes";
import { type AccessUnit, readAccessUnit } from "./annexB";
import { fragment, initSegment } from "./fmp4";
import { KeyFrameRequests } from "./KeyFrameRequests";
import { MseBuffer } from "./MseBuffer";
import { MseTimeline } from "./MseTimeline";
import { listenToFrames, type Listening } from "./presentedFrames";
import { NO_FRAMES, type StreamHandler, type VideoCounters } from "./types";

export interface MseOptions {
  handler: StreamHandler;
  createSource: () => MediaSource;
  canPlay: (mimeType: string) => boolean;
  listening: Listening;
  now: () => number;
}

/** So often without a picture between them, and the fault is not in the frames. */
const ERRORS_LIMIT = 3;
/**
 * With more than this to be shown still, the server should slow down. It is well above what browsers
 * wait for before they go on, or each would wait for the other.
 */
const BEHIND_LIMIT_SEC = 0.25;
/** And with more than this, the newest key frame is jumped to. */
const JUMP_LIMIT_SEC = 0.5;

/**
 * Shows the WebSocket's access units in a `<video>` by Media Source Extensions, which browsers have
 * on plain http too: each is put into a fragment of MP4 here and appended.
 */
export class MseVideo {
  readonly counters: VideoCounters = { ...NO_FRAMES };
  private configuration: VideoConfiguration | null = null;
  private video: HTMLVideoElement | null = null;
  private buffer: MseBuffer | null = null;
  private timeline = new MseTimeline();
  private parameters: { sps: Uint8Array; pps: Uint8Array } | null = null;
  private errors = 0;
  private unusable = false;
  private stopListening: (() => void) | null = null;
  private heldAcknowledgement: number | null = null;
  private readonly keyFrames: KeyFrameRequests;

  constructor(private readonly options: MseOptions) {
    const ask = (): void => { options.handler.requestKeyFrame(); };
    this.keyFrames = new KeyFrameRequests(ask, options.now);
  }

  attach(video: HTMLVideoElement | null): void {
    this.stop();
    this.video = video;
  }

  /** Take the description of the stream that follows. */
  configure(configuration: VideoConfiguration): void {
    const old = this.configuration;
    this.configuration = configuration;
    const same =
      old?.codec === configuration.codec &&
      old.width === configuration.width &&
      old.height === configuration.height;
    if (same) return;
    this.stop();
    if (this.unusable) this.options.handler.onUsable();
    this.unusable = false;
    if (!this.options.canPlay(mimeType(configuration))) {
      this.giveUp("This browser says that it cannot play the video by MSE");
    }
  }

  receive(message: MediaMessage): void {
    this.counters.received += 1;
    this.counters.bytes += message.data.byteLength;
    if (this.take(message)) return;
    this.counters.dropped += 1;
    this.keyFrames.ask();
    this.options.handler.acknowledge(message.frame);
  }

  /** Empty the `<video>`; what comes next starts with a key frame. */
  stop(): void {
    this.errors = 0;
    this.dropBuffer();
  }

  /** Bring the counts of the browser up to date. */
  refresh(): void {
    const quality = this.video?.getVideoPlaybackQuality();
    if (this.buffer === null || !quality) return;
    this.timeline.countDecoded(quality);
    this.counters.decoded = this.timeline.decoded;
  }

  private take(message: MediaMessage): boolean {
    const unit = readAccessUnit(message.data);
    if (this.buffer === null && !(message.key && this.open(unit))) return false;
    if (this.buffer === null || this.configuration === null) return false;
    if (message.key) this.describe(this.buffer, this.configuration, unit);
    const sample = this.timeline.add(message);
    this.buffer.append(fragment({ ...sample, key: message.key, nals: unit.nals }), message.frame);
    return true;
  }

  private open(unit: AccessUnit): boolean {
    const { video, configuration } = this;
    if (video === null || configuration === null || unit.sps === null || this.unusable) return false;
    this.timeline = new MseTimeline(configuration.fps, this.timeline.decoded);
    this.stopListening = listenToFrames(video, this.options.listening, (mediaTime, time) => {
      this.presented(mediaTime, time);
    });
    this.buffer = new MseBuffer(video, mimeType(configuration), this.options.createSource(), {
      onAppended: (frame) => { this.appended(frame); },
      onFailed: (reason) => { this.failed(reason); },
    });
    return true;
  }

  /** Parameter sets go before the fragments, whenever they are other ones. */
  private describe(buffer: MseBuffer, { width, height }: VideoConfiguration, unit: AccessUnit): void {
    const { sps, pps } = unit;
    if (sps === null || pps === null) return;
    const known = this.parameters;
    if (known !== null && areEqual(known.sps, sps) && areEqual(known.pps, pps)) return;
    this.parameters = { sps, pps };
    const timescale = this.timeline.timescale;
    buffer.append(initSegment({ sps, pps, width, height, timescale }), -1);
  }

  private appended(frame: number): void {
    if (frame < 0 || this.video === null) return;
    if (this.video.paused) this.play(this.video);
    const behind = this.behindSec();
    const key = this.timeline.newestKeySec;
    if (behind > JUMP_LIMIT_SEC && key !== null && key > this.video.currentTime) {
      this.video.currentTime = key;
    }
    if (behind > BEHIND_LIMIT_SEC) this.heldAcknowledgement = frame;
    else this.acknowledge(frame);
  }

  /** How much is buffered that was not shown yet, in the time of the `<video>`. */
  private behindSec(): number {
    const end = this.buffer?.end ?? null;
    return end === null || this.video === null ? 0 : end - this.video.currentTime;
  }

  private play(video: HTMLVideoElement): void {
    // A muted video may always start by itself, but for a phone that saves its battery.
    video.play().catch((error: unknown) => {
      const refused = error instanceof DOMException && error.name === "NotAllowedError";
      if (refused && this.buffer) this.giveUp("This browser lets no video begin by itself");
    });
  }

  private acknowledge(frame: number): void {
    this.heldAcknowledgement = null;
    this.options.handler.acknowledge(frame);
  }

  private presented(mediaTime: number, time: number): void {
    this.errors = 0;
    const shown = this.timeline.at(mediaTime);
    if (shown === null) return;
    this.counters.presented += 1;
    if (this.heldAcknowledgement !== null && this.behindSec() <= BEHIND_LIMIT_SEC) {
      this.acknowledge(this.heldAcknowledgement);
    }
    const key = { kind: "pts", value: shown.ptsUs } as const;
    const { frame, receivedTime } = shown;
    this.options.handler.onPresented({ key, frame, time, receivedTime });
    const before = this.timeline.removable(mediaTime);
    if (before !== null) this.buffer?.removeBefore(before);
  }

  private failed(reason: string): void {
    this.dropBuffer();
    this.errors += 1;
    if (this.errors < ERRORS_LIMIT) this.keyFrames.ask();
    else this.giveUp(reason);
  }

  private giveUp(reason: string): void {
    const { configuration } = this;
    this.dropBuffer();
    this.unusable = true;
    if (configuration === null) return;
    const { codec, width, height } = configuration;
    this.options.handler.onUnusable(`${reason} (${codec}, ${width} × ${height}).`);
  }

  private dropBuffer(): void {
    this.stopListening?.();
    this.stopListening = null;
    const { buffer, heldAcknowledgement } = this;
    this.buffer = null;
    this.parameters = null;
    buffer?.close();
    if (heldAcknowledgement !== null) this.acknowledge(heldAcknowledgement);
  }
}

export function mimeType({ codec }: { codec: string }): string {
  return `video/mp4; codecs="${codec}"`;
}
