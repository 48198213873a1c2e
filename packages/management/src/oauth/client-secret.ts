/** Secrets of OAuth clients: shown once, kept as hashes keyed like those of API keys. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { hashKey } from '../keys/key-hash.js';
import type { ManagementContext } from '../management-context.js';

const SECRET_BYTES = 32;

/** A fresh secret in the clear, and the columns that recognise it. */
export function newClientSecret({ keyPrefix, keyPepper }: ManagementContext) {
  const secret = `${keyPrefix}_secret_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  const secretHash = new Uint8Array(hashKey(keyPepper, secret));
  return { secret, columns: { secretHash, secretLast4: secret.slice(-4) } };
}

/** Whether a secret is the one that a hash was kept of, under the pepper of now or one of before. */
export function isClientSecret(
  { keyPepper, keyPeppersRetired }: Pick<ManagementContext, 'keyPepper' | 'keyPeppersRetired'>,
  secret: string,
  kept: Uint8Array,
): boolean {
  return [keyPepper, ...keyPeppersRetired].some((pepper) => timingSafeEqual(hashKey(pepper, secret), kept));
}
