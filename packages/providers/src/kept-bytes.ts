/**
 * Pieces of a stream, kept as the bytes they are for whoever may want to read them later. They are copied one behind the
 * other: a view of the chunk it came in would outlive the young generation together with its chunk, which costs many times
 * the copy, and most streams never need any of it.
 */

/** Room for the first pieces; it doubles as they come. */
const FIRST_BYTES = 4 * 1_024;
const NOTHING = Buffer.alloc(0);

export class KeptBytes {
  private readonly mostBytes: number;
  private bytes: Buffer = NOTHING;
  /** Where each piece ends. */
  private ends: number[] = [];

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** False when there is no room: then it isn't kept. */
  add(piece: Buffer): boolean {
    const start = this.ends.at(-1) ?? 0;
    const end = start + piece.length;
    if (end > this.mostBytes) return false;
    if (end > this.bytes.length) this.grow(start, end);
    piece.copy(this.bytes, start);
    this.ends.push(end);
    return true;
  }

  /** A view that holds until the next piece comes; null where nothing is kept. */
  last(): Buffer | null {
    const end = this.ends.at(-1);
    return end === undefined ? null : this.bytes.subarray(this.ends.at(-2) ?? 0, end);
  }

  /** All pieces in their order, as views that hold until the next one comes. Nothing is kept afterwards. */
  drain(): Buffer[] {
    let start = 0;
    const pieces = this.ends.map((end) => this.bytes.subarray(start, (start = end)));
    this.ends = [];
    return pieces;
  }

  private grow(used: number, needed: number): void {
    let size = Math.max(FIRST_BYTES, this.bytes.length);
    while (size < needed) size *= 2;
    const roomier = Buffer.allocUnsafeSlow(size);
    this.bytes.copy(roomier, 0, 0, used);
    this.bytes = roomier;
  }
}
