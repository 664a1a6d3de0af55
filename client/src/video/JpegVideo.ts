import type { MediaMessage } from "../protocol/media";
import { CanvasPicture } from "./CanvasPicture";
import { NO_FRAMES, type StreamHandler, type VideoCounters } from "./types";

export interface JpegOptions {
  handler: StreamHandler;
  decode: (picture: Blob) => Promise<ImageBitmap>;
  requestFrame: (callback: (time: number) => void) => number;
  now: () => number;
}

/** So often without a picture between them, and the fault is not in the pictures. */
const ERRORS_LIMIT = 3;

/** Draws single JPEG pictures on the canvas: what works in every browser. */
export class JpegVideo {
  readonly counters: VideoCounters = { ...NO_FRAMES };
  private errors = 0;
  /** Counts the stops: what was being decoded before one is not drawn after it. */
  private run = 0;
  private newest = -Infinity;
  private readonly picture: CanvasPicture;

  constructor(private readonly options: JpegOptions) {
    this.picture = new CanvasPicture({
      requestFrame: options.requestFrame,
      onPresented: ({ ptsUs, ...drawn }) => {
        this.counters.presented += 1;
        const key = { kind: "pts", value: ptsUs } as const;
        options.handler.onPresented({ key, ...drawn, time: options.now() });
      },
      onDropped: () => { this.counters.dropped += 1; },
    });
  }

  attach(canvas: HTMLCanvasElement | null): void {
    this.picture.attach(canvas);
  }

  receive(message: MediaMessage): void {
    this.counters.received += 1;
    this.counters.bytes += message.data.byteLength;
    void this.show(message);
  }

  stop(): void {
    this.run += 1;
    this.errors = 0;
    this.newest = -Infinity;
  }

  /** Acknowledged once decoded: a slow browser gets fewer. */
  private async show(message: MediaMessage): Promise<void> {
    const { run } = this;
    const { data, frame } = message;
    try {
      const bitmap = await this.options.decode(new Blob([data], { type: "image/jpeg" }));
      if (run === this.run) this.draw(bitmap, message);
      bitmap.close();
    } catch {
      if (run === this.run) this.failed();
    }
    this.options.handler.acknowledge(frame);
  }

  private draw(bitmap: ImageBitmap, { ptsUs, frame, receivedTime }: MediaMessage): void {
    this.errors = 0;
    this.counters.decoded += 1;
    // Two may be decoded at once, and the later one be done first.
    if (ptsUs < this.newest) return;
    this.newest = ptsUs;
    const decodeMs = this.options.now() - receivedTime;
    this.picture.draw(bitmap, bitmap, { ptsUs, frame, receivedTime, decodeMs });
  }

  private failed(): void {
    this.counters.dropped += 1;
    this.errors += 1;
    if (this.errors === ERRORS_LIMIT) {
      this.options.handler.onUnusable(`This browser failed ${ERRORS_LIMIT} times to decode a JPEG.`);
    }
  }
}
