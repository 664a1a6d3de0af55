import { beforeEach, describe, expect, it, vi } from "vitest";
import type { MediaMessage } from "../src/protocol/media";
import { readAccessUnit, splitNals } from "../src/video/annexB";
import { fragment, initSegment } from "../src/video/fmp4";
import { MseTimeline } from "../src/video/MseTimeline";
import { MseVideo } from "../src/video/MseVideo";
import type { PresentedFrame } from "../src/video/types";

const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const SPS = [0x67, 0x42, 0xe0, 0x1f, 1];
const PPS = [0x68, 0xce, 2];
const KEY_UNIT = bytes(0, 0, 0, 1, 0x09, 0xf0, 0, 0, 0, 1, ...SPS, 0, 0, 0, 1, ...PPS, 0, 0, 1, 0x65, 7, 8);
const DELTA_UNIT = bytes(0, 0, 0, 1, 0x41, 9);

interface Box {
  type: string;
  data: Uint8Array;
}

/** The boxes in a row, read by their sizes. */
function boxes(data: Uint8Array): Box[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const found: Box[] = [];
  for (let at = 0; at < data.length; ) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(...data.subarray(at + 4, at + 8));
    found.push({ type, data: data.subarray(at + 8, at + size) });
    at += size;
  }
  return found;
}

const inside = (data: Uint8Array, ...path: string[]): Uint8Array =>
  path.reduce((at, type) => boxes(at).find((box) => box.type === type)?.data ?? new Uint8Array(), data);

describe("annexB", () => {
  it("finds NAL units between start codes of three and of four bytes", () => {
    expect(splitNals(KEY_UNIT).map((nal) => nal[0])).toEqual([0x09, 0x67, 0x68, 0x65]);
    expect(splitNals(bytes())).toEqual([]);
    expect(splitNals(bytes(0, 0, 1))).toEqual([]);
  });

  it("keeps a one that is no start code", () => {
    expect(splitNals(bytes(0, 0, 1, 0x41, 0, 1, 1, 0, 0, 2))).toEqual([bytes(0x41, 0, 1, 1, 0, 0, 2)]);
  });

  it("takes parameter sets and delimiters out", () => {
    expect(readAccessUnit(KEY_UNIT)).toEqual({ sps: bytes(...SPS), pps: bytes(...PPS), nals: [bytes(0x65, 7, 8)] });
    expect(readAccessUnit(DELTA_UNIT)).toEqual({ sps: null, pps: null, nals: [bytes(0x41, 9)] });
  });
});

describe("fmp4", () => {
  it("describes the track with its size, its parameter sets, and no duration", () => {
    const init = initSegment({ sps: bytes(...SPS), pps: bytes(...PPS), width: 640, height: 480, timescale: 90_000 });
    expect(boxes(init).map(({ type }) => type)).toEqual(["ftyp", "moov"]);
    const moov = inside(init, "moov");
    expect(boxes(moov).map(({ type }) => type)).toEqual(["mvhd", "trak", "mvex"]);
    expect(inside(moov, "mvhd")).toHaveLength(100);
    expect([...inside(moov, "mvhd").subarray(16, 20)]).toEqual([0, 0, 0, 0]);
    expect(inside(moov, "trak", "tkhd")).toHaveLength(84);
    const stsd = inside(moov, "trak", "mdia", "minf", "stbl", "stsd");
    const [avc1] = boxes(stsd.subarray(8));
    expect(avc1?.type).toBe("avc1");
    expect([...(avc1?.data.subarray(24, 28) ?? [])]).toEqual([2, 0x80, 1, 0xe0]);
    const [avcC] = boxes(avc1?.data.subarray(78) ?? bytes());
    expect([...(avcC?.data ?? [])]).toEqual([1, 0x42, 0xe0, 0x1f, 0xff, 0xe1, 0, 5, ...SPS, 1, 0, 3, ...PPS]);
  });

  it("puts an access unit into a fragment whose data lies where it says", () => {
    const time = 2 ** 33 + 5;
    const whole = fragment({ sequence: 3, time, duration: 1500, key: false, nals: [bytes(0x41, 9), bytes(6)] });
    const [moof, mdat] = boxes(whole);
    expect([...(mdat?.data ?? [])]).toEqual([0, 0, 0, 2, 0x41, 9, 0, 0, 0, 1, 6]);
    const tfdt = inside(moof?.data ?? bytes(), "traf", "tfdt");
    expect(new DataView(tfdt.buffer, tfdt.byteOffset).getBigUint64(4)).toBe(BigInt(time));
    const trun = inside(moof?.data ?? bytes(), "traf", "trun");
    const view = new DataView(trun.buffer, trun.byteOffset);
    expect(view.getUint32(8)).toBe(whole.length - (mdat?.data.length ?? 0));
    expect([view.getUint32(12), view.getUint32(16), view.getUint32(20)]).toEqual([1500, 11, 0x01010000]);
  });
});

