import type { RoutingHealthView } from '@turnpike/contracts/management/routing-health';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';

/**
 * How every place is that calls may be sent to, as all processes see it, and what happened to them last. Throws
 * `store_unavailable` when that can't be read now; `invalid_state` in a process without the request path. Platform
 * admins only.
 */
export async function getRoutingHealth({ routing }: ManagementContext, actor: Actor): Promise<RoutingHealthView> {
  requirePermission(actor, 'platform:read');
  if (routing === null)
    throw new ApiError('invalid_state', { message: 'The health of targets is known to the gateway alone.' });
  try {
    return await routing.health();
  } catch (cause) {
    throw new ApiError('store_unavailable', { message: 'The health of targets can not be read right now.', cause });
  }
}
