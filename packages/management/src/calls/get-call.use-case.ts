import type { CallView } from '@turnpike/contracts/management/calls';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { isPlatform, requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { loadCalls } from './load-calls.js';

/**
 * One call by request id: for the platform, for members of its tenant, and for the application that made it. A call that
 * was refused before anyone was recognised belongs to no tenant and shows to the platform alone.
 */
export async function getCall(
  context: ManagementContext,
  actor: Actor,
  input: { requestId: string },
): Promise<CallView> {
  const requestId = requireId('request', input.requestId);
  // The receipt of a call, asked for with the key that made it, is whole; pages and lists keep the margin to the platform.
  const show = { cost: isPlatform(actor) || actor.kind === 'application', internals: isPlatform(actor) };
  const call = (await loadCalls(context.db, [requestId], show)).get(requestId);
  if (call === undefined) throw new ApiError('not_found');
  if (call.tenantId === null) {
    if (!isPlatform(actor)) throw new ApiError('not_found');
    return call.view;
  }
  requirePermission(actor, 'call:read', { tenantId: call.tenantId });
  if (actor.kind === 'application' && actor.applicationId !== call.applicationId) throw new ApiError('not_found');
  return call.view;
}
