import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from '../subscriptions/lock-subscription.js';
import { dropOverride } from './drop-override.js';

/** Gives a subscription its plan's own limits back, at once. Platform admins only. */
export async function removeLimitOverride(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<void> {
  const { subscriptionId: wanted } = input;
  await inTransaction(context, async (tx) => {
    const row = await lockSubscription(tx, actor, { subscriptionId: wanted, permission: 'limit:override' });
    const { id: subscriptionId, tenantId } = row;
    if ((await tx.limitOverride.count({ where: { subscriptionId } })) === 0) throw new ApiError('not_found');
    await dropOverride(tx, actor, { subscriptionId, tenantId, reason: 'taken away', now: context.now() });
  });
}
