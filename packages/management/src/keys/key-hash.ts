import { createHash, createHmac } from 'node:crypto';
import type { ManagementContext } from '../management-context.js';

/** Which way of hashing a stored hash was made with; a new way gets a new number. */
export const HASH_VERSION = 1;

const PEPPER_ID_DIGITS = 12;

/** HMAC-SHA-256 of the whole key under the pepper: what is stored, and what a caller is looked up by. 32 bytes. */
export function hashKey(pepper: Buffer, key: string): Buffer {
  return createHmac('sha256', pepper).update(key, 'utf8').digest();
}

/** The hashes a key may be stored under: under the pepper of today, then under those that were retired. */
export function hashesOf(
  { keyPepper, keyPeppersRetired }: Pick<ManagementContext, 'keyPepper' | 'keyPeppersRetired'>,
  key: string,
): [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]] {
  const hashed = (pepper: Buffer) => new Uint8Array(hashKey(pepper, key));
  return [hashed(keyPepper), ...keyPeppersRetired.map(hashed)];
}

/** What tells peppers apart without saying them: the start of their SHA-256. */
export function pepperId(pepper: Buffer): string {
  return createHash('sha256').update(pepper).digest('hex').slice(0, PEPPER_ID_DIGITS);
}