describe("MseTimeline", () => {
  const add = (timeline: MseTimeline, frame: number, key = false): number =>
    timeline.add({ frame, ptsUs: frame * 1000, receivedTime: 0, key }).time / timeline.timescale;

  it("puts pictures one after the other, whatever time passes between them", () => {
    const timeline = new MseTimeline(30);
    const times = [1, 2, 500].map((frame) => add(timeline, frame));
    expect(times[2]).toBeCloseTo(2 / 60);
    expect(timeline.at(times[1] ?? 0)?.frame).toBe(2);
    expect(timeline.at(9)?.frame).toBe(500);
  });

  it("lets go only of what lies before a key frame that is well past", () => {
    const timeline = new MseTimeline(30);
    for (let frame = 0; frame < 400; frame += 1) add(timeline, frame, frame === 0 || frame === 100);
    expect(timeline.removable(100 / 60 + 1)).toBeNull();
    expect(timeline.removable(100 / 60 + 3)).toBeCloseTo(100 / 60);
    expect(timeline.removable(100 / 60 + 3)).toBeNull();
  });
});

class FakeSourceBuffer extends EventTarget {
  updating = false;
  readonly appended: Uint8Array[] = [];
  removed: number | null = null;
  seconds = 0;
  get buffered(): TimeRanges {
    return { length: 1, start: () => 0, end: () => this.seconds };
  }
  appendBuffer(data: Uint8Array): void {
    this.appended.push(data);
    this.updating = true;
  }
  remove(_from: number, until: number): void {
    this.removed = until;
    this.updating = true;
  }
  done(): void {
    this.updating = false;
    this.dispatchEvent(new Event("updateend"));
  }
}

class FakeSource extends EventTarget {
  readonly buffer = new FakeSourceBuffer();
  addSourceBuffer(): FakeSourceBuffer {
    return this.buffer;
  }
  open(): void {
    this.dispatchEvent(new Event("sourceopen"));
  }
}

class FakeVideo extends EventTarget {
  currentTime = 0;
  paused = true;
  src = "";
  error: { message: string } | null = null;
  disableRemotePlayback = false;
  frame: ((now: number, metadata: { mediaTime: number; presentationTime: number }) => void) | null = null;
  refuses: Error | null = null;
  play(): Promise<void> {
    this.paused = false;
    return this.refuses ? Promise.reject(this.refuses) : Promise.resolve();
  }
  load(): void {
    this.paused = true;
  }
  removeAttribute(): void {
    this.src = "";
  }
  requestVideoFrameCallback(callback: FakeVideo["frame"]): number {
    this.frame = callback;
    return 1;
  }
  cancelVideoFrameCallback(): void {
    this.frame = null;
  }
  getVideoPlaybackQuality(): { totalVideoFrames: number } {
    return { totalVideoFrames: 5 };
  }
}

