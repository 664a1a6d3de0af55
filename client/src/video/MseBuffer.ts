import { concatenate } from "../support/bytes";

export interface MseBufferHandler {
  /** Everything up to this mark is in the browser's buffer. */
  onAppended(mark: number): void;
  /** It can take no more; why, in a sentence. */
  onFailed(reason: string): void;
}

interface Segment {
  bytes: Uint8Array;
  mark: number;
}

/** What waits while the browser is busy is appended at once; more than this, and it stands still. */
const MOST_WAITING = 300;

/** One MediaSource with one SourceBuffer, shown by a `<video>`; it lives until it fails or is closed. */
export class MseBuffer {
  private readonly address: string;
  private buffer: SourceBuffer | null = null;
  private waiting: Segment[] = [];
  /** What is being appended ends with this. */
  private mark: number | null = null;
  private removeUntil = 0;
  private closed = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly mimeType: string,
    private readonly source: MediaSource,
    private readonly handler: MseBufferHandler,
  ) {
    this.address = URL.createObjectURL(source);
    source.addEventListener("sourceopen", this.onOpen);
    video.addEventListener("error", this.onVideoError);
    // Safari's managed kind wants it so.
    video.disableRemotePlayback = true;
    video.src = this.address;
  }

  /** Append after all before; `mark` is told when it is done. */
  append(bytes: Uint8Array, mark: number): void {
    if (this.closed) return;
    this.waiting.push({ bytes, mark });
    if (this.waiting.length > MOST_WAITING) this.fail("This browser takes no more video by MSE");
    else this.goOn();
  }

  /** Where the buffered video ends, in seconds; null while there is none. */
  get end(): number | null {
    const buffered = this.buffer?.buffered;
    return buffered && buffered.length > 0 ? buffered.end(buffered.length - 1) : null;
  }

  /**
   * Let go of what is before this time. A picture has to be decodable there: whatever builds on
   * what is removed goes with it.
   */
  removeBefore(time: number): void {
    this.removeUntil = time;
    this.goOn();
  }

  /** The `<video>` is empty afterwards. Twice is fine. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting = [];
    this.buffer?.removeEventListener("updateend", this.onUpdateEnd);
    this.source.removeEventListener("sourceopen", this.onOpen);
    this.video.removeEventListener("error", this.onVideoError);
    this.video.removeAttribute("src");
    this.video.load();
    URL.revokeObjectURL(this.address);
  }

  private readonly onOpen = (): void => {
    try {
      this.buffer = this.source.addSourceBuffer(this.mimeType);
    } catch (error) {
      this.fail(`This browser takes no such video by MSE (${String(error)})`);
      return;
    }
    this.buffer.addEventListener("updateend", this.onUpdateEnd);
    this.goOn();
  };

  private readonly onUpdateEnd = (): void => {
    const { mark } = this;
    this.mark = null;
    if (mark !== null) this.handler.onAppended(mark);
    this.goOn();
  };

  private readonly onVideoError = (): void => {
    const why = this.video.error?.message;
    this.fail(`This browser could not go on with the video by MSE${why ? ` (${why})` : ""}`);
  };

  private goOn(): void {
    const { buffer } = this;
    if (this.closed || buffer === null || buffer.updating) return;
    try {
      if (this.waiting.length > 0) this.appendWaiting(buffer);
      else if (this.removeUntil > 0) this.remove(buffer);
    } catch (error) {
      this.fail(`This browser refused video by MSE (${String(error)})`);
    }
  }

  private appendWaiting(buffer: SourceBuffer): void {
    const segments = this.waiting;
    this.waiting = [];
    buffer.appendBuffer(concatenate(segments.map(({ bytes }) => bytes)));
    this.mark = segments.at(-1)?.mark ?? null;
  }

  private remove(buffer: SourceBuffer): void {
    const until = this.removeUntil;
    this.removeUntil = 0;
    buffer.remove(0, until);
  }

  private fail(reason: string): void {
    if (this.closed) return;
    this.close();
    this.handler.onFailed(reason);
  }
}
