import type { Transaction } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { raiseEpoch } from '../changes/change.js';
import { countPlanPeriods } from './count-plan-periods.js';

/** Takes an override away: the plan's own limits hold again, with what the running periods have used meanwhile. */
export async function dropOverride(
  tx: Transaction,
  actor: Actor,
  dropped: { subscriptionId: string; tenantId: string; reason: string; now: Date },
): Promise<void> {
  const { subscriptionId, tenantId, reason, now } = dropped;
  const before = await tx.limitOverride.delete({ where: { subscriptionId } });
  await countPlanPeriods(tx, subscriptionId, now);
  await raiseEpoch(tx, tenantId);
  await writeAudit(tx, actor, {
    tenantId,
    action: 'subscription.limits_remove',
    resourceKind: 'subscription',
    resourceId: subscriptionId,
    detail: { reason, before: { limits: before.limits, endsAt: before.endsAt?.toISOString() ?? null } },
  });
}
