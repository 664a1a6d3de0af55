/**
 * Fragmented MP4 (ISO/IEC 14496-12 and -15) of one H.264 track, a fragment for each access unit:
 * what Media Source Extensions take, made in the page from what comes over the WebSocket.
 */
import { concatenate } from "../support/bytes";

type Bytes = Uint8Array<ArrayBuffer>;

export interface TrackDescription {
  sps: Bytes;
  pps: Bytes;
  width: number;
  height: number;
  /** Ticks a second of all times. */
  timescale: number;
}

export interface Sample {
  /** Counts the fragments, from 1 on. */
  sequence: number;
  /** In ticks. */
  time: number;
  duration: number;
  key: boolean;
  /** NAL units, without parameter sets. */
  nals: readonly Bytes[];
}

const TRACK = 1;
/** A sample that depends on no other, and one that does and is no place to begin at. */
const KEY_SAMPLE = 0x0200_0000;
const DELTA_SAMPLE = 0x0101_0000;
/** Of `trun`: the offset of the data, and for each sample duration, size and flags. */
const TRUN_FLAGS = 0x0001 | 0x0100 | 0x0200 | 0x0400;
/** Of `tfhd`: offsets count from the beginning of `moof`. */
const DEFAULT_BASE_IS_MOOF = 0x02_0000;
const BOX_HEADER_BYTES = 8;
const MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);

/**
 * What comes before all fragments. It tells no duration: the browser takes the track as live then,
 * and shows a picture without waiting for those that follow.
 */
export function initSegment(track: TrackDescription): Bytes {
  const { timescale } = track;
  const mvhd = full("mvhd", 0, u32(0, 0, timescale, 0, 0x1_0000), u16(0x0100, 0), u32(0, 0), MATRIX, u32(0, 0, 0, 0, 0, 0, TRACK + 1));
  const trex = full("trex", 0, u32(TRACK, 1, 0, 0, 0));
  return concatenate([
    box("ftyp", text("iso6"), u32(1), text("iso6avc1")),
    box("moov", mvhd, trak(track), box("mvex", trex)),
  ]);
}

/** One access unit as a fragment of its own. */
export function fragment({ sequence, time, duration, key, nals }: Sample): Bytes {
  const data = nals.flatMap((nal) => [u32(nal.length), nal]);
  const size = data.reduce((sum, part) => sum + part.length, 0);
  const flags = key ? KEY_SAMPLE : DELTA_SAMPLE;
  const moof = (offset: number): Bytes =>
    box(
      "moof",
      full("mfhd", 0, u32(sequence)),
      box(
        "traf",
        full("tfhd", DEFAULT_BASE_IS_MOOF, u32(TRACK)),
        full("tfdt", 0x0100_0000, u32(Math.floor(time / 2 ** 32), time % 2 ** 32)),
        full("trun", TRUN_FLAGS, u32(1, offset, duration, size, flags)),
      ),
    );
  // The offset has to be known before the box is: its size does not depend on it.
  return concatenate([moof(moof(0).length + BOX_HEADER_BYTES), box("mdat", ...data)]);
}

function trak({ sps, pps, width, height, timescale }: TrackDescription): Bytes {
  const tkhd = full("tkhd", 3, u32(0, 0, TRACK, 0, 0, 0, 0, 0, 0), MATRIX, u32(width * 2 ** 16, height * 2 ** 16));
  const mdhd = full("mdhd", 0, u32(0, 0, timescale, 0), u16(0x55c4, 0));
  const hdlr = full("hdlr", 0, u32(0), text("vide"), u32(0, 0, 0), [0]);
  const dinf = box("dinf", full("dref", 0, u32(1), full("url ", 1)));
  const stsd = full("stsd", 0, u32(1), avc1(sps, pps, width, height));
  const empty = [full("stts", 0, u32(0)), full("stsc", 0, u32(0)), full("stsz", 0, u32(0, 0)), full("stco", 0, u32(0))];
  const minf = box("minf", full("vmhd", 1, u32(0, 0)), dinf, box("stbl", stsd, ...empty));
  return box("trak", tkhd, box("mdia", mdhd, hdlr, minf));
}

function avc1(sps: Bytes, pps: Bytes, width: number, height: number): Bytes {
  const [, profile = 0, compatibility = 0, level = 0] = sps;
  // Lengths of four bytes; one set of either kind.
  const avcC = box("avcC", [1, profile, compatibility, level, 0xff, 0xe1], u16(sps.length), sps, [1], u16(pps.length), pps);
  return box(
    "avc1",
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x48_0000, 0x48_0000, 0),
    u16(1),
    new Uint8Array(32),
    u16(0x18, 0xffff),
    avcC,
  );
}

function box(type: string, ...parts: (Bytes | readonly number[])[]): Bytes {
  const bytes = parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part)));
  const size = bytes.reduce((sum, part) => sum + part.length, BOX_HEADER_BYTES);
  return concatenate([u32(size), text(type), ...bytes]);
}

/** A box with version and flags. */
function full(type: string, versionAndFlags: number, ...parts: (Bytes | readonly number[])[]): Bytes {
  return box(type, u32(versionAndFlags), ...parts);
}

function u32(...values: number[]): Bytes {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => { view.setUint32(4 * index, value); });
  return bytes;
}

function u16(...values: number[]): Bytes {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => { view.setUint16(2 * index, value); });
  return bytes;
}

function text(characters: string): Bytes {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
