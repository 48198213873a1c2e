/**
 * authenticate: Arrival → Identified. Finds the caller of a credential: in memory, on a miss in Postgres. A job brings
 * none but the id of the one that made it.
 * Refuses 401 for a missing, mistyped, unknown, revoked, disabled or expired key; 503 when the caller isn't known and
 * the store can't be reached or is asked for too many that don't exist: closed, while known callers keep working.
 * May touch memory and the caller store. Must never log or keep the credential.
 */
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { type Caller, isKeyValid } from '../caller.js';
import type { CallerStore } from '../services.js';
import { type ArrivedSignature, SIGNATURE_CREDENTIAL } from '../signature/arrived-signature.js';
import { endedSigner, identifySigned, unknownSigner } from '../signature/identify-signed.js';
import type { Arrival, Identified } from '../tickets.js';

/** `fresh` loads the caller anew: admission found the cached one stale. */
export async function authenticate<O extends Operation>(
  callers: CallerStore,
  arrival: Arrival<O>,
  fresh: boolean,
): Promise<Identified<O> | ApiError> {
  const { credential, signature } = arrival;
  if (signature instanceof ApiError) return signature;
  if (credential !== null && !callers.recognises(credential)) return unknown(callers, arrival);
  let caller: Caller | null;
  try {
    if (credential !== null) caller = await (fresh ? callers.reload(credential) : callers.find(credential));
    else if (arrival.exchange.onBehalfOf === undefined) return new ApiError('missing_api_key');
    else caller = await callers.findById(arrival.exchange.onBehalfOf);
  } catch (cause) {
    if (cause instanceof ApiError) return cause;
    return new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
  arrival.timer.mark('authenticate');
  if (caller === null) return unknown(callers, arrival);
  if (!isKeyValid(caller, arrival.startedAtMs)) return ended(caller);
  if (caller.terms?.kind === 'signature' && credential !== null && credential !== signature?.credential)
    return unknown(callers, arrival);
  return signature === null ? { arrival, caller } : signedBy(callers, { arrival, caller, fresh }, signature);
}

function unknown(callers: CallerStore, { credential, exchange }: Arrival): ApiError {
  callers.refused?.(exchange.address);
  if (credential?.startsWith(SIGNATURE_CREDENTIAL)) return unknownSigner();
  return new ApiError(credential !== null && isToken(credential) ? 'token_invalid' : 'invalid_api_key');
}

async function signedBy<O extends Operation>(
  callers: CallerStore,
  found: { arrival: Arrival<O>; caller: Caller; fresh: boolean },
  signature: ArrivedSignature,
): Promise<Identified<O> | ApiError> {
  try {
    return await identifySigned(callers, found, signature);
  } catch (cause) {
    return cause instanceof ApiError ? cause : new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
}

function ended({ terms }: Caller): ApiError {
  if (terms?.kind === 'signature') return endedSigner();
  const isTokens = terms?.kind === 'access_token' || terms?.kind === 'external_token';
  return new ApiError(isTokens ? 'token_expired' : 'revoked_api_key');
}

/** A JWT has points, a key none. */
function isToken(credential: string): boolean {
  return credential.includes('.');
}
