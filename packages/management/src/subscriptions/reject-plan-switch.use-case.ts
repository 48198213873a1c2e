import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockWaitingSwitch, type PlanSwitchReview } from './review-plan-switch.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { tellRequester } from './tell-about-subscription.js';

/** Refuses a switch of plan that waits and tells why; the subscription goes on as it was. Platform admins only. */
export async function rejectPlanSwitch(
  context: ManagementContext,
  actor: Actor,
  input: PlanSwitchReview,
): Promise<SubscriptionView> {
  const { reason } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockWaitingSwitch(tx, actor, input);
    // Told of the row as it was: it names the plan that was refused.
    await tellRequester(tx, found, { kind: 'subscription.switch_rejected', outcome: 'rejected', reason });
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { requestedPlanId: null, reason, reviewedBy: actorUserId(actor), reviewedAt: now },
      include: WITH_NAMES,
    });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: 'subscription.reject_switch',
      resourceKind: 'subscription',
      resourceId: row.id,
      detail: { plan: found.requestedPlan.slug, reason },
    });
    return subscriptionView(row, now);
  });
}
