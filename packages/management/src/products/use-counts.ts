import type { UseCounts } from '@turnpike/contracts/management/products';
import type { ManagementContext } from '../management-context.js';

/** States of a subscription that is neither rejected nor cancelled. */
export const OPEN_SUBSCRIPTION = ['pending', 'approved', 'active', 'paused'] as const;

export type SubscriptionCounts = Pick<UseCounts, 'openSubscriptions' | 'activeSubscriptions'>;

const NONE: SubscriptionCounts = { openSubscriptions: 0, activeSubscriptions: 0 };

/** How much hangs on each of these products (bare ids), in two queries however many there are. */
export async function countProductUse(
  context: ManagementContext,
  ids: readonly string[],
): Promise<Map<string, UseCounts>> {
  const { prisma } = context.db;
  const productId = { in: [...ids] };
  const [plans, subscriptions] = await Promise.all([
    prisma.plan.groupBy({ by: ['productId'], where: { productId }, _count: { _all: true } }),
    prisma.subscription.groupBy({
      by: ['productId', 'status'],
      where: { productId, status: { in: [...OPEN_SUBSCRIPTION] } },
      _count: { _all: true },
    }),
  ]);
  const planCounts = new Map(plans.map((row) => [row.productId, row._count._all]));
  const open = sum(subscriptions.map((row) => ({ id: row.productId, status: row.status, count: row._count._all })));
  return new Map(ids.map((id) => [id, { plans: planCounts.get(id) ?? 0, ...(open.get(id) ?? NONE) }]));
}

/** The same of plans (bare ids), in one query. */
export async function countPlanUse(
  context: ManagementContext,
  ids: readonly string[],
): Promise<Map<string, SubscriptionCounts>> {
  const rows = await context.db.prisma.subscription.groupBy({
    by: ['planId', 'status'],
    where: { planId: { in: [...ids] }, status: { in: [...OPEN_SUBSCRIPTION] } },
    _count: { _all: true },
  });
  const open = sum(rows.map((row) => ({ id: row.planId, status: row.status, count: row._count._all })));
  return new Map(ids.map((id) => [id, open.get(id) ?? NONE]));
}

function sum(rows: readonly { id: string; status: string; count: number }[]): Map<string, SubscriptionCounts> {
  const counts = new Map<string, SubscriptionCounts>();
  for (const { id, status, count } of rows) {
    const { openSubscriptions, activeSubscriptions } = counts.get(id) ?? NONE;
    counts.set(id, {
      openSubscriptions: openSubscriptions + count,
      activeSubscriptions: activeSubscriptions + (status === 'active' ? count : 0),
    });
  }
  return counts;
}