describe("MseVideo", () => {
  const CONFIGURATION = { type: "video", codec: "avc1.42E01F", width: 64, height: 48, fps: 30 } as const;
  let sources: FakeSource[];
  let element: FakeVideo;
  let acknowledged: number[];
  let keyFrames: number;
  let usability: string[];
  let presented: PresentedFrame[];
  let canPlay: boolean;
  let video: MseVideo;
  let time: number;

  const message = (frame: number, key: boolean): MediaMessage => ({
    kind: "h264",
    key,
    frame,
    ptsUs: frame * 1000,
    receivedTime: frame * 10,
    data: key ? KEY_UNIT : DELTA_UNIT,
  });
  const source = (): FakeSource => sources.at(-1) ?? new FakeSource();

  beforeEach(() => {
    vi.stubGlobal("URL", { createObjectURL: () => "blob:1", revokeObjectURL: () => undefined });
    [sources, acknowledged, usability, presented] = [[], [], [], []];
    [keyFrames, canPlay, time] = [0, true, 0];
    element = new FakeVideo();
    video = new MseVideo({
      createSource: () => {
        sources.push(new FakeSource());
        return source() as unknown as MediaSource;
      },
      canPlay: () => canPlay,
      listening: { requestFrame: () => 0, cancelFrame: () => undefined, now: () => time },
      now: () => time,
      handler: {
        acknowledge: (frame) => { acknowledged.push(frame); },
        requestKeyFrame: () => { keyFrames += 1; },
        onPresented: (frame) => { presented.push(frame); },
        onUnusable: (reason) => { usability.push(reason); },
        onUsable: () => { usability.push("usable"); },
      },
    });
    video.attach(element as unknown as HTMLVideoElement);
  });

  it("begins with a key frame and asks for one", () => {
    video.configure(CONFIGURATION);
    video.receive(message(1, false));
    expect(keyFrames).toBe(1);
    expect(sources).toHaveLength(0);
    expect(acknowledged).toEqual([1]);
  });

  it("acknowledges what was appended, and tells which picture is shown", () => {
    video.configure(CONFIGURATION);
    video.receive(message(1, true));
    video.receive(message(2, false));
    expect(acknowledged).toEqual([]);
    source().open();
    expect(source().buffer.appended).toHaveLength(1);
    video.receive(message(3, false));
    source().buffer.done();
    expect(acknowledged).toEqual([2]);
    expect(element.paused).toBe(false);
    source().buffer.done();
    expect(acknowledged).toEqual([2, 3]);
    element.frame?.(0, { mediaTime: 1 / 60, presentationTime: 77 });
    expect(presented).toEqual([{ key: { kind: "pts", value: 2000 }, frame: 2, time: 77, receivedTime: 20 }]);
  });

  it("holds acknowledgements back while the browser has much to show still", () => {
    video.configure(CONFIGURATION);
    video.receive(message(1, true));
    source().open();
    source().buffer.seconds = 0.3;
    source().buffer.done();
    expect(acknowledged).toEqual([]);
    element.currentTime = 0.2;
    element.frame?.(0, { mediaTime: 0, presentationTime: 1 });
    expect(acknowledged).toEqual([1]);
  });

  it("jumps to a key frame when it is far behind", () => {
    video.configure(CONFIGURATION);
    for (let frame = 1; frame <= 60; frame += 1) video.receive(message(frame, frame === 1 || frame === 60));
    source().open();
    source().buffer.seconds = 1;
    source().buffer.done();
    expect(element.currentTime).toBeCloseTo(59 / 60);
  });

  it("begins anew after an error, and gives up after three", () => {
    video.configure(CONFIGURATION);
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      time += 1000;
      video.receive(message(attempt, true));
      source().open();
      element.error = { message: "broken" };
      element.dispatchEvent(new Event("error"));
    }
    expect(keyFrames).toBe(2);
    expect(usability).toEqual(["This browser could not go on with the video by MSE (broken) (avc1.42E01F, 64 × 48)."]);
    video.receive(message(9, true));
    expect(sources).toHaveLength(3);
    video.configure({ ...CONFIGURATION, width: 32 });
    expect(usability.at(-1)).toBe("usable");
  });

  it("says so where the browser cannot play the stream, or lets nothing begin by itself", async () => {
    canPlay = false;
    video.configure(CONFIGURATION);
    expect(usability[0]).toContain("cannot play");
    canPlay = true;
    video.configure({ ...CONFIGURATION, width: 32 });
    element.refuses = new DOMException("", "NotAllowedError");
    video.receive(message(1, true));
    source().open();
    source().buffer.done();
    await Promise.resolve();
    expect(usability.at(-1)).toContain("by itself");
  });

  it("lets go of its element when it stops, and answers nothing after that", () => {
    video.configure(CONFIGURATION);
    video.receive(message(1, true));
    const { buffer } = source();
    source().open();
    video.stop();
    expect(element.src).toBe("");
    buffer.done();
    expect(acknowledged).toEqual([]);
    expect(element.frame).toBeNull();
  });
});
