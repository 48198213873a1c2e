/**
 * What a call costs its caller. Pure and exact: gateway, reaper and any later re-rating agree digit for digit, because
 * they run this on the same usage and the same price version.
 */
import { Decimal, STORED_SCALE } from './money.js';
import type { Usage } from './usage.js';

/** Units a price may be set for; the amount is for one unit. */
export const PRICE_UNITS = [
  'request',
  'input_token',
  'cached_input_token',
  'output_token',
  'reasoning_token',
  'second',
  'image',
] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** Amount per unit as decimal strings. */
export type PriceTable = Readonly<Partial<Record<PriceUnit, string>>>;

/** One line of a charge: quantity × amount = charge, all decimal strings, to be checked by hand. */
export interface RatedPart {
  unit: PriceUnit;
  quantity: string;
  amount: string;
  charge: string;
  kind: 'metered';
}

export interface Rating {
  parts: RatedPart[];
  charge: Decimal;
}

/** A unit without a price of its own is rated as the one it is a special case of. */
const FALLBACK: Readonly<Partial<Record<PriceUnit, PriceUnit>>> = {
  cached_input_token: 'input_token',
  reasoning_token: 'output_token',
};

/** The amount for one unit, after fallback; undefined when the table has no price for it. */
export function unitAmount(prices: PriceTable, unit: PriceUnit): string | undefined {
  const fallback = FALLBACK[unit];
  return prices[unit] ?? (fallback === undefined ? undefined : prices[fallback]);
}

/**
 * Whether a table prices a call of these units: either it prices each of them, or it prices no token at all and
 * charges per request. Anything between would bill some units zero without anyone having said so; so would a call of no
 * units under a table without a price per request.
 */
export function pricesUnits(prices: PriceTable, units: readonly PriceUnit[]): boolean {
  const priced = units.filter((unit) => unitAmount(prices, unit) !== undefined);
  if (units.length > 0 && priced.length === units.length) return true;
  return priced.length === 0 && prices.request !== undefined;
}

/** Rates usage. Units without a price are free only under a table that {@link pricesUnits} accepted. */
export function rate(prices: PriceTable, usage: Usage): Rating {
  const quantities: [PriceUnit, string][] = [
    ['request', '1'],
    ['input_token', String(usage.inputTokens)],
    ['cached_input_token', String(usage.cachedInputTokens)],
    ['output_token', String(usage.outputTokens)],
    ['reasoning_token', String(usage.reasoningTokens)],
    ['image', String(usage.images)],
    ['second', usage.seconds],
  ];
  const parts: RatedPart[] = [];
  let charge = new Decimal(0);
  for (const [unit, quantity] of quantities) {
    const amount = unitAmount(prices, unit);
    if (amount === undefined || quantity === '0') continue;
    const part = new Decimal(quantity).times(amount).toDecimalPlaces(STORED_SCALE, Decimal.ROUND_HALF_EVEN);
    parts.push({ unit, quantity, amount, charge: part.toFixed(), kind: 'metered' });
    charge = charge.plus(part);
  }
  return { parts, charge };
}
