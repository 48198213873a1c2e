/**
 * How a kind of call is priced where the same work can be measured in several ways: a picture by its tokens or apiece, a
 * recording by its tokens or its length. A call is rated by one of them, or it would be paid for twice.
 */
import { type PriceTable, type PriceUnit, unitAmount } from './rating.js';

/** Ways of pricing, each with the units it needs. The first that a table covers is the one a call is rated by. */
export type PricingWays = readonly (readonly PriceUnit[])[];

/** What is measured of a call. Units of the same measure are rated beside each other. */
export type Measure = 'request' | 'token' | 'second' | 'image' | 'character' | 'search';

const OTHER_MEASURES = ['request', 'second', 'image', 'character', 'search'] as const satisfies readonly PriceUnit[];

function measureOf(unit: PriceUnit): Measure {
  return OTHER_MEASURES.find((measure) => measure === unit) ?? 'token';
}

/** What has to be known of a call to rate it by a table. */
export function measuresIn(prices: PriceTable): ReadonlySet<Measure> {
  const units = (Object.keys(prices) as PriceUnit[]).filter((unit) => unit !== 'cache_hit');
  return new Set(units.map(measureOf));
}

const ratedTables = new WeakMap<PriceTable, Map<PricingWays, PriceTable | null>>();

/**
 * The part of a table that a call is rated by: without the measures of the ways that aren't taken. Null: it has no price
 * for such a call, which must be refused. A table that knows none of the units but a price per request is taken whole.
 * Tables and ways must not be changed afterwards: what is derived from them is remembered.
 */
export function ratedTable(prices: PriceTable, ways: PricingWays): PriceTable | null {
  const known = ratedTables.get(prices) ?? new Map<PricingWays, PriceTable | null>();
  ratedTables.set(prices, known);
  let table = known.get(ways);
  if (table === undefined) known.set(ways, (table = workOut(prices, ways)));
  return table;
}

function workOut(prices: PriceTable, ways: PricingWays): PriceTable | null {
  const isPriced = (unit: PriceUnit) => unitAmount(prices, unit) !== undefined;
  const taken = ways.find((units) => units.length > 0 && units.every(isPriced));
  if (taken === undefined) return !ways.flat().some(isPriced) && prices.request !== undefined ? prices : null;
  const measures = new Set(taken.map(measureOf));
  const others = new Set(ways.flat().map(measureOf));
  const rated = Object.entries(prices).filter(([unit]) => {
    const measure = measureOf(unit as PriceUnit);
    return measures.has(measure) || !others.has(measure);
  });
  return rated.length === Object.keys(prices).length ? prices : Object.fromEntries(rated);
}
