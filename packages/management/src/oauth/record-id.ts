import { createHash } from 'node:crypto';

/**
 * Under which id a record of the OAuth server is kept: whoever holds a code, a refresh token or the address of a consent
 * holds what they stand for, so the table has only their digests.
 */
export function recordId(handle: string): string {
  return createHash('sha256').update(handle, 'utf8').digest('base64url');
}
