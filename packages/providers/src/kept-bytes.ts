/**
 * Pieces of a stream, kept as the bytes they are for whoever may want to read them later. They are copied: a view of the
 * chunk it came in would outlive the young generation together with its chunk, which costs many times the copy, and most
 * streams never need any of it.
 *
 * The events of a stream are alike but for their text, so a piece is kept as the bytes in which it differs from the last
 * one that was kept whole, between what both begin and both end with. What many streams keep at once is what makes old
 * generations be collected.
 */

/** Room for the first pieces; it doubles as they come. */
const FIRST_BYTES = 2 * 1_024;
/** How much a piece shares at its beginning and at its end, 16 bits each, and how much follows, 32 bits. */
const HEAD_BYTES = 8;
const MOST_SHARED = 0xffff;
const NOTHING = Buffer.alloc(0);

/** A piece as it is kept: bytes `from` to `to`, between so many that it shares with the last whole one. */
interface Kept {
  readonly ahead: number;
  readonly behind: number;
  readonly from: number;
  readonly to: number;
}

export class KeptBytes {
  private readonly mostBytes: number;
  private bytes: Buffer = NOTHING;
  private used = 0;
  private pieces = 0;
  /** Of all pieces as they came. */
  private totalBytes = 0;
  /** Where the last piece is kept. */
  private lastAt = 0;
  /** The last one that was kept whole. */
  private wholeFrom = 0;
  private wholeTo = 0;

  /** `mostBytes` counts the pieces as they come. */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** How many are kept. */
  get count(): number {
    return this.pieces;
  }

  /** False when there is no room: then it isn't kept. */
  add(piece: Buffer): boolean {
    const { length } = piece;
    if (this.totalBytes + length > this.mostBytes) return false;
    let ahead = this.sharedAhead(piece);
    let behind = this.sharedBehind(piece, length - ahead);
    // Of another kind than the one before it: those that follow are mostly like this one.
    if ((length - ahead - behind) * 2 > length) ahead = behind = 0;
    this.keep(piece, ahead, behind);
    this.totalBytes += length;
    this.pieces += 1;
    return true;
  }

  /** A copy; null where nothing is kept. */
  last(): Buffer | null {
    if (this.pieces === 0) return null;
    const kept = this.read(this.lastAt);
    const piece = Buffer.allocUnsafe(kept.ahead + kept.to - kept.from + kept.behind);
    this.restore(kept, { from: this.wholeFrom, to: this.wholeTo }, piece);
    return piece;
  }

  /** All pieces in their order. Nothing is kept afterwards. */
  drain(): Buffer[] {
    const all = Buffer.allocUnsafe(this.totalBytes);
    const pieces: Buffer[] = [];
    let whole = { from: 0, to: 0 };
    let left = all;
    for (let at = 0; at < this.used;) {
      const kept = this.read(at);
      if (kept.ahead === 0 && kept.behind === 0) whole = kept;
      const length = this.restore(kept, whole, left);
      pieces.push(left.subarray(0, length));
      left = left.subarray(length);
      at = kept.to;
    }
    this.used = this.pieces = this.totalBytes = this.wholeFrom = this.wholeTo = 0;
    return pieces;
  }

  private sharedAhead(piece: Buffer): number {
    const { bytes, wholeFrom } = this;
    const most = Math.min(this.wholeTo - wholeFrom, piece.length, MOST_SHARED);
    let shared = 0;
    while (shared < most && bytes[wholeFrom + shared] === piece[shared]) shared += 1;
    return shared;
  }

  private sharedBehind(piece: Buffer, left: number): number {
    const { bytes, wholeTo } = this;
    const { length } = piece;
    const most = Math.min(wholeTo - this.wholeFrom, left, MOST_SHARED);
    let shared = 0;
    while (shared < most && bytes[wholeTo - 1 - shared] === piece[length - 1 - shared]) shared += 1;
    return shared;
  }

  private keep(piece: Buffer, ahead: number, behind: number): void {
    const at = this.used;
    const from = at + HEAD_BYTES;
    const to = from + piece.length - ahead - behind;
    if (to > this.bytes.length) this.grow(to);
    const { bytes } = this;
    bytes.writeUInt16LE(ahead, at);
    bytes.writeUInt16LE(behind, at + 2);
    bytes.writeUInt32LE(to - from, at + 4);
    piece.copy(bytes, from, ahead, piece.length - behind);
    this.lastAt = at;
    this.used = to;
    if (ahead > 0 || behind > 0) return;
    this.wholeFrom = from;
    this.wholeTo = to;
  }

  private read(at: number): Kept {
    const { bytes } = this;
    const from = at + HEAD_BYTES;
    return {
      ahead: bytes.readUInt16LE(at),
      behind: bytes.readUInt16LE(at + 2),
      from,
      to: from + bytes.readUInt32LE(at + 4),
    };
  }

  /** Writes a piece as it came; says how long it is. */
  private restore(kept: Kept, whole: { from: number; to: number }, target: Buffer): number {
    const { bytes } = this;
    let length = bytes.copy(target, 0, whole.from, whole.from + kept.ahead);
    length += bytes.copy(target, length, kept.from, kept.to);
    return length + bytes.copy(target, length, whole.to - kept.behind, whole.to);
  }

  private grow(needed: number): void {
    let size = Math.max(FIRST_BYTES, this.bytes.length);
    while (size < needed) size *= 2;
    const roomier = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(roomier, 0, 0, this.used);
    this.bytes = roomier;
  }
}
