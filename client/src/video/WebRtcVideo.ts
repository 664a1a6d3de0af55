import { NO_FRAMES, type PresentedFrame, type VideoCounters } from "./types";

/** Shows a WebRTC track in a `<video>` and reports each presented picture. */
export class WebRtcVideo {
  /** As of the last `refresh()`, but for `presented`, which is always true. */
  readonly counters: VideoCounters = { ...NO_FRAMES };
  private video: HTMLVideoElement | null = null;
  private receiver: RTCRtpReceiver | null = null;
  private callback = 0;
  private presentedBefore = 0;

  constructor(private readonly onPresented: (presented: PresentedFrame) => void) {}

  attach(video: HTMLVideoElement | null): void {
    this.stopCallbacks();
    this.video = video;
    if (this.receiver) this.play(this.receiver);
  }

  /** Show this receiver's track; the element is empty until its first picture. */
  play(receiver: RTCRtpReceiver): void {
    this.stopCallbacks();
    this.receiver = receiver;
    if (this.video === null) return;
    this.video.srcObject = new MediaStream([receiver.track]);
    // A muted video may always start by itself; a refusal here means it was replaced meanwhile.
    this.video.play().catch(() => undefined);
    this.listen(this.video);
  }

  stop(): void {
    this.stopCallbacks();
    this.receiver = null;
    if (this.video) this.video.srcObject = null;
  }

  /** Read the browser's own counters; nothing is decoded or drawn for it. */
  async refresh(): Promise<void> {
    const receiver = this.receiver;
    if (receiver === null) return;
    const report = await receiver.getStats();
    report.forEach((entry: RTCStats) => {
      if (entry.type === "inbound-rtp") this.readInbound(entry as RTCInboundRtpStreamStats);
    });
  }

  private readInbound(stats: RTCInboundRtpStreamStats): void {
    this.counters.received = stats.framesReceived ?? 0;
    this.counters.decoded = stats.framesDecoded ?? 0;
    this.counters.dropped =
      this.video?.getVideoPlaybackQuality().droppedVideoFrames ?? stats.framesDropped ?? 0;
    this.counters.bytes = stats.bytesReceived ?? 0;
  }

  private listen(video: HTMLVideoElement): void {
    if (!("requestVideoFrameCallback" in video)) {
      this.listenWithoutCallbacks(video);
      return;
    }
    this.presentedBefore = this.counters.presented;
    const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
      this.callback = video.requestVideoFrameCallback(onFrame);
      this.counters.presented = this.presentedBefore + metadata.presentedFrames;
      this.report(metadata.rtpTimestamp, metadata.presentationTime);
    };
    this.callback = video.requestVideoFrameCallback(onFrame);
  }

  /** Without the callback only the first picture is known, and later ones are counted by time. */
  private listenWithoutCallbacks(video: HTMLVideoElement): void {
    video.ontimeupdate = () => {
      this.counters.presented += 1;
      this.report(undefined, performance.now());
    };
  }

  private report(rtpTimestamp: number | undefined, time: number): void {
    const key = rtpTimestamp === undefined ? null : { kind: "rtp" as const, value: rtpTimestamp };
    this.onPresented({ key, frame: null, time });
  }

  private stopCallbacks(): void {
    if (this.video === null) return;
    this.video.ontimeupdate = null;
    if (this.callback !== 0) this.video.cancelVideoFrameCallback(this.callback);
    this.callback = 0;
  }
}
