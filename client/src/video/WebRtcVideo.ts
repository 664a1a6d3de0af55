import { NO_FRAMES, type PresentedFrame, type VideoCounters } from "./types";

export interface WebRtcVideoOptions {
  onPresented: (presented: PresentedFrame) => void;
  requestFrame: (callback: () => void) => number;
  cancelFrame: (request: number) => void;
  now: () => number;
}

/** What some browsers tell of a frame's way to the screen. */
type FrameWay = Pick<VideoFrameCallbackMetadata, "receiveTime" | "processingDuration">;

/** Shows a WebRTC track in a `<video>` and reports each presented picture. */
export class WebRtcVideo {
  /** As of the last `refresh()`, but for `presented`, which is always true. */
  readonly counters: VideoCounters = { ...NO_FRAMES };
  /** The browser's own counts begin anew with each receiver, and those of the element with each stream. */
  private beforeReceiver: VideoCounters = NO_FRAMES;
  private beforeStream: VideoCounters = NO_FRAMES;
  /** In the mean, between the last two refreshes; null where nothing was shown. */
  jitterBufferMs: number | null = null;
  private lastHeld = { sec: 0, frames: 0 };
  private video: HTMLVideoElement | null = null;
  private receiver: RTCRtpReceiver | null = null;
  private stopListening: (() => void) | null = null;

  constructor(private readonly options: WebRtcVideoOptions) {}

  attach(video: HTMLVideoElement | null): void {
    this.endListening();
    this.video = video;
    if (this.receiver) this.play(this.receiver);
  }

  /** Show this receiver's track; the element is empty until its first picture. */
  play(receiver: RTCRtpReceiver): void {
    this.endListening();
    if (receiver !== this.receiver) this.beforeReceiver = { ...this.counters };
    this.beforeStream = { ...this.counters };
    this.receiver = receiver;
    if (this.video === null) return;
    this.video.srcObject = new MediaStream([receiver.track]);
    // A muted video may always start by itself; a refusal here means it was replaced meanwhile.
    this.video.play().catch(() => undefined);
    this.stopListening = this.listen(this.video);
  }

  stop(): void {
    this.endListening();
    this.receiver = null;
    if (this.video) this.video.srcObject = null;
  }

  /** Read the browser's own counters; nothing is decoded or drawn for it. */
  async refresh(): Promise<void> {
    const receiver = this.receiver;
    if (receiver === null) return;
    const report = await receiver.getStats();
    if (this.receiver !== receiver) return;
    report.forEach((entry: RTCStats) => {
      if (entry.type === "inbound-rtp") this.readInbound(entry as RTCInboundRtpStreamStats);
    });
  }

  private readInbound(stats: RTCInboundRtpStreamStats): void {
    const { counters, beforeReceiver, beforeStream } = this;
    const dropped = this.video?.getVideoPlaybackQuality().droppedVideoFrames ?? 0;
    counters.received = beforeReceiver.received + (stats.framesReceived ?? 0);
    counters.decoded = beforeReceiver.decoded + (stats.framesDecoded ?? 0);
    counters.bytes = beforeReceiver.bytes + (stats.bytesReceived ?? 0);
    counters.dropped = beforeStream.dropped + dropped;
    const held = { sec: stats.jitterBufferDelay ?? 0, frames: stats.jitterBufferEmittedCount ?? 0 };
    const frames = held.frames - this.lastHeld.frames;
    this.jitterBufferMs = frames > 0 ? ((held.sec - this.lastHeld.sec) * 1_000) / frames : null;
    this.lastHeld = held;
  }

  private listen(video: HTMLVideoElement): () => void {
    return "requestVideoFrameCallback" in video
      ? this.listenToFrames(video)
      : this.watchCount(video);
  }

  private listenToFrames(video: HTMLVideoElement): () => void {
    const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
      callback = video.requestVideoFrameCallback(onFrame);
      this.counters.presented = this.beforeStream.presented + metadata.presentedFrames;
      this.report(metadata.rtpTimestamp ?? this.deliveredTimestamp(), metadata.presentationTime, metadata);
    };
    let callback = video.requestVideoFrameCallback(onFrame);
    return () => { video.cancelVideoFrameCallback(callback); };
  }

  /** Without the callback each animation frame shows if the element has shown more. */
  private watchCount(video: HTMLVideoElement): () => void {
    const look = (): void => {
      request = this.options.requestFrame(look);
      const quality = video.getVideoPlaybackQuality();
      const shown = quality.totalVideoFrames - quality.droppedVideoFrames;
      const presented = this.beforeStream.presented + shown;
      if (presented <= this.counters.presented) return;
      this.counters.presented = presented;
      this.report(this.deliveredTimestamp(), this.options.now());
    };
    let request = this.options.requestFrame(look);
    return () => { this.options.cancelFrame(request); };
  }

  /**
   * The RTP timestamp of the picture that went to the element last, where the browser does not
   * name the one it shows. That is the shown one, or at most one that follows it at once.
   */
  private deliveredTimestamp(): number | undefined {
    return this.receiver?.getSynchronizationSources()[0]?.rtpTimestamp;
  }

  private report(rtpTimestamp: number | undefined, time: number, way: FrameWay = {}): void {
    const key = rtpTimestamp === undefined ? null : { kind: "rtp" as const, value: rtpTimestamp };
    const decodeMs = way.processingDuration === undefined ? undefined : way.processingDuration * 1000;
    this.options.onPresented({ key, frame: null, time, receivedTime: way.receiveTime, decodeMs });
  }

  private endListening(): void {
    this.stopListening?.();
    this.stopListening = null;
  }
}
