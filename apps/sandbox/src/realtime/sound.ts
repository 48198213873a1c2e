import { SAMPLE_RATE } from '../audio/wav.js';

/** The one format that is spoken and heard: 16-bit samples of one channel, 24,000 a second. */
const BYTES_PER_SAMPLE = 2;
export const BYTES_PER_SECOND = SAMPLE_RATE * BYTES_PER_SAMPLE;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export function secondsOf(bytes: number): number {
  return bytes / BYTES_PER_SECOND;
}

/** Samples in base64; undefined where it is none, or ends within a sample. */
export function readSound(base64: string): Buffer | undefined {
  if (!BASE64.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length > 0 && bytes.length % BYTES_PER_SAMPLE === 0 ? bytes : undefined;
}

/** The part of a sound that belongs to a stretch of the text it says, in whole samples. */
export function partOfSound(sound: Buffer, [from, to]: readonly [number, number], length: number): Buffer {
  const at = (place: number): number =>
    Math.floor((sound.length / BYTES_PER_SAMPLE) * (place / length)) * BYTES_PER_SAMPLE;
  return sound.subarray(at(from), at(to));
}
