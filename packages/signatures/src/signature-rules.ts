/** What we ask of a signature beyond being right: what it covers, that it is young, and that it can be told from others. */
import type { MessageSignature } from './read-signature.js';
import { SignatureProblem } from './problem.js';
import type { SignatureAlgorithm } from './signature-key.js';

/** How far `created` may lie from our clock, either way. */
export const SIGNATURE_WINDOW_SECONDS = 300;

const ALWAYS_COVERED = ['@method', '@target-uri'] as const;
const NONCE = /^[\x20-\x7e]{8,200}$/;

/** A signature that says all it must. */
export interface CompleteSignature extends MessageSignature {
  readonly keyId: string;
  readonly created: number;
  readonly nonce: string;
}

/** `hasBody`: whether the headers announce one; whether it is empty shows later. */
export function checkRules(
  signature: MessageSignature,
  { hasBody, nowMs }: { hasBody: boolean; nowMs: number },
): CompleteSignature | SignatureProblem {
  const covers = (name: string) => signature.components.some((component) => component.name === name);
  const missing = ALWAYS_COVERED.find((name) => !covers(name));
  if (missing !== undefined) return new SignatureProblem(missing, 'it must be covered');
  if (hasBody && !covers('content-digest'))
    return new SignatureProblem('content-digest', 'it must be covered where there is a body');
  const { keyId, created, expires, nonce } = signature;
  if (keyId === null) return new SignatureProblem('keyid', 'it is missing');
  if (created === null) return new SignatureProblem('created', 'it is missing');
  if (nonce === null || !NONCE.test(nonce))
    return new SignatureProblem('nonce', 'it must be 8 to 200 printable characters, another for each request');
  const age = nowMs / 1000 - created;
  if (age > SIGNATURE_WINDOW_SECONDS)
    return new SignatureProblem('created', `it lies more than ${SIGNATURE_WINDOW_SECONDS} seconds back`);
  if (age < -SIGNATURE_WINDOW_SECONDS)
    return new SignatureProblem('created', `it lies more than ${SIGNATURE_WINDOW_SECONDS} seconds ahead`);
  if (expires !== null && expires * 1000 < nowMs) return new SignatureProblem('expires', 'it has passed');
  return { ...signature, keyId, created, nonce };
}

/** Whether the algorithm that a signature names, if it names one, is that of its key. */
export function checkAlgorithm(
  { algorithm }: Pick<MessageSignature, 'algorithm'>,
  expected: SignatureAlgorithm,
): SignatureProblem | null {
  if (algorithm === null || algorithm === expected) return null;
  return new SignatureProblem('alg', `the key signs with ${expected}`);
}
