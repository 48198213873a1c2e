import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { isPlatform } from '../authorization/require-permission.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from './lock-subscription.js';
import { subscriptionView, WITH_NAMES, type SubscriptionRow } from './subscription-view.js';
import { tellTenant } from './tell-about-subscription.js';

/**
 * Ends an open subscription, a request that still waits included, for those of the tenant who may subscribe and for the
 * platform. The application's keys are refused at the product from their next call. One cancelled already is answered as
 * it is; one rejected is `invalid_state`.
 */
export async function cancelSubscription(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string; reason: string },
): Promise<SubscriptionView> {
  const { subscriptionId, reason } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:request' });
    if (found.status === 'cancelled') return subscriptionView(found, now);
    if (found.status === 'rejected') {
      throw new ApiError('invalid_state', { message: 'The subscription was rejected: there is nothing to cancel.' });
    }
    const row = await endSubscription(tx, actor, { found, reason, now });
    if (found.status === 'active') await raiseEpoch(tx, row.tenantId);
    return subscriptionView(row, now);
  });
}

/** Ends a locked, open subscription. The epoch is the caller's to raise, once for all that one change ends. */
export async function endSubscription(
  tx: Transaction,
  actor: Actor,
  { found, reason, now }: { found: SubscriptionRow; reason: string; now: Date },
): Promise<SubscriptionRow> {
  const row = await tx.subscription.update({
    where: { id: found.id },
    data: { status: 'cancelled', cancelledAt: now, requestedPlanId: null, ...(reason === '' ? {} : { reason }) },
    include: WITH_NAMES,
  });
  if (isPlatform(actor)) await tellTenant(tx, row, { kind: 'subscription.cancelled', reason, actor });
  await writeAudit(tx, actor, {
    tenantId: row.tenantId,
    action: 'subscription.cancel',
    resourceKind: 'subscription',
    resourceId: row.id,
    detail: { reason, from: found.status },
  });
  return row;
}
