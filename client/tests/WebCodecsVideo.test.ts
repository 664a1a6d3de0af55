import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaMessage } from "../src/protocol/media";
import type { PresentedFrame } from "../src/video/types";
import { WebCodecsVideo } from "../src/video/WebCodecsVideo";

/** A decoder that gives a picture when the test says so. */
class FakeDecoder {
  state = "unconfigured";
  decodeQueueSize = 0;
  codec = "";
  readonly chunks: { type: string; timestamp: number }[] = [];

  constructor(readonly init: VideoDecoderInit) {}

  configure(configuration: VideoDecoderConfig): void {
    this.state = "configured";
    this.codec = configuration.codec;
  }

  decode(chunk: { type: string; timestamp: number }): void {
    this.chunks.push(chunk);
  }

  close(): void {
    this.state = "closed";
  }

  output(timestamp: number): ReturnType<typeof vi.fn> {
    const close = vi.fn();
    this.init.output({ timestamp, displayWidth: 64, displayHeight: 48, close } as unknown as VideoFrame);
    return close;
  }

  fail(): void {
    this.init.error(new DOMException("broken"));
  }
}

const CONFIGURATION = { type: "video", codec: "avc1.42E01F", width: 64, height: 48, fps: 60 } as const;

let decoders: FakeDecoder[];
let acknowledged: number[];
let keyFrameRequests: number;
let usability: string[];
let canDecode: boolean;
let presented: PresentedFrame[];
let nextFrame: (() => void)[];
let time: number;
let drawImage: ReturnType<typeof vi.fn>;
let video: WebCodecsVideo;

function access(frame: number, key: boolean): MediaMessage {
  return { kind: "h264", key, frame, ptsUs: frame * 1000, receivedTime: time, data: new Uint8Array(4) };
}

const newest = (): FakeDecoder => {
  const decoder = decoders.at(-1);
  if (!decoder) throw new Error("no decoder was made");
  return decoder;
};
const animationFrame = (): void => {
  for (const callback of nextFrame.splice(0)) callback();
};

beforeEach(() => {
  vi.stubGlobal("EncodedVideoChunk", class {
    type: string;
    timestamp: number;
    constructor(init: { type: string; timestamp: number }) {
      this.type = init.type;
      this.timestamp = init.timestamp;
    }
  });
  decoders = [];
  acknowledged = [];
  keyFrameRequests = 0;
  usability = [];
  canDecode = true;
  presented = [];
  nextFrame = [];
  time = 1_000;
  drawImage = vi.fn();
  video = new WebCodecsVideo({
    createDecoder: (init) => {
      const decoder = new FakeDecoder(init);
      decoders.push(decoder);
      return decoder as unknown as VideoDecoder;
    },
    canDecode: () => Promise.resolve(canDecode),
    requestFrame: (callback) => nextFrame.push(() => { callback(time); }),
    now: () => time,
    handler: {
      acknowledge: (frame) => acknowledged.push(frame),
      requestKeyFrame: () => { keyFrameRequests += 1; },
      onPresented: (frame) => presented.push(frame),
      onUnusable: (reason) => usability.push(reason),
      onUsable: () => usability.push("usable"),
    },
  });
  const canvas = {
    width: 1,
    height: 1,
    style: { visibility: "" },
    getContext: () => ({ canvas, drawImage }),
  };
  video.attach(canvas as unknown as HTMLCanvasElement);
  video.configure(CONFIGURATION);
});

