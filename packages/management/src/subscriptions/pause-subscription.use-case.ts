import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeSubscriptionPause, type SubscriptionPauseChange } from './change-subscription-pause.js';

/** Stops an active subscription until it is resumed: its application's keys are refused at the product. Platform admins only. */
export async function pauseSubscription(
  context: ManagementContext,
  actor: Actor,
  input: SubscriptionPauseChange,
): Promise<SubscriptionView> {
  return changeSubscriptionPause(context, actor, { ...input, change: 'pause' });
}
