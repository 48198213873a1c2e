/**
 * meter: what a call used, priced. Pure: the same reading and the same price version give the same bill, digit for
 * digit, here, in the reaper and in any later re-rating. May touch memory only.
 */
import { type PricingWays, ratedTable } from '@turnpike/domain/pricing';
import { chargeFor, type PriceTable, rate, rateKept, type Rating } from '@turnpike/domain/rating';
import { pricingOf } from '@turnpike/endpoints/operation';
import { type CatalogueTarget, costAt } from '../catalogue.js';
import { pricesOf } from '../prices-of.js';
import type { Bill, Dispatched, Understood, UsageReading } from '../tickets.js';

const NOTHING: Bill = { charge: '0', parts: [], cost: '0', costCurrency: null };

/** What can be measured in several ways is paid for in one of them. */
function taken(prices: PriceTable, ways: PricingWays | null): PriceTable {
  return ways === null ? prices : (ratedTable(prices, ways) ?? prices);
}

/** An answer that was kept cost us nothing; its caller pays the price of one, or where there is none the answer's own. */
function rated(ticket: Understood, reading: UsageReading, ways: PricingWays | null): Rating {
  const prices = pricesOf(ticket);
  const table = taken(prices, ways);
  return reading.source === 'cache' ? rateKept(prices, reading.usage, table) : rate(table, reading.usage);
}

/** A call that delivered nothing costs its caller nothing; a test call never does. */
export function meter(
  ticket: Understood & Partial<Pick<Dispatched, 'fallbackModel'>>,
  reading: UsageReading,
  target: CatalogueTarget | null,
): Bill {
  if (reading.source === 'none') return NOTHING;
  const { arrival, caller, model } = ticket;
  const cost = reading.source === 'cache' ? null : costAt(ticket.fallbackModel ?? model, target, arrival.startedAtMs);
  const ways = pricingOf(arrival.operation)?.ways ?? null;
  const rating = caller.environment === 'live' ? rated(ticket, reading, ways) : null;
  const upstream =
    cost === null || caller.environment === 'test' ? null : chargeFor(taken(cost.prices, ways), reading.usage);
  return {
    charge: rating?.charge ?? '0',
    parts: rating?.parts ?? [],
    cost: upstream ?? '0',
    costCurrency: cost?.currency ?? null,
  };
}
