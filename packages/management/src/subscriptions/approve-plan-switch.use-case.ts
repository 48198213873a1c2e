import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { actorUserId, type Actor } from '../actor.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { completeSwitch } from './complete-switch.js';
import { lockWaitingSwitch, type PlanSwitchReview } from './review-plan-switch.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { tellRequester } from './tell-about-subscription.js';

/** Grants a switch of plan that waits; the new plan holds from the next call. Platform admins only. */
export async function approvePlanSwitch(
  context: ManagementContext,
  actor: Actor,
  input: PlanSwitchReview,
): Promise<SubscriptionView> {
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockWaitingSwitch(tx, actor, input);
    const { reason } = input;
    await completeSwitch(tx, actor, { found, planId: found.requestedPlan.id, reason, now });
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { reason, reviewedBy: actorUserId(actor), reviewedAt: now },
      include: WITH_NAMES,
    });
    await tellRequester(tx, row, { kind: 'subscription.switched', outcome: 'approved', reason });
    return subscriptionView(row, now);
  });
}
