import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';

/** One subscription, for its tenant's members and the platform. */
export async function getSubscription(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<SubscriptionView> {
  const id = requireId('subscription', input.subscriptionId);
  const row = await context.db.prisma.subscription.findUnique({ where: { id }, include: WITH_NAMES });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, 'subscription:read', { tenantId: row.tenantId, resource: ['subscription', row.id] });
  return subscriptionView(row, context.now());
}
