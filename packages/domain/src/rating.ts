/**
 * What a call costs its caller. Pure and exact: gateway, reaper and any later re-rating agree digit for digit, because
 * they run this on the same usage and the same price version.
 */
import { Decimal, STORED_SCALE } from './money.js';
import { formatScaled, parseScaled, scaledToBaseUnitsUp } from './scaled-amount.js';
import { COUNT_BUCKETS, type CountBucket, type Usage } from './usage.js';

/** Units a price may be set for; the amount is for one unit. */
export const PRICE_UNITS = [
  'request',
  'input_token',
  'cached_input_token',
  'cache_write_token',
  'audio_input_token',
  'image_input_token',
  'output_token',
  'reasoning_token',
  'audio_output_token',
  'image_output_token',
  'second',
  'image',
  'character',
  'search',
  'cache_hit',
] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** Units a provider may charge for: an answer that we kept costs nothing. */
export const COST_UNITS = PRICE_UNITS.filter((unit) => unit !== 'cache_hit');
export type CostUnit = (typeof COST_UNITS)[number];

/** The unit that each bucket of usage is rated by, in the order of a charge's parts. */
export const UNIT_OF_BUCKET = {
  inputTokens: 'input_token',
  cachedInputTokens: 'cached_input_token',
  cacheWriteTokens: 'cache_write_token',
  audioInputTokens: 'audio_input_token',
  imageInputTokens: 'image_input_token',
  outputTokens: 'output_token',
  reasoningTokens: 'reasoning_token',
  audioOutputTokens: 'audio_output_token',
  imageOutputTokens: 'image_output_token',
  images: 'image',
  characters: 'character',
  searches: 'search',
} as const satisfies Record<CountBucket, PriceUnit>;

/** Units so small that people compare and type their prices per million. */
export function isPricedPerMillion(unit: PriceUnit): boolean {
  return unit.endsWith('_token') || unit === 'character';
}

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
  cache_write_token: 'input_token',
  audio_input_token: 'input_token',
  image_input_token: 'input_token',
  reasoning_token: 'output_token',
  audio_output_token: 'output_token',
  image_output_token: 'output_token',
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
  for (const bucket of COUNT_BUCKETS) addCount(UNIT_OF_BUCKET[bucket], usage[bucket]);
  if (usage.seconds !== '0') add('second', usage.seconds, rateSeconds(prices, usage.seconds));
  return { parts, charge: formatScaled(charge) };
}

/** The charge of {@link rate} without its parts, for those who only need the sum. */
export function chargeFor(prices: PriceTable, usage: Usage): string {
  const scaled = scaledPrices(prices);
  let charge = scaled.request ?? 0n;
  for (const bucket of COUNT_BUCKETS) {
    const count = usage[bucket];
    if (count !== 0) charge += (scaled[UNIT_OF_BUCKET[bucket]] ?? 0n) * BigInt(count);
  }
  if (usage.seconds !== '0') charge += rateSeconds(prices, usage.seconds) ?? 0n;
  return formatScaled(charge);
}

/**
 * Rates an answer that was kept and is given again: at the table's price of a kept answer, or where it has none at what
 * the answer itself costs. `full` is the part of the table that the answer is rated by, where that isn't the whole of it.
 */
export function rateKept(prices: PriceTable, usage: Usage, full: PriceTable = prices): Rating {
  const amount = prices.cache_hit;
  if (amount === undefined) return rate(full, usage);
  const charge = formatScaled(parseScaled(amount));
  return { parts: [{ unit: 'cache_hit', quantity: '1', amount, charge, kind: 'metered' }], charge };
}

/** The one quantity that isn't whole: its product is rounded half-even to the stored scale. */
function rateSeconds(prices: PriceTable, seconds: string): bigint | undefined {
  if (prices.second === undefined) return undefined;
  const product = new Decimal(seconds).times(prices.second);
  return parseScaled(product.toDecimalPlaces(STORED_SCALE, Decimal.ROUND_HALF_EVEN).toFixed());
}

/** Units that a call of this usage is rated by, without the request itself. */
export function usedUnits(usage: Usage): PriceUnit[] {
  const counted: PriceUnit[] = COUNT_BUCKETS.filter((bucket) => usage[bucket] > 0).map(
    (bucket) => UNIT_OF_BUCKET[bucket],
  );
  return usage.seconds === '0' ? counted : [...counted, 'second'];
}

/** The most a call can use: tokens whichever bucket they fall into, and what is counted otherwise. */
export interface UsageBounds {
  inputTokens: number;
  outputTokens: number;
  images?: number;
  characters?: number;
  searches?: number;
  /** Whole seconds, rounded up. */
  seconds?: number;
}

/** Units of a token on either side; which of them a token will be is not known beforehand. */
const INPUT_UNITS = ['input_token', 'cached_input_token', 'cache_write_token', 'audio_input_token', 'image_input_token'] as const satisfies readonly PriceUnit[]; // prettier-ignore
const OUTPUT_UNITS = ['output_token', 'reasoning_token', 'audio_output_token', 'image_output_token'] as const satisfies readonly PriceUnit[]; // prettier-ignore

/** The most a call within these bounds can cost, in base units rounded up: one request and each token at its dearest. */
export function worstCase(prices: PriceTable, bounds: UsageBounds, currency: string): bigint {
  const scaled = scaledPrices(prices);
  let most = scaled.request ?? 0n;
  most += dearest(scaled, INPUT_UNITS) * BigInt(bounds.inputTokens);
  most += dearest(scaled, OUTPUT_UNITS) * BigInt(bounds.outputTokens);
  most += (scaled.image ?? 0n) * BigInt(bounds.images ?? 0);
  most += (scaled.character ?? 0n) * BigInt(bounds.characters ?? 0);
  most += (scaled.search ?? 0n) * BigInt(bounds.searches ?? 0);
  most += (scaled.second ?? 0n) * BigInt(bounds.seconds ?? 0);
  return scaledToBaseUnitsUp(most, currency);
}

function dearest(scaled: ScaledPrices, units: readonly PriceUnit[]): bigint {
  let most = 0n;
  for (const unit of units) {
    const amount = scaled[unit] ?? 0n;
    if (amount > most) most = amount;
  }
  return most;
}
