import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Hook } from './hook-store.js';

/**
 * `verified`; `mismatch`: none of the signatures is by this secret; `stale`: signed, but its time is more than five
 * minutes from the arrival; `missing`: not signed; `unchecked`: no secret is known.
 */
export type SignatureState = 'verified' | 'mismatch' | 'stale' | 'missing' | 'unchecked';

/** `standard` is Standard Webhooks' `webhook-signature`, `plain` is `X-Webhook-Signature`. */
export interface SignatureCheck {
  standard: SignatureState;
  plain: SignatureState;
}

/** As in Standard Webhooks' own libraries. */
const TOLERANCE_S = 300;

/** Judges both signatures of an arrival by the secret of its name. */
export function checkSignatures(hook: Hook, secret: string | null): SignatureCheck {
  return { standard: checkStandard(hook, secret), plain: checkPlain(hook, secret) };
}

/**
 * The package signs, and its `verify` is not asked: that one measures a message's time against now, and here a secret
 * may be given long after the arrival.
 */
function checkStandard({ headers, body, webhookId, receivedAt }: Hook, secret: string | null): SignatureState {
  const signature = headers['webhook-signature'];
  const timestampS = Number(headers['webhook-timestamp'] ?? Number.NaN);
  if (signature === undefined || webhookId === null || !Number.isSafeInteger(timestampS)) return 'missing';
  if (secret === null) return 'unchecked';
  const expected = readSecret(secret)?.sign(webhookId, new Date(timestampS * 1_000), body);
  const signed = expected !== undefined && signature.split(' ').some((part) => isSame(part, expected));
  if (!signed) return 'mismatch';
  return Math.abs(Date.parse(receivedAt) / 1_000 - timestampS) > TOLERANCE_S ? 'stale' : 'verified';
}

/** `sha256=` and the hex HMAC of the raw body; the key is the whole secret as text. */
function checkPlain({ headers, body }: Hook, secret: string | null): SignatureState {
  const signature = headers['x-webhook-signature'];
  if (signature === undefined) return 'missing';
  if (secret === null) return 'unchecked';
  const expected = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return isSame(signature, expected) ? 'verified' : 'mismatch';
}

/** Whether a text can be a secret: `whsec_` and base64. */
export function isSecret(text: string): boolean {
  return text.startsWith('whsec_') && readSecret(text) !== null;
}

function readSecret(secret: string): Webhook | null {
  try {
    return new Webhook(secret);
  } catch {
    return null;
  }
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
