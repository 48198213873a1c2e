import type { PlanVersionView, PlanView } from '@turnpike/contracts/management/plans';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { PriceUnit } from '@turnpike/domain/rating';
import { limitsOf } from '../snapshot/load-caller.js';

/** What {@link versionView} needs beside the version's own row. */
export const VERSION_PRICES = {
  prices: { orderBy: { id: 'asc' }, include: { model: { select: { name: true } } } },
} as const satisfies Prisma.PlanVersionInclude;

/** What {@link planView} needs beside the plan's own row; versions newest first. */
export const WITH_PRICES = {
  product: { select: { slug: true } },
  versions: {
    orderBy: { version: 'desc' },
    include: VERSION_PRICES,
  },
} as const satisfies Prisma.PlanInclude;

export type PlanRow = Prisma.PlanGetPayload<{ include: typeof WITH_PRICES }>;
type VersionRow = PlanRow['versions'][number];

/** A plan as the API shows it at that instant: the version in force on top, or the first to come. */
export function planView(row: PlanRow, now: Date): PlanView {
  const shown = versionInForce(row.versions, now) ?? row.versions.at(-1);
  if (shown === undefined) throw new Error(`plan ${row.id} has no version`);
  return {
    id: publicId('plan', row.id),
    slug: row.slug,
    name: row.name,
    description: row.description,
    product: row.product.slug,
    productId: publicId('product', row.productId),
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    ...versionView(shown),
    versions: row.versions.map(versionView),
  };
}

/** Of the versions already effective the one with the latest date; of equal dates the higher version. */
export function versionInForce<T extends { effectiveFrom: Date; version: number }>(
  versions: readonly T[],
  now: Date,
): T | undefined {
  return versions
    .filter(({ effectiveFrom }) => effectiveFrom <= now)
    .sort((a, b) => b.effectiveFrom.getTime() - a.effectiveFrom.getTime() || b.version - a.version)[0];
}

/** A version of a plan as the API shows it. */
export function versionView(row: VersionRow): PlanVersionView {
  return {
    version: row.version,
    currency: row.currency,
    effectiveFrom: row.effectiveFrom.toISOString(),
    prices: row.prices.map(({ unit, amount, model }) => ({
      unit: unit as PriceUnit,
      amount: amount.toFixed(),
      model: model?.name ?? null,
    })),
    limits: {
      requestsPerSecond: row.requestsPerSecond,
      burst: row.burst,
      concurrency: row.concurrency,
      quotaPerMonth: row.quotaPerMonth === null ? null : Number(row.quotaPerMonth),
      more: limitsOf(row.limits),
    },
    prepayment: row.prepayment?.toFixed() ?? null,
  };
}
