import { IdSchema, ReferenceSchema, TextSchema } from '@turnpike/contracts/management/fields';
import { RejectSubscriptionSchema } from '@turnpike/contracts/management/subscriptions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { approvePlanSwitch } from '@turnpike/management/subscriptions/approve-plan-switch.use-case';
import { approveSubscription } from '@turnpike/management/subscriptions/approve-subscription.use-case';
import { rejectPlanSwitch } from '@turnpike/management/subscriptions/reject-plan-switch.use-case';
import { rejectSubscription } from '@turnpike/management/subscriptions/reject-subscription.use-case';
import { z } from 'zod';

const MAX_AT_ONCE = 200;

/** `plan` is set for a switch of plan: the one the reviewer looked at. */
const ItemsSchema = z
  .array(z.object({ subscriptionId: IdSchema, plan: ReferenceSchema.nullable() }))
  .min(1)
  .max(MAX_AT_ONCE);

export const DecisionSchema = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('approve'), items: ItemsSchema, reason: TextSchema.default('') }),
  z.object({ decision: z.literal('reject'), items: ItemsSchema, reason: RejectSubscriptionSchema.shape.reason }),
]);

type Decision = z.output<typeof DecisionSchema>;

export interface DecisionOutcome {
  done: number;
  /** Those that could not be decided, and why. */
  failed: { subscriptionId: string; message: string }[];
}

/** Takes the items one after another; a refusal of one is told and stops none of the rest. */
export async function decide(context: ManagementContext, actor: Actor, decision: Decision): Promise<DecisionOutcome> {
  const outcome: DecisionOutcome = { done: 0, failed: [] };
  for (const item of decision.items) {
    try {
      await decideOne(context, actor, { ...item, decision: decision.decision, reason: decision.reason });
      outcome.done++;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      outcome.failed.push({ subscriptionId: item.subscriptionId, message: error.message });
    }
  }
  return outcome;
}

async function decideOne(
  context: ManagementContext,
  actor: Actor,
  item: Decision['items'][number] & Pick<Decision, 'decision' | 'reason'>,
): Promise<unknown> {
  const { subscriptionId, plan, reason, decision } = item;
  if (plan !== null) {
    const review = decision === 'approve' ? approvePlanSwitch : rejectPlanSwitch;
    return review(context, actor, { subscriptionId, plan, reason });
  }
  const review = decision === 'approve' ? approveSubscription : rejectSubscription;
  return review(context, actor, { subscriptionId, reason });
}
