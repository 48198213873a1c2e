import type { PriceTable } from '@turnpike/domain/rating';
import type { Understood } from './tickets.js';

/** The price table of the public model asked for, under the plan version in force. */
export function pricesOf(ticket: Understood): PriceTable {
  const { planVersion } = ticket.entitlement;
  return planVersion.pricesByModel.get(ticket.model.id) ?? planVersion.prices;
}
