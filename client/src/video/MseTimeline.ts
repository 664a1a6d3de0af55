/** A picture in the buffer: its time in the stream and the server's frame number. */
export interface Placed {
  ptsUs: number;
  frame: number;
  receivedTime: number;
}

const TIMESCALE = 90_000;
const USUAL_FPS = 30;
/**
 * A picture takes half of the time that it has in the stream. So the browser is always at the end of
 * what it has, waiting for the next, which it shows as soon as it comes: nothing has to be caught
 * up with, whatever the network does, and a picture that is sent again after a second is no gap.
 */
const HASTE = 2;
/** Chromium leaves out pictures that are shorter than one of the screen. */
const SHORTEST_SEC = 1 / 72;
const KEPT = 1_000;
/** What was shown is kept so long, for a picture may begin only at a key frame. */
const KEPT_SEC = 2;

/** Where in the time of the `<video>` each picture is put: one after the other, without gaps. */
export class MseTimeline {
  readonly timescale = TIMESCALE;
  decoded: number;
  private readonly slotTicks: number;
  private next = 0;
  private placed: Placed[] = [];
  private keys: number[] = [];
  private countedDecoded = 0;

  constructor(fps: number = USUAL_FPS, decodedBefore = 0) {
    this.slotTicks = Math.round(TIMESCALE * Math.max(1 / (HASTE * fps), SHORTEST_SEC));
    this.decoded = decodedBefore;
  }

  /** Give the next place to this picture. */
  add({ ptsUs, frame, receivedTime, key }: Placed & { key: boolean }): { sequence: number; time: number; duration: number } {
    const slot = this.next;
    this.next += 1;
    this.placed.push({ ptsUs, frame, receivedTime });
    if (this.placed.length > KEPT) this.placed.shift();
    if (key) this.keys.push(slot);
    return { sequence: slot + 1, time: slot * this.slotTicks, duration: this.slotTicks };
  }

  /** The picture that is shown at this time. */
  at(mediaSec: number): Placed | null {
    // Rounding aside, a picture is named by its begin; the end of all still shows the last.
    const slot = Math.min(Math.floor(this.slots(mediaSec) + 0.25), this.next - 1);
    return this.placed[slot - (this.next - this.placed.length)] ?? null;
  }

  /** How many pictures this time is. */
  slots(seconds: number): number {
    return (seconds * TIMESCALE) / this.slotTicks;
  }

  /** Where the newest key frame is. */
  get newestKeySec(): number | null {
    const key = this.keys.at(-1);
    return key === undefined ? null : this.seconds(key);
  }

  /** What may be let go of when this is shown: all before a key frame that is well past; else null. */
  removable(mediaSec: number): number | null {
    const shown = this.slots(mediaSec - KEPT_SEC);
    const passed = this.keys.filter((slot) => slot <= shown);
    const key = passed.at(-1);
    if (key === undefined || key === 0 || passed.length < 2) return null;
    this.keys = this.keys.filter((slot) => slot >= key);
    return this.seconds(key);
  }

  /** Take over what the browser has counted since its `<video>` was filled. */
  countDecoded({ totalVideoFrames }: VideoPlaybackQuality): void {
    // It begins anew with each source.
    const more = totalVideoFrames - this.countedDecoded;
    this.countedDecoded = totalVideoFrames;
    this.decoded += more >= 0 ? more : totalVideoFrames;
  }

  private seconds(slot: number): number {
    return (slot * this.slotTicks) / TIMESCALE;
  }
}
