import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { changeSubscriptionPause, type SubscriptionPauseChange } from './change-subscription-pause.js';

/** Lets a paused subscription's calls through again. Platform admins only. */
export async function resumeSubscription(
  context: ManagementContext,
  actor: Actor,
  input: SubscriptionPauseChange,
): Promise<SubscriptionView> {
  return changeSubscriptionPause(context, actor, { ...input, change: 'resume' });
}
