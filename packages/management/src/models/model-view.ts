import type { ModelView } from '@turnpike/contracts/management/models';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { PRICE_UNITS, type PriceUnit } from '@turnpike/domain/rating';
import { routingView } from './routing-policy.js';

/** What {@link modelView} needs beside the model's own row. */
export const WITH_TARGETS = {
  targets: { orderBy: { id: 'asc' }, include: { provider: { select: { slug: true } } } },
  costs: { orderBy: { effectiveFrom: 'desc' } },
} as const satisfies Prisma.ModelInclude;

export type ModelRow = Prisma.ModelGetPayload<{ include: typeof WITH_TARGETS }>;

/** A model as the API shows it, with the cost in force at that instant. */
export function modelView(row: ModelRow, now: Date): ModelView {
  const costsOf = (whose: string | null) => row.costs.filter(({ targetId }) => targetId === whose);
  return {
    id: publicId('model', row.id),
    name: row.name,
    description: row.description,
    contextTokens: row.contextTokens,
    maxOutputTokens: row.maxOutputTokens,
    operations: row.operations,
    capacity: row.capacity,
    status: row.status,
    targets: row.targets.map((target) => ({
      id: publicId('target', target.id),
      provider: target.provider.slug,
      providerId: publicId('provider', target.providerId),
      upstreamModel: target.upstreamModel,
      weight: target.weight,
      region: target.region,
      retentionDays: target.retentionDays,
      status: target.status,
      ...costView(costsOf(target.id), now),
    })),
    routing: routingView(row.routing),
    ...costView(costsOf(null), now),
    createdAt: row.createdAt.toISOString(),
  };
}

/** What is in force, and all there is. Rows come newest first. */
function costView(rows: ModelRow['costs'], now: Date): Pick<ModelView, 'cost' | 'costVersions'> {
  const inForce = (unit: PriceUnit) => rows.find((cost) => cost.unit === unit && cost.effectiveFrom <= now);
  return {
    cost: PRICE_UNITS.flatMap((unit) => {
      const cost = inForce(unit);
      if (cost === undefined) return [];
      const { currency, effectiveFrom } = cost;
      return [{ unit, amount: cost.amount.toFixed(), currency, effectiveFrom: effectiveFrom.toISOString() }];
    }),
    costVersions: costVersions(rows),
  };
}

/** Rows come newest first and stay in that order; each date's units in the order of the price list. */
function costVersions(rows: ModelRow['costs']): ModelView['costVersions'] {
  const dates = [...new Set(rows.map(({ effectiveFrom }) => effectiveFrom.getTime()))];
  return dates.map((date) => ({
    effectiveFrom: new Date(date).toISOString(),
    cost: PRICE_UNITS.flatMap((unit) => {
      const row = rows.find((candidate) => candidate.unit === unit && candidate.effectiveFrom.getTime() === date);
      return row === undefined ? [] : [{ unit, amount: row.amount.toFixed(), currency: row.currency }];
    }),
  }));
}
