/** What the router compares places by, where a pool goes by what they cost: the cost in force of one and the same call. */
import { Decimal } from '@turnpike/domain/money';
import { type PriceTable, type PriceUnit, unitAmount } from '@turnpike/domain/rating';
import type { UpstreamCosts } from '@turnpike/routing/route-plan';
import { type CatalogueModel, type CatalogueTarget, costAt } from './catalogue.js';

/** The call that all are compared by. Only one kind of unit is priced for most models; the others then add nothing. */
const BASKET: Readonly<Partial<Record<PriceUnit, number>>> = {
  request: 1,
  input_token: 1000,
  output_token: 300,
  second: 10,
  image: 1,
  character: 1000,
};

/** Costs in another currency than the model's own (or its first target's) can't be compared, and count as unknown. */
export const upstreamCosts: UpstreamCosts<CatalogueTarget, CatalogueModel> = {
  costOf(model, target, atMs) {
    const cost = costAt(model, target, atMs);
    return cost === null || cost.currency !== currencyOf(model, atMs) ? null : basketAt(cost.prices);
  },
  changesAtMs(model, afterMs) {
    const all = [model.costs, ...[...model.targets, ...model.testTargets].map(({ costs }) => costs)].flat();
    return Math.min(...all.map(({ effectiveFromMs }) => effectiveFromMs).filter((fromMs) => fromMs > afterMs));
  },
};

function currencyOf(model: CatalogueModel, atMs: number): string | null {
  for (const target of [null, ...model.targets]) {
    const cost = costAt(model, target, atMs);
    if (cost !== null) return cost.currency;
  }
  return null;
}

/** To compare by only: never booked. */
function basketAt(prices: PriceTable): number {
  const parts = Object.entries(BASKET) as [PriceUnit, number][];
  return parts
    .reduce(
      (sum, [unit, quantity]) => sum.plus(new Decimal(unitAmount(prices, unit) ?? 0).times(quantity)),
      new Decimal(0),
    )
    .toNumber();
}
