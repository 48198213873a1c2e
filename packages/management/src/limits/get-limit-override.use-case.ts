import type { LimitOverrideView } from '@turnpike/contracts/management/limits';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { overrideView, WITH_SUBSCRIPTION } from './override-view.js';

/** What holds instead of a plan's limits for a subscription, for its tenant's members and the platform. */
export async function getLimitOverride(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<LimitOverrideView> {
  const subscriptionId = requireId('subscription', input.subscriptionId);
  const row = await context.db.prisma.limitOverride.findUnique({
    where: { subscriptionId },
    include: WITH_SUBSCRIPTION,
  });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, 'limit:read', { tenantId: row.tenantId, resource: ['subscription', subscriptionId] });
  return overrideView(row, context.now());
}
