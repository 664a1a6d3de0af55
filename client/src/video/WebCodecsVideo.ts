import type { VideoConfiguration } from "../protocol/generated";
import type { MediaMessage } from "../protocol/media";
import { CanvasPicture, type DrawnPicture } from "./CanvasPicture";
import { KeyFrameRequests } from "./KeyFrameRequests";
import { NO_FRAMES, type StreamHandler, type VideoCounters } from "./types";

export interface WebCodecsOptions {
  handler: StreamHandler;
  createDecoder: (init: VideoDecoderInit) => VideoDecoder;
  canDecode: (configuration: VideoDecoderConfig) => Promise<boolean>;
  requestFrame: (callback: (time: number) => void) => number;
  now: () => number;
}

/** With more than this waiting, the decoder is behind and the server should slow down. */
const DECODE_QUEUE_LIMIT = 4;
/** So often without a picture between them, and the fault is not in the frames. */
const ERRORS_LIMIT = 3;

/** Decodes the WebSocket's access units and draws the newest picture on a canvas. */
export class WebCodecsVideo {
  readonly counters: VideoCounters = { ...NO_FRAMES };
  private configuration: VideoConfiguration | null = null;
  private decoder: VideoDecoder | null = null;
  private needsKeyFrame = true;
  private errors = 0;
  private unusable = false;
  /** Frames in the decoder, by the timestamp that the decoder hands through. */
  private readonly decoding = new Map<number, Pick<MediaMessage, "frame" | "receivedTime">>();
  private heldAcknowledgement: number | null = null;
  private readonly picture: CanvasPicture;
  private readonly keyFrames: KeyFrameRequests;

  constructor(private readonly options: WebCodecsOptions) {
    const ask = (): void => { options.handler.requestKeyFrame(); };
    this.keyFrames = new KeyFrameRequests(ask, options.now);
    this.picture = new CanvasPicture({
      requestFrame: options.requestFrame,
      onPresented: (drawn) => { this.presented(drawn); },
      onDropped: () => { this.counters.dropped += 1; },
    });
  }

  attach(canvas: HTMLCanvasElement | null): void {
    this.picture.attach(canvas);
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
    void this.check(configuration);
  }

  receive(message: MediaMessage): void {
    this.counters.received += 1;
    this.counters.bytes += message.data.byteLength;
    this.decode(message);
    this.acknowledgeWhenTaken(message.frame);
  }

  /** Stop decoding; what comes next starts with a key frame. */
  stop(): void {
    this.errors = 0;
    this.dropDecoder();
  }

  private async check(configuration: VideoConfiguration): Promise<void> {
    const possible = await this.options.canDecode(decoderConfig(configuration));
    if (!possible && this.configuration === configuration) {
      this.giveUp("This browser says that it cannot decode the video over TCP");
    }
  }

  private giveUp(reason: string): void {
    if (this.configuration === null) return;
    const { codec, width, height } = this.configuration;
    this.unusable = true;
    this.options.handler.onUnusable(`${reason} (${codec}, ${width} × ${height}).`);
  }

  private decode(message: MediaMessage): void {
    if (this.needsKeyFrame && !message.key) {
      this.counters.dropped += 1;
      this.keyFrames.ask();
      return;
    }
    if (this.configuration === null) return;
    this.needsKeyFrame = false;
    const { frame, receivedTime } = message;
    this.decoding.set(message.ptsUs, { frame, receivedTime });
    try {
      this.decoder ??= this.createDecoder(this.configuration);
      this.decoder.decode(
        new EncodedVideoChunk({
          type: message.key ? "key" : "delta",
          timestamp: message.ptsUs,
          data: message.data,
        }),
      );
    } catch {
      this.onDecoderError();
    }
  }

  private createDecoder(configuration: VideoConfiguration): VideoDecoder {
    const decoder: VideoDecoder = this.options.createDecoder({
      output: (frame) => {
        if (this.decoder === decoder) this.draw(frame);
        frame.close();
      },
      error: () => {
        if (this.decoder === decoder) this.onDecoderError();
      },
    });
    decoder.configure(decoderConfig(configuration));
    return decoder;
  }

  private acknowledgeWhenTaken(frame: number): void {
    if ((this.decoder?.decodeQueueSize ?? 0) > DECODE_QUEUE_LIMIT) this.heldAcknowledgement = frame;
    else this.acknowledge(frame);
  }

  private acknowledge(frame: number): void {
    this.heldAcknowledgement = null;
    this.options.handler.acknowledge(frame);
  }

  private draw(frame: VideoFrame): void {
    const message = this.decoding.get(frame.timestamp);
    this.decoding.delete(frame.timestamp);
    this.counters.decoded += 1;
    this.errors = 0;
    if (this.heldAcknowledgement !== null) this.acknowledge(this.heldAcknowledgement);
    const { displayWidth: width, displayHeight: height } = frame;
    const receivedTime = message?.receivedTime;
    this.picture.draw(frame, { width, height }, {
      ptsUs: frame.timestamp,
      frame: message?.frame ?? null,
      receivedTime,
      decodeMs: receivedTime === undefined ? undefined : this.options.now() - receivedTime,
    });
  }

  private presented({ ptsUs, ...drawn }: DrawnPicture): void {
    this.counters.presented += 1;
    const key = { kind: "pts", value: ptsUs } as const;
    this.options.handler.onPresented({ key, ...drawn, time: this.options.now() });
  }

  private onDecoderError(): void {
    this.counters.dropped += this.decoding.size;
    this.dropDecoder();
    this.errors += 1;
    if (this.errors < ERRORS_LIMIT) this.keyFrames.ask();
    else this.giveUp(`This browser failed ${ERRORS_LIMIT} times to decode the video over TCP`);
  }

  private dropDecoder(): void {
    const decoder = this.decoder;
    this.decoder = null;
    this.needsKeyFrame = true;
    this.decoding.clear();
    if (this.heldAcknowledgement !== null) this.acknowledge(this.heldAcknowledgement);
    if (decoder && decoder.state !== "closed") decoder.close();
  }
}

function decoderConfig({ codec, width, height }: VideoConfiguration): VideoDecoderConfig {
  // No description: the access units are Annex B, with their parameter sets in the stream.
  return { codec, codedWidth: width, codedHeight: height, optimizeForLatency: true };
}
