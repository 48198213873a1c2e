import type { SubscriptionQuotaView } from '@turnpike/contracts/management/subscriptions';
import { monthPeriod } from '@turnpike/domain/period';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { versionInForce } from '../plans/plan-view.js';
import { requireId } from '../references/require-id.js';

/**
 * How much of a subscription's monthly quota is used, in the tenant's own month, live and test apart; as far as usage has
 * been recorded, a second or so behind. For its tenant's members and the platform.
 */
export async function getSubscriptionQuota(
  context: ManagementContext,
  actor: Actor,
  input: { subscriptionId: string },
): Promise<SubscriptionQuotaView> {
  const id = requireId('subscription', input.subscriptionId);
  const row = await context.db.prisma.subscription.findUnique({
    where: { id },
    select: {
      tenantId: true,
      tenant: { select: { timeZone: true } },
      plan: { select: { versions: { select: { version: true, effectiveFrom: true, quotaPerMonth: true } } } },
    },
  });
  if (row === null) throw new ApiError('not_found');
  const { tenantId } = row;
  requirePermission(actor, 'subscription:read', { tenantId });
  const now = context.now();
  const { timeZone } = row.tenant;
  const { startMs, endMs } = monthPeriod(now.getTime(), timeZone);
  const [live, test] = [`sub:${id}`, `sub:${id}:test`];
  const used = await context.db.prisma.quotaUsage.findMany({
    where: { tenantId, periodStart: new Date(startMs), scope: { in: [live, test] } },
  });
  const of = (scope: string) => Number(used.find((usage) => usage.scope === scope)?.used ?? 0);
  const limit = versionInForce(row.plan.versions, now)?.quotaPerMonth ?? null;
  return {
    limit: limit === null ? null : Number(limit),
    used: of(live),
    usedByTests: of(test),
    periodStart: new Date(startMs).toISOString(),
    periodEnd: new Date(endMs).toISOString(),
    timeZone,
    asOf: now.toISOString(),
  };
}
