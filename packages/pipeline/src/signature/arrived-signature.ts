/**
 * The signature a request came with (RFC 9421), as its headers say it: read before anybody knows whether it is right.
 * Requests without one cost a look at one header.
 */
import { hash } from 'node:crypto';
import { ApiError } from '@turnpike/errors/api-error';
import { type ContentDigest, readContentDigest } from '@turnpike/signatures/content-digest';
import { SignatureProblem } from '@turnpike/signatures/problem';
import { readSignature } from '@turnpike/signatures/read-signature';
import { checkRules, type CompleteSignature, SIGNATURE_WINDOW_SECONDS } from '@turnpike/signatures/signature-rules';
import type { Exchange } from '../exchange.js';

/** What a signature is told from all others by, for as long as it could be sent again. */
interface SignatureNonce {
  readonly hash: string;
  readonly ttlMs: number;
}

export interface ArrivedSignature {
  /** What the owner of its secret is found by: nobody can send it in the place of a key. */
  readonly credential: string;
  readonly signed: CompleteSignature;
  /** What the body must hash to; null where that isn't covered. */
  readonly digest: ContentDigest | null;
  readonly nonce: SignatureNonce;
}

/** What credentials of signatures begin with; the public id of the secret follows. */
export const SIGNATURE_CREDENTIAL = 'sig:';

const KEY_ID = /^sgs_[0-9a-f]{32}$/;
/** Clocks of processes and of Redis may differ by this much. */
const CLOCK_MARGIN_MS = 10_000;

/** The first signature by a secret of ours; null without one. */
export function readArrivedSignature(
  { headers }: Exchange,
  { declaredBytes, nowMs }: { declaredBytes: number | null; nowMs: number },
): ArrivedSignature | ApiError | null {
  const read = readSignature(headers, (keyId) => KEY_ID.test(keyId));
  if (read === null) return null;
  if (read instanceof SignatureProblem) return refuseSignature(read);
  const hasBody = (declaredBytes ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  const signed = checkRules(read, { hasBody, nowMs });
  if (signed instanceof SignatureProblem) return refuseSignature(signed);
  const isDigestCovered = signed.components.some(({ name }) => name === 'content-digest');
  const digest = isDigestCovered ? readContentDigest(String(headers['content-digest'] ?? '')) : null;
  if (digest instanceof SignatureProblem) return refuseSignature(digest);
  return { credential: SIGNATURE_CREDENTIAL + signed.keyId, signed, digest, nonce: nonceOf(signed, nowMs) };
}

function nonceOf({ keyId, nonce, created }: CompleteSignature, nowMs: number): SignatureNonce {
  const untilMs = (created + SIGNATURE_WINDOW_SECONDS) * 1000 + CLOCK_MARGIN_MS;
  return { hash: hash('sha256', `${keyId} ${nonce}`, 'base64url'), ttlMs: Math.ceil(untilMs - nowMs) };
}

/** 401 that names the part at fault. */
export function refuseSignature({ part, reason }: SignatureProblem, more: object = {}): ApiError {
  const message = `The signature of the request is not accepted: ${part}: ${reason}.`;
  return new ApiError('signature_invalid', { message, details: { part, reason, ...more } });
}
