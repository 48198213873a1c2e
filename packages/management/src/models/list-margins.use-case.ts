import type { ModelMarginView, PlanMargin } from '@turnpike/contracts/management/margins';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { compareMargins, type MoneyTable } from '@turnpike/domain/margin';
import { PRICE_UNITS, type PriceTable, type PriceUnit } from '@turnpike/domain/rating';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { versionInForce } from '../plans/plan-view.js';
import { modelView, WITH_TARGETS, type ModelRow } from './model-view.js';
import { resolveModels } from './resolve-models.js';

/** More plans than anybody compares on one page; beyond it the newest are shown. */
const MAX_PLANS = 200;

const WITH_OFFER = {
  product: {
    select: {
      id: true,
      name: true,
      versions: {
        where: { lifecycle: { in: ['published', 'deprecated'] } },
        select: { models: { select: { modelId: true } } },
      },
    },
  },
  versions: { include: { prices: { select: { unit: true, amount: true, modelId: true } } } },
} as const satisfies Prisma.PlanInclude;

type PlanRow = Prisma.PlanGetPayload<{ include: typeof WITH_OFFER }>;

/**
 * For each of these models (names or ids) the active plans that sell it now, and what is earned on each unit. Platform
 * admins only; throws `unknown_reference` for a model that isn't there.
 */
export async function listMargins(
  context: ManagementContext,
  actor: Actor,
  input: { models: readonly string[] },
): Promise<ModelMarginView[]> {
  requirePermission(actor, 'catalogue:read');
  const { prisma } = context.db;
  const ids = [...new Set((await resolveModels(prisma, input.models)).values())];
  const offered = { lifecycle: { in: ['published' as const, 'deprecated' as const] } };
  const [models, plans] = await Promise.all([
    prisma.model.findMany({ where: { id: { in: ids } }, include: WITH_TARGETS, orderBy: { name: 'asc' } }),
    prisma.plan.findMany({
      where: {
        status: 'active',
        product: { ...offered, versions: { some: { ...offered, models: { some: { modelId: { in: ids } } } } } },
      },
      include: WITH_OFFER,
      orderBy: { id: 'desc' },
      take: MAX_PLANS,
    }),
  ]);
  const now = context.now();
  return models.map((model) => ({
    modelId: publicId('model', model.id),
    model: model.name,
    plans: plans.flatMap((plan) => planMargin(plan, model, now) ?? []),
  }));
}

function planMargin(plan: PlanRow, model: ModelRow, now: Date): PlanMargin | null {
  const version = versionInForce(plan.versions, now);
  const sells = plan.product.versions.some(({ models }) => models.some(({ modelId }) => modelId === model.id));
  if (!sells || version === undefined) return null;
  const general = tableOf(version.prices.filter(({ modelId }) => modelId === null));
  const own = tableOf(version.prices.filter(({ modelId }) => modelId === model.id));
  const costs = costTable(model, now);
  return {
    planId: publicId('plan', plan.id),
    plan: plan.name,
    productId: publicId('product', plan.product.id),
    product: plan.product.name,
    priceCurrency: version.currency,
    costCurrency: costs?.currency ?? null,
    units: compareMargins({ currency: version.currency, amounts: { ...general, ...own } }, costs),
  };
}

function costTable(model: ModelRow, now: Date): MoneyTable | null {
  const { cost } = modelView(model, now);
  const currency = cost[0]?.currency;
  if (currency === undefined) return null;
  return { currency, amounts: Object.fromEntries(cost.map(({ unit, amount }) => [unit, amount])) };
}

function tableOf(prices: readonly { unit: string; amount: { toFixed(): string } }[]): PriceTable {
  const table: Partial<Record<PriceUnit, string>> = {};
  for (const unit of PRICE_UNITS) {
    const price = prices.find((candidate) => candidate.unit === unit);
    if (price !== undefined) table[unit] = price.amount.toFixed();
  }
  return table;
}
