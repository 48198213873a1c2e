import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from './lock-subscription.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';

/** Takes back a switch of plan that still waits; where none does, nothing happens. */
export async function withdrawPlanSwitch(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<SubscriptionView> {
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockSubscription(tx, actor, { ...input, permission: 'subscription:request' });
    if (found.requestedPlan === null) return subscriptionView(found, now);
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { requestedPlanId: null },
      include: WITH_NAMES,
    });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'subscription.withdraw_switch',
      resourceKind: 'subscription',
      resourceId: row.id,
      detail: { plan: found.requestedPlan.slug },
    });
    return subscriptionView(row, now);
  });
}
