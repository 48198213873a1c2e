/**
 * authenticate: Arrival → Identified. Finds the caller of a key: in memory, on a miss in Postgres. A job brings no key
 * but the id of the one that made it.
 * Refuses 401 for a missing, mistyped, unknown, revoked, disabled or expired key; 503 when the caller isn't known and
 * the store can't be reached: closed, while known callers keep working.
 * May touch memory and the caller store. Must never log or keep the credential.
 */
import { parseKey } from '@turnpike/domain/key-format';
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { type Caller, isKeyValid } from '../caller.js';
import type { CallerStore } from '../services.js';
import type { Arrival, Identified } from '../tickets.js';

/** `fresh` loads the caller anew: admission found the cached one stale. */
export async function authenticate<O extends Operation>(
  callers: CallerStore,
  arrival: Arrival<O>,
  fresh: boolean,
): Promise<Identified<O> | ApiError> {
  const { credential } = arrival;
  if (credential !== null && parseKey(credential) === null) return new ApiError('invalid_api_key');
  let caller: Caller | null;
  try {
    if (credential !== null) caller = await (fresh ? callers.reload(credential) : callers.find(credential));
    else if (arrival.exchange.onBehalfOf === undefined) return new ApiError('missing_api_key');
    else caller = await callers.findById(arrival.exchange.onBehalfOf);
  } catch (cause) {
    return new ApiError('store_unavailable', { cause, retryAfterSeconds: 1 });
  }
  arrival.timer.mark('authenticate');
  if (caller === null) return new ApiError('invalid_api_key');
  if (!isKeyValid(caller, arrival.startedAtMs)) return new ApiError('revoked_api_key');
  return { arrival, caller };
}
