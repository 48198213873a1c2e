/**
 * What a call costs its caller. Pure and exact: gateway, reaper and any later re-rating agree digit for digit, because
 * they run this on the same usage and the same price version.
 */
import { Decimal, STORED_SCALE } from './money.js';
import { formatScaled, parseScaled, scaledToBaseUnitsUp } from './scaled-amount.js';
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
  /** Decimal string. */
  charge: string;
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

/** A price table as integers of 10^-12, fallbacks resolved: worked out once per table. */
type ScaledPrices = Readonly<Partial<Record<PriceUnit, bigint>>>;

const scaledTables = new WeakMap<PriceTable, ScaledPrices>();

function scaledPrices(prices: PriceTable): ScaledPrices {
  const known = scaledTables.get(prices);
  if (known !== undefined) return known;
  const scaled: Partial<Record<PriceUnit, bigint>> = {};
  for (const unit of PRICE_UNITS) {
    const amount = unitAmount(prices, unit);
    if (amount !== undefined) scaled[unit] = parseScaled(amount);
  }
  scaledTables.set(prices, scaled);
  return scaled;
}

/**
 * Rates usage. Units without a price are free only under a table that {@link pricesUnits} accepted. The table must not
 * be changed afterwards: what is derived from it is remembered.
 */
export function rate(prices: PriceTable, usage: Usage): Rating {
  const scaled = scaledPrices(prices);
  const parts: RatedPart[] = [];
  let charge = 0n;
  const add = (unit: PriceUnit, quantity: string, part: bigint | undefined) => {
    if (part === undefined || quantity === '0') return;
    const amount = unitAmount(prices, unit) as string;
    parts.push({ unit, quantity, amount, charge: formatScaled(part), kind: 'metered' });
    charge += part;
  };
  const addCount = (unit: PriceUnit, count: number) => {
    const amount = scaled[unit];
    if (count !== 0) add(unit, String(count), amount === undefined ? undefined : amount * BigInt(count));
  };
  addCount('request', 1);
  addCount('input_token', usage.inputTokens);
  addCount('cached_input_token', usage.cachedInputTokens);
  addCount('output_token', usage.outputTokens);
  addCount('reasoning_token', usage.reasoningTokens);
  addCount('image', usage.images);
  if (usage.seconds !== '0') add('second', usage.seconds, rateSeconds(prices, usage.seconds));
  return { parts, charge: formatScaled(charge) };
}

/** The charge of {@link rate} without its parts, for those who only need the sum. */
export function chargeFor(prices: PriceTable, usage: Usage): string {
  const scaled = scaledPrices(prices);
  let charge = scaled.request ?? 0n;
  charge += (scaled.input_token ?? 0n) * BigInt(usage.inputTokens);
  charge += (scaled.cached_input_token ?? 0n) * BigInt(usage.cachedInputTokens);
  charge += (scaled.output_token ?? 0n) * BigInt(usage.outputTokens);
  charge += (scaled.reasoning_token ?? 0n) * BigInt(usage.reasoningTokens);
  charge += (scaled.image ?? 0n) * BigInt(usage.images);
  if (usage.seconds !== '0') charge += rateSeconds(prices, usage.seconds) ?? 0n;
  return formatScaled(charge);
}

/** The one quantity that isn't whole: its product is rounded half-even to the stored scale. */
function rateSeconds(prices: PriceTable, seconds: string): bigint | undefined {
  if (prices.second === undefined) return undefined;
  const product = new Decimal(seconds).times(prices.second);
  return parseScaled(product.toDecimalPlaces(STORED_SCALE, Decimal.ROUND_HALF_EVEN).toFixed());
}

/** Bounds of a call's tokens, whichever bucket they fall into. */
export interface TokenBounds {
  inputTokens: number;
  outputTokens: number;
}

/** The most a call within these bounds can cost, in base units rounded up: one request and each token at its dearest. */
export function worstCase(prices: PriceTable, bounds: TokenBounds, currency: string): bigint {
  const scaled = scaledPrices(prices);
  const input = dearer(scaled.input_token, scaled.cached_input_token) * BigInt(bounds.inputTokens);
  const output = dearer(scaled.output_token, scaled.reasoning_token) * BigInt(bounds.outputTokens);
  return scaledToBaseUnitsUp(input + output + (scaled.request ?? 0n), currency);
}

function dearer(one = 0n, other = 0n): bigint {
  return one > other ? one : other;
}
