/**
 * Hashes of strings that are the same in every process: FNV-1a over UTF-16 units, mixed by MurmurHash3's finalizer,
 * since FNV alone leaves neighbours side by side. Not for secrets, nor against anybody who picks the strings.
 */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const TWO_TO_32 = 0x1_0000_0000;

/** Unsigned, 32 bits. `seed` is an earlier hash to go on from. */
export function hashOf(text: string, seed = FNV_OFFSET): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  return mix(hash);
}

/** Spreads the bits of a number over all 32. */
export function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A hash as a share, in [0, 1). */
export function toShare(hash: number): number {
  return hash / TWO_TO_32;
}
