/** `Content-Digest` (RFC 9530): what a body must hash to, and a body that is hashed as it comes in. */
import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { isInnerList, parseDictionary } from 'structured-headers';
import { SignatureProblem } from './problem.js';

export type DigestAlgorithm = 'sha-256' | 'sha-512';

const HASHES: Readonly<Record<DigestAlgorithm, { name: string; bytes: number }>> = {
  'sha-512': { name: 'sha512', bytes: 64 },
  'sha-256': { name: 'sha256', bytes: 32 },
};

export interface ContentDigest {
  readonly algorithm: DigestAlgorithm;
  readonly digest: Buffer;
}

/** The stronger of the digests that a header gives. */
export function readContentDigest(header: string): ContentDigest | SignatureProblem {
  let members;
  try {
    members = parseDictionary(header);
  } catch {
    return new SignatureProblem('content-digest', 'the header is no dictionary of RFC 8941');
  }
  for (const algorithm of ['sha-512', 'sha-256'] as const) {
    const value = members.get(algorithm);
    if (value === undefined) continue;
    if (isInnerList(value) || !(value[0] instanceof ArrayBuffer) || value[0].byteLength !== HASHES[algorithm].bytes)
      return new SignatureProblem('content-digest', `${algorithm} is no digest of ${HASHES[algorithm].bytes} bytes`);
    return { algorithm, digest: Buffer.from(value[0]) };
  }
  return new SignatureProblem('content-digest', 'it gives neither sha-256 nor sha-512');
}

/** The header for a body. */
export function contentDigest(body: Buffer | string, algorithm: DigestAlgorithm = 'sha-256'): string {
  return `${algorithm}=:${createHash(HASHES[algorithm].name).update(body).digest('base64')}:`;
}

/** Hashes the bytes of a body in the order they come, and says whether they are those that were announced. */
export class BodyDigest {
  private readonly expected: Buffer;
  private readonly hash: Hash;

  constructor({ algorithm, digest }: ContentDigest) {
    this.expected = digest;
    this.hash = createHash(HASHES[algorithm].name);
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  /** Once, after the last byte. */
  matches(): boolean {
    return timingSafeEqual(this.hash.digest(), this.expected);
  }
}
