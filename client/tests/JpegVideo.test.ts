import { beforeEach, expect, it, vi } from "vitest";
import { JpegVideo } from "../src/video/JpegVideo";

let decoding: { resolve: (bitmap: ImageBitmap) => void; reject: (error: Error) => void }[];
let acknowledged: number[];
let unusable: string[];
let shown: (number | null)[];
let nextFrame: (() => void)[];
let drawImage: ReturnType<typeof vi.fn>;
let video: JpegVideo;

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });
const bitmap = (): ImageBitmap => ({ width: 64, height: 48, close: vi.fn() });
const receive = (frame: number): void => {
  video.receive({ kind: "jpeg", key: true, frame, ptsUs: frame * 1000, receivedTime: 0, data: new Uint8Array(4) });
};

beforeEach(() => {
  [decoding, acknowledged, unusable, shown, nextFrame] = [[], [], [], [], []];
  video = new JpegVideo({
    decode: () => new Promise((resolve, reject) => { decoding.push({ resolve, reject }); }),
    requestFrame: (callback) => nextFrame.push(() => { callback(0); }),
    now: () => 5,
    handler: {
      acknowledge: (frame) => { acknowledged.push(frame); },
      requestKeyFrame: () => undefined,
      onPresented: ({ frame }) => { shown.push(frame); },
      onUnusable: (reason) => { unusable.push(reason); },
      onUsable: () => undefined,
    },
  });
  drawImage = vi.fn();
  const canvas = { width: 0, height: 0, style: {}, getContext: () => ({ drawImage, canvas }) };
  video.attach(canvas as unknown as HTMLCanvasElement);
});

it("acknowledges a picture when it is decoded, and draws no older one over it", async () => {
  receive(1);
  receive(2);
  expect(acknowledged).toEqual([]);
  decoding[1]?.resolve(bitmap());
  await settled();
  decoding[0]?.resolve(bitmap());
  await settled();
  expect(acknowledged).toEqual([2, 1]);
  expect(drawImage).toHaveBeenCalledTimes(1);
  for (const callback of nextFrame) callback();
  expect(shown).toEqual([2]);
});

it("draws nothing after it was stopped", async () => {
  receive(1);
  video.stop();
  decoding[0]?.resolve(bitmap());
  await settled();
  expect(drawImage).not.toHaveBeenCalled();
});

it("says so when it cannot decode them", async () => {
  for (const frame of [1, 2, 3]) receive(frame);
  for (const { reject } of decoding) reject(new Error("broken"));
  await settled();
  expect(unusable).toHaveLength(1);
  expect(acknowledged).toEqual([1, 2, 3]);
});
