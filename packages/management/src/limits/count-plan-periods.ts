import type { Transaction } from '@turnpike/db/client';
import { versionInForce } from '../plans/plan-view.js';
import { limitsOf } from '../snapshot/load-caller.js';
import { countMonths, type CountedOwner, countPeriods, newlyCounted } from './count-period.js';

/** Limits of a plan's version, as its row has them. */
interface VersionLimits {
  quotaPerMonth: bigint | number | null;
  limits: unknown;
}

const NONE: VersionLimits = { quotaPerMonth: null, limits: null };

/** Adds up what subscriptions have used of the quotas and budgets that `after` has and `before` hasn't counted. */
export async function countVersionPeriods(
  tx: Transaction,
  owners: readonly CountedOwner[],
  { before, after, now }: { before: VersionLimits | undefined; after: VersionLimits; now: Date },
): Promise<void> {
  const was = before ?? NONE;
  if (was.quotaPerMonth === null && after.quotaPerMonth !== null) await countMonths(tx, owners, now);
  const limits = newlyCounted(limitsOf(was.limits), limitsOf(after.limits));
  await countPeriods(tx, { level: 'subscription', owners, limits, now });
}

/** The same of all that a subscription's plan holds now, for one whose calls were counted otherwise until now. */
export async function countPlanPeriods(tx: Transaction, subscriptionId: string, now: Date): Promise<void> {
  const { tenantId, tenant, plan } = await tx.subscription.findUniqueOrThrow({
    where: { id: subscriptionId },
    select: { tenantId: true, tenant: { select: { timeZone: true } }, plan: { select: { versions: true } } },
  });
  const after = versionInForce(plan.versions, now);
  if (after === undefined) return;
  const owner = { id: subscriptionId, tenantId, timeZone: tenant.timeZone };
  await countVersionPeriods(tx, [owner], { before: undefined, after, now });
}
