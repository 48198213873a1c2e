import { createHash, randomBytes } from 'node:crypto';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The secret of a session: 256 bits of chance in base64url. */
export function generateSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of it; null when the text can't be a token at all. A full-entropy secret needs no slow hash. */
export function hashSessionToken(token: string): Uint8Array<ArrayBuffer> | null {
  if (!TOKEN.test(token)) return null;
  return new Uint8Array(createHash('sha256').update(token).digest());
}
