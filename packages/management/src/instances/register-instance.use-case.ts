import type { RegisteredInstanceView, RegisterInstanceInput } from '@turnpike/contracts/management/discovery';
import { ApiError } from '@turnpike/errors/api-error';
import type { ManagementContext } from '../management-context.js';
import { requireAddress, requireRegistration, requireRouting } from './require-registration.js';
import type { Registrar } from './resolve-registrar.use-case.js';

/** Heartbeats for each time-to-live: two of three may be lost. */
const HEARTBEATS_PER_TTL = 3;

/**
 * An instance of the registrar's provider says where it is; said again it says that it lives. Throws `forbidden` where
 * the provider takes no registrations, `address_not_allowed` for an address that is none or not in its networks,
 * `invalid_state` when it has as many instances as it may, `store_unavailable` without Redis.
 */
export async function registerInstance(
  context: ManagementContext,
  registrar: Registrar,
  input: RegisterInstanceInput,
): Promise<RegisteredInstanceView> {
  const { ttlMs, allowedNetworks } = requireRegistration(registrar);
  const instance = { address: requireAddress(input.address, allowedNetworks), weight: input.weight };
  const registered = await requireRouting(context).register(registrar.providerId, instance, ttlMs);
  if (registered === null || registered.expiresAt === null)
    throw new ApiError('invalid_state', { message: 'The provider has as many registered instances as it may have.' });
  const { expiresAt } = registered;
  return { ...registered, expiresAt, ttlMs, nextHeartbeatMs: Math.floor(ttlMs / HEARTBEATS_PER_TTL) };
}
