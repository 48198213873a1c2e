import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from './lock-subscription.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { emitDecision, tellRequester } from './tell-about-subscription.js';

/** Rejects a pending subscription and tells the requester why; one already rejected is answered as it is. Platform admins only. */
export async function rejectSubscription(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string; reason: string },
): Promise<SubscriptionView> {
  const { subscriptionId, reason } = input;
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:review' });
    if (found.status === 'rejected') return subscriptionView(found, now);
    if (found.status !== 'pending' && found.status !== 'approved') {
      throw new ApiError('invalid_state', { message: `The subscription is ${found.status} and can not be rejected.` });
    }
    // No caller could use it before, so no caller has to hear of it.
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { status: 'rejected', reason, reviewedBy: actorUserId(actor), reviewedAt: now },
      include: WITH_NAMES,
    });
    await tellRequester(tx, row, { kind: 'subscription.rejected', outcome: 'rejected', reason });
    await emitDecision(tx, row, { type: 'subscription.rejected', reason });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'subscription.reject',
      resourceKind: 'subscription',
      resourceId: row.id,
      detail: { reason, from: found.status },
    });
    return subscriptionView(row, now);
  });
}
