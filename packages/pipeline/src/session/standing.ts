import { ApiError } from '@turnpike/errors/api-error';
import { isKeyValid } from '../caller.js';
import type { CallerStore } from '../services.js';
import type { Dispatched } from '../tickets.js';

/**
 * Why a caller may not go on with what it was once let in to; null while it may, and while nobody can say: as for any
 * call, who is known keeps working when the store is away.
 */
export async function standingOf(callers: CallerStore, ticket: Dispatched): Promise<ApiError | null> {
  const { credential } = ticket.arrival;
  if (credential === null) return null;
  let caller;
  try {
    caller = await callers.find(credential);
  } catch {
    return null;
  }
  if (caller === null) return new ApiError('invalid_api_key');
  if (!isKeyValid(caller, Date.now())) return new ApiError('revoked_api_key');
  if (caller.tenantStatus !== 'active') return new ApiError('tenant_suspended');
  const { subscription } = ticket.entitlement;
  return caller.subscriptions.some(({ id }) => id === subscription.id) ? null : new ApiError('no_subscription');
}
