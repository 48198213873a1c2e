/** How long a recording is: measured where its format says it, bounded by its bytes where only that is known. */
import { Readable } from 'node:stream';
import type { UploadedFile } from '../media.js';

/** Speech in Opus goes down to 6 kbit/s; nothing that is worth hearing takes less. */
const FEWEST_BYTES_PER_SECOND = 750;
/** 128 kbit/s, the usual rate of compressed sound: for a file that can't be measured. */
const USUAL_BYTES_PER_SECOND = 16_000;
/** Speech as it is made, before it is compressed: 24 kHz, 16 bits, one channel. */
export const SPEECH_BYTES_PER_SECOND = 24_000 * 2;
/** Eight channels of 32 bits at 192 kHz. */
const MOST_BYTES_PER_SECOND = 192_000 * 8 * 4;
const WAV_HEADER_BYTES = 36;
const MS_PER_SECOND = 1000;

/** What is to be measured. */
export type Sound = Pick<UploadedFile, 'chunks' | 'bytes' | 'mediaType' | 'fileName'>;

/** The most seconds that a recording of so many bytes can last. */
export function mostSeconds(sound: Sound): number {
  const perSecond = wavBytesPerSecond(sound) ?? FEWEST_BYTES_PER_SECOND;
  return Math.ceil(sound.bytes / perSecond);
}

/** Seconds as a decimal string, to the millisecond. `isMeasured` false: the format didn't say, and bytes had to. */
export async function measureSeconds(sound: Sound): Promise<{ seconds: string; isMeasured: boolean }> {
  const seconds = await readDuration(sound);
  if (seconds === null) return { seconds: secondsText(sound.bytes / USUAL_BYTES_PER_SECOND), isMeasured: false };
  // No header may say less than its bytes leave room for, or more.
  const bounded = Math.min(Math.max(seconds, sound.bytes / MOST_BYTES_PER_SECOND), mostSeconds(sound));
  return { seconds: secondsText(bounded), isMeasured: true };
}

/** How long sound is of which only the beginning and its size are known: as its beginning says. */
export async function measureSecondsBy(head: Sound, bytes: number): Promise<{ seconds: string; isMeasured: boolean }> {
  if (head.bytes >= bytes) return measureSeconds(head);
  const perSecond = wavBytesPerSecond(head);
  if (perSecond !== null) return { seconds: secondsText(bytes / perSecond), isMeasured: true };
  const { seconds } = await measureSeconds(head);
  return { seconds: secondsText((Number(seconds) * bytes) / head.bytes), isMeasured: false };
}

/** The fewest seconds that so much sound lasts: as if nothing of it were compressed. */
export function fewestSeconds(head: Sound, bytes: number): number {
  return bytes / (wavBytesPerSecond(head) ?? SPEECH_BYTES_PER_SECOND);
}

/** Rounded to the millisecond, without trailing zeros. */
export function secondsText(seconds: number): string {
  return String(Math.round(seconds * MS_PER_SECOND) / MS_PER_SECOND);
}

async function readDuration({ chunks, bytes, mediaType, fileName }: Sound): Promise<number | null> {
  if (bytes === 0) return 0;
  try {
    // Only those who sell sound pay for reading its formats.
    const { parseStream } = await import('music-metadata');
    const info = { size: bytes, ...(mediaType.startsWith('audio/') ? { mimeType: mediaType } : {}), path: fileName };
    const { format } = await parseStream(Readable.from(chunks, { objectMode: false }), info, {
      skipCovers: true,
      duration: true,
    });
    const { duration } = format;
    return duration !== undefined && Number.isFinite(duration) && duration > 0 ? duration : null;
  } catch {
    return null;
  }
}

/** Of uncompressed sound by its header; null for anything else. */
function wavBytesPerSecond({ chunks }: Sound): number | null {
  const [first] = chunks;
  if (first === undefined || first.length < WAV_HEADER_BYTES) return null;
  if (first.toString('latin1', 0, 4) !== 'RIFF' || first.toString('latin1', 8, 16) !== 'WAVEfmt ') return null;
  const [format, channels, rate, bits] = [
    first.readUInt16LE(20),
    first.readUInt16LE(22),
    first.readUInt32LE(24),
    first.readUInt16LE(34),
  ];
  const perSecond = (rate * channels * bits) / 8;
  const isPlain = format === 1 || format === 3;
  return isPlain && perSecond >= FEWEST_BYTES_PER_SECOND && perSecond <= MOST_BYTES_PER_SECOND ? perSecond : null;
}