describe("decoding", () => {
  it("waits for a key frame and asks for one, not more often than every half second", () => {
    video.receive(access(1, false));
    video.receive(access(2, false));
    expect(decoders).toHaveLength(0);
    expect(keyFrameRequests).toBe(1);
    time += 500;
    video.receive(access(3, false));
    expect(keyFrameRequests).toBe(2);
    video.receive(access(4, true));
    video.receive(access(5, false));
    expect(newest().chunks.map(({ type }) => type)).toEqual(["key", "delta"]);
    expect(newest().codec).toBe("avc1.42E01F");
  });

  it("acknowledges what it received, decoded or not, so that the server goes on", () => {
    video.receive(access(1, false));
    video.receive(access(2, true));
    expect(acknowledged).toEqual([1, 2]);
  });

  it("holds the acknowledgement back while the decoder is behind", () => {
    video.receive(access(1, true));
    newest().decodeQueueSize = 5;
    video.receive(access(2, false));
    expect(acknowledged).toEqual([1]);
    newest().output(1_000);
    expect(acknowledged).toEqual([1, 2]);
  });

  it("starts over with a new decoder and a key frame after an error", () => {
    video.receive(access(1, true));
    const broken = newest();
    broken.fail();
    expect(keyFrameRequests).toBe(1);
    video.receive(access(2, false));
    expect(decoders).toHaveLength(1);
    video.receive(access(3, true));
    expect(decoders).toHaveLength(2);
    broken.output(1_000);
    expect(drawImage).not.toHaveBeenCalled();
  });

  it("makes a new decoder when codec or size change, and only then", () => {
    video.receive(access(1, true));
    video.configure({ ...CONFIGURATION, fps: 30 });
    video.receive(access(2, false));
    expect(decoders).toHaveLength(1);
    video.configure({ ...CONFIGURATION, codec: "avc1.42E02A" });
    expect(newest().state).toBe("closed");
    video.receive(access(3, true));
    expect(decoders).toHaveLength(2);
    expect(newest().codec).toBe("avc1.42E02A");
  });
});

describe("a stream that cannot be decoded", () => {
  it("is told of when the browser says so of this very codec and size", async () => {
    canDecode = false;
    video.configure({ ...CONFIGURATION, codec: "avc1.42E034", width: 1920, height: 1080 });
    await Promise.resolve();
    await Promise.resolve();
    expect(usability).toHaveLength(1);
    expect(usability[0]).toContain("(avc1.42E034, 1920 × 1080)");
  });

  it("is told of after three errors without a picture, and no more key frames are asked for", () => {
    for (let frame = 1; frame <= 3; frame += 1) {
      video.receive(access(frame, true));
      newest().fail();
      time += 1_000;
    }
    expect(decoders).toHaveLength(3);
    expect(keyFrameRequests).toBe(2);
    expect(usability).toHaveLength(1);
    expect(usability[0]).toContain("failed 3 times");
  });

  it("is not assumed where pictures came between the errors", () => {
    for (let frame = 1; frame <= 6; frame += 1) {
      video.receive(access(frame, true));
      newest().output(frame * 1_000);
      newest().fail();
    }
    expect(usability).toEqual([]);
  });

  it("may be followed by one that can", async () => {
    canDecode = false;
    video.configure({ ...CONFIGURATION, width: 1920 });
    await Promise.resolve();
    await Promise.resolve();
    canDecode = true;
    video.configure(CONFIGURATION);
    await Promise.resolve();
    expect(usability.slice(1)).toEqual(["usable"]);
  });
});

describe("showing", () => {
  it("hides the canvas, which is black, until there is a picture on it", () => {
    const element = { style: { visibility: "" }, getContext: () => ({ canvas: element, drawImage }) };
    video.attach(element as unknown as HTMLCanvasElement);
    expect(element.style.visibility).toBe("hidden");
    video.receive(access(1, true));
    newest().output(1_000);
    expect(element.style.visibility).toBe("visible");
  });

  it("draws at once, closes the frame, and tells the time of the next animation frame", () => {
    video.receive(access(1, true));
    const close = newest().output(1_000);
    expect(drawImage).toHaveBeenCalledTimes(1);
    expect(close).toHaveBeenCalledTimes(1);
    expect(presented).toEqual([]);
    time = 1_016;
    animationFrame();
    const way = { time: 1_016, receivedTime: 1_000, decodeMs: 0 };
    expect(presented).toEqual([{ key: { kind: "pts", value: 1_000 }, frame: 1, ...way }]);
  });

  it("counts only the newest of several pictures within one animation frame as shown", () => {
    video.receive(access(1, true));
    video.receive(access(2, false));
    newest().output(1_000);
    newest().output(2_000);
    animationFrame();
    animationFrame();
    expect(presented.map(({ frame }) => frame)).toEqual([2]);
    expect(video.counters).toMatchObject({ received: 2, decoded: 2, presented: 1, dropped: 1 });
  });

  it("closes the decoder and shows nothing more after stop", () => {
    video.receive(access(1, true));
    const decoder = newest();
    video.stop();
    expect(decoder.state).toBe("closed");
    expect(decoder.output(1_000)).toHaveBeenCalled();
    expect(drawImage).not.toHaveBeenCalled();
  });
});
