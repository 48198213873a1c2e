/**
 * Whose signature a request carries, and whether it is right. With a key beside it both must be of one application and
 * environment. What the signature says of the body is checked when that is read, and its nonce taken at admission.
 */
import type { Operation } from '@turnpike/endpoints/operation';
import type { ApiError } from '@turnpike/errors/api-error';
import { SignatureProblem } from '@turnpike/signatures/problem';
import { signatureBase } from '@turnpike/signatures/signature-base';
import { isSignedBy, type SignatureKey } from '@turnpike/signatures/signature-key';
import { checkAlgorithm } from '@turnpike/signatures/signature-rules';
import { type Caller, isKeyValid } from '../caller.js';
import type { Exchange } from '../exchange.js';
import type { CallerStore } from '../services.js';
import type { Arrival, Identified } from '../tickets.js';
import { type ArrivedSignature, refuseSignature } from './arrived-signature.js';

/** `caller` is whom the credential belongs to: the signature's own secret, or a key beside it. */
export async function identifySigned<O extends Operation>(
  callers: CallerStore,
  { arrival, caller, fresh }: { arrival: Arrival<O>; caller: Caller; fresh: boolean },
  signature: ArrivedSignature,
): Promise<Identified<O> | ApiError> {
  const isAlone = arrival.credential === signature.credential;
  let signer: Caller | null = caller;
  if (!isAlone) signer = await (fresh ? callers.reload(signature.credential) : callers.find(signature.credential));
  const problem = problemOf(arrival, signature, { caller, signer });
  if (problem !== null) {
    callers.refused?.(arrival.exchange.address);
    return problem;
  }
  return isAlone || signer === null ? { arrival, caller } : { arrival, caller, signer };
}

function problemOf(
  { exchange, startedAtMs }: Arrival,
  signature: ArrivedSignature,
  { caller, signer }: { caller: Caller; signer: Caller | null },
): ApiError | null {
  const key = signer?.terms?.signatureKey;
  if (signer === null || key === undefined) return unknownSigner();
  if (!isKeyValid(signer, startedAtMs)) return endedSigner();
  if (signer.applicationId !== caller.applicationId || signer.environment !== caller.environment)
    return refuseSignature(
      new SignatureProblem('keyid', 'it belongs to another application or environment than the key'),
    );
  return verify(exchange, signature, key);
}

/** Nobody signs by that id. */
export function unknownSigner(): ApiError {
  return refuseSignature(new SignatureProblem('keyid', 'there is no such signing secret'));
}

/** Somebody did. */
export function endedSigner(): ApiError {
  return refuseSignature(new SignatureProblem('keyid', 'the signing secret is revoked, disabled or expired'));
}

function verify(exchange: Exchange, { signed }: ArrivedSignature, key: SignatureKey): ApiError | null {
  const algorithm = checkAlgorithm(signed, key.algorithm);
  if (algorithm !== null) return refuseSignature(algorithm);
  const { method, headers, targetUri = '' } = exchange;
  const base = signatureBase({ method, headers, targetUri }, signed);
  if (base instanceof SignatureProblem) return refuseSignature(base);
  if (isSignedBy(key, base, signed.signature)) return null;
  const problem = new SignatureProblem('signature', 'it is not that of this request under this secret');
  // What was signed and what arrived differ in one of these: its signer can see which.
  return refuseSignature(problem, { method, targetUri, covered: signed.components.map(({ name }) => name) });
}
