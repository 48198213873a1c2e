import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from './lock-subscription.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { emitDecision, tellRequester } from './tell-about-subscription.js';

/**
 * Approves a pending subscription, which is then active, or one that waits for its prepayment, which is waived; an active
 * one is answered as it is. The requester is told. Platform admins only.
 */
export async function approveSubscription(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string; reason: string },
): Promise<SubscriptionView> {
  const { subscriptionId, reason } = input;
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:review' });
    if (found.status === 'active') return subscriptionView(found, now);
    if (found.status !== 'pending' && found.status !== 'approved') {
      throw new ApiError('invalid_state', { message: `The subscription is ${found.status} and can not be approved.` });
    }
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { status: 'active', reason, reviewedBy: actorUserId(actor), reviewedAt: now, activatedAt: now },
      include: WITH_NAMES,
    });
    await raiseEpoch(tx, row.tenantId);
    await tellRequester(tx, row, { kind: 'subscription.approved', outcome: 'approved', reason });
    await emitDecision(tx, row, { type: 'subscription.approved', reason });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'subscription.approve',
      resourceKind: 'subscription',
      resourceId: row.id,
      detail: { reason, from: found.status },
    });
    return subscriptionView(row, now);
  });
}
