import type { Transaction } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { raiseEpoch } from '../changes/change.js';
import { countPlanPeriods } from '../limits/count-plan-periods.js';
import { WITH_NAMES, type SubscriptionRow } from './subscription-view.js';

/**
 * Puts a locked subscription on another plan, from the next call on; its quotas begin with what was used under the one
 * before. Telling the tenant is the caller's. `planId` is bare.
 */
export async function completeSwitch(
  tx: Transaction,
  actor: Actor,
  { found, planId, reason, now }: { found: SubscriptionRow; planId: string; reason: string; now: Date },
): Promise<SubscriptionRow> {
  const row = await tx.subscription.update({
    where: { id: found.id },
    data: { planId, requestedPlanId: null },
    include: WITH_NAMES,
  });
  await countPlanPeriods(tx, row.id, now);
  if (row.status === 'active') await raiseEpoch(tx, row.tenantId);
  await writeAudit(tx, actor, {
    tenantId: row.tenantId,
    action: 'subscription.switch',
    resourceKind: 'subscription',
    resourceId: row.id,
    detail: { from: found.plan.slug, to: row.plan.slug, reason },
  });
  return row;
}
