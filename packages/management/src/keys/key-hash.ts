import { createHmac } from 'node:crypto';

/** Which way of hashing a stored hash was made with; a new way gets a new number. */
export const HASH_VERSION = 1;

/** HMAC-SHA-256 of the whole key under the pepper: what is stored, and what a caller is looked up by. 32 bytes. */
export function hashKey(pepper: Buffer, key: string): Buffer {
  return createHmac('sha256', pepper).update(key, 'utf8').digest();
}
