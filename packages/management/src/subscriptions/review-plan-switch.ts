import { publicId } from '@turnpike/domain/ids';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { lockSubscription } from './lock-subscription.js';
import type { SubscriptionRow } from './subscription-view.js';

export interface PlanSwitchReview {
  subscriptionId: string;
  /** Slug or id of the plan the reviewer looked at. */
  plan: string;
  reason: string;
}

/** A locked subscription whose switch to that very plan still waits; else `invalid_state`. */
export async function lockWaitingSwitch(
  tx: Transaction,
  actor: Actor,
  { subscriptionId, plan }: PlanSwitchReview,
): Promise<SubscriptionRow & { requestedPlan: NonNullable<SubscriptionRow['requestedPlan']> }> {
  const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:review' });
  const { requestedPlan } = found;
  if (requestedPlan === null) throw new ApiError('invalid_state', { message: 'No switch of plan waits any more.' });
  if (plan !== requestedPlan.slug && plan !== publicId('plan', requestedPlan.id)) {
    const message = `The subscription asks for the plan "${requestedPlan.slug}" by now.`;
    throw new ApiError('invalid_state', { message, param: 'plan' });
  }
  return { ...found, requestedPlan };
}
