import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PresentedFrame } from "../src/video/types";
import { WebRtcVideo } from "../src/video/WebRtcVideo";

type OnFrame = (now: number, metadata: Partial<VideoFrameCallbackMetadata>) => void;

/** What the player uses of a `<video>`; the test plays the browser. */
class FakeVideo {
  srcObject: unknown = null;
  quality = { totalVideoFrames: 0, droppedVideoFrames: 0 };
  onFrame: OnFrame | null = null;

  play(): Promise<void> {
    return Promise.resolve();
  }

  getVideoPlaybackQuality(): typeof this.quality {
    return this.quality;
  }
}

class FakeVideoWithCallbacks extends FakeVideo {
  requestVideoFrameCallback(onFrame: OnFrame): number {
    this.onFrame = onFrame;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.onFrame = null;
  }
}

interface Sources {
  received: number;
  rtp: number | null;
}

function receiverOf(sources: Sources): RTCRtpReceiver {
  const { received } = sources;
  const inbound = { type: "inbound-rtp", framesReceived: received, framesDecoded: received, bytesReceived: 100 * received };
  return {
    track: {},
    getStats: () => Promise.resolve(new Map([["inbound", inbound]])),
    getSynchronizationSources: () => (sources.rtp === null ? [] : [{ rtpTimestamp: sources.rtp }]),
  } as unknown as RTCRtpReceiver;
}

let presented: PresentedFrame[];
let waiting: (() => void)[];
let video: WebRtcVideo;
const animationFrame = (): void => {
  for (const callback of waiting.splice(0)) callback();
};
const attach = (element: FakeVideo): void => { video.attach(element as unknown as HTMLVideoElement); };

beforeEach(() => {
  vi.stubGlobal("MediaStream", vi.fn());
  presented = [];
  waiting = [];
  video = new WebRtcVideo({
    onPresented: (frame) => presented.push(frame),
    requestFrame: (callback) => waiting.push(callback),
    cancelFrame: () => { waiting = []; },
    now: () => 500,
  });
});

describe("with callbacks for frames", () => {
  let element: FakeVideoWithCallbacks;

  beforeEach(() => {
    element = new FakeVideoWithCallbacks();
    attach(element);
  });

  it("reports each picture by its RTP timestamp", () => {
    video.play(receiverOf({ received: 3, rtp: 9 }));
    element.onFrame?.(0, { presentedFrames: 1, rtpTimestamp: 3_000, presentationTime: 40 });
    expect(presented).toEqual([{ key: { kind: "rtp", value: 3_000 }, frame: null, time: 40 }]);
  });

  it("takes the picture delivered last where the browser does not name the shown one", () => {
    const sources: Sources = { received: 3, rtp: 6_000 };
    video.play(receiverOf(sources));
    element.onFrame?.(0, { presentedFrames: 1, presentationTime: 40 });
    sources.rtp = null;
    element.onFrame?.(0, { presentedFrames: 2, presentationTime: 56 });
    expect(presented.map(({ key }) => key)).toEqual([{ kind: "rtp", value: 6_000 }, null]);
  });

  it("counts on over the peers that follow each other", async () => {
    video.play(receiverOf({ received: 40, rtp: null }));
    element.onFrame?.(0, { presentedFrames: 30, presentationTime: 0 });
    element.quality.droppedVideoFrames = 2;
    await video.refresh();
    video.stop();
    element.quality.droppedVideoFrames = 0;
    video.play(receiverOf({ received: 5, rtp: null }));
    element.onFrame?.(0, { presentedFrames: 4, presentationTime: 0 });
    await video.refresh();
    expect(video.counters).toEqual({ received: 45, decoded: 45, presented: 34, dropped: 2, bytes: 4_500 });
  });

  it("does not count a peer twice when it is shown by another element", async () => {
    video.play(receiverOf({ received: 40, rtp: null }));
    element.onFrame?.(0, { presentedFrames: 30, presentationTime: 0 });
    await video.refresh();
    const other = new FakeVideoWithCallbacks();
    attach(other);
    other.onFrame?.(0, { presentedFrames: 1, presentationTime: 0 });
    await video.refresh();
    expect(video.counters).toMatchObject({ received: 40, presented: 31 });
  });

  it("takes no figures of a peer that was replaced while it was asked", async () => {
    video.play(receiverOf({ received: 40, rtp: null }));
    const asked = video.refresh();
    video.play(receiverOf({ received: 5, rtp: null }));
    await asked;
    expect(video.counters.received).toBe(0);
  });
});

describe("without callbacks for frames", () => {
  it("counts what the element has shown, and reports when that grows", () => {
    const element = new FakeVideo();
    attach(element);
    video.play(receiverOf({ received: 3, rtp: 6_000 }));
    animationFrame();
    expect(presented).toEqual([]);
    element.quality = { totalVideoFrames: 5, droppedVideoFrames: 1 };
    animationFrame();
    animationFrame();
    expect(video.counters.presented).toBe(4);
    expect(presented).toEqual([{ key: { kind: "rtp", value: 6_000 }, frame: null, time: 500 }]);
    video.stop();
    expect(waiting).toEqual([]);
  });
});
