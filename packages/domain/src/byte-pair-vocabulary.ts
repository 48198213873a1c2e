/**
 * The tokens of a byte-pair encoding and their ranks, in typed arrays: two hundred thousand of them take 5 MB, where
 * maps of strings take 19 and the garbage of making them as much again. Pure and read-only once it is made.
 */

const NEW_LINE = 10;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NO_VALUE = 255;
/** Base of the polynomial over the bytes of a token, modulo 2^32. Odd, so that no byte's share is ever shifted out. */
const HASH_BASE = 0x01_00_01_93;

/** All tokens' bytes in the order of their ranks, and where each begins; after the last one where it ends. */
export interface TokenBytes {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

export class BytePairVocabulary {
  private readonly bytes: Uint8Array;
  private readonly starts: Uint32Array;
  /** Open addressing: rank + 1 of a token, 0 for a free slot. Twice as many as tokens, or more. */
  private readonly slots: Uint32Array;

  /** Takes tokens, or the bytes of a `.tiktoken` file: one token a line in base64, in the order of the ranks. */
  constructor(source: Uint8Array | TokenBytes) {
    const { bytes, starts } = source instanceof Uint8Array ? decodeTokens(source) : source;
    this.bytes = bytes;
    this.starts = starts;
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * (starts.length - 1))));
    const piece = new HashedBytes();
    for (let rank = 0; rank < starts.length - 1; rank += 1) {
      piece.set(bytes.subarray(starts[rank], starts[rank + 1]));
      let slot = this.slotOf(piece.hash(0, piece.length));
      while (this.slots[slot] !== 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = rank + 1;
    }
  }

  /** Rank of the token that the bytes from `start` to before `end` make; -1 where they make none. */
  rankOf(piece: HashedBytes, start: number, end: number): number {
    const { bytes, starts, slots } = this;
    const last = slots.length - 1;
    for (let slot = this.slotOf(piece.hash(start, end)); ; slot = (slot + 1) & last) {
      const rank = (slots[slot] as number) - 1;
      if (rank === -1) return -1;
      const first = starts[rank] as number;
      let same = (starts[rank + 1] as number) - first === end - start ? 0 : -1;
      while (same >= 0 && start + same < end) same = bytes[first + same] === piece.bytes[start + same] ? same + 1 : -1;
      if (same >= 0) return rank;
    }
  }

  private slotOf(hash: number): number {
    // The low bits of a polynomial know little of the first bytes.
    return Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> (Math.clz32(this.slots.length) + 1);
  }
}

/** Bytes of which any stretch's hash is at hand. Meant to be used again for the next ones. */
export class HashedBytes {
  bytes = new Uint8Array(1_024);
  length = 0;
  /** Hash of the bytes before each. */
  private before = new Int32Array(1_025);
  private powers = powersUpTo(1_024);

  set(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes);
    this.seal(bytes.length);
  }

  /** Makes room for so many bytes, to be written to `bytes` and then sealed. */
  reserve(length: number): void {
    if (length <= this.bytes.length) return;
    this.bytes = new Uint8Array(length);
    this.before = new Int32Array(length + 1);
    this.powers = powersUpTo(length);
  }

  /** To be called when the first `length` bytes are others. */
  seal(length: number): void {
    const { bytes, before } = this;
    this.length = length;
    for (let at = 0; at < length; at += 1) {
      before[at + 1] = Math.imul(before[at] as number, HASH_BASE) + (bytes[at] as number) + 1;
    }
  }

  hash(start: number, end: number): number {
    const { before, powers } = this;
    return ((before[end] as number) - Math.imul(before[start] as number, powers[end - start] as number)) | 0;
  }
}

function powersUpTo(exponent: number): Int32Array {
  const powers = new Int32Array(exponent + 1).fill(1);
  for (let at = 1; at <= exponent; at += 1) powers[at] = Math.imul(powers[at - 1] as number, HASH_BASE);
  return powers;
}

/** Without a string for each line: that would be as much garbage as a map of them is memory. */
function decodeTokens(file: Uint8Array): TokenBytes {
  const values = new Uint8Array(256).fill(NO_VALUE);
  for (let value = 0; value < BASE64.length; value += 1) values[BASE64.charCodeAt(value)] = value;
  const bytes = new Uint8Array(file.length);
  const starts = new Uint32Array(lineCount(file) + 1);
  let tokens = 0;
  let length = 0;
  for (let at = 0; at < file.length; at += 1) {
    if (file[at] === NEW_LINE) continue;
    starts[tokens++] = length;
    let bits = 0;
    let held = 0;
    for (; at < file.length; at += 1) {
      const value = values[file[at] as number] as number;
      if (value === NO_VALUE) break;
      bits = ((bits << 6) | value) & 0xff_ff;
      held += 6;
      if (held < 8) continue;
      held -= 8;
      bytes[length++] = bits >>> held;
    }
    while (at < file.length && file[at] !== NEW_LINE) at += 1;
  }
  starts[tokens] = length;
  return { bytes: bytes.slice(0, length), starts: starts.slice(0, tokens + 1) };
}

/** The last line may lack its end. */
function lineCount(file: Uint8Array): number {
  let count = 1;
  for (let at = file.indexOf(NEW_LINE); at !== -1; at = file.indexOf(NEW_LINE, at + 1)) count += 1;
  return count;
}
