type Bytes = Uint8Array<ArrayBuffer>;

/** What an access unit consists of (H.264, clause 7.4.1). */
export interface AccessUnit {
  /** Parameter sets; null where it has none of its own. */
  sps: Bytes | null;
  pps: Bytes | null;
  /** Everything else that the decoder needs. */
  nals: Bytes[];
}

const SPS = 7;
const PPS = 8;
const DELIMITER = 9;

/** Take an access unit in Annex B apart; nothing is copied. */
export function readAccessUnit(data: Bytes): AccessUnit {
  const unit: AccessUnit = { sps: null, pps: null, nals: [] };
  for (const nal of splitNals(data)) {
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === SPS) unit.sps ??= nal;
    else if (type === PPS) unit.pps ??= nal;
    else if (type !== DELIMITER) unit.nals.push(nal);
  }
  return unit;
}

/** The NAL units between start codes of three bytes, or of four. */
export function splitNals(data: Bytes): Bytes[] {
  const nals: Bytes[] = [];
  let begin = nextStart(data, 0);
  while (begin < data.length) {
    const end = nextStart(data, begin + 3);
    const nal = data.subarray(begin + 3, withoutZeros(data, begin + 3, end));
    if (nal.length > 0) nals.push(nal);
    begin = end;
  }
  return nals;
}

/** Where the next 0, 0, 1 begins; the length where there is none. */
function nextStart(data: Bytes, from: number): number {
  let one = data.indexOf(1, from + 2);
  while (one >= 0) {
    if (data[one - 1] === 0 && data[one - 2] === 0) return one - 2;
    one = data.indexOf(1, one + 1);
  }
  return data.length;
}

/** Zeros at the end belong to the start code that follows: a NAL unit never ends with one. */
function withoutZeros(data: Bytes, begin: number, end: number): number {
  let last = end;
  while (last > begin && data[last - 1] === 0) last -= 1;
  return last;
}
