/**
 * meter: what a call used, priced. Pure: the same reading and the same price version give the same bill, digit for
 * digit, here, in the reaper and in any later re-rating. May touch memory only.
 */
import { type PricingWays, ratedTable } from '@turnpike/domain/pricing';
import { chargeFor, type PriceTable, rate } from '@turnpike/domain/rating';
import { pricingOf } from '@turnpike/endpoints/operation';
import { costAt } from '../catalogue.js';
import { pricesOf } from '../prices-of.js';
import type { Bill, Understood, UsageReading } from '../tickets.js';

const NOTHING: Bill = { charge: '0', parts: [], cost: '0', costCurrency: null };

/** What can be measured in several ways is paid for in one of them. */
function taken(prices: PriceTable, ways: PricingWays | null): PriceTable {
  return ways === null ? prices : (ratedTable(prices, ways) ?? prices);
}

/** A call that delivered nothing costs its caller nothing; a test call never does. */
export function meter(ticket: Understood, reading: UsageReading): Bill {
  if (reading.source === 'none') return NOTHING;
  const { arrival, caller, model } = ticket;
  const cost = costAt(model, arrival.startedAtMs);
  const ways = pricingOf(arrival.operation)?.ways ?? null;
  const rated = caller.environment === 'live' ? rate(taken(pricesOf(ticket), ways), reading.usage) : null;
  const upstream =
    cost === null || caller.environment === 'test' ? null : chargeFor(taken(cost.prices, ways), reading.usage);
  return {
    charge: rated?.charge ?? '0',
    parts: rated?.parts ?? [],
    cost: upstream ?? '0',
    costCurrency: cost?.currency ?? null,
  };
}
