const RIFF_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
const FORMAT_BYTES = 16;
/** The head of a file whose samples don't begin by here is no recording anybody makes. */
const MAX_HEAD_BYTES = 64 * 1024;

/**
 * How long a WAV recording lasts, told from its bytes as they pass by. Only the head is kept; samples are counted, not
 * believed, as a recorder that writes while it records doesn't know their number yet.
 */
export class WavLength {
  private head: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  private state: 'head' | 'samples' | 'not_wav' = 'head';
  private bytesPerSecond = 0;
  private announced = 0;
  private sampleBytes = 0;

  push(bytes: Buffer): void {
    if (this.state === 'samples') this.sampleBytes += bytes.length;
    if (this.state !== 'head') return;
    this.head = Buffer.concat([this.head, bytes]);
    const start = this.readHead();
    if (start === undefined) {
      if (this.head.length > MAX_HEAD_BYTES) this.state = 'not_wav';
      return;
    }
    this.state = 'samples';
    this.sampleBytes = this.head.length - start;
    this.head = Buffer.alloc(0);
  }

  /** Seconds of sound; undefined when it was no WAV, or one without a sample. */
  get seconds(): number | undefined {
    if (this.state !== 'samples' || this.bytesPerSecond === 0) return undefined;
    const bytes = Math.min(this.announced, this.sampleBytes);
    return bytes === 0 ? undefined : bytes / this.bytesPerSecond;
  }

  /** Offset of the first sample, once the head is complete. */
  private readHead(): number | undefined {
    const { head } = this;
    if (head.length < RIFF_BYTES) return undefined;
    if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') {
      this.state = 'not_wav';
      return undefined;
    }
    let at = RIFF_BYTES;
    while (at + CHUNK_HEAD_BYTES <= head.length) {
      const name = head.toString('latin1', at, at + 4);
      const size = head.readUInt32LE(at + 4);
      const body = at + CHUNK_HEAD_BYTES;
      if (name === 'data') {
        this.announced = size;
        return body;
      }
      if (name === 'fmt ' && body + FORMAT_BYTES <= head.length) this.bytesPerSecond = head.readUInt32LE(body + 8);
      // Chunks are padded to an even length.
      at = body + size + (size % 2);
    }
    return undefined;
  }
}
