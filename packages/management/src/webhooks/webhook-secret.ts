/**
 * Secrets that sign webhooks (Standard Webhooks 1.0.0: `whsec_` and the base64 of 24 to 64 random bytes), sealed for the
 * endpoint or the tenant whose they are. While two sign, the older one has an end.
 */
import { randomBytes } from 'node:crypto';
import { type CredentialKeys, open, seal } from '../credentials/secret-box.js';

const SECRET_BYTES = 32;

/** What a row of `webhook_endpoints` or `callback_secrets` holds of its secrets. */
export interface SealedSecrets {
  secret: Uint8Array;
  secretKeyId: string;
  previousSecret: Uint8Array | null;
  previousSecretKeyId: string | null;
  previousSecretUntil: Date | null;
}

/** What an endpoint's secret is bound to. */
export function endpointBinding(endpointId: string): string {
  return `webhook:${endpointId}`;
}

/** What the secret of a tenant's callbacks is bound to. */
export function callbackBinding(tenantId: string): string {
  return `callback:${tenantId}`;
}

/** A fresh secret in the clear, to be shown once, and the columns that keep it. */
export function newWebhookSecret(keys: CredentialKeys, boundTo: string) {
  const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  const { ciphertext, keyId } = seal(keys, secret, boundTo);
  return { secret, columns: { secret: new Uint8Array(ciphertext), secretKeyId: keyId } };
}

/** The columns that make a new secret sign beside the present one until then; instead of it when that is now. */
export function rotatedColumns(
  keys: CredentialKeys,
  present: SealedSecrets,
  rotation: { boundTo: string; now: Date; overlapMs: number },
) {
  const { boundTo, now, overlapMs } = rotation;
  const { secret, columns } = newWebhookSecret(keys, boundTo);
  const previous =
    overlapMs === 0
      ? { previousSecret: null, previousSecretKeyId: null, previousSecretUntil: null }
      : {
          previousSecret: new Uint8Array(present.secret),
          previousSecretKeyId: present.secretKeyId,
          previousSecretUntil: new Date(now.getTime() + overlapMs),
        };
  return { secret, columns: { ...columns, ...previous } };
}

/**
 * The secrets that sign at that time, newest first, in the clear: they stay in memory. Throws when they can't be opened,
 * as after the platform's credential key was lost.
 */
export function signingSecrets(
  keys: CredentialKeys,
  sealed: SealedSecrets,
  at: { boundTo: string; now: Date },
): [string, ...string[]] {
  const current = open(keys, { ciphertext: sealed.secret, keyId: sealed.secretKeyId }, at.boundTo);
  const { previousSecret, previousSecretKeyId, previousSecretUntil } = sealed;
  if (previousSecret === null || previousSecretKeyId === null) return [current];
  if (previousSecretUntil === null || previousSecretUntil <= at.now) return [current];
  return [current, open(keys, { ciphertext: previousSecret, keyId: previousSecretKeyId }, at.boundTo)];
}
