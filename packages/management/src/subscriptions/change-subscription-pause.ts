import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockSubscription } from './lock-subscription.js';
import { subscriptionView, WITH_NAMES } from './subscription-view.js';
import { tellTenant } from './tell-about-subscription.js';

export interface SubscriptionPauseChange {
  subscriptionId: string;
  reason: string;
}

const CHANGES = {
  pause: { from: 'active', to: 'paused', kind: 'subscription.paused' },
  resume: { from: 'paused', to: 'active', kind: 'subscription.resumed' },
} as const;

/** Stops or resumes what is open, once: one that is there already is answered as it is. The tenant is told. */
export async function changeSubscriptionPause(
  context: ManagementContext,
  actor: Actor,
  change: SubscriptionPauseChange & { change: keyof typeof CHANGES },
): Promise<SubscriptionView> {
  const { subscriptionId, reason } = change;
  const { from, to, kind } = CHANGES[change.change];
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockSubscription(tx, actor, { subscriptionId, permission: 'subscription:review' });
    if (found.status === to) return subscriptionView(found, now);
    if (found.status !== from) {
      throw new ApiError('invalid_state', { message: `The subscription is ${found.status}, not ${from}.` });
    }
    const row = await tx.subscription.update({
      where: { id: found.id },
      data: { status: to, reason },
      include: WITH_NAMES,
    });
    await raiseEpoch(tx, row.tenantId);
    await tellTenant(tx, row, { kind, reason, actor });
    await writeAudit(tx, actor, {
      tenantId: row.tenantId,
      action: `subscription.${change.change}`,
      resourceKind: 'subscription',
      resourceId: row.id,
      detail: { reason },
    });
    return subscriptionView(row, now);
  });
}
